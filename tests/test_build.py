"""The whole way from text to editions with the silent voice: same bytes, nothing done twice, killed anywhere, wrong input."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from publish.files import TEMPORARY_PREFIX
from tests.project import FAST, ROOT, TEXT, Project, preloaded, project, without_override

SHORT = "简报\n一、做了什么\n修好了三条小巷。老人都说好。\n二、还做什么\n明年加装电梯。\n"
"""Three tracks and every stage, for tests that build many times."""


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Project, dict]:
    made = project(tmp_path_factory.mktemp("built"))
    return made, made.make()


def test_a_build_gives_books_and_audio(built):
    made, result = built
    editions = made.build / "book" / "editions"
    assert (editions / "book.epub").is_file() and (editions / "book-plain.epub").is_file()
    sections = json.loads((made.build / "book" / "1-manuscript.json").read_text("utf-8"))["sections"]
    audio = sorted(f.name for f in (editions / "audio").glob("*.mp3"))
    assert len(audio) >= len(sections) and audio[0].startswith("001-")
    assert result["spoken"] > 20
    assert {o["edition"] for o in result["outputs"]} == {"epub", "epub-plain", "audio"}


def test_two_builds_in_different_folders_and_time_zones_are_the_same_bytes(built, tmp_path):
    other = project(tmp_path / "somewhere else 另一处")
    other.make(env={"TZ": "America/St_Johns", "LC_ALL": "zh_CN.UTF-8", "PYTHONHASHSEED": "7"})
    assert other.hashes() == built[0].hashes()


def test_a_second_build_does_nothing(built):
    made, _ = built
    before = {f: f.stat().st_mtime_ns for f in (made.build / "book").rglob("*") if f.name != "lock"}
    again = made.make()
    assert again["spoken"] == 0
    assert {f: f.stat().st_mtime_ns for f in before} == before


def test_one_edited_sentence_is_spoken_alone(tmp_path):
    made = project(tmp_path, SHORT, editions=("audio",))
    made.make()
    made.replace("修好了三条小巷。", "修好了五条小巷。")
    assert made.make()["spoken"] == 1


def test_a_lost_or_altered_file_is_made_again(tmp_path):
    made = project(tmp_path, SHORT)
    made.make()
    whole = made.hashes()
    (made.build / "book" / "editions" / "book.epub").write_bytes(b"broken")
    next((made.build / "book" / "editions" / "audio").glob("*.mp3")).unlink()
    made.make()
    assert made.hashes() == whole


def test_an_edition_no_longer_wanted_goes(tmp_path):
    made = project(tmp_path, SHORT, editions=("epub", "epub-plain"))
    made.make()
    settings = made.source / "book.toml"
    settings.write_text(settings.read_text("utf-8").replace("[editions.epub-plain]", ""), "utf-8")
    made.make()
    assert not (made.build / "book" / "editions" / "book-plain.epub").exists()
    assert (made.build / "book" / "editions" / "book.epub").exists()


def kill_at(made: Project, seconds: float) -> bool:
    """Start a build and SIGKILL it and its workers after ``seconds``. True when it was still at work."""
    command = [sys.executable, "-m", "publish", "build", "book", "--quiet", "--project", str(made.root), "--build", str(made.build)]
    running = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        running.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        return True


def final_files(made: Project) -> dict[str, str]:
    return {name: digest for name, digest in made.hashes().items() if TEMPORARY_PREFIX not in name}


KILLS, ROUND = 50, 10
"""How many in all, and how many one build suffers at the most before it is left in peace."""

EARLY = {"reading": 0.6, "speaking and encoding": 0.6, "packaging": 1.0}
"""The part of what is left in which the moment lies: most of the time goes into packaging, which should not have all the kills."""


def unhurried(made: Project) -> Project:
    """At the voice's own pace: there is time to be hit while speaking and encoding."""
    settings = made.source / "book.toml"
    settings.write_text(settings.read_text("utf-8").replace(FAST, ""), "utf-8")
    return made


