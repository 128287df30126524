"""The USB kit: what lies where, safe names, a stick that is pulled out in the middle, the checkers, the zip."""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from publish import files, kit
from publish.findings import PublishError
from publish.kit import layout, names, stick
from publish.kit.model import Shelved, load
from publish.kit.words import kinds, length, size
from tests import sample
from tests.serve import shelf_sample
from tests.tools.need import need

PLAYED = (".mp3", ".m4b")


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> list[Path]:
    root = tmp_path_factory.mktemp("kit") / "build"
    return [shelf_sample.build(root), shelf_sample.build(root, "second", "第二本：<b>&\"'书？*", sections=2)]


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch):
    """Flushing a test's disk proves nothing and takes most of the time; that it is asked for has a test of its own."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture()
def to(tmp_path) -> Path:
    return tmp_path / "stick"


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def packed(books: list[Path], path: Path) -> Path:
    made = kit.make(books, None, path)
    assert made == (path,)
    return path


def code(raised) -> str:
    return raised.value.findings[0].code


# --- what lies where --------------------------------------------------------------------------------------------------


def test_everything_of_both_books_is_there(books, to):
    made = kit.make(books, to)
    there = tree(to)
    assert [path.relative_to(to).as_posix() for path in made] == [item.name for item in layout.plan(books).items]
    assert set(there) == {path.relative_to(to).as_posix() for path in made}
    sums = Counter(hashlib.sha256(data).hexdigest() for data in there.values())
    for folder in books:
        card = load(folder)
        for edition, paths in card.card.editions.items():
            for path in filter(kinds()[edition].is_on_stick, paths) if kinds()[edition].folder else ():
                assert sums[files.digest_of_file(card.path(path))] >= 1, path
    for name in ("开始.html", "index.html", "使用说明.html", "使用说明.txt", "工作人员.html", "SHA256SUMS.txt", "核对/核对.html"):
        assert name in there


def test_music_comes_first_and_in_order_by_name_and_by_writing(books, to):
    written = [path.relative_to(to).as_posix() for path in kit.make(books, to)]
    for number in ("01-", "02-"):
        music = [name for name in written if name.startswith(number) and "/MP3/" in name and name.endswith(".mp3")]
        assert len(music) in (3, 2) and music == sorted(music)
        assert next(name for name in written if name.startswith(number)) == music[0]
        assert written[written.index(music[0]) :][: len(music)] == music
    played = [name for name in written if name.endswith(PLAYED)]
    apart = [name for name in played if name.startswith(("网页/", "DAISY/"))]
    assert apart and played[-len(apart) :] == apart, "the audio of web readers and talking books comes after all books"


def test_talking_books_lie_in_folders_of_latin_letters_with_a_list_of_them(books, to):
    """DAISY 2.02, several books on one medium: the folder's content goes onto a player's stick as it is."""
    kit.make(books, to)
    there = tree(to / "DAISY")
    assert {name.partition("/")[0] for name in there} == {"01-sample", "02-second", "discinfo.html"}
    assert there["01-sample/ncc.html"] == (books[0] / "editions/daisy/ncc.html").read_bytes()
    links = [(a.get("href"), a.text) for a in html.fromstring(there["discinfo.html"]).iter("a")]
    assert links == [("01-sample/ncc.html", "社区服务报告"), ("02-second/ncc.html", "第二本：<b>&\"'书？*")]
    assert not [name for name in tree(to) if name.endswith("-daisy.zip")], "the same again, packed, is for downloads"


def test_one_talking_book_needs_no_list(books, to):
    kit.make(books[:1], to)
    assert (to / "DAISY/01-sample/ncc.html").is_file() and not (to / "DAISY/discinfo.html").exists()


@pytest.mark.parametrize(("slug", "name"), [("dongcheng-2025", "dongcheng-2025"), ("东城 2025", "2025"), ("东城", "book"), ("a/../b", "a-..-b")])
def test_folders_of_talking_books_have_latin_names(slug, name):
    assert names.latin(slug) == name


def test_the_web_reader_keeps_its_own_order_of_folders(books, to):
    kit.make(books, to)
    original = tree(books[0] / "editions/web")
    assert tree(to / "网页/01-社区服务报告") == original


def test_the_text_is_there_for_new_and_old_computers(books, to):
    kit.make(books, to)
    new = next((to / "01-社区服务报告/文本").glob("社区服务报告.txt")).read_bytes()
    old = next((to / "01-社区服务报告/文本").glob("*GB18030.txt")).read_bytes()
    assert new.startswith(b"\xef\xbb\xbf") and new.decode("utf-8-sig") == old.decode("gb18030")
    lines = [line for line in new.decode("utf-8-sig").split("\r\n") if line]
    assert lines == [block.text for section in sample.manuscript().sections for block in section.blocks]
    assert "\n" not in new.decode("utf-8-sig").replace("\r\n", "")


def test_GB18030_holds_every_character():
    everything = "".join(chr(n) for n in range(0x110000) if not 0xD800 <= n <= 0xDFFF)
    assert everything.encode("gb18030").decode("gb18030") == everything


def test_every_link_of_every_page_leads_to_a_file_on_the_stick(books, to):
    kit.make(books, to)
    pages = [to / name for name in ("开始.html", "index.html", "使用说明.html", "工作人员.html", "核对/核对.html")]
    count = 0
    for page in pages:
        for address in html.fromstring(page.read_bytes().decode()).xpath("//@href | //@src"):
            if address.startswith("#"):
                continue
            assert not urlsplit(address).scheme and not address.startswith("/")
            target = unquote(urlsplit(urljoin(page.as_uri(), address)).path)
            assert Path(target).exists(), address
            count += 1
    assert count > 20
    assert (to / "开始.html").read_bytes() == (to / "index.html").read_bytes()


def test_pages_hold_the_title_as_text_one_h1_and_no_script(books, to):
    kit.make(books, to)
    for name in ("开始.html", "使用说明.html", "工作人员.html"):
        page = html.document_fromstring((to / name).read_bytes().decode())
        assert len(page.xpath("//h1")) == 1 and not page.xpath("//script") and page.get("lang") == "zh-Hans"
    start = html.document_fromstring((to / "开始.html").read_bytes().decode())
    assert "第二本：<b>&\"'书？*" in [h2.text_content() for h2 in start.xpath("//h2")]


def test_one_book_has_its_title_as_heading(books, to):
    kit.make(books[:1], to)
    assert html.document_fromstring((to / "开始.html").read_bytes().decode()).xpath("string(//h1)") == "社区服务报告"


def test_help_is_the_same_in_both_forms_and_speaks_only_of_what_is_there(books, to, tmp_path):
    kit.make(books, to)
    page = html.document_fromstring((to / "使用说明.html").read_bytes().decode())
    text = (to / "使用说明.txt").read_bytes().decode("utf-8-sig")
    assert all(step.text_content() in text for step in page.xpath("//li"))
    assert "收音机" in text and "大字版" in text
    bare = shelf_sample.build(tmp_path / "bare")
    card = files.from_json((bare / "book.json").read_bytes(), Shelved)
    for name in ("audio", "print", "podcast"):
        card.editions.pop(name)
    files.write(bare / "book.json", files.to_json(card))
    kit.make([bare], tmp_path / "other")
    text = (tmp_path / "other/使用说明.txt").read_bytes().decode("utf-8-sig")
    assert "收音机" not in text and "大字版" not in text


def test_an_edition_that_the_table_does_not_know_goes_among_the_others(tmp_path, to):
    folder = shelf_sample.build(tmp_path)
    card = files.from_json((folder / "book.json").read_bytes(), Shelved)
    files.write(folder / "editions/tactile.brf", b"tactile")
    files.write(folder / "book.json", files.to_json(Shelved(**{**{f: getattr(card, f) for f in card.__dataclass_fields__}, "editions": {**card.editions, "tactile": ("tactile.brf",)}})))
    kit.make([folder], to)
    assert (to / "01-社区服务报告/其他/tactile.brf").read_bytes() == b"tactile"


def test_control_characters_in_a_title_do_no_harm(tmp_path, to):
    folder = shelf_sample.build(tmp_path, title="第一行\n第二行\x00\x1b[31m\ufffe")
    kit.make([folder], to)
    assert html.document_fromstring((to / "开始.html").read_bytes().decode()).xpath("string(//h1)") == "第一行 第二行 [31m"
    assert (to / "01-第一行 第二行 [31m").is_dir()


@pytest.mark.parametrize(("seconds", "said"), [(10, "1 分钟"), (3170, "53 分钟"), (3600, "1 小时"), (7500, "2 小时 5 分钟")])
def test_lengths(seconds: int, said: str):
    assert length(seconds).replace("\u00a0", " ") == said


def test_sizes():
    assert [size(n).replace("\u00a0", " ") for n in (1, 340_000, 12 << 20, 3 << 29)] == ["1 KB", "332 KB", "12 MB", "1.5 GB"]


# --- what is refused --------------------------------------------------------------------------------------------------


def test_a_book_that_is_not_finished_is_refused(tmp_path, to, books):
    with pytest.raises(PublishError) as raised:
        kit.make([tmp_path / "nothing"], to)
    assert code(raised) == "G301"
    folder = shelf_sample.build(tmp_path)
    (folder / "editions/sample.epub").unlink()
    with pytest.raises(PublishError) as raised:
        kit.make([folder], to)
    assert code(raised) == "G303" and "sample.epub" in raised.value.findings[0].where
    files.write(folder / "book.json", b"{}")
    with pytest.raises(PublishError) as raised:
        kit.make([folder], to)
    assert code(raised) == "G302"
    for none in ([], [books[0], books[0]]):
        with pytest.raises(PublishError) as raised:
            kit.make(none, to)
        assert code(raised) == "G306"
    assert not to.exists()


def test_a_file_that_FAT32_cannot_hold_is_refused_before_anything_is_written(books, to, monkeypatch):
    monkeypatch.setattr(layout, "LARGEST", 100_000)
    with pytest.raises(PublishError) as raised:
        kit.make(books, to)
    assert {found.code for found in raised.value.findings} == {"E702"} and not to.exists()
    assert any("-有声书.m4b" in found.where for found in raised.value.findings)
    monkeypatch.undo()
    assert layout.LARGEST == 4 * 1024**3 - 1


def test_a_name_that_windows_refuses_is_refused(tmp_path, to):
    folder = shelf_sample.build(tmp_path)
    card = files.from_json((folder / "book.json").read_bytes(), Shelved)
    for name in ("web/con.js", "web/Data.js"):
        files.write(folder / "editions" / name, b"x")
    card.editions["web"] = (*card.editions["web"], "web/con.js", "web/Data.js")
    files.write(folder / "book.json", files.to_json(card))
    with pytest.raises(PublishError) as raised:
        kit.make([folder], to)
    assert sorted(found.code for found in raised.value.findings) == ["E703", "E704"]


def test_not_enough_space_is_said_with_what_is_missing_and_nothing_is_written(books, to, monkeypatch):
    to.mkdir()
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**6, 9 * 10**5, 10**5))
    with pytest.raises(PublishError) as raised:
        kit.make(books, to)
    found = raised.value.findings[0]
    assert found.code == "E701" and dict(found.values)["free"] == "0.1 MB"
    assert float(dict(found.values)["missing"].split()[0]) > 1
    assert list(to.iterdir()) == []


def test_space_that_is_enough_for_the_rest_is_enough(books, to, monkeypatch):
    """What is on the stick already is not counted again."""
    kit.make(books, to)
    (to / "SHA256SUMS.txt").unlink()
    free = stick.MARGIN + 200_000
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(free, 0, free))
    kit.make(books, to)
    assert (to / "SHA256SUMS.txt").exists()


def test_a_file_as_target_is_refused(books, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(PublishError) as raised:
        kit.make(books, tmp_path / "file")
    assert code(raised) == "G307"


def test_a_faulty_stick_is_noticed(books, to, monkeypatch):
    real = files.digest_of_file
    monkeypatch.setattr(files, "digest_of_file", lambda path: "0" * 64 if path.name == stick.WRITING else real(path))
    with pytest.raises(PublishError) as raised:
        kit.make(books, to)
    assert code(raised) == "E705" and tree(to) == {}


# --- names ------------------------------------------------------------------------------------------------------------


@given(st.text(max_size=80))
def test_any_title_becomes_a_safe_name(title: str):
    made = names.safe(title)
    assert names.is_safe(made) and names.units(made) <= 61 and names.safe(made) == made


@pytest.mark.parametrize("bad", ["", "a.", "a ", " a", "a/b", "a\\b", "a:b", "a*", "con", "CON.txt", "nul", "COM1.mp3", "lpt9", "x\x00", "x\n", "一" * 256, "\ud800"])
def test_unsafe_names_are_known(bad: str):
    assert not names.is_safe(bad)


@pytest.mark.parametrize("good", ["001-第1段.mp3", "a b.txt", ".hidden", "一" * 255, "console.txt", "com10", "😀" * 127])
def test_safe_names_pass(good: str):
    assert names.is_safe(good)


def test_clashes_of_case_of_composition_and_of_file_with_folder():
    assert [found.code for found in names.trouble(["a/B.txt", "a/b.TXT"])] == ["E704"]
    assert [found.code for found in names.trouble(["a/é.txt", "a/e\u0301.txt"])] == ["E704"]
    assert [found.code for found in names.trouble(["A/x", "a/y"])] == ["E704"]
    assert [found.code for found in names.trouble(["x/y", "x/y/z"])] == ["E704"]
    assert [found.code for found in names.trouble(["x", "x"])] == ["E704"]
    assert names.trouble(["a/b", "a/c", "d"]) == ()
    assert [found.code for found in names.trouble(["/".join(["a" * 60] * 5)])] == ["E706"]


# --- pulled out, and again --------------------------------------------------------------------------------------------


class UnpluggedError(OSError):
    def __init__(self) -> None:
        super().__init__(errno.EIO, "Input/output error")


def test_pulled_out_at_any_moment_and_run_again_ends_well(books, tmp_path, monkeypatch):
    """Cut the work off before a call that changes the stick; what is there is whole, and the next run finishes it."""
    books = books[1:]
    whole = tmp_path / "whole"
    kit.make(books, whole)
    wanted = tree(whole)
    real_replace, real_open = Path.replace, Path.open
    for cut in itertools.count(0, 7):
        to, left = tmp_path / f"cut{cut}", [cut]

        def tick(left=left):
            left[0] -= 1
            if left[0] < 0:
                raise UnpluggedError

        def replace(self, target, tick=tick):
            tick()
            return real_replace(self, target)

        def open_(self, mode="r", *rest, tick=tick, **named):
            if self.name == stick.WRITING:
                tick()
            return real_open(self, mode, *rest, **named)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", replace)
            patch.setattr(Path, "open", open_)
            try:
                kit.make(books, to)
                break
            except PublishError as error:
                assert error.findings[0].code == "E707"
        there = {name: data for name, data in tree(to).items() if name != stick.RETIRED}
        assert "SHA256SUMS.txt" not in there
        assert all(wanted[name] == data for name, data in there.items()), "what has its name is whole"
        kept = {name: (to / name).stat().st_ino for name in there}
        kit.make(books, to)
        assert tree(to) == wanted
        assert all((to / name).stat().st_ino == inode for name, inode in kept.items()), "what was right was not written again"
        shutil.rmtree(to)
    assert cut > 40


def test_killed_while_writing_leaves_one_leftover_that_the_next_run_removes(books, to):
    kit.make(books[:1], to)
    (to / stick.WRITING).write_bytes(b"half a file")
    kit.make(books[:1], to)
    assert not (to / stick.WRITING).exists()
    assert subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS.txt"], cwd=to, check=False).returncode == 0


def test_every_file_is_flushed_before_it_gets_its_name(books, to, monkeypatch):
    done: list[str] = []
    replace = Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: done.append(Path(os.readlink(f"/proc/self/fd/{handle}")).name))  # noqa: PTH115
    monkeypatch.setattr(Path, "replace", lambda self, target: (done.append(f"→ {Path(target).name}"), replace(self, target))[1])
    made = kit.make(books, to)
    assert done == [step for path in (to / stick.RETIRED, *made) for step in (stick.WRITING, f"→ {path.name}", path.parent.name)], "file, name, folder"


def test_running_again_writes_nothing(books, to):
    kit.make(books, to)
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in to.rglob("*")}
    kit.make(books, to)
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in to.rglob("*")} == before


def test_a_damaged_piece_of_music_is_mended_and_the_order_of_writing_kept(books, to, monkeypatch):
    kit.make(books, to)
    music = sorted((to / "01-社区服务报告/MP3").iterdir())
    data = bytearray(music[1].read_bytes())
    data[100] ^= 1
    music[1].write_bytes(data)
    written = []
    real = stick._place
    monkeypatch.setattr(stick, "_place", lambda item, *rest: (written.append(item.name), real(item, *rest)))
    kit.make(books, to)
    assert [Path(name).name for name in written] == [path.name for path in music] + ["SHA256SUMS.txt"]
    assert tree(to) == {item.name: (item.content if isinstance(item.content, bytes) else item.content.read_bytes()) for item in layout.plan(books).items}


def test_what_others_put_among_the_music_stays_and_nothing_is_written_again(books, to):
    kit.make(books, to)
    music = to / "01-社区服务报告/MP3"
    for name in ("Thumbs.db", "._001-第1段.mp3"):
        (music / name).write_bytes(b"theirs")
    before = {path.name: path.stat().st_ino for path in music.iterdir()}
    kit.make(books, to)
    assert {path.name: path.stat().st_ino for path in music.iterdir()} == before


def test_a_place_where_nothing_can_be_written_is_said(books):
    with pytest.raises(PublishError) as raised:
        kit.make(books, Path("/proc/self/stick"))
    assert code(raised) in ("G102", "G103")


def test_files_are_called_what_they_are(books, to):
    """Whoever has five minutes reads names of files, not names of formats: the book's title and what it is, in Chinese."""
    kit.make(books, to)
    folder = to / "01-社区服务报告"
    assert {path.name for path in (folder / "电子书").iterdir()} == {"社区服务报告-拼音版.epub", "社区服务报告-不带拼音.epub"}
    assert {path.name for path in (folder / "打印").iterdir()} >= {"社区服务报告-大字版.pdf", "社区服务报告-海报A4.pdf", "社区服务报告-卡片A6.pdf"}
    assert {path.name for path in (folder / "有声书").iterdir()} == {"社区服务报告-有声书.m4b"}


