"""The Chromium that tests drive: where it is, how it is started. It asks nobody on the network for anything."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.tools.need import need

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROGRAM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-quic", "--disable-sync", "--no-first-run")
AS_PEOPLE_HAVE_IT = "--autoplay-policy=document-user-activation-required"
"""Sound begins after a click or a key, as in a browser nobody has configured."""


@contextlib.contextmanager
def running(sound: str = AS_PEOPLE_HAVE_IT) -> Iterator[Browser]:
    """A browser until the block ends. ``sound``: the policy for sound that nobody asked for."""
    from playwright.sync_api import sync_playwright

    need("" if shutil.which(PROGRAM) else f"Chromium at {PROGRAM} (apt-get install chromium, or set CHROMIUM)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=[*QUIET, sound])
        try:
            yield browser
        finally:
            browser.close()
