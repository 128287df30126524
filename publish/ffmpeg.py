"""The ffmpeg that comes with the package ``imageio-ffmpeg``: the only place that starts it."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

from publish.findings import fail

BITEXACT = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-threads", "1")
"""Output options that keep encoder versions, dates and thread counts out of the bytes."""


@cache
def program() -> str:
    """Path of the bundled ffmpeg; its version is pinned because output bytes depend on it."""
    import imageio_ffmpeg

    return imageio_ffmpeg.get_ffmpeg_exe()


def run(*arguments: str | Path, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run ffmpeg without banner or questions, overwriting its output. Raises ``G106`` with its last line when it fails."""
    command = [program(), "-hide_banner", "-y", *map(str, arguments)]
    done = subprocess.run(command, input=stdin, stdin=None if stdin is not None else subprocess.DEVNULL, capture_output=True)
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"]
        raise fail("G106", arguments[-1] if arguments else "ffmpeg", reason=lines[-1])
    return done
