"""What is decided at the desk reaches the files as a person would write it, counts at once, and is never lost."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from publish.desk import doubts, notes, readings
from publish.desk.journal import Journal, text_of
from publish.desk.model import KINDS, Candidate, Decision
from publish.findings import PublishError
from publish.reading import lexicon
from tests.desk.desk_project import REPORT, book, desk, first, report
from tests.project import ROOT

OLD = """# 上面的说明
# 第二行

[[reading]]
text = "甲" # 行尾的说明
pinyin = "jiǎ"
by = "张"
why = "甲"

# 乙之前的说明
[[reading]]
text = "乙"
left = "甲"
pinyin = "yǐ"
by = "张"
why = "乙"
"""
KEYS = ("text", "left", "right", "block", "nth")


def rows(path: Path, table: str = "reading") -> list[dict]:
    return tomllib.loads(path.read_text("utf-8")).get(table, []) if path.is_file() else []


def other(item) -> str:
    """A candidate that is not what the book has now."""
    return next(c.value for c in item.candidates if not c.current)


# --- the files ---


def test_a_new_row_goes_to_the_end_and_nothing_else_changes():
    made = notes.put(OLD, "reading", {"text": "丙", "pinyin": 'b"ǐ\\'}, KEYS)
    assert made.startswith(OLD) and made.endswith('\n\n[[reading]]\ntext = "丙"\npinyin = "b\\"ǐ\\\\"\n')
    assert tomllib.loads(made)["reading"][2] == {"text": "丙", "pinyin": 'b"ǐ\\'}


def test_a_row_for_the_same_place_is_changed_where_it_stands():
    made = notes.put(OLD, "reading", {"text": "甲", "pinyin": "jiā", "by": "李", "why": "甲"}, KEYS)
    assert made == OLD.replace('"jiǎ"', '"jiā"').replace('"张"', '"李"', 1)


def test_the_same_text_with_other_context_is_another_place():
    made = notes.put(OLD, "reading", {"text": "乙", "pinyin": "yī"}, KEYS)
    assert len(tomllib.loads(made)["reading"]) == 3


def test_a_row_is_taken_out_with_comments_elsewhere_kept():
    made = notes.without(OLD, "reading", {"text": "乙", "left": "甲"})
    assert [row["text"] for row in tomllib.loads(made)["reading"]] == ["甲"]
    assert made.startswith("# 上面的说明\n# 第二行\n")


def test_the_only_row_can_be_taken_out_and_another_put_in():
    alone = '# 说明\n\n[[reading]]\ntext = "甲"\n'
    made = notes.put(notes.without(alone, "reading", {"text": "甲"}), "reading", {"text": "乙"}, KEYS)
    assert tomllib.loads(made) == {"reading": [{"text": "乙"}]} and made.startswith("# 说明\n")


def test_a_new_file_opens_with_its_heading():
    assert notes.put(None, "reading", {"text": "丙"}, KEYS, head="# 头\n") == '# 头\n\n[[reading]]\ntext = "丙"\n'


# --- the list ---


def test_doubts_come_in_order_of_danger_and_point_at_their_characters(tmp_path):
    found = doubts.collect(book(tmp_path).source, tmp_path / "build", tmp_path / "voices")
    assert found and [KINDS.index(item.kind) for item in found] == sorted(KINDS.index(item.kind) for item in found)
    for item in found:
        assert item.text[item.start : item.end] == item.shown
        assert item.candidates and sum(candidate.current for candidate in item.candidates) <= 1
        assert len(item.candidates) <= 9 and len({c.value for c in item.candidates}) == len(item.candidates)
    assert len({item.id for item in found}) == len(found)
    assert not (tmp_path / "build").exists()


def test_the_list_as_lines_and_as_values(tmp_path):
    found = doubts.collect(book(tmp_path).source, tmp_path / "build", tmp_path / "voices")
    lines, values = list(doubts.lines(found, "zh")), list(doubts.as_values(found))
    assert len(lines) == len(values) + 1 == len(found) + 1 and lines[-1] == f"拿不准、要定的：{len(found)} 处。"
    assert f"【{found[0].shown}】" in lines[0] and found[0].where in lines[0]
    assert json.loads(json.dumps(values)) == values and values[0]["candidates"][0]["value"]
    assert list(doubts.lines((), "en")) == ["nothing to decide."]


def test_the_same_list_in_the_terminal(tmp_path):
    made = book(tmp_path)
    found = doubts.collect(made.source, made.build / "book", made.root / "voices")
    shown, values = made.run("doubts", "book", "--lang", "zh"), made.run("doubts", "book", "--json")
    assert (shown.returncode, shown.stdout.splitlines()) == (0, list(doubts.lines(found, "zh")))
    assert [json.loads(line)["id"] for line in values.stdout.splitlines()] == [item.id for item in found]
    assert not (made.source / "readings.toml").exists()


def test_surnames_are_sorted_and_unique():
    lines = (ROOT / "publish" / "manuscript" / "data" / "surnames.tsv").read_text("utf-8").splitlines()
    assert lines == sorted(set(lines)) and len(lines) > 400 and all(len(line) == 1 for line in lines)


# --- readings ---


def test_a_decision_here_counts_here_only_and_says_who_and_why(tmp_path):
    made = book(tmp_path)
    sitting = desk(made)
    item = first(sitting, "pinyin")
    value = other(item)
    sitting.decide(item.id, value, "here", "王编辑", "听过")
    (row,) = rows(made.source / "readings.toml")
    assert (row["text"], row["block"], row["by"]) == (item.shown, item.block, "王编辑")
    assert row["why"].startswith("听过（20") and row["why"].endswith("校读台）")
    sentence = sitting.matter.text.sentences[item.sentence]
    tokens = [t for t in sentence.tokens if item.at <= t.start < item.at + len(item.shown)]
    assert {t.decided_by for t in tokens} == {"lexicon"}
    assert " ".join(f"{s.base.replace('ü', 'v')}{s.tone}" for t in tokens for s in t.syllables) == value
    assert not sitting.is_open(item) and item.id in {i.id for i in sitting.items}
    decided = [i for i in sitting.state()["items"] if i["decided"]]
    assert [i["id"] for i in decided] == [item.id]


def test_occurrences_of_the_same_character_are_told_apart(tmp_path):
    made = book(tmp_path, "报告\n各位代表：\n他得走，我得走，你得走，大家得走。他得走。\n谢谢大家！\n")
    places = [(s, t) for s in desk(made).matter.text.reading.sentences for t in s.tokens if t.text == "得"]
    assert len(places) == 5
    for sentence, token in places:
        of = desk(made).matter.text
        item = readings.item(of, "reading", sentence, token, "", (Candidate("dei3", "děi"),))
        row = readings.row(of, item, Decision(item.id, "dei3", "here", "王", "", "2026-01-01"))
        (made.source / "readings.toml").write_text(readings.write(None, row, False), "utf-8")
        decided = [t.start for s in desk(made).matter.text.reading.sentences for t in s.tokens if t.decided_by == "lexicon"]
        assert decided == [token.start]
        (made.source / "readings.toml").unlink()


def test_a_lone_character_is_decided_with_its_neighbours(tmp_path):
    made = book(tmp_path, "报告\n各位代表：\n他得走，我得走，他得走。\n谢谢大家！\n")
    of = desk(made).matter.text
    sentence, token = next((s, t) for s in of.reading.sentences for t in s.tokens if t.text == "得")
    item = readings.item(of, "reading", sentence, token, "", (Candidate("dei3", "děi"),))
    assert [(scope.reach, scope.count) for scope in item.scopes] == [("here", 1), ("book", 2), ("house", 0)]
    row = readings.row(of, item, Decision(item.id, "dei3", "book", "王", "", "2026-01-01"))
    assert (row["text"], row["left"], row["right"]) == ("得", "他", "走")
    (made.source / "readings.toml").write_text(readings.write(None, row, False), "utf-8")
    decided = [t for s in desk(made).matter.text.reading.sentences for t in s.tokens if t.decided_by == "lexicon"]
    assert len(decided) == 2


def test_names_are_met_once_and_the_speakers_always(tmp_path):
    made = book(tmp_path, "报告\n——2025年1月8日\n主任　王小明\n各位代表：\n晏菁璿，大家好，晏菁璿。\n谢谢大家！\n")
    found = [i for i in desk(made).matter.items if i.kind == "name"]
    assert [i.shown for i in found] == ["王小明", "晏菁璿"]
    sitting = desk(made)
    sitting.decide(found[1].id, found[1].candidates[0].value, "book", "王", "")
    sitting.decide(found[0].id, found[0].candidates[0].value, "book", "王", "")
    assert [row.get("words") for row in rows(made.source / "readings.toml")] == [None, "王 小明"]
    sitting.undo()
    assert [i.shown for i in sitting.matter.items if i.kind == "name"] == ["王小明"]


def test_deciding_anew_replaces_what_was_decided(tmp_path):
    made = book(tmp_path)
    sitting = desk(made)
    item = next(i for i in sitting.matter.items if i.typed == "pinyin" and len(i.scopes) == 3)
    for reach in ("here", "book", "house", "here"):
        sitting.decide(item.id, item.candidates[0].value, reach, "王", "")
        local, house = rows(made.source / "readings.toml"), rows(made.root / "voices" / "lexicon" / "house.toml")
        assert (len(local), len(house)) == ((0, 1) if reach == "house" else (1, 0)), reach
        assert ("block" in (local or house)[0]) == (reach == "here")
    assert not sitting.is_open(item)


def test_pinyin_typed_by_hand_is_checked(tmp_path):
    sitting = desk(book(tmp_path))
    item = first(sitting, "pinyin")
    count = len(item.shown)
    assert sitting.check(item.id, item.candidates[0].label)["value"] == item.candidates[0].value
    for typed, code in (("xyz9 " * count, "R104"), ("ma1 " * (count + 1), "R105")):
        with pytest.raises(PublishError) as caught:
            sitting.check(item.id, typed)
        assert caught.value.findings[0].code == code
    assert "词典里" in sitting.check(item.id, " ".join(["mang3"] * count))["caution"]


def test_a_number_is_decided_in_characters(tmp_path):
    made = book(tmp_path)
    sitting = desk(made)
    item = first(sitting, "number")
    with pytest.raises(PublishError) as caught:
        sitting.check(item.id, "985!")
    assert caught.value.findings[0].code == "G402"
    sitting.decide(item.id, "甲乙丙", "here", "王", "试")
    assert rows(made.source / "readings.toml")[0]["say"] == "甲乙丙"
    assert "甲乙丙" in sitting.matter.text.sentences[item.sentence].spoken and not sitting.is_open(item)


def test_silence_is_an_answer_too(tmp_path):
    made = book(tmp_path)
    sitting = desk(made)
    item = next(i for i in sitting.matter.items if "" in [c.value for c in i.candidates])
    (silence,) = [c for c in item.candidates if not c.value]
    assert item.kind == "number" and silence.label == "（不念）" and sitting.sound(item.id, "")[:4] == b"RIFF"
    told = sitting.decide(item.id, "", "here", "王", "")
    assert rows(made.source / "readings.toml")[0]["say"] == "" and "（不念）" in told["words"] and not sitting.is_open(item)
    token = next(t for t in sitting.matter.text.sentences[item.sentence].tokens if t.start == item.at)
    assert (token.spoken, token.syllables, token.decided_by) == ("", (), "lexicon")
    with pytest.raises(PublishError) as caught:
        lexicon.check({"text": "好", "say": ""}, "x")
    assert caught.value.findings[0].code == "R107"


def test_every_open_doubt_can_be_settled_as_it_stands(tmp_path):
    """What the book has now is always among the answers of a reading, a name or a number: Enter alone comes to the end."""
    sitting = desk(book(tmp_path))
    for item in sitting.matter.items:
        assert item.kind == "repair" or sum(candidate.current for candidate in item.candidates) == 1, item


def test_wrong_requests_are_refused_and_write_nothing(tmp_path):
    made = book(tmp_path)
    sitting = desk(made)
    item = first(sitting, "pinyin")
    for arguments, code in (
        ((item.id, item.candidates[0].value, "here", " ", ""), "G403"),
        ((item.id, item.candidates[0].value, "everywhere", "王", ""), "G410"),
        (("reading-0-b999-x", "a1", "here", "王", ""), "G408"),
        ((item.id, "nonsense!", "here", "王", ""), "R104"),
    ):
        with pytest.raises(PublishError) as caught:
            sitting.decide(*arguments)
        assert caught.value.findings[0].code == code
    assert not (made.source / "readings.toml").exists() and not sitting.journal.entries


def test_a_name_or_reason_cannot_break_the_file(tmp_path):
    made = book(tmp_path)
    sitting = desk(made)
    item = first(sitting, "pinyin")
    sitting.decide(item.id, item.candidates[0].value, "here", '王"\n[[reading]]\ntext = "x', "a\\b\x1b[31m\n= '''")
    (row,) = rows(made.source / "readings.toml")
    assert row["by"] == '王" [[reading]] text = "x' and "\x1b" not in row["why"]


def test_sound_is_the_sentence_as_it_is_or_as_it_would_be(tmp_path):
    sitting = desk(book(tmp_path))
    item = first(sitting, "pinyin")
    now = sitting.sound(item.id)
    assert now[:4] == b"RIFF" and sitting.sound(item.id) == now
    assert sitting.sound(item.id, next(c.value for c in item.candidates if c.current)) == now
    changed = sitting.sound(item.id, other(item))
    assert changed != now
    sitting.decide(item.id, other(item), "here", "王", "")
    assert sitting.sound(item.id) == changed


# --- undo, and dying ---


def test_undo_goes_back_byte_for_byte_step_by_step(tmp_path):
    made = book(tmp_path)
    (made.source / "readings.toml").write_text('# 说明\n[[reading]]\ntext = "标记"\npinyin = "biāo jì"\nby = "张"\nwhy = "试"\n', "utf-8")
    sitting = desk(made)
    path, before = made.source / "readings.toml", []
    for _ in range(3):
        before.append((text_of(path), [i.id for i in sitting.matter.items]))
        item = sitting.matter.items[0]
        sitting.decide(item.id, item.candidates[0].value, item.scopes[0].reach, "王", "")
    for expected in reversed(before):
        sitting.undo()
        assert (text_of(path), [i.id for i in sitting.matter.items]) == expected
    with pytest.raises(PublishError) as caught:
        sitting.undo()
    assert caught.value.findings[0].code == "G405"


def test_undo_never_destroys_what_was_edited_by_hand(tmp_path):
    made = book(tmp_path)
    sitting = desk(made)
    item = first(sitting, "pinyin")
    sitting.decide(item.id, item.candidates[0].value, "here", "王", "")
    path = made.source / "readings.toml"
    edited = path.read_text("utf-8") + "# 我的话\n"
    path.write_text(edited, "utf-8")
    with pytest.raises(PublishError) as caught:
        sitting.undo()
    assert caught.value.findings[0].code == "G406" and path.read_text("utf-8") == edited


@pytest.mark.parametrize("written", [False, True])
def test_a_desk_that_died_between_journal_and_file_goes_on_where_it_was(tmp_path, monkeypatch, written):
    made = book(tmp_path)
    sitting = desk(made)
    item = first(sitting, "pinyin")
    from publish import files

    real, calls = files.write, []

    def dying(path: Path, data: bytes | str) -> Path:
        calls.append(path.name)
        if len(calls) == (3 if written else 2):
            raise KeyboardInterrupt
        return real(path, data)

    monkeypatch.setattr(files, "write", dying)
    with pytest.raises(KeyboardInterrupt):
        sitting.decide(item.id, item.candidates[0].value, "here", "王", "")
    monkeypatch.undo()
    assert (made.source / "readings.toml").exists() == written
    again = desk(made)
    assert len(rows(made.source / "readings.toml")) == 1 and not again.is_open(item)
    assert [e.item.id for e in again.journal.entries] == [item.id] and again.journal.entries[0].done
    again.undo()
    assert not (made.source / "readings.toml").exists() and desk(made).is_open(item)


def test_a_decision_taken_out_by_hand_is_open_again(tmp_path):
    made = book(tmp_path)
    sitting = desk(made)
    item = first(sitting, "pinyin")
    sitting.decide(item.id, item.candidates[0].value, "here", "王", "")
    (made.source / "readings.toml").unlink()
    again = desk(made)
    assert again.is_open(item) and not again.journal.entries and not (made.source / "readings.toml").exists()


def test_a_journal_that_cannot_be_read_costs_no_decision(tmp_path):
    made = book(tmp_path)
    sitting = desk(made)
    item = first(sitting, "pinyin")
    sitting.decide(item.id, item.candidates[0].value, "here", "王", "")
    sitting.journal.path.write_text('[{"broken', "utf-8")
    assert not Journal(sitting.journal.path, sitting.files).entries
    assert len(rows(made.source / "readings.toml")) == 1 and not desk(made).is_open(item)


# --- repairs of the report ---


def decisions() -> list[dict]:
    return rows(REPORT / "repairs.toml", "repair")


@pytest.mark.parametrize("row", decisions(), ids=lambda row: row["where"])
def test_open_damage_comes_first_and_its_bytes_decide(tmp_path, row):
    made = report(tmp_path, without=row["where"])
    sitting = desk(made)
    item = sitting.items[0]
    assert (item.kind, item.where) == ("repair", row["where"]) and item.text[item.start : item.end] == item.shown
    wrong = row["after"][:-1] + ("甲" if row["after"][-1] != "甲" else "乙")
    with pytest.raises(PublishError) as caught:
        sitting.check(item.id, wrong)
    assert caught.value.findings[0].code == "G407"
    sitting.decide(item.id, row["after"], "here", "王编辑", "")
    written = next(r for r in rows(made.source / "repairs.toml", "repair") if r["where"] == row["where"])
    assert (written["before"], written["after"], written["rule"]) == (row["before"], row["after"], "misfire")
    assert written["reviewed_by"] == "王编辑" and not sitting.is_open(item)
    assert any(row["after"] in block.text for block in sitting.matter.text.blocks.values())


def test_a_decided_repair_is_confirmed_with_its_reason_kept(tmp_path):
    made = report(tmp_path)
    sitting = desk(made)
    item = first(sitting, "review")
    before = next(r for r in decisions() if r["where"] == item.where)
    assert item.shown == before["after"] and before["reason"] in item.reason
    sitting.decide(item.id, before["after"], "here", "王编辑", "对过原件")
    after = next(r for r in rows(made.source / "repairs.toml", "repair") if r["where"] == item.where)
    assert after["reviewed_by"] == f"{before['reviewed_by']}；王编辑 复核"
    assert after["reason"].startswith(before["reason"]) and "对过原件" in after["reason"]
    shutil.rmtree(made.build)
    assert not desk(made).is_open(item)
    others = [r for r in rows(made.source / "repairs.toml", "repair") if r["where"] != item.where]
    assert others == [r for r in decisions() if r["where"] != item.where]


@pytest.mark.slow
def test_what_fits_the_bytes_is_found_in_the_background_and_kept(tmp_path):
    made = report(tmp_path, without="report.txt:22:171")
    sitting = desk(made)
    name = sitting.items[0].id
    assert not sitting.card(name)["candidates"]
    sitting.search()
    assert sitting.card(name)["searching"]
    sitting._finder.join(300)
    assert sitting._finder.exitcode == 0
    found = sitting.card(name)
    assert not found["searching"] and "潭文化庙" in [c["value"] for c in found["candidates"]]
    again = desk(made)
    assert again.items[0].candidates and again.card(name)["candidates"] == found["candidates"]
    again.search()
    assert again._finder is None
    again.decide(name, "潭文化庙", "here", "王", "")
    assert not again.is_open(again.find(name))
