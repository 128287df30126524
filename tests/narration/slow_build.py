"""A build to be killed: the sample (or ten of it) with the silent voice made slow, spoken in two processes.

Run as ``python -m tests.narration.slow_build INTO DELAY``. Prints a line when it begins to speak and one when it is done.
"""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

from publish.narration import narrate
from publish.narration.model import NarrationOptions
from publish.narration.voices import table as voices
from tests.narration import helpers


def main(into: Path, delay: str) -> None:
    folder = into.parent / "voices" / "silent"
    folder.mkdir(parents=True, exist_ok=True)
    text = (helpers.VOICES / "silent" / "voice.toml").read_text("utf-8")
    (folder / "voice.toml").write_text(f"{text}\n[settings]\ndelay = {delay}\n", "utf-8")
    voices.ENGINES["silent"] = dataclasses.replace(voices.ENGINES["silent"], manner="processes")
    manuscript, reading = helpers.sample_book()
    said = []

    def tell(done: int, total: int) -> None:
        said.append(done)
        print("spoken", done, total, flush=True)

    told = narrate.narrate(manuscript, reading, voices.settings("silent", folder.parent), NarrationOptions(), into, tell)
    print("done", told.spoken, told.reused, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
