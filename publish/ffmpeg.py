"""The ffmpeg that comes with the package ``imageio-ffmpeg``: the only place that starts it."""

from __future__ import annotations

import subprocess
from functools import cache
from importlib import resources
from pathlib import Path

from publish.findings import fail

ALIKE = ("-cpuflags", "0")
"""Plain arithmetic on every processor. ffmpeg's resampler has a faster one for those with FMA, which rounds in another way: the same
sound was another MP3 on another machine. It costs a twentieth of the encoding (docs/performance.md)."""

BITEXACT = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-threads", "1")
"""Output options that keep encoder versions, dates and thread counts out of the bytes."""


@cache
def program() -> str:
    """Path of the bundled ffmpeg, never another one: output bytes depend on its version, which is pinned.

    The package itself would rather take what ``IMAGEIO_FFMPEG_EXE`` names, and the system's when its own is missing. Raises ``G106``.
    """
    binaries = resources.files("imageio_ffmpeg") / "binaries"
    found = sorted(str(one) for one in binaries.iterdir() if one.name.startswith("ffmpeg-"))
    if not found:
        raise fail("G106", "ffmpeg", reason="imageio-ffmpeg came without it: pip install --force-reinstall --only-binary :all: imageio-ffmpeg")
    return found[0]


def fingerprint() -> str:
    """What stands for the program in the key of something it made: its name, which has its version, and how it always runs."""
    return " ".join((Path(program()).name, *ALIKE))


def run(*arguments: str | Path, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run ffmpeg without banner or questions, overwriting its output. Raises ``G106`` with its last line when it fails."""
    command = [program(), "-hide_banner", "-y", *ALIKE, *map(str, arguments)]
    done = subprocess.run(command, input=stdin, stdin=None if stdin is not None else subprocess.DEVNULL, capture_output=True)
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"]
        raise fail("G106", arguments[-1] if arguments else "ffmpeg", reason=lines[-1])
    return done