def stage_reached(made: Project) -> str:
    """What a build works on next: its last product tells."""
    for name, work in (("3-narration", "packaging"), ("2-reading", "speaking and encoding")):
        if (made.build / "book" / f"{name}.json").is_file():
            return work
    return "reading"


def seconds_from_each_stage(made: Project, whole: dict[str, str]) -> dict[str, float]:
    """How long an undisturbed build takes that begins there. What is done again comes out the same."""
    def timed() -> float:
        began = time.monotonic()
        made.make()
        assert made.hashes() == whole
        return time.monotonic() - began

    folder, lengths = made.build / "book", {}
    for name in ("editions", "cache/m4b"):
        shutil.rmtree(folder / name)
    lengths["packaging"] = timed()
    for name in ("editions", "cache/m4b", "audio", "cache/tracks", "cache/speech"):
        shutil.rmtree(folder / name)
    (folder / "3-narration.json").unlink()
    lengths["speaking and encoding"] = timed()
    return lengths


@pytest.mark.slow
def test_killed_at_random_moments_ends_with_the_same_bytes(tmp_path):
    """50 SIGKILLs at random moments of what is left to do: every file under a final name is whole, and the build after them ends
    as if undisturbed."""
    moments, editions = random.Random(20250108), ("epub", "audio", "m4b")
    undisturbed = unhurried(project(tmp_path / "undisturbed", SHORT, editions=editions))
    began = time.monotonic()
    undisturbed.make()
    lengths = {"reading": time.monotonic() - began}
    whole = undisturbed.hashes()
    lengths |= seconds_from_each_stage(undisturbed, whole)
    struck: Counter[str] = Counter()
    for number in range(200):
        made = unhurried(project(tmp_path / f"run{number}", SHORT, editions=editions))
        for _ in range(min(ROUND, KILLS - struck.total())):
            begins, began = stage_reached(made), time.monotonic()
            if not kill_at(made, moments.uniform(0.2, lengths[begins] * EARLY[begins])):
                lengths[begins] = time.monotonic() - began  # the machine is less busy than it was
                break
            struck[stage_reached(made)] += 1
            for name, digest in final_files(made).items():
                if name.startswith("editions/"):
                    assert digest == whole[name], f"{name} is not whole"
        made.make()
        assert made.hashes() == whole
        if struck.total() == KILLS:
            break
    assert struck.total() == KILLS and len(struck) == 3, struck


def test_an_address_for_a_podcast_that_is_not_made_is_told(tmp_path):
    made = project(tmp_path, SHORT, editions=("audio",))
    done = made.run("build", "book", "--json", "--base-url", "https://example.org/b")
    assert done.returncode == 0
    found, = json.loads(done.stdout)["findings"]
    assert (found["code"], found["where"], found["values"]) == ("E404", "book", {"url": "https://example.org/b"})


def test_an_address_for_the_podcast_reaches_its_feed(tmp_path):
    made = project(tmp_path, SHORT, editions=("podcast",))
    done = made.run("build", "book", "--json", "--base-url", "https://example.org/b")
    assert json.loads(done.stdout)["findings"] == []
    assert "https://example.org/b/001" in (made.build / "book" / "editions" / "podcast" / "feed.xml").read_text("utf-8")


BAD = {
    "empty": (b"", 3),
    "blank": ("\n \n\u3000\n".encode(), 3),
    "binary": (bytes(range(256)) * 40, 3),
    "mixed encodings": ("第一段是这个编码写成的。\n".encode() * 20 + "第二段是另一个编码写成的。\n".encode("gb18030") * 20, 3),
    "damage": ((ROOT / "source" / "dongcheng-2025" / "report.txt").read_bytes(), 3),
}


@pytest.mark.parametrize("name", BAD)
def test_a_text_that_cannot_be_used_says_so_in_one_line(tmp_path, name):
    text, code = BAD[name]
    made = project(tmp_path, text)
    done = made.run("build", "book", "--quiet")
    assert done.returncode == code, done.stderr
    check_complaint(done.stderr, "S", str(made.source / "report.txt").split("/")[-1])
    assert not any((made.build / "book").glob("*.json"))


