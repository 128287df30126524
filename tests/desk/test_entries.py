"""Decisions that no person has signed: each is offered once, confirmed or changed where it stands, and counted apart."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from publish import files
from publish.desk import doubts, notes, signed
from publish.desk.journal import text_of
from publish.desk.model import Decision, Item
from publish.findings import PublishError
from tests.desk.desk_project import DECIDED, ENTRIES, REPORT, book, decided, desk, report
from tests.project import Project


@pytest.fixture
def made(tmp_path) -> Project:
    return decided(tmp_path)


def reviews(sitting) -> dict[str, Item]:
    return {item.shown: item for item in sitting.matter.items if item.kind == "review"}


def now(item: Item) -> str:
    (found,) = [c.value for c in item.candidates if c.current]
    return found


def confirm(sitting, item: Item, who: str = "王老师", why: str = "") -> dict:
    return sitting.decide(item.id, now(item), item.scopes[0].reach, who, why)


def file(project: Project) -> Path:
    return project.source / "readings.toml"


def code(action) -> str:
    with pytest.raises(PublishError) as caught:
        action()
    return caught.value.findings[0].code


# --- the rule ---


@pytest.mark.parametrize(
    ("signature", "person"),
    [
        ("声书编辑 (AI)", False), ("声书编辑（ＡＩ）", False), ("AI", False), ("人工智能编辑", False), ("甲 (AI)；乙 (AI)", False), ("", False), ("；", False),
        ("王老师", True), ("声书编辑 (AI)；王老师 复核", True), ("声书编辑 (AI);王老师 复核", True), ("声书编辑 (AI)；人工智能 复核；王 复核", True),
        ("Aileen Lai", True), ("MAI Li", True), ("Ai Weiwei", True),
    ],
)  # fmt: skip
def test_a_decision_is_a_persons_as_soon_as_one_name_bears_no_mark_of_ai(signature, person):
    assert signed.by_person(signature) == person


def test_signing_twice_is_signing_once():
    once = signed.confirmed("声书编辑 (AI)", "王老师")
    assert once == "声书编辑 (AI)；王老师 复核" and signed.by_person(once)
    assert signed.confirmed(once, "王老师") == once and signed.confirmed(once, "李老师") == once + "；李老师 复核"
    assert signed.confirmed("", "王") == "王 复核"
    decision = Decision("x", "y", "book", "王", "听过", "2026-01-02")
    why = signed.reason("地名", decision, "")
    assert why == "地名（听过）（2026-01-02 校读台）" and signed.reason(why, decision, "") == why
    assert signed.reason("", decision, "听读核对") == "听过（2026-01-02 校读台）"


# --- what is offered ---


def test_what_the_program_would_read_without_an_entry_is_told_beside_it(made):
    file(made).write_text(ENTRIES.replace('pinyin = "lè jū lǐ"', 'pinyin = "yuè jū lǐ"'), "utf-8")
    item = reviews(desk(made))["乐居里"]
    assert [c.value for c in item.candidates if "程序会这样读" in c.note and not c.current] == ["le4 ju1 li3"]


def test_one_item_an_entry_after_the_doubts_and_none_for_what_a_person_signed_or_what_rests(made):
    sitting = desk(made)
    found = reviews(sitting)
    assert set(found) == {"大栅栏", "乐居里", "看985", "解放路"}
    kinds = [item.kind for item in sitting.matter.items]
    assert "review" not in kinds[: len(kinds) - len(found)]
    item = found["乐居里"]
    assert (item.where, item.count, len(item.also)) == ("readings.toml:2", 3, 2) and all("【乐居里】" in words for words in item.also)
    assert "声书编辑 (AI)" in item.reason and "小区名，里不读轻声" in item.reason and "3 处" in item.reason
    assert now(item) == "le4 ju1 li3" and len({c.value for c in item.candidates}) == len(item.candidates) > 1
    assert not any("程序会这样读" in c.note for c in found["大栅栏"].candidates)  # the dictionary reads it so too
    assert "没有写是谁定的" in found["解放路"].reason and "词库" in found["大栅栏"].reason
    for item in found.values():
        assert item.text[item.start : item.end] == item.shown and item.sentence in sitting.matter.text.sentences
        card = sitting.card(item.id)
        assert card["sound"] and card["ruby"] and card["about"] == "entry"
    assert found["看985"].typed == "text" and [c.value for c in found["看985"].candidates][:2] == ["看九八五", "看九百八十五"]


@pytest.mark.parametrize(("text", "words"), [("看985", "看 985"), ("985", "985"), ("985，也看", "985， 也看"), ("吗？好", "吗？ 好")])
def test_an_entry_on_words_alone_is_confirmed_whatever_it_is_over(made, text, words):
    """Figures, marks, two sentences: where there is no syllable for each character."""
    (made.source / "report.txt").write_text(DECIDED.replace("谢谢", "你说好吗？好。谢谢"), "utf-8")
    file(made).write_text(f'[[reading]]\ntext = "{text}"\nwords = "{words}"\nby = "声书编辑 (AI)"\n', "utf-8")
    sitting = desk(made)
    item = reviews(sitting)[text]
    assert (now(item), item.candidates[0].label, item.candidates[0].current) == ("", words, True)
    assert not sitting.card(item.id)["sound"] or sitting.sound(item.id, "")[:4] == b"RIFF"
    confirm(sitting, item)
    (row,) = tomllib.loads(text_of(file(made)))["reading"]
    assert (row["by"], row["words"]) == ("声书编辑 (AI)；王老师 复核", words) and not {"pinyin", "say"} & set(row) and text not in reviews(sitting)


def test_ids_stay_when_the_file_is_edited_around_an_entry(made):
    before = {item.id for item in reviews(desk(made)).values()}
    file(made).write_text("# 又一行\n\n" + ENTRIES.replace("两个词", "是两个词"), "utf-8")
    assert {item.id for item in reviews(desk(made)).values()} == before


def test_both_numbers_are_told_apart_everywhere(made):
    found = doubts.collect(made.source, made.build, made.root / "voices")
    count = doubts.tally(found)
    assert count.confirm == 4 and count.open == len(found) - 4
    last = list(doubts.lines(found, "zh"))[-1]
    assert (f"{count.open} 处" if count.open else "没有要定的地方。") in last and "还没有人复核的决定：4 条" in last
    shown = made.run("doubts", "book", "--lang", "en")
    assert shown.returncode == 0 and shown.stdout.splitlines()[-1] == doubts.summary(count, "en")
    values = [json.loads(line) for line in made.run("doubts", "book", "--json").stdout.splitlines()]
    assert sum(v["kind"] == "review" for v in values) == 4 and {v["text"] and v["places"] for v in values if v["shown"] == "乐居里"} == {3}
    assert doubts.summary(doubts.Tally(1, 1), "en") == "1 open doubt. Besides, 1 decision that no person has confirmed."
    assert doubts.summary(doubts.Tally(0, 0)) == "没有要定的地方。" and doubts.summary(doubts.Tally(3, 0)) == "拿不准、要定的：3 处。"


def test_a_build_says_how_many_there_are_and_counts_them_once(made):
    built = made.make()
    count = doubts.tally(doubts.collect(made.source, made.build, made.root / "voices"))
    assert built["doubts"] == {"open": count.open, "confirm": 4}
    kept = made.build / "book" / "cache" / "desk" / "tally.json"
    key, _ = files.unsealed(whole := kept.read_bytes(), tuple[str, doubts.Tally])
    kept.write_bytes(files.sealed(files.to_json((key, doubts.Tally(0, 7)))))
    shown = made.run("build", "book", "--lang", "en")
    assert "confirmed: 7 " in shown.stdout and "open doubts" not in shown.stdout
    for damaged in (whole.replace(b'"confirm": 4', b'"confirm": 5'), whole.replace(key[:4].encode(), b"\xff\xfe\xff\xfe")):
        assert damaged != whole
        kept.write_bytes(damaged)
        assert made.make()["doubts"] == built["doubts"] and kept.read_bytes() == whole
    file(made).write_text(ENTRIES.replace("声书编辑 (AI)", "王"), "utf-8")
    shown = made.run("build", "book", "--lang", "zh").stdout
    assert "没有人复核的决定：2 条" in shown and (f"要人定的：{count.open} 处" in shown) == bool(count.open)


def test_every_decision_of_the_report_is_offered_once(tmp_path):
    made = report(tmp_path)
    shutil.copy(REPORT / "readings.toml", file(made))
    signatures = [(row["text"], row["by"]) for row in tomllib.loads(text_of(file(made)))["reading"]]
    assert len(signatures) > 100 and not any(signed.by_person(by) for _, by in signatures)
    sitting = desk(made)
    offered = [item for item in sitting.matter.items if item.kind == "review"]
    assert sorted(i.shown for i in offered if i.about == "entry") == sorted(text for text, _ in signatures)
    assert sum(i.about == "source" for i in offered) == 6 and all(i.sentence for i in offered if i.about == "entry")


# --- confirming and changing ---


def test_confirming_signs_and_changes_nothing_else(made):
    sitting = desk(made)
    before, reading = reviews(sitting), sitting.matter.text.reading
    told = confirm(sitting, before["乐居里"], why="问过居民")
    expected = ENTRIES.replace('by = "声书编辑 (AI)"\nwhy = "小区名，里不读轻声"', 'by = "声书编辑 (AI)；王老师 复核"\nwhy = "小区名，里不读轻声（问过居民）（DATE 校读台）"')
    when = sitting.journal.entries[-1].decision.when
    assert file(made).read_text("utf-8") == expected.replace("DATE", when)
    assert "乐居里" not in reviews(sitting) and sitting.matter.text.reading is reading  # not read anew: so it is quick
    assert [i["decided"] for i in told["state"]["items"] if i["shown"] == "乐居里" and i["kind"] == "review"] == ["lèjūlǐ"]
    shutil.rmtree(made.build)
    assert set(reviews(desk(made))) == set(before) - {"乐居里"}


def test_all_can_be_confirmed_and_are_not_asked_again(made):
    sitting = desk(made)
    for item in reviews(sitting).values():
        confirm(sitting, item)
    assert not reviews(sitting) and not reviews(desk(made))
    assert '大栅栏"' in (house := (made.root / "voices" / "lexicon" / "beijing.toml").read_text("utf-8")) and house.count("；王老师 复核") == 1
    rows = tomllib.loads(file(made).read_text("utf-8"))["reading"]
    assert [row.get("by") for row in rows] == ["声书编辑 (AI)；王老师 复核"] * 2 + ["王老师 复核", "李老师", "声书编辑 (AI)"]
    assert "pinyin" not in rows[2] and rows[1]["why"].startswith("听读核对（")


def test_confirming_again_changes_nothing(made):
    sitting = desk(made)
    item = reviews(sitting)["乐居里"]
    confirm(sitting, item)
    once = text_of(file(made))
    confirm(sitting, item)
    assert text_of(file(made)) == once
    confirm(desk(made), item, who="李老师")
    assert "王老师 复核；李老师 复核" in text_of(file(made))


def test_another_reading_is_written_into_the_entry_and_heard(made):
    sitting = desk(made)
    item = reviews(sitting)["乐居里"]
    assert sitting.sound(item.id) == sitting.sound(item.id, now(item))
    wanted = next(c for c in item.candidates if not c.current)
    heard = sitting.sound(item.id, wanted.value)
    assert heard != sitting.sound(item.id)
    sitting.decide(item.id, wanted.value, "book", "王老师", "")
    row = tomllib.loads(file(made).read_text("utf-8"))["reading"][0]
    assert (row["by"], row["words"]) == ("王老师", "乐居里") and row["why"].startswith("听读核对（")
    assert row["pinyin"].replace(" ", "") == wanted.label.replace("'", "")
    assert "# 小区名\n" in text_of(file(made)) and "# 数字\n" in text_of(file(made))
    assert sitting.sound(item.id) == heard and "乐居里" not in reviews(sitting)
    sitting.decide(item.id, "le4 ju1 li5", "book", "李老师", "")  # typed by hand, and decided anew
    row = tomllib.loads(file(made).read_text("utf-8"))["reading"][0]
    assert (row["by"], row["pinyin"]) == ("李老师", "lè jū li")


def test_another_spoken_form_is_written_into_the_entry(made):
    sitting = desk(made)
    item = reviews(sitting)["看985"]
    assert code(lambda: sitting.check(item.id, "985!")) == "G402"
    sitting.decide(item.id, "看九百八十五", "book", "王老师", "")
    row = tomllib.loads(file(made).read_text("utf-8"))["reading"][1]
    assert (row["say"], row["by"]) == ("看九百八十五", "王老师") and "pinyin" not in row
    assert any("九百八十五" in s.spoken for s in sitting.matter.text.reading.sentences)


def test_an_ai_cannot_confirm_but_its_decisions_are_asked_about(made):
    sitting = desk(made)
    item = reviews(sitting)["乐居里"]
    assert code(lambda: confirm(sitting, item, who="校对助手 (AI)")) == "G413" and text_of(file(made)) == ENTRIES
    doubt = next(i for i in desk(book(made.root / "other")).matter.items if i.kind == "reading")
    sitting = desk(Project(made.root / "other", made.root / "other" / "build"))
    sitting.decide(doubt.id, doubt.candidates[0].value, doubt.scopes[0].reach, "校对助手 (AI)", "")
    assert not any(i.id == doubt.id for i in sitting.matter.items) and doubt.shown in reviews(sitting)


def test_repairs_follow_the_same_rule(tmp_path):
    made = report(tmp_path)
    path = made.source / "repairs.toml"
    assert sum(i.about == "source" for i in reviews(desk(made)).values()) == 6
    path.write_text(path.read_text("utf-8").replace("声书编辑 (AI)", "张老师", 2), "utf-8")
    sitting = desk(made)
    assert sum(i.about == "source" for i in sitting.matter.items) == 4
    item = next(i for i in sitting.matter.items if i.about == "source")
    assert code(lambda: confirm(sitting, item, who="AI")) == "G413"


def test_an_entry_that_is_gone_or_was_edited_is_not_overwritten(made):
    sitting = desk(made)
    item = reviews(sitting)["乐居里"]
    file(made).write_text(ENTRIES.replace('"乐居里"', '"乐居室"'), "utf-8")
    assert code(lambda: confirm(sitting, item)) == "G416" and "复核" not in text_of(file(made))


# --- the files ---


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n"), lambda text: text + "  # 末尾没有换行"], ids=["BOM", "CRLF", "end"])
def test_undo_goes_back_byte_for_byte(made, change):
    file(made).write_bytes(change(ENTRIES).encode())
    before = [file(made).read_bytes()]
    sitting = desk(made)
    for item in list(reviews(sitting).values()):
        confirm(sitting, item)
        before.append(file(made).read_bytes())
    changed = [(a, b) for a, b in zip(before[0].splitlines(), before[-1].splitlines(), strict=False) if a != b]
    assert changed and all(a.startswith((b"by", b"why")) for a, _ in changed[:2])
    for expected in reversed(before[:-1]):
        sitting.undo()
        assert file(made).read_bytes() == expected
    assert len(reviews(sitting)) == 4


def test_rows_in_an_inline_array_are_kept_as_they_are():
    text = 'reading = [ {text = "甲", by = "a"},  {text = "乙"} ] # 两条\n'
    changed = notes.change(text, "reading", {"text": "甲", "by": "a"}, {"text": "甲", "by": "b"})
    assert changed == text.replace('"a"', '"b"') and notes.change(text, "reading", {"text": "甲"}, {}) is None
    assert tomllib.loads(notes.put(text, "reading", {"text": "丙"}, ("text",)))["reading"][2] == {"text": "丙"}


@pytest.mark.parametrize("written", [False, True])
def test_a_confirmation_survives_a_desk_that_dies(made, monkeypatch, written):
    sitting = desk(made)
    item = reviews(sitting)["乐居里"]
    real, calls = files.write, []

    def dying(path: Path, data: bytes | str) -> Path:
        calls.append(path.name)
        if len(calls) == (3 if written else 2):
            raise KeyboardInterrupt
        return real(path, data)

    monkeypatch.setattr(files, "write", dying)
    with pytest.raises(KeyboardInterrupt):
        confirm(sitting, item)
    monkeypatch.undo()
    assert ("复核" in text_of(file(made))) == written
    again = desk(made)
    assert text_of(file(made)).count("王老师 复核") == 1 and "乐居里" not in reviews(again)
    again.undo()
    assert text_of(file(made)) == ENTRIES
