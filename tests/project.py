"""A project folder of its own for a test: one book, the silent voice, and the real command line in a process of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent

TEXT = """社区服务工作报告
——2025年1月8日在幸福街道居民代表会议上
幸福街道办事处主任 王小明
各位代表：
现在，我代表街道办事处，向大家报告工作，请予审议。
一、2024年工作回顾
2024年是新中国成立75周年。一年来，主要做了以下工作。
（一）养老服务更加便利
服务站点越建越密。新增助餐点17家，打通了医养结合的路径。重庆路的银行也来帮忙。
上门服务越来越勤。为744户高龄独居老人安装呼叫系统，满意率达到98.8%。
（二）环境秩序不断改善
道路更加平整。修好了3条小巷，加装电梯28部。
停车更加有序。新增车位1039个，GDP占比超三成。
二、2025年工作安排
地区生产总值增长4.5%左右，我们将长期坚持。
（一）办好民生实事
老楼继续改造。完成5栋简易楼的改造，行动计划不打折扣。
食堂办得更好。让老人吃得香、吃得饱。
各位代表！
让我们共同努力，谱写新的篇章！
"""

BOOK = """
[book]
title = "社区服务工作报告"
speaker = "王小明"
issuer = "幸福街道办事处"
date = 2025-01-08
language = "zh-Hans"
identifier = "urn:uuid:8f1f0f5e-6a51-5d0a-9a39-0a1b2c3d4e5f"
rights = "公开发布"
text = "report.txt"

[narration]
voices = ["{voice}"]
{rate}
{editions}
"""

FAST = "rate = 600"
"""Characters a minute, for the test voice: what such a book tests is not its sound, and sound costs time to encode."""


@dataclass(frozen=True)
class Project:
    """A project folder with one book named ``book``."""

    root: Path
    build: Path

    def run(self, *arguments: str | Path, env: dict[str, str] | None = None, prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """The command line, in a process of its own, as a person would run it."""
        command = [*prefix, sys.executable, "-m", "publish", *map(str, arguments)]
        command += ["--project", str(self.root), "--build", str(self.build)]
        return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), **(env or {})})

    def python(self, code: str, *arguments: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Python code in a process of its own, as the command line has one."""
        command = [sys.executable, "-c", code, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})})

    def make(self, **kwargs) -> dict:
        """Build the book; fail the test with what was said when that goes wrong. Returns the result as JSON tells it."""
        done = self.run("build", "book", "--json", **kwargs)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def publication(self):
        """The three products of the last build."""
        from tests import report

        return report.publication(self.build, "book")

    @property
    def source(self) -> Path:
        return self.root / "source" / "book"

    def replace(self, before: str, after: str) -> None:
        path = self.source / "report.txt"
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after), "utf-8")

    def hashes(self, *folders: str) -> dict[str, str]:
        """SHA-256 of every file below the book's build folder (only ``folders`` when named), the state of the cache left out."""
        base = self.build / "book"
        chosen = [base / folder for folder in folders] or [base]
        files = [f for folder in chosen for f in folder.rglob("*") if f.is_file() and "cache" not in f.relative_to(base).parts]
        return {f.relative_to(base).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(files)}


def without_override() -> tuple[str, ...]:
    """What stands before a command so that permissions hold for it as they do for an ordinary user: root alone reads and writes
    what nobody may (capabilities(7), CAP_DAC_OVERRIDE), and gives that up here. No namespace is needed, which many systems refuse."""
    given_up = "-dac_override,-dac_read_search"
    return ("setpriv", f"--inh-caps={given_up}", f"--bounding-set={given_up}") if os.geteuid() == 0 else ()


def preloaded(folder: Path, code: str) -> dict[str, str]:
    """The environment in which Python, and every Python it starts, runs ``code`` before anything else (``site``, "sitecustomize")."""
    folder.mkdir(parents=True)
    (folder / "sitecustomize.py").write_text(code, "utf-8")
    return {"PYTHONPATH": os.pathsep.join((str(folder), str(ROOT)))}


def project(folder: Path, text: str | bytes = TEXT, voice: str = "silent", editions: tuple[str, ...] = ("epub", "epub-plain", "audio")) -> Project:
    """A project below ``folder`` whose book has ``text``."""
    source = folder / "source" / "book"
    source.mkdir(parents=True)
    (source / "report.txt").write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    tables = "\n".join(f"[editions.{name}]" for name in editions)
    (source / "book.toml").write_text(BOOK.format(voice=voice, rate=FAST if voice == "silent" else "", editions=tables), "utf-8")
    voices = folder / "voices"
    voices.mkdir()
    for name in ("silent", "lexicon", "espeak"):
        if (ROOT / "voices" / name).is_dir():
            shutil.copytree(ROOT / "voices" / name, voices / name)
    if (ROOT / "voices" / "baker").is_dir():
        (voices / "baker").symlink_to(ROOT / "voices" / "baker")
    return Project(folder, folder / "build")