def test_poster_and_card_are_offered_by_name(books, to):
    kit.make(books, to)
    start = html.document_fromstring((to / "开始.html").read_bytes().decode())
    labels = [span.text_content() for span in start.xpath("//li//span[@class='label']")]
    assert [labels.count(label) for label in ("大字版（PDF）", "海报（PDF，A4）", "卡片（PDF，A6）")] == [2, 2, 2]


def offers(to: Path) -> dict[str, str]:
    """Label → address of what the start page offers."""
    start = html.document_fromstring((to / "开始.html").read_bytes().decode())
    return {link.xpath("string(.//span[@class='label'])"): unquote(link.get("href")) for link in start.xpath("//li//a")}


def test_volumes_are_offered_by_number_and_their_files_are_in_order(tmp_path, to):
    kit.make([shelf_sample.build(tmp_path / "build", volumes=2)], to)
    found = {label: address for label, address in offers(to).items() if "拼音版" in label and "PDF" in label}
    assert found == {f"大字拼音版 {name}（PDF）": f"01-社区服务报告/打印/社区服务报告-大字拼音版-第{n}册.pdf" for n, name in ((1, "第一册"), (2, "第二册"))}
    assert all((to / address).read_bytes() == shelf_sample.content(f"pinyin{n}", 3000 + n) for n, address in enumerate(found.values(), 1))