def check_complaint(stderr: str, family: str, place: str) -> None:
    """Lines of the form ``CODE place: what; what to do``; no traceback."""
    assert "Traceback" not in stderr
    lines = stderr.strip().splitlines()
    assert lines
    for line in lines:
        assert line[0] == family and line[1:4].isdigit(), line
    assert place in lines[0]
    assert "; " in lines[0] or "? " in lines[0] or "。" in lines[0]


def test_a_missing_text(tmp_path):
    made = project(tmp_path)
    (made.source / "report.txt").unlink()
    done = made.run("build", "book", "--quiet")
    assert done.returncode == 3
    check_complaint(done.stderr, "S", "report.txt")


def test_an_unknown_key(tmp_path):
    made = project(tmp_path)
    settings = made.source / "book.toml"
    settings.write_text(settings.read_text("utf-8").replace("speaker", "speeker"), "utf-8")
    done = made.run("build", "book", "--quiet")
    assert done.returncode == 2 and "speaker" in done.stderr
    check_complaint(done.stderr, "G", "book.toml")


def test_an_unknown_edition(tmp_path):
    made = project(tmp_path, editions=("epubb",))
    done = made.run("build", "book", "--quiet")
    assert done.returncode == 2 and "epub" in done.stderr
    check_complaint(done.stderr, "G", "book.toml")


def test_an_unknown_voice(tmp_path):
    done = project(tmp_path, voice="silnet").run("build", "book", "--quiet")
    assert done.returncode == 5 and "silent" in done.stderr
    check_complaint(done.stderr, "V", "silnet")


def test_a_model_with_the_wrong_hash(tmp_path):
    made = project(tmp_path, voice="baker")
    voice = made.root / "voices" / "baker"
    settings = (voice / "voice.toml").read_text("utf-8")
    voice.unlink()
    (voice / "fetched").mkdir(parents=True)
    (voice / "voice.toml").write_text(settings, "utf-8")
    for name in ("fastspeech2_quan.tflite", "mb_melgan.tflite", "baker_mapper.json"):
        (voice / "fetched" / name).write_bytes(b"not a model")
    done = made.run("build", "book", "--quiet")
    assert done.returncode == 5
    check_complaint(done.stderr, "V", "fetched")


