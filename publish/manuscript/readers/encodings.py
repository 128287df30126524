"""Tell Chinese encodings apart: UTF-8, GB18030, Big5 and UTF-16, with or without byte order mark.

Every encoding that decodes the bytes without error gives a reading of them; the reading that looks most like Chinese
text wins. "Looks like" is the share of characters that are everyday ones in that encoding (the first level of GB 2312
or of Big5, punctuation, ASCII), so two characters are usually enough.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from publish.findings import PublishError, fail

CODECS: Mapping[str, tuple[str, ...]] = {
    "utf-8": ("utf-8",),
    "gb18030": ("gb18030",),
    "big5": ("cp950", "big5hkscs"),
    "utf-16-le": ("utf-16-le",),
    "utf-16-be": ("utf-16-be",),
}
"""Encodings by their common name, each with the Python codecs that read it, tried in order. Also the order of preference."""

ALIASES = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "cp950": "big5", "big5-hkscs": "big5", "utf8": "utf-8",
           "utf-8-sig": "utf-8", "utf16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}  # fmt: skip

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

SIGNATURES = (
    (b"%PDF", "PDF"), (b"PK\x03\x04", "Word/EPUB/ZIP"), (b"\xd0\xcf\x11\xe0", "Word 97"), (b"{\\rtf", "RTF"), (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"ID3", "MP3"), (b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "RAR"),
    (b"\x7fELF", "ELF"), (b"MZ", "EXE"), (b"RIFF", "RIFF"),
)  # fmt: skip
"""First bytes of files that are often handed in as a text."""


def decode(name: str, data: bytes, encoding: str = "auto") -> tuple[str, str]:
    """The text and the name of its encoding.

    Raises ``S102`` empty · ``S103`` binary · ``S104`` mixed encodings · ``S105`` undecodable bytes · ``S107`` unpaired
    surrogate · ``S109`` unknown name of an encoding.
    """
    wanted = _known(name, encoding)
    if not data:
        raise fail("S102", name)
    for mark, found in BOMS:
        if data.startswith(mark):
            _refuse_binary(name, data, wide=found.startswith("utf-16"))
            return _strict(name, data[len(mark) :], found), found
    if wanted in ("auto", "utf-16") and (found := _utf16(data)):
        return _strict(name, data, found), found
    if wanted == "utf-16":
        return _strict(name, data, "utf-16-le"), "utf-16-le"
    _refuse_binary(name, data, wide=wanted.startswith("utf-16"))
    if wanted != "auto":
        return _strict(name, data, wanted), wanted
    return _detect(name, data)


def _known(name: str, encoding: str) -> str:
    wanted = ALIASES.get(encoding.strip().lower().replace("_", "-"), encoding.strip().lower().replace("_", "-"))
    if wanted not in (*CODECS, "auto", "utf-16"):
        raise fail("S109", name, encoding=encoding, known="auto, " + ", ".join(CODECS))
    return wanted


def _refuse_binary(name: str, data: bytes, wide: bool) -> None:
    kind = next((kind for mark, kind in SIGNATURES if data.startswith(mark) and not _is_words(data)), "")
    strange = sum(data.count(bytes([b])) for b in (*range(9), *range(14, 27), *range(28, 32)))
    lone_zero = b"\0" in data and _try(data, "utf-8") is None
    if kind or (not wide and (lone_zero or strange > max(8, len(data) // 50))):
        raise fail("S103", name, kind=kind or "binary")


def _is_words(data: bytes) -> bool:
    """Whether bytes that begin like a binary file are a text all the same ("MZ…", "GIF89 是…")."""
    return not any(b in data for b in (b"\0", b"%PDF-", b"{\\rtf1")) and _try(data, "utf-8") is not None and data[:1] not in b"\x89\xff"


def _try(data: bytes, encoding: str) -> str | None:
    for codec in CODECS[encoding]:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _strict(name: str, data: bytes, encoding: str) -> str:
    text = _try(data, encoding)
    if text is None:
        raise _undecodable(name, data, encoding)
    return text


def _undecodable(name: str, data: bytes, encoding: str) -> PublishError:
    """The first byte that does not fit, with its line, so that a person can look at it."""
    try:
        data.decode(CODECS[encoding][-1])
    except UnicodeDecodeError as error:
        bad = data[error.start : max(error.end, error.start + 1)].hex(" ")
        before = data[: error.start].decode(CODECS[encoding][-1], "replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        surrogate = "surrogate" in error.reason or (encoding == "utf-8" and data[error.start : error.start + 1] == b"\xed")
        return fail("S107" if surrogate else "S105", f"{name}:{line}:{column}", bytes=bad, encoding=encoding)
    raise AssertionError("the bytes decode")


# --- scoring ---------------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[\n\r\t\x20-\x7e]")
_WIDE_TEXT = re.compile("[\n\r\t\x20-\x7e\u00b7\u00d7\u2000-\u206f\u2100-\u27bf\u3000-\u9fff\uff00-\uffef\U00010000-\U0003ffff]")
_EVERYDAY_SIGNS = set("，。、；：？！“”‘’（）《》〈〉【】〔〕—…·　％＋－／０１２３４５６７８９「」『』①②③④⑤⑥⑦⑧⑨⑩℃×÷°€￥〇")


def everyday(char: str) -> bool:
    """Whether ``char`` is an everyday one of Chinese print: level 1 of GB 2312 or of Big5, or common punctuation."""
    if char in _EVERYDAY_SIGNS:
        return True
    if not "\u4e00" <= char <= "\u9fff":
        return False
    return _lead_between(char, "gb2312", 0xB0, 0xD7) or _lead_between(char, "big5", 0xA4, 0xC6)


def _lead_between(char: str, codec: str, first: int, last: int) -> bool:
    try:
        return first <= char.encode(codec)[0] <= last
    except UnicodeEncodeError:
        return False


def likeness(text: str) -> float:
    """How much ``text`` looks like Chinese, 0 to 1: the weighted share of everyday characters among those beyond ASCII."""
    beyond = [c for c in text[:20000] if not _PLAIN.match(c)]
    if not beyond:
        return 1.0
    known: dict[str, float] = {}
    for char in set(beyond):
        known[char] = _weight(char)
    return max(0.0, sum(known[c] for c in beyond) / len(beyond))


def _weight(char: str) -> float:
    from publish.manuscript.readers.common import COMMON

    if char in COMMON:
        return 1.0
    if everyday(char):
        return 0.7
    if "\u4e00" <= char <= "\u9fff":
        return 0.25
    if "\ue000" <= char <= "\uf8ff" or char < "\xa0":
        return -1.0  # private use and C1 controls: what a wrong codec makes of other bytes
    return 0.2


def _utf16(data: bytes) -> str:
    """``utf-16-le`` or ``-be`` when bytes without a mark are clearly that, else nothing."""
    if len(data) % 2 or len(data) < 2:
        return ""
    scores = {}
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data.decode(encoding, "surrogatepass")
        odd = sum(1 for c in text if not _WIDE_TEXT.match(c))
        scores[encoding] = likeness(text) if odd <= len(text) * 0.05 and "\0" not in text else 0.0
    best = max(scores, key=scores.__getitem__)
    if scores[best] < 0.5:
        return ""
    rivals = [rival for e in ("utf-8", "gb18030", "big5") if b"\0" not in data and (rival := _try(data, e)) is not None]
    return best if all(likeness(rival) < scores[best] or rival.isascii() and not _reads_as_ascii(rival) for rival in rivals) else ""


def _reads_as_ascii(text: str) -> bool:
    """Whether ASCII bytes are words rather than Han characters in UTF-16: letters, digits, spaces for the most part."""
    return sum(c.isalnum() or c in " \n\r,.:;-'\"()" for c in text) >= 0.9 * len(text)


CLOSE = 0.1
"""Readings whose likeness differs by less are compared by how usual their characters are."""


def _usual(text: str) -> float:
    """How usual the Han characters of a text are: the mean logarithm of their share in Chinese words, traditional ones as simplified."""
    import opencc

    from publish.manuscript.wordlist import characters

    han = [c for c in opencc.OpenCC("t2s").convert(text[:20000]) if c > "\u3400"]
    return sum(characters().get(c, RARE) for c in han) / max(1, len(han))


RARE = -22.0
"""Logarithm of the share of a character that no word has."""


def _detect(name: str, data: bytes) -> tuple[str, str]:
    scores = {e: likeness(text) for e in ("utf-8", "gb18030", "big5") if (text := _try(data, e)) is not None}
    if "utf-8" in scores:
        scores["utf-8"] += 0.3  # few texts in another encoding happen to be valid UTF-8
    if not scores:
        raise _why_not(name, data)
    best = max(scores, key=scores.__getitem__)
    close = {e: _usual(_try(data, e) or "") for e, score in scores.items() if score >= scores[best] - CLOSE and "utf-8" not in scores}
    best = max(close, key=close.__getitem__) if len(close) > 1 else best
    if best != "utf-8":
        _refuse_mixed(name, data, best)
    return _strict(name, data, best), best


def _why_not(name: str, data: bytes) -> PublishError:
    """No single encoding reads the bytes: either two encodings in one file, or broken bytes in one of them."""
    by_line = [_line_encoding(line) for line in data.split(b"\n")]
    kinds = [kind for kind in by_line if kind not in ("", "ascii")]
    if len(set(kinds)) > 1:
        first = next(n for n, kind in enumerate(by_line, 1) if kind not in ("", "ascii", kinds[0]))
        other = by_line[first - 1]
        return fail("S104", f"{name}:{first}", first=kinds[0], second=other)
    likely = kinds[0] if kinds else max(("utf-8", "gb18030", "big5"), key=lambda e: likeness(data.decode(CODECS[e][-1], "ignore")))
    return _undecodable(name, data, likely)


def _line_encoding(line: bytes) -> str:
    """The one encoding a single line is clearly in, ``ascii``, or nothing when it is unclear."""
    if line.isascii():
        return "ascii"
    scores = {e: likeness(text) + 0.3 * (e == "utf-8") for e in ("utf-8", "gb18030", "big5") if (text := _try(line, e)) is not None}
    best = max(scores, key=scores.__getitem__, default="")
    return best if best and scores[best] >= 0.6 else ""


def _refuse_mixed(name: str, data: bytes, chosen: str) -> None:
    """UTF-8 lines inside a GB18030 file decode without error, to nonsense. So look at the lines one by one."""
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.isascii():
            continue
        kind = _line_encoding(line)
        if kind and kind != chosen and _clearly(line, kind, chosen):
            raise fail("S104", f"{name}:{number}", first=chosen, second=kind)


def _clearly(line: bytes, kind: str, chosen: str) -> bool:
    other = _try(line, chosen)
    return len(line) >= 12 and (other is None or likeness(_try(line, kind) or "") - likeness(other) > 0.3)