def test_many_volumes_are_one_link_that_says_how_many(tmp_path, to):
    kit.make([shelf_sample.build(tmp_path / "build", volumes=6)], to)
    assert offers(to)["大字拼音版 第一册至第六册（PDF）"] == "01-社区服务报告/打印/"
    assert len(list((to / "01-社区服务报告/打印").glob("*大字拼音版-第?册.pdf"))) == 6


def test_a_book_that_left_the_kit_leaves_the_stick_and_what_is_not_ours_stays(books, to):
    (to / "照片").mkdir(parents=True)
    (to / "照片/a.jpg").write_bytes(b"photo")
    (to / "my.txt").write_bytes(b"mine")
    kit.make(books, to)
    (to / "02-notes.txt").write_bytes(b"mine")
    kit.make(books[:1], to)
    there = tree(to)
    assert {"照片/a.jpg", "my.txt", "02-notes.txt"} <= set(there)
    assert not [name for name in there if "第二本" in name] and not (to / "网页/02-第二本：_b_&_'书？_").exists()
    fresh = to.parent / "fresh"
    kit.make(books[:1], fresh)
    assert {name: data for name, data in there.items() if name not in ("照片/a.jpg", "my.txt", "02-notes.txt")} == tree(fresh)


def test_what_a_cut_off_kit_left_is_known_to_the_next_one(books, to, monkeypatch):
    real = stick._place

    def place(item, *rest):
        if item.name.startswith("网页/"):
            raise UnpluggedError
        real(item, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(stick, "_place", place)
        with pytest.raises(PublishError):
            kit.make(books, to)
    assert [name for name in tree(to) if name.startswith("02-")]
    kit.make(books[:1], to)
    fresh = to.parent / "fresh"
    kit.make(books[:1], fresh)
    assert tree(to) == tree(fresh)


def test_a_strangers_list_of_sums_makes_nothing_ours(books, to):
    to.mkdir()
    (to / "photo.jpg").write_bytes(b"mine")
    (to / "SHA256SUMS.txt").write_text(f"{hashlib.sha256(b'mine').hexdigest()}  photo.jpg\n")
    before = tree(to)
    with pytest.raises(PublishError) as raised:
        kit.make(books, to)
    assert code(raised) == "E708" and tree(to) == before


@pytest.mark.parametrize("taken", ["index.html", "01-社区服务报告/MP3/001-第1段.mp3", "SHA256SUMS.txt"])
def test_a_strangers_file_is_never_overwritten(books, to, taken):
    (to / taken).parent.mkdir(parents=True)
    (to / taken).write_bytes(b"mine")
    with pytest.raises(PublishError) as raised:
        kit.make(books, to)
    assert code(raised) == "E708" and raised.value.findings[0].where.endswith(taken)
    assert tree(to) == {taken: b"mine"}


def test_a_folder_or_a_file_in_the_way_is_said(books, to):
    (to / "index.html").mkdir(parents=True)
    (to / "核对").write_bytes(b"mine")
    with pytest.raises(PublishError) as raised:
        kit.make(books, to)
    assert {found.code for found in raised.value.findings} == {"E708"} and len(raised.value.findings) == 2


def test_a_link_on_the_stick_that_leads_away_is_refused(books, to, tmp_path):
    to.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (to / "核对").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PublishError) as raised:
        kit.make(books, to)
    assert code(raised) == "G104" and list((tmp_path / "elsewhere").iterdir()) == []


