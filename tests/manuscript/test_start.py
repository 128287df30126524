"""``publish new``: a safe folder, the text byte for byte, settings that load."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.config import load_book
from publish.editions import table
from publish.findings import PublishError
from publish.manuscript.edit import edit
from publish.manuscript.start import SLUG, quoted, replaced, start, suggest

TEXT = "社区养老服务通知\n（2024年5月1日）\n居委会　王小明\n\n一、时间\n每周三上午。\n"


def codes(error: pytest.ExceptionInfo[PublishError]) -> list[str]:
    return [f.code for f in error.value.findings]


def given_file(folder: Path, name: str = "通知.txt", text: str = TEXT, encoding: str = "gb18030") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_a_book_is_started_and_can_be_edited(tmp_path: Path) -> None:
    file = given_file(tmp_path)
    folder = start(file, tmp_path / "source")
    assert folder == tmp_path / "source" / "she-qu-yang-lao-fu-wu-tong-zhi"
    assert (folder / "通知.txt").read_bytes() == file.read_bytes()
    book = load_book(folder)
    assert (book.metadata.title, book.metadata.speaker, str(book.metadata.date)) == ("社区养老服务通知", "王小明", "2024-05-01")
    assert book.metadata.identifier.startswith("urn:uuid:")
    manuscript, findings = edit(book.sources, book.metadata, book.manuscript, "", "")
    assert findings == ()
    assert [s.title for s in manuscript.sections] == ["社区养老服务通知", "一、时间"]


def test_the_identifier_depends_on_the_text_only(tmp_path: Path) -> None:
    one = load_book(start(given_file(tmp_path), tmp_path / "a", "one"))
    two = load_book(start(given_file(tmp_path, "copy.txt"), tmp_path / "b", "two"))
    other = load_book(start(given_file(tmp_path, "other.txt", TEXT + "完。\n"), tmp_path / "b", "other"))
    assert one.metadata.identifier == two.metadata.identifier != other.metadata.identifier


def test_a_damaged_text_can_be_started(tmp_path: Path) -> None:
    report = Path(__file__).parents[2] / "source" / "dongcheng-2025" / "report.txt"
    book = load_book(start(report, tmp_path))
    assert (book.metadata.title, book.metadata.speaker, str(book.metadata.date)) == ("政府工作报告", "陈献森", "2025-01-08")
    assert book.sources[0].read_bytes() == report.read_bytes()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = given_file(tmp_path)
    folder = start(file, tmp_path / "source", "mine")
    (folder / "book.toml").write_text("mine", "utf-8")
    with pytest.raises(PublishError) as error:
        start(file, tmp_path / "source", "mine")
    assert codes(error) == ["S401"]
    assert (folder / "book.toml").read_text("utf-8") == "mine"


@pytest.mark.parametrize("slug", ["..", "../x", "/etc", "a/b", "", "A", "书", "-x", ".x", "a b", "a\n", "x" * 49])
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, slug: str) -> None:
    with pytest.raises(PublishError) as error:
        start(given_file(tmp_path), tmp_path / "source", slug)
    assert codes(error) == ["S402"]
    assert not (tmp_path / "source").exists()


def test_bad_files_leave_nothing_behind(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    for file, code in ((empty, "S102"), (tmp_path / "none.txt", "S101"), (tmp_path / "text.xls", "S108")):
        with pytest.raises(PublishError) as error:
            start(file, tmp_path / "source")
        assert codes(error) == [code]
    assert not (tmp_path / "source").exists()


@given(st.text(max_size=60))
def test_any_title_gives_a_safe_name(title: str) -> None:
    assert SLUG.fullmatch(suggest(title))


@given(st.text(max_size=60).filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t)))
def test_any_text_can_be_quoted(text: str) -> None:
    assert tomllib.loads(f"a = {quoted(text)}") == {"a": text}


def test_every_setting_of_every_edition_is_told(tmp_path: Path) -> None:
    """`publish new` names all editions; each option is told with its default, and with the comment taken off the settings still load."""
    told = tomllib.loads((resources.files("publish.editions") / "options.toml").read_text("utf-8"))
    assert list(told) == list(table.EDITIONS)
    for name in table.EDITIONS:
        options = type(table.edition(name, {}, "").options)
        assert set(told[name]) == {"is", *(field.name for field in table.own_fields(options))}
    folder = start(given_file(tmp_path), tmp_path / "source", "one", table.settings())
    assert list(load_book(folder).editions) == list(table.EDITIONS)
    written = (folder / "book.toml").read_text("utf-8")
    bare = re.sub(r"^# (\w+ = )", r"\1", "#" + written.split("# 要做的成品")[1], flags=re.M)
    made = table.editions(tomllib.loads(bare)["editions"], "book.toml")
    assert [edition.name for edition in made] == list(table.EDITIONS)


def test_what_nothing_says_stays_empty(tmp_path: Path) -> None:
    file = given_file(tmp_path, "随笔.txt", "今天天气很好，我们去公园走了走，看见许多花。\n回家的路上又买了菜。\n")
    folder = start(file, tmp_path / "source", "one")
    table_of = tomllib.loads((folder / "book.toml").read_text("utf-8"))["book"]
    assert {key: table_of.get(key) for key in ("title", "speaker", "issuer", "date", "rights", "description")} == {
        "title": "", "speaker": "", "issuer": "", "date": None, "rights": "", "description": "",
    }  # fmt: skip
    book = load_book(folder)
    assert (book.metadata.title, book.titled, book.metadata.date) == ("随笔", False, None)


def test_each_field_names_its_evidence(tmp_path: Path) -> None:
    written = (start(given_file(tmp_path), tmp_path / "source", "one") / "book.toml").read_text("utf-8")
    assert "found at 通知.txt:1：社区养老服务通知\ntitle" in written and "found at 通知.txt:3：居委会　王小明" in written.replace("居委会 王小明", "居委会　王小明")


def test_several_files_are_one_book(tmp_path: Path) -> None:
    files = (given_file(tmp_path, "1.txt"), given_file(tmp_path, "2.txt", "二、地点\n社区食堂（一楼）。\n", "utf-8"))
    folder = start(files, tmp_path / "source")
    book = load_book(folder)
    assert book.text == ("1.txt", "2.txt")
    manuscript, _ = edit(book.sources, book.metadata, book.manuscript, "", "")
    assert [s.title for s in manuscript.sections] == ["社区养老服务通知", "一、时间", "二、地点"]
    assert [b.where for b in manuscript.sections[-1].blocks] == ["2.txt:1", "2.txt:2"]


def test_names_that_are_alike_do_not_overwrite_each_other(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    files = (given_file(tmp_path, "Text.txt"), given_file(tmp_path / "a", "text.txt", "完。\n"))
    assert load_book(start(files, tmp_path / "source", "one")).text == ("Text.txt", "text-2.txt")


@pytest.mark.parametrize("name", ["book.txt", "con.txt", ".hidden.txt", "a b .txt", "坏\x07名.txt"])
def test_names_no_system_likes_are_replaced(tmp_path: Path, name: str) -> None:
    assert load_book(start(given_file(tmp_path, name), tmp_path / "source", "one")).text == ("text.txt",)


def test_a_newer_text_is_noticed(tmp_path: Path) -> None:
    file = given_file(tmp_path)
    folder = start(file, tmp_path / "source", "one")
    assert replaced(folder) == ()
    file.write_text(TEXT + "改。\n", "utf-8")
    assert [f.code for f in replaced(folder)] == ["S404"]
    (folder / "通知.txt").write_bytes(file.read_bytes())
    assert [f.code for f in replaced(folder)] == ["S403"]
    (folder / "received.toml").write_text("?", "utf-8")
    assert replaced(folder) == ()


def test_pictures_beside_the_document_come_along(tmp_path: Path) -> None:
    picture = (Path(__file__).parent / "golden").rglob("*.png")
    data = next(picture).read_bytes()
    for name in ("a", "b"):
        (tmp_path / name / "图").mkdir(parents=True)
        (tmp_path / name / "图" / "一.png").write_bytes(data)
        (tmp_path / name / f"{name}.md").write_text("# 题目\n\n![树](图/一.png)\n\n正文在这里。\n", "utf-8")
    files = (tmp_path / "a" / "a.md", tmp_path / "b" / "b.md")
    folder = start(files, tmp_path / "source", "one")
    assert (folder / "图" / "一.png").read_bytes() == data
    (tmp_path / "b" / "图" / "一.png").write_bytes(data + b"0")
    with pytest.raises(PublishError) as error:
        start(files, tmp_path / "source", "two")
    assert codes(error) == ["S405"] and not (tmp_path / "source" / "two").exists()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("讣告.txt", "讣　告\n\n先父因病辞世，享年八十有九岁。\n谨此讣闻。\n\n二〇二一年三月五日\n", {"title": "讣告", "date": "2021-03-05"}),
        ("公报.txt", "某县统计公报[1]\n某县统计局\n2024年3月18日\n\n全年增长5.8%。\n\n[1] 本公报数据均为初步统计数。\n", {"title": "某县统计公报", "issuer": "某县统计局"}),
        ("公告.txt", "教学楼维修工程招标公告\n\n凡有意参加者，请来购买。\n招标人：青石县第二小学　　　联系人：吕老师\n2024年4月30日\n", {"issuer": "青石县第二小学", "date": "2024-04-30", "speaker": ""}),
        ("日记.txt", "1976年7月28日　星期三　晴\n\n凌晨地动了。\n\n7月29日　星期四　雨\n\n住在防震棚里。\n", {"date": None}),
        ("日记.txt", "1976年7月28日　星期三　晴\n\n凌晨地动了。\n", {"date": "1976-07-28"}),
        ("新闻.txt", "阅览室开放\n本报记者 林小雨 通讯员 陈志远\n\n本报讯　今天上午开放。\n", {"speaker": "林小雨、陈志远"}),
        ("新闻.txt", "阅览室开放\n记者 林小雨 实习记者 陈志远\n\n本报讯　今天上午开放。\n", {"speaker": "林小雨、陈志远"}),
        ("页.html", '<meta charset="utf-8"><meta name="author" content="编辑小李"><h1>柿子节</h1><p>柿子节今天开幕了。</p>', {"title": "柿子节", "speaker": ""}),
    ],
)
def test_what_the_form_of_a_document_says(tmp_path: Path, name: str, text: str, said: dict[str, str | None]) -> None:
    folder = start(given_file(tmp_path, name, text, "utf-8"), tmp_path / "source", "one")
    found = tomllib.loads((folder / "book.toml").read_text("utf-8"))["book"]
    assert {key: str(found[key]) if key in found else None for key in said} == said
