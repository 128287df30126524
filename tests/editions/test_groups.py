"""Whatever stands together: no kind, group, depth or place in a table makes an edition lose text or write what is not well formed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from publish.editions.print.rows import Rows
from publish.editions.shared import groups, weave
from publish.editions.shared.outline import steps
from publish.manuscript.model import Block, Cell, Figure, Mark, Picture
from publish.narration.model import NarrationOptions
from publish.narration.plan import plan
from publish.reading.read import read
from tests.reading.test_cues import book

LONE = ("paragraph", "heading", "salutation", "separator", "code", "quote", "verse", "note", "figure", "item", "caption", "cell")
TEXT = st.sampled_from(("食堂开门了。", "① 一种草。", "12", "图1 食堂", "* * *", "", "GDP", "好！再见。"))
PICTURE = {"a.png": Picture("a.png", "image/png", 640, 360)}


@st.composite
def run(draw, number: int) -> list[Block]:
    """Blocks of one group."""
    kind = draw(st.sampled_from(("table", "list", "figure", "note", "mixed")))
    kinds = {
        "table": ("caption", "cell", "cell", "cell", "paragraph"), "list": ("item", "item", "paragraph"), "figure": ("figure", "caption", "paragraph"),
        "note": ("note", "paragraph"), "mixed": LONE,
    }[kind]  # fmt: skip
    return [draw(block(st.sampled_from(kinds), f"{kind}{number}" if draw(st.booleans()) or kind != "mixed" else "")) for _ in range(draw(st.integers(1, 7)))]


@st.composite
def block(draw, kinds, group: str) -> Block:
    kind, text = draw(kinds), draw(TEXT)
    small = st.integers(1, 3)
    cell = Cell(draw(small), draw(st.integers(1, 9)), draw(small), draw(small), draw(st.sampled_from(("", "column", "row")))) if kind == "cell" else None
    figure = Figure(draw(st.sampled_from(("a.png", ""))), not text and draw(st.booleans())) if kind == "figure" else None
    mark = Mark(0, len(text), draw(st.sampled_from(("strong", "noteref", "link", "ruby"))), draw(st.sampled_from(("b001", "https://a.cn/", "hǎo"))))
    label, silent = text[:1] if draw(st.booleans()) else "", draw(st.booleans()) and kind == "note"
    marks = (mark,) if text and draw(st.booleans()) else ()
    return Block("", kind, text, marks, level=draw(st.integers(0, 4)), label=label, group=group, cell=cell, figure=figure, silent=silent)


@st.composite
def pages(draw) -> tuple[Block, ...]:
    found = [one for number in range(draw(st.integers(1, 3))) for one in draw(run(number))]
    return tuple(replace(one, id=f"b{number:03}") for number, one in enumerate(found, 1))


@settings(deadline=None, max_examples=250)
@given(pages(), st.booleans())
def test_the_woven_page_holds_every_letter_once_and_is_well_formed(blocks, ruby):
    made = book(*blocks)
    weaver = weave.weaver(read(made)[0], weave.Style(ruby=ruby, words=ruby), made)
    tree = weave.Node("section", (), weaver.blocks(made.sections[0]))
    assert sorted(weave.text_of(tree)) == sorted("".join(one.text for one in blocks))
    parsed = etree.fromstring(etree.tostring(weave.to_lxml(tree)))
    ids = parsed.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {stretch.id for stretch in groups.stretches(made.sections[0], weaver.sentences).values()} <= set(ids)
    for sentence in (s for b in blocks for s in weaver.sentences.get(b.id, ())):
        assert sentence.id in ids
    for link in parsed.xpath("//*[local-name()='a']/@href"):
        assert link.startswith("https://") or link.removeprefix("#") in ids


@settings(deadline=None, max_examples=150)
@given(pages(), st.booleans())
def test_print_and_voice_take_whatever_comes(blocks, pinyin):
    made = book(*blocks)
    said = read(made)[0]
    rows = Rows(weave.weaver(said), pinyin, 22, PICTURE, frozenset()).section(made.sections[0])
    printed = "".join(_letters(rows))
    assert all(one.text in printed or all(part in printed for part in one.text) for one in blocks)
    tracks = plan(made, said, NarrationOptions())
    spoken = [cue.sentence.id for track in tracks for cue in track.cues]
    assert len(spoken) == len(set(spoken))


def _letters(rows):
    """Every text in what the template is given."""
    if isinstance(rows, str):
        yield rows
    elif isinstance(rows, dict):
        for value in rows.values():
            yield from _letters(value)
    elif isinstance(rows, list | tuple):
        for value in rows:
            yield from _letters(value)


@given(st.lists(st.integers(0, 9)))
def test_levels_are_never_skipped(depths):
    made = [0, *steps(depths)]
    assert all(1 <= after <= before + 1 for before, after in zip(made, made[1:], strict=False))