def test_a_list_with_names_that_lead_out_removes_nothing(books, to, tmp_path):
    (tmp_path / "precious").write_text("x")
    to.mkdir()
    names_ = ["../precious", f"{tmp_path}/precious", ".", "", "..", "a\x00b", "开始.html", "index.html"]
    (to / "SHA256SUMS.txt").write_text("".join(f"{'0' * 64}  {name}\n" for name in names_), "utf-8")
    kit.make(books, to)
    assert (tmp_path / "precious").read_text() == "x"


def test_progress_ends_at_the_whole(books, to):
    told = []
    kit.make(books, to, None, lambda done, total: told.append((done, total)))
    total = layout.plan(books).bytes
    assert told[-1] == (total, total) and [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize("wanted", [("stick",), ("kit.zip",), ("stick", "kit.zip")])
def test_progress_counts_bytes_evenly_to_the_whole_once(tmp_path, wanted):
    """In steps of at most a piece, whatever the sizes of the files, and from nothing to all only once."""
    books = [shelf_sample.build(tmp_path / "build", size=3_000_000, sections=1)]
    told: list[tuple[int, int]] = []
    kit.make(books, *(tmp_path / name if name in wanted else None for name in ("stick", "kit.zip")), lambda *now: told.append(now))
    total = layout.plan(books).bytes * len(wanted)
    done = [0, *(count for count, _ in told)]
    assert {whole for _, whole in told} == {total} and done[-1] == total
    assert all(0 <= after - before <= stick.PIECE for before, after in zip(done, done[1:], strict=False))


# --- the checkers -----------------------------------------------------------------------------------------------------


def check(to: Path, *path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", str(to / "核对/check.sh")], capture_output=True, text=True, encoding="utf-8", check=False, env={**os.environ, "PATH": os.pathsep.join(path) or os.environ["PATH"]})


def test_the_list_is_what_sha256sum_takes_and_covers_everything(books, to):
    kit.make(books, to)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS.txt"], cwd=to, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == len(tree(to)) - 1


def test_the_shell_checker_tells_whole_damaged_missing_and_unfinished(books, to):
    kit.make(books, to)
    done = check(to)
    assert done.returncode == 0 and done.stdout == f"全部完好：{len(tree(to)) - 1} 个文件。\n"
    (to / "使用说明.txt").write_bytes(b"changed")
    (to / "index.html").unlink()
    done = check(to)
    assert done.returncode == 1 and "使用说明.txt: FAILED" in done.stdout and "index.html" in done.stdout and "不完整" in done.stdout
    (to / "SHA256SUMS.txt").unlink()
    done = check(to)
    assert done.returncode == 1 and "没有做完" in done.stdout


def test_the_shell_checker_works_with_the_tools_of_a_mac(books, to, tmp_path):
    """No ``sha256sum`` there, but ``shasum``, a Perl program."""
    need("" if shutil.which("shasum") else "shasum (Debian package perl)")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "grep", "perl", "shasum"):
        (tools / name).symlink_to(shutil.which(name))
    kit.make(books, to)
    assert check(to, str(tools)).stdout.startswith("全部完好")
    (to / "index.html").write_bytes(b"x")
    assert check(to, str(tools)).returncode == 1


def test_windows_files_have_the_encoding_old_windows_needs(books, to):
    kit.make(books, to)
    batch, script = (to / "核对/核对-Windows.bat").read_bytes(), (to / "核对/check.ps1").read_bytes()
    assert batch.isascii() and script.startswith(b"\xef\xbb\xbf")
    for data in (batch, script):
        assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"check.ps1" in batch


# --- the zip ----------------------------------------------------------------------------------------------------------


def test_two_zips_of_the_same_books_are_the_same_bytes(books, tmp_path, monkeypatch):
    first = packed(books, tmp_path / "1.zip").read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    copy = tmp_path / "elsewhere"
    again = [shutil.copytree(book, copy / book.name) for book in books]
    assert packed(again, tmp_path / "2.zip").read_bytes() == first


def test_the_zip_holds_the_stick(books, to, tmp_path):
    kit.make(books, to)
    with zipfile.ZipFile(packed(books, tmp_path / "kit.zip")) as opened:
        assert opened.testzip() is None
        assert {info.filename: opened.read(info) for info in opened.infolist()} == tree(to)
        assert [info.filename for info in opened.infolist()] == [item.name for item in layout.plan(books).items]
        assert all(info.flag_bits & 0x800 for info in opened.infolist() if not info.filename.isascii()), "names marked as UTF-8"


def test_two_kits_of_the_same_books_are_the_same_bytes(books, tmp_path):
    kit.make(books, tmp_path / "a")
    kit.make(books, tmp_path / "b")
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_make_does_either_or_both(books, tmp_path):
    both = kit.make(books, tmp_path / "stick", tmp_path / "kit.zip")
    assert both[-1] == tmp_path / "kit.zip" and both[0].is_file()
    assert kit.make(books, None, tmp_path / "only.zip") == (tmp_path / "only.zip",)
