"""What tests of several folders share, and the order in which files are given to the processes that run them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.project import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from publish.editions.model import Publication

FIRST = (
    "test_report.py",
    "web/test_sound.py", "web/test_memory.py", "web/test_keyboard.py", "web/test_access.py", "web/test_listen.py", "desk/test_browser.py",
    "kit/test_browser.py", "narration/test_killed.py", "serve/test_limits.py", "narration/test_edge.py",
    "test_build.py", "test_second_book.py", "reading/test_spoken_fuzz.py", "reading/test_reading.py",
    "serve/test_real.py", "web/test_real_report.py", "narration/test_report.py", "editions/test_audio_editions.py",
    "manuscript/test_report.py", "editions/test_epub_validators.py", "desk/test_desk.py", "kit/test_fat.py", "manuscript/test_damage.py",
)
"""What two processes take first, in this order (``--dist loadfile --no-loadscope-reorder``). The first makes the report twice, with
low priority (``tests/report.py``); meanwhile the other has the files that wait more than they work: those that listen to a browser,
to a server, to a build that is about to be killed. Then what takes long, then what needs the finished report. The small files are
last, so that both processes end together."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    places = {here / name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(FIRST)))


@pytest.fixture(scope="session")
def real_build() -> Path:
    """The build folder of the project itself with the real report in it, as ``make book`` leaves it."""
    from tests import report

    report.make(ROOT / "build")
    return ROOT / "build"


@pytest.fixture(scope="session")
def real(real_build) -> Publication:
    """The products of that build."""
    from tests import report

    return report.publication(real_build)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium a file: the event loop of a living one would be in the way of other files' own."""
    from tests.tools import chromium

    with chromium.running() as made:
        yield made
