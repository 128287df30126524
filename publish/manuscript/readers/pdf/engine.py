"""The characters of a PDF and where they stand, read by PDFium in a process of its own: ``python -m publish.manuscript.readers.pdf.engine``.

PDFium is C++ and is handed a file that nobody vouches for. The process sets itself limits of memory and time before it looks at the
file; when it dies, the one that asked is told so and lives. The document comes in on standard input; out go one JSON object for the document
and one a page.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import math
import resource
import sys
from collections.abc import Iterator
from typing import Any

MOST_PAGES = 5000
MOST_CHARACTERS = 6_000_000
MEMORY = 448 << 20
"""Bytes of data that the process may hold."""

SECONDS_A_PAGE, SECONDS = 8, 240
"""Processor time for a page, and for a document."""

INFO = ("Title", "Author", "Subject")


def main() -> None:
    """Limits, then the document. Ends by a signal where a limit is met."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_A_PAGE, SECONDS))
    for found in read(sys.stdin.buffer.read()):
        sys.stdout.write(json.dumps(found, ensure_ascii=True, allow_nan=False) + "\n")
        sys.stdout.flush()
        _more_time()


def _more_time() -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (min(spent + SECONDS_A_PAGE, SECONDS), SECONDS))


def read(data: bytes) -> Iterator[dict[str, Any]]:
    """First ``{"pages", "info"}`` or ``{"error", "reason"}`` (an error is ``locked``, ``damaged`` or ``large``), then each page."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        yield {"error": "locked" if locked else "damaged", "reason": str(error)}
        return
    if pages > MOST_PAGES:
        yield {"error": "large", "reason": f"{pages} > {MOST_PAGES}"}
        return
    info = {key: document.get_metadata_value(key) for key in INFO}
    yield {"pages": pages, "info": {key: value.encode("utf-8", "replace").decode("utf-8") for key, value in info.items()}}
    left = MOST_CHARACTERS
    for number in range(pages):
        page = _page(document, number, left)
        left -= len(page.get("text", ""))
        yield page
        if page.get("error"):
            return


def _page(document: Any, number: int, left: int) -> dict[str, Any]:
    """``text`` and, for each of its characters, the four numbers of ``places`` (x of its beginning and of its end, its baseline, its size), all in
    points from the upper left corner of the page as it is shown."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        return {"broken": str(error), "width": 0.0, "height": 0.0, "text": "", "places": [], "slanted": "", "pictures": 0}
    with contextlib.closing(page), contextlib.closing(text):
        count = raw.FPDFText_CountChars(text)
        if count > left:
            return {"error": "large", "reason": f"> {MOST_CHARACTERS}"}
        width, height = page.get_size()
        made = _characters(raw, text, max(count, 0), _Turn(page.get_rotation(), width, height, page.get_bbox()))
        pictures = sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4))
        return {**made, "width": width, "height": height, "pictures": pictures}


class _Turn:
    """From the coordinates of a page to those of the page as it is shown, from its upper left corner."""

    def __init__(self, rotation: int, width: float, height: float, box: tuple[float, float, float, float]) -> None:
        self.rotation, self.width, self.height, self.left, self.bottom = rotation, width, height, box[0], box[1]

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        return {0: (x, self.height - y), 90: (y, x), 180: (self.width - x, y), 270: (self.width - y, self.height - x)}[self.rotation]

    def angle(self, radians: float) -> int:
        """Degrees that a line of text goes down from the horizontal, 0–359."""
        return round(self.rotation - math.degrees(radians)) % 360


def _characters(raw: Any, text: Any, count: int, turn: _Turn) -> dict[str, Any]:
    chars: list[str] = []
    places: list[float] = []
    slanted: list[str] = []
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    for at in range(count):
        code = raw.FPDFText_GetUnicode(text, at)
        hyphen = raw.FPDFText_IsHyphen(text, at) == 1
        if raw.FPDFText_IsGenerated(text, at) == 1 and not hyphen:
            continue
        char = "-" if hyphen else chr(code) if 31 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " if code in (9, 10, 13) else "\ufffd"
        if not (raw.FPDFText_GetCharOrigin(text, at, x, y) and raw.FPDFText_GetLooseCharBox(text, at, box) and raw.FPDFText_GetMatrix(text, at, matrix)):
            continue
        size = raw.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
        angle = turn.angle(math.atan2(matrix.b, matrix.a))
        numbers = (x.value, y.value, box.left, box.right, box.top, box.bottom, size)
        if not all(math.isfinite(number) and abs(number) < 1e5 for number in numbers):
            continue
        if min(angle, 360 - angle) > 2:
            slanted.append(char)
            continue
        first, last = turn(box.left, box.bottom), turn(box.right, box.top)
        chars.append(char)
        places += [round(min(first[0], last[0]), 2), round(max(first[0], last[0]), 2), round(turn(x.value, y.value)[1], 2), round(size, 2)]
    return {"text": "".join(chars), "places": places, "slanted": "".join(slanted)[:2000]}


if __name__ == "__main__":
    main()
