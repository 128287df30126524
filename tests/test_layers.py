"""Imports point upstream: cli → pipeline → editions → narration → reading → manuscript; a stage sees only models of earlier stages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "publish"
STAGES = ("manuscript", "reading", "narration", "editions")
BOTTOM = ("findings", "reasons", "files", "ffmpeg", "apart", "han", "own")
ABOVE_STAGES = ("config", "pipeline", "show", "line", "desk", "kit", "serve", "console", "summary", "cli", "__main__")

ALLOWED_BEYOND_MODELS = {
    # The settings of a book and of a voice are one type for all stages; config imports models only.
    ("narration", "publish.config"),
}


def imports(file: Path) -> set[str]:
    """Dotted names of the package's modules that ``file`` imports, wherever in the file, type checking included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" if _is_module(f"{node.module}.{alias.name}") else node.module for alias in node.names}
    return {name for name in found if name.split(".")[0] == "publish"}


def _is_module(name: str) -> bool:
    path = PACKAGE.parent / Path(*name.split("."))
    return path.with_suffix(".py").is_file() or path.is_dir()


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(PACKAGE).as_posix())
def test_imports_point_upstream(file):
    layer = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for name in imports(file):
        other = name.split(".")[1] if "." in name else ""
        if not other or other == layer or other in BOTTOM:
            assert not (layer in BOTTOM and other in STAGES + ABOVE_STAGES), f"{layer} must not import {name}"
            continue
        if layer in BOTTOM:
            raise AssertionError(f"{layer} lies at the bottom but imports {name}")
        if layer in STAGES and (layer, name) not in ALLOWED_BEYOND_MODELS:
            assert other in STAGES[: STAGES.index(layer)], f"{layer} imports {name}, which lies above it"
            assert name.endswith(".model"), f"{layer} imports {name}: only the model of an earlier stage may be seen"
        if layer == "config":
            assert name.endswith(".model"), f"config imports {name}"
        if layer in ("desk", "kit", "serve", "show", "line", "pipeline"):
            assert other not in ("cli", "console"), f"{layer} imports {name}"


def test_only_the_command_line_prints_or_exits():
    for file in FILES:
        if file.name in ("cli.py", "__main__.py"):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = called.id if isinstance(called, ast.Name) else f"{getattr(called.value, 'id', '')}.{called.attr}" if isinstance(called, ast.Attribute) else ""
            assert name not in ("print", "exit", "quit", "sys.exit", "os._exit"), f"{file.name}:{node.lineno} calls {name}"


def test_sizes_stay_human():
    """Habits, not laws (design.md): files under 400 lines, hardly a function over 60."""
    long_files = [f.name for f in FILES if len(f.read_text("utf-8").splitlines()) > 450]
    assert long_files == []
    lengths = [node.end_lineno - node.lineno + 1 for f in FILES for node in ast.walk(ast.parse(f.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]
    assert sum(length > 60 for length in lengths) <= 0.02 * len(lengths)


def _places() -> dict[str, set[str]]:
    """Module → the modules it imports anywhere, as dotted names below the package."""
    return {".".join(f.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): imports(f) for f in FILES}


def test_no_module_leads_back_to_itself():
    """No circle of imports, not even one that late imports hide."""
    leads, done = _places(), set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join([*path[path.index(name) :], name])
        if name not in done:
            for other in sorted(leads.get(name, ())):
                walk(other, (*path, name))
            done.add(name)

    for name in sorted(leads):
        walk(name, ())


ROOMS = {
    "manuscript": {"readers": {"structure"}, "structure": set(), "repairs": {"readers", "structure"}},
    "reading": {"spoken": set(), "pinyin": set(), "spelling": {"pinyin"}},
    "narration": {"voices": set(), "sound": {"voices"}, "align": {"voices"}},
    "editions": {
        "shared": set(), "epub": {"shared"}, "audio": {"shared"}, "podcast": {"audio", "shared"}, "web": {"shared"}, "print": {"shared"},
        "daisy": {"audio", "shared"}, "braille": {"print", "shared"},
    },
}  # fmt: skip
"""Stage → room → the other rooms of its stage that it may look into (docs/design.md, "The rooms")."""


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(PACKAGE).as_posix())
def test_rooms_look_only_where_they_may(file):
    stage, *inner = file.relative_to(PACKAGE).parts
    if stage not in ROOMS or len(inner) < 2 or inner[0] not in ROOMS[stage]:
        return
    for name in imports(file):
        _, other, *below = name.split(".")
        if other == stage and len(below) > 1 and below[0] != inner[0]:
            assert below[0] in ROOMS[stage][inner[0]], f"{stage}/{inner[0]} looks into {below[0]}: {name}"
