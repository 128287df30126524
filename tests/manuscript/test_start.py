"""``publish new``: a safe folder, the text byte for byte, settings that load."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.config import load_book
from publish.findings import PublishError
from publish.manuscript.edit import edit
from publish.manuscript.start import SLUG, quoted, start, suggest

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
    manuscript, findings = edit(folder, book.text, book.metadata, book.manuscript, "", "")
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
    assert book.source.read_bytes() == report.read_bytes()


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
    for file, code in ((empty, "S102"), (tmp_path / "none.txt", "S101"), (tmp_path / "text.pdf", "S108")):
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
