"""Files are written whole or not at all; zips depend on content only; no path leads out."""

from __future__ import annotations

import datetime
import errno
import os
import zipfile

import msgspec
import pytest

from publish import files
from publish.findings import PublishError

STAMP = datetime.datetime(2025, 1, 8, tzinfo=datetime.UTC)


def test_write_is_whole_and_leaves_no_partial(tmp_path):
    path = files.write(tmp_path / "a" / "b.txt", "声书")
    assert path.read_text("utf-8") == "声书"
    assert [f.name for f in path.parent.iterdir()] == ["b.txt"]


def test_an_interrupted_write_keeps_the_old_file(tmp_path):
    path = files.write(tmp_path / "b.txt", "old")
    with pytest.raises(RuntimeError), files.writing(path) as stream:
        stream.write(b"new")
        raise RuntimeError("killed")
    assert path.read_text() == "old"
    assert [f.name for f in tmp_path.iterdir()] == ["b.txt"]


def test_unchanged_content_keeps_its_date(tmp_path):
    path = files.write(tmp_path / "b.txt", "same")
    os.utime(path, ns=(1, 1))
    files.write(path, "same")
    assert path.stat().st_mtime_ns == 1


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "G101"), (errno.EACCES, "G102"), (errno.EROFS, "G102"), (errno.EIO, "G103")])
def test_refusals_of_the_system_have_codes(tmp_path, number, code):
    with pytest.raises(PublishError) as caught, files.writing(tmp_path / "x"):
        raise OSError(number, os.strerror(number))
    assert caught.value.findings[0].code == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", "link/x"])
def test_no_path_leads_out(tmp_path, name):
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    with pytest.raises(PublishError) as caught:
        files.inside(root, name)
    assert caught.value.findings[0].code == "G104"


def test_zip_depends_on_content_only(tmp_path):
    source = tmp_path / "a.mp3"
    source.write_bytes(b"x" * 3_000_000)
    entries = [("mimetype", b"application/epub+zip"), ("t.txt", "文".encode() * 1000), ("a.mp3", source)]
    one, two = files.zip_whole(tmp_path / "1.zip", entries, STAMP), files.zip_whole(tmp_path / "2.zip", entries, STAMP)
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert [i.filename for i in archive.infolist()] == ["mimetype", "t.txt", "a.mp3"]
        kinds = {i.filename: i.compress_type for i in archive.infolist()}
        assert kinds == {"mimetype": zipfile.ZIP_STORED, "t.txt": zipfile.ZIP_STORED, "a.mp3": zipfile.ZIP_STORED}
        assert archive.testzip() is None
    assert one.read_bytes()[30:38] == b"mimetype"


def test_digest_separates_parts():
    assert files.digest("ab", "c") != files.digest("a", "bc")


def test_clock_follows_the_epoch(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert files.now() == datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(PublishError):
        files.now()


def test_sweep_removes_only_partials(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / (files.TEMPORARY_PREFIX + "x")).write_bytes(b"")
    (tmp_path / "sub" / "kept").write_bytes(b"")
    files.sweep(tmp_path)
    assert [f.name for f in (tmp_path / "sub").iterdir()] == ["kept"]


def test_a_cache_forgets_what_many_builds_did_not_use(tmp_path):
    folder = tmp_path / "cache"
    one, other, third = (files.write(folder / name, name) for name in ("a/one", "b/other", "third"))
    files.prune(folder, (one, other), 2)
    for _ in range(2):
        files.prune(folder, (one,), 2)
        assert other.is_file()
    assert not third.exists(), "three builds did not use it"
    files.prune(folder, (one, other), 2)
    for _ in range(3):
        assert other.is_file()
        files.prune(folder, (one,), 2)
    assert one.is_file() and not other.exists()
    before = (folder / files.AGES).stat().st_mtime_ns
    files.prune(folder, (one,), 2)
    assert (folder / files.AGES).stat().st_mtime_ns == before, "nothing to say, nothing written"


def test_a_cache_whose_ages_are_lost_forgets_nothing_yet(tmp_path):
    one, other = (files.write(tmp_path / name, name) for name in ("one", "other"))
    for content in (None, b"{", b"[1]"):
        if content is not None:
            (tmp_path / files.AGES).write_bytes(content)
        files.prune(tmp_path, (one,), 1)
        assert other.is_file()
        assert files.from_json((tmp_path / files.AGES).read_bytes(), dict[str, int]) == {"one": 0, "other": 1}
        (tmp_path / files.AGES).unlink()
    files.prune(tmp_path / "no such folder", (), 1)


def test_a_seal_tells_every_change():
    written = files.sealed(b'{"one": 1}')
    assert files.unsealed(written, dict[str, int]) == {"one": 1}
    broken = [written[:n] for n in range(len(written))] + [written[:n] + bytes([written[n] ^ 1]) + written[n + 1 :] for n in range(len(written))]
    for data in (*broken, b"", b"\n", b"[" * 100_000, b'{"a\xff": 1}'):
        with pytest.raises(msgspec.DecodeError):
            files.unsealed(data, dict[str, int])


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b'{"a\xff": 1}', b"\xff\xfe", b"[" * 100_000])
def test_json_that_is_none_is_always_the_same_error(data):
    for kind in (dict[str, int], object):
        if not (kind is object and data == b"[1]"):
            with pytest.raises(msgspec.DecodeError):
                files.from_json(data, kind)
