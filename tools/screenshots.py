"""Pictures for the documentation: the web reader at the sizes of phone, tablet and PC, a page of each PDF, the poster.

    python -m tools.screenshots build/dongcheng-2025

Needs Chromium (``CHROMIUM``, else ``/usr/bin/chromium``) and the packages of ``requirements-dev.txt``; writes ``docs/screenshots``.
"""

from __future__ import annotations

import datetime
import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from publish import files
from publish.editions.model import Publication
from publish.editions.print import pdf, poster, typeset
from publish.manuscript.model import Manuscript
from publish.narration.model import Narration
from publish.reading.model import Reading

TARGET = Path(__file__).parent.parent / "docs" / "screenshots"
ADDRESS = "http://192.168.1.20:8000/"
"""An address as a service centre's own network has it, for the poster."""


def publication(root: Path) -> Publication:
    """The products of a finished build."""
    manuscript = files.from_json((root / "1-manuscript.json").read_bytes(), Manuscript)
    reading = files.from_json((root / "2-reading.json").read_bytes(), Reading)
    narration = files.from_json((root / "3-narration.json").read_bytes(), Narration)
    date = manuscript.metadata.date
    stamp = datetime.datetime.combine(date, datetime.time(), datetime.UTC) if date else files.EARLIEST
    return Publication(root.name, manuscript, reading, narration, root, stamp)


def keep(name: str, picture: bytes, width: int = 0) -> None:
    """Store a picture with 64 colours, which is enough for text and keeps it small."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    if width:
        image = image.resize((width, image.height * width // image.width), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    files.write(TARGET / f"{name}.png", out.getvalue())


def opened(browser: Browser, address: str, window: tuple[int, int], /, **settings: object) -> Page:
    """The reader in a window of that size with these settings."""
    page = browser.new_page(viewport={"width": window[0], "height": window[1]}, reduced_motion="reduce")
    page.goto(address)
    for name, value in settings.items():
        page.evaluate("([name, value]) => shengshu.settings.set(name, value)", [name, value])
    return page


def reading(page: Page, place: int) -> bytes:
    """A picture while the sentence number ``place`` of the third section is being read."""
    page.evaluate("(n) => shengshu.player.playFrom(shengshu.book.tracks[2].clips[n][0])", place)
    page.wait_for_function("document.querySelector('.word')")
    page.wait_for_timeout(700)
    return page.screenshot()


def readers(address: str) -> None:
    """All pictures of the web reader."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"],
        )
        keep("web-phone", opened(browser, address, (360, 740)).screenshot())
        keep("web-phone-reading", reading(opened(browser, address, (360, 740)), 4))
        keep("web-phone-contrast-200", reading(opened(browser, address, (360, 740), theme="contrast", size=2), 4))
        keep("web-tablet-pinyin", reading(opened(browser, address, (768, 1024), pinyin="all"), 4))
        keep("web-pc", reading(opened(browser, address, (1280, 800)), 4))
        keep("web-pc-dark", reading(opened(browser, address, (1280, 800), theme="dark", pinyin="all", size=1.5), 4))
        settings = opened(browser, address, (768, 1024))
        settings.click("#tools [data-do=settings]")
        keep("web-tablet-settings", settings.screenshot())
        browser.close()


def paper(book: Publication) -> None:
    """A page of each large-print edition, poster and card."""
    for edition, page in ((pdf.Print(), 3), (pdf.PinyinPrint(), 2)):
        data = next(pdf.contents(book, pdf.divided(book, edition.limit), edition))
        keep(f"pdf-{edition.name}", typeset.pictures("book.typ", data, 80)[page])
    for sheet in poster.SHEETS:
        keep(f"pdf-{sheet.suffix}", typeset.pictures("poster.typ", poster.content(book, sheet, ADDRESS), 150)[0], 500)


def main() -> None:
    root = Path(sys.argv[1]).resolve()
    readers((root / "editions" / "web" / "index.html").as_uri())
    paper(publication(root))


if __name__ == "__main__":
    main()
