"""The Chromium that tests drive: where it is, how it is started. It asks nobody on the network for anything."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.tools.need import need

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "google-chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-quic", "--disable-sync", "--no-first-run")
AS_PEOPLE_HAVE_IT = "--autoplay-policy=document-user-activation-required"
"""Sound begins after a click or a key, as in a browser nobody has configured."""


def program() -> str:
    """The Chromium that tests drive: as ``CHROMIUM`` says, else in ``PATH``, else the one ``tools/setup.sh`` put into ``.venv`` (Ubuntu's own
    is a snap, which sees no file outside a person's home); empty when there is none."""
    own = Path(__file__).parents[2] / ".venv" / "chromium" / "chromium"
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *NAMES, str(own)) if name)
    return next((path for path in found if path and not path.startswith("/snap/")), "")


@contextlib.contextmanager
def running(sound: str = AS_PEOPLE_HAVE_IT) -> Iterator[Browser]:
    """A browser until the block ends. ``sound``: the policy for sound that nobody asked for."""
    from playwright.sync_api import sync_playwright

    need("" if program() else "Chromium (apt-get install chromium, or set CHROMIUM)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=[*QUIET, sound])
        try:
            yield browser
        finally:
            browser.close()
