"""The same book is the same bytes on another system: what differs between two of them is changed here for a whole build, every edition
and the stick included. Another processor is not at hand in a test; what it changes is measured in ``docs/performance.md``."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from publish import ffmpeg
from publish.editions.table import EDITIONS
from publish.findings import PublishError
from tests.project import Project, preloaded, project

SHORT = "简报\n一、做了什么\n修好了三条小巷，AV To 影音。\n二、还做什么\n明年加装电梯。\n"

OTHER_SYSTEM = """
import os, zlib
from PIL import _imagingft
_imagingft.HAVE_RAQM = {raqm}

listdir, scandir = os.listdir, os.scandir
os.listdir = lambda *path: sorted(listdir(*path), reverse={backwards})

class Entries:
    def __init__(self, found):
        self.found = iter(found)
    close = lambda self: None
    __enter__ = lambda self: self
    __exit__ = lambda self, *error: None
    __iter__ = lambda self: self
    __next__ = lambda self: next(self.found)

def entries(*path):
    with scandir(*path) as found:
        return Entries(sorted(found, key=lambda entry: entry.name, reverse={backwards}))

os.scandir = entries
compressobj = zlib.compressobj
zlib.compressobj = lambda level=-1, *rest, **named: compressobj({level} if {level} else level, *rest, **named)
compress = zlib.compress
zlib.compress = lambda data, *rest, **named: compress(data, {level}) if {level} else compress(data, *rest, **named)
"""
"""Pillow with or without FriBidi's layout, folders listed the other way round, and a zlib that finds other matches."""

FAKE_FFMPEG = "#!/bin/sh\necho 'the ffmpeg of the system was called' >&2\nexit 1\n"


def built(folder: Path, raqm: bool, backwards: bool, level: int, **env: str) -> Project:
    made = project(folder / "p", SHORT, editions=tuple(EDITIONS))
    preload = OTHER_SYSTEM.format(raqm=raqm, backwards=backwards, level=level)
    env |= preloaded(folder / "preload", preload)
    made.make(env=env)
    stick = made.run("kit", "book", "--zip", made.build / "stick.zip", "--quiet", env=env)
    assert stick.returncode == 0, stick.stderr
    return made


def of_zip(made: Project) -> str:
    return hashlib.sha256((made.build / "stick.zip").read_bytes()).hexdigest()


def test_the_same_bytes_on_another_system(tmp_path):
    fake = tmp_path / "bin" / "ffmpeg"
    fake.parent.mkdir()
    fake.write_text(FAKE_FFMPEG, "utf-8")
    fake.chmod(0o755)
    home = tmp_path / "家 home"
    home.mkdir()
    one = built(tmp_path / "one", raqm=True, backwards=False, level=0, TZ="UTC", LANG="C", PYTHONHASHSEED="1")
    other = built(
        tmp_path / "另 一处", raqm=False, backwards=True, level=1, TZ="Pacific/Chatham", LC_ALL="de_DE.UTF-8", LANG="tr_TR.UTF-8", PYTHONHASHSEED="77",
        HOME=str(home), XDG_DATA_HOME=str(home), PATH=f"{fake.parent}:/usr/bin:/bin", IMAGEIO_FFMPEG_EXE=str(fake), PYTHONUTF8="0", COLUMNS="20",
    )
    first, second = one.hashes(), other.hashes()
    assert {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)} == set()
    assert of_zip(one) == of_zip(other)
    made = {name.split("/")[1] for name in first if name.startswith("editions/")}
    assert {"book.epub", "book-plain.epub", "book.m4b", "audio", "opus", "podcast", "web", "book-large-print.pdf"} <= made


def test_the_probe_can_tell(tmp_path):
    """Each of the changes is one: what it changes comes out different when nothing keeps it from that."""
    probe = "import os, sys, zlib; from PIL import Image, ImageDraw, ImageFont; from publish.editions.shared import fonts; import io\n" \
        "font = ImageFont.truetype(io.BytesIO(fonts.subset('AVTo影音')), 90)\n" \
        "print(int(font.layout_engine), zlib.compress(open(sys.argv[1], 'rb').read()).hex()[-16:], os.listdir(sys.argv[2]), [e.name for e in os.scandir(sys.argv[2])])"
    told = []
    for name, values in (("a", {"raqm": True, "backwards": False, "level": 0}), ("b", {"raqm": False, "backwards": True, "level": 1})):
        made = project(tmp_path / name / "p", SHORT)
        env = preloaded(tmp_path / name / "preload", OTHER_SYSTEM.format(**values))
        done = made.python(probe, __file__, tmp_path, env=env)
        assert done.returncode == 0, done.stderr
        told.append(done.stdout.split(" ", 2))
    assert told[0][0] != told[1][0] and told[0][1] != told[1][1] and told[0][2] != told[1][2]


def test_files_have_the_same_rights_whatever_the_umask(tmp_path):
    made = project(tmp_path, SHORT, editions=("epub",))
    done = made.run("build", "book", "--quiet", prefix=("sh", "-c", 'umask 077; exec "$@"', "sh"))
    assert done.returncode == 0, done.stderr
    rights = {oct(file.stat().st_mode & 0o777) for file in (made.build / "book" / "editions").rglob("*") if file.is_file()}
    assert rights == {"0o644"}


def test_only_the_ffmpeg_of_the_package_is_ever_run(monkeypatch, tmp_path):
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/usr/bin/ffmpeg")
    ffmpeg.program.cache_clear()
    assert "imageio_ffmpeg/binaries/ffmpeg-" in ffmpeg.program() and str(tmp_path) not in ffmpeg.fingerprint() and "/" not in ffmpeg.fingerprint()


def test_a_package_without_its_ffmpeg_is_told_and_none_else_is_taken(monkeypatch, tmp_path):
    (tmp_path / "binaries").mkdir()
    monkeypatch.setattr(ffmpeg.resources, "files", lambda package: tmp_path)
    ffmpeg.program.cache_clear()
    with pytest.raises(PublishError) as raised:
        ffmpeg.program()
    assert raised.value.findings[0].code == "G106"