def test_an_unknown_book_and_a_missing_project(tmp_path):
    made = project(tmp_path)
    for arguments in (("build", "nobook"), ("build", "../../etc"), ("show", "reading", "--book", "book"), ("nonsense",), ("explain", "X999")):
        done = made.run(*arguments) if arguments[0] != "nonsense" else subprocess.run([sys.executable, "-m", "publish", "nonsense"], capture_output=True, text=True)
        assert done.returncode == 2
        check_complaint(done.stderr, "G", "")
    bare = subprocess.run([sys.executable, "-m", "publish", "build"], capture_output=True, text=True, cwd="/", env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert bare.returncode == 2
    check_complaint(bare.stderr, "G", "")


FULL_DISK = """
import os, tempfile
FOLDER, ROOM, make = {folder!r}, {room}, tempfile.mkstemp

def taken():
    return sum(os.lstat(os.path.join(where, name)).st_size for where, _, names in os.walk(FOLDER) for name in names)

def mkstemp(*arguments, **options):
    handle, name = make(*arguments, **options)
    if os.path.realpath(name).startswith(FOLDER + os.sep) and taken() > ROOM:
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, handle)
        os.close(full)
    return handle, name

tempfile.mkstemp = mkstemp
"""
"""A disk on which ``folder`` may take ``room`` bytes: what is written after that goes to /dev/full, where the system itself refuses it
with "no space left" (full(4)). A mount would need root or a namespace."""


def test_no_space_left(tmp_path):
    made = project(tmp_path)
    done = made.run("build", "book", "--quiet", env=preloaded(tmp_path / "preload", FULL_DISK.format(folder=str(made.build.resolve()), room=600_000)))
    assert done.returncode == 2, done.stderr
    check_complaint(done.stderr, "G", "build")
    assert "G101" in done.stderr
    assert sum(file.stat().st_size for file in made.build.rglob("*") if file.is_file()) > 500_000, "it was full at once"
    assert not [*made.build.rglob(TEMPORARY_PREFIX + "*")], "half a file is left"
    assert not (made.build / "book" / "book.json").exists()
    made.make()


def test_a_read_only_build_folder(tmp_path):
    made = project(tmp_path)
    made.build.mkdir(mode=0o555)
    done = made.run("build", "book", "--quiet", prefix=without_override())
    assert done.returncode == 2
    check_complaint(done.stderr, "G", "build")
    assert "G102" in done.stderr and not list(made.build.iterdir())


UNUSUAL = {
    "no headings": "这是一篇没有标题的文章。\n它有两段，每段都很短。\n",
    "one long paragraph": "一、开头\n" + "我们今天讲一讲社区里的事情，大家都来听一听。" * 900 + "\n",
    "a heading without text": "报告\n一、没有内容的一节\n二、有内容的一节\n这里有内容。\n",
    "beyond the BMP": "报告\n一、姓名\n𠮷野家的老板姓𠮷，住在㙟村。\n",
    "real gloss": "重庆见闻\n一、地名\n重庆(chóng qìng)是一座山城，T恤和A股、REITs都有人谈。\n",
}


@pytest.mark.parametrize("name", UNUSUAL)
@pytest.mark.slow
def test_an_unusual_text_goes_through(tmp_path, name):
    made = project(tmp_path, UNUSUAL[name], editions=("epub",))
    made.make()
    assert (made.build / "book" / "editions" / "book.epub").is_file()


def test_control_characters_never_reach_a_terminal_or_a_book(tmp_path):
    made = project(tmp_path, TEXT.replace("道路更加平整。", "道路\x1b[31m更加\x07平整。"), editions=("epub",))
    done = made.run("build", "book")
    assert "\x1b[31m" not in done.stdout + done.stderr
    if done.returncode:
        assert done.returncode == 3
        check_complaint("\n".join(line for line in done.stderr.splitlines() if not line.startswith("[")), "S", "report.txt")
    else:
        assert b"\x1b" not in (made.build / "book" / "1-manuscript.json").read_bytes()
        assert "S" in done.stdout


def test_a_second_build_at_once_is_refused(tmp_path):
    import fcntl

    made = project(tmp_path)
    lock = made.build / "book" / "cache" / "lock"
    lock.parent.mkdir(parents=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = made.run("build", "book")
    assert done.returncode == 2 and "G108" in done.stderr


def test_show_say_and_explain(built):
    made, _ = built
    shown = made.run("show", "manuscript").stdout
    assert "  b001\ttitle\t社区服务工作报告\treport.txt:1\n" in shown and "养老服务更加便利" in shown
    assert "b001-1" in made.run("show", "reading").stdout
    assert "s001" in made.run("show", "narration").stdout
    assert json.loads(made.run("show", "narration", "s001", "--json").stdout)["section"] == "s001"
    said = json.loads(made.run("say", "--json", "重庆2024年增长4.5%。").stdout)
    assert said["spoken"] == "重庆二零二四年增长百分之四点五"
    assert [t["syllables"][0]["numbered"] for t in said["tokens"] if t["text"] == "重庆"] == ["chong2"]
    assert "G101" in made.run("explain", "g101").stdout


def test_say_reads_lines_without_a_project(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "publish", "say", "--json"], input="长安街。\n\n第2个。\n".encode(), capture_output=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C"},
    )
    lines = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert [line["text"] for line in lines] == ["长安街。", "", "第2个。"]
    assert [line["spoken"] for line in lines] == ["长安街", "", "第二个"]
