"""Marks survive every repair: a property over random texts, marks and changes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from publish.manuscript.model import Mark
from publish.manuscript.repairs.draft import Draft
from publish.manuscript.repairs.repair import repair
from publish.manuscript.source import Document, Passage

WORDS = st.text("著書後臺（）(),，。 　1a\u200b⼀", min_size=1, max_size=12)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document whose passages bear marks anywhere."""
    passages = []
    for number, text in enumerate(draw(st.lists(WORDS, min_size=1, max_size=5)), 1):
        ends = st.integers(0, len(text))
        ranges = draw(st.lists(st.tuples(ends, ends).map(sorted), max_size=3))
        marks = tuple(Mark(a, b, "strong" if a < b else "break") for a, b in ranges)
        passages.append(Passage(text, draw(st.sampled_from([None, "paragraph", "item"])), str(number), marks=marks))
    return Document("t.md", tuple(passages))


@st.composite
def changed(draw: st.DrawFn) -> Draft:
    """A draft in which some stretches, never overlapping, were replaced, taken out or put in, by turns."""
    draft = Draft(draw(documents()))
    for _ in range(draw(st.integers(0, 4))):
        if draft.text:
            start = draw(st.integers(0, len(draft.text) - 1))
            end = draw(st.integers(start + 1, min(len(draft.text), start + 4)))
            draft.replace([(start, end, draw(st.sampled_from(["", "换", "换了字", "一\n二"])))], "edit")
    return draft


@given(changed())
def test_marks_lie_in_their_text_and_in_order(draft: Draft) -> None:
    passages = draft.passages()
    assert "\n".join(passage.text for passage in passages) == draft.text
    for passage in passages:
        assert all(0 <= mark.start <= mark.end <= len(passage.text) for mark in passage.marks)


@given(changed())
def test_a_mark_keeps_every_character_of_its_own_that_is_still_there(draft: Draft) -> None:
    """Each character of the source that no change touched is covered after the repairs exactly when it was covered before."""
    source = draft.source
    before = {start + at for passage, start in zip(source.passages, source.starts, strict=True) for mark in passage.marks for at in range(mark.start, mark.end)}
    after, line = set(), 0
    for passage in draft.passages():
        after |= {draft._origin[line + at] for mark in passage.marks for at in range(mark.start, mark.end)}
        line += len(passage.text) + 1
    kept = {at for at in draft._origin if at >= 0 and source.text[at] != "\n"}
    assert after & kept == before & kept


@given(changed())
def test_no_break_is_lost(draft: Draft) -> None:
    count = sum(mark.kind == "break" for passage in draft.source.passages for mark in passage.marks)
    assert sum(mark.kind == "break" for passage in draft.passages() for mark in passage.marks) == count


@settings(deadline=None)
@given(documents())
def test_repairs_of_the_program_carry_marks_too(document: Document) -> None:
    """What every rule in order makes of a document: marks cover the same words, but for what was converted or taken out."""
    for passage in repair(document).passages:
        assert all(0 <= mark.start <= mark.end <= len(passage.text) for mark in passage.marks)


def test_code_is_left_as_it_is() -> None:
    document = Document("t.md", (Passage("(a),  b", "code", "1"), Passage("请输入(a),再按,然后等。", None, "2", marks=(Mark(3, 6, "code"),)), Passage("好,是。", None, "3")))
    assert [passage.text for passage in repair(document).passages] == ["(a),  b", "请输入(a)，再按，然后等。", "好，是。"]
