"""Characters that look right and are not: radicals from a PDF, full-width letters and digits, spaces of other widths."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources

from publish.han import HAN
from publish.manuscript.repairs.print_form import Edit

_RADICAL = re.compile("[\u2e80-\u2fdf]")
_COMPATIBLE = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
_ABOUT = re.compile("[部旁头底框儿]|字[旁头底框]")
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]|(?<=[０-９0-9])．(?=[０-９0-9])|(?<=[０-９])％")
_SPACE = re.compile("[\u00a0\u1680\u2000\u2002\u2004-\u200a\u202f\u205f]|[\u2001\u2003]")


def radicals(text: str, write: Callable[[str], str] = str) -> Iterator[Edit]:
    """Kangxi radicals and radical forms inside words (⼯作) as the characters they stand for, compatibility ideographs too.

    A text that is about radicals shows them alone, in quotes or lists: where most stand so, they all stay. ``write`` turns
    the ordinary character into the document's script.
    """
    in_words = has_radicals_in_words(text)
    for found in re.finditer(f"{_RADICAL.pattern}|{_COMPATIBLE.pattern}", text):
        char = ordinary(found.group())
        if char != found.group() and (in_words or _COMPATIBLE.match(found.group())):
            yield found.start(), found.end(), write(char)


def has_radicals_in_words(text: str) -> bool:
    """Whether at least half of the document's radicals have a Chinese character beside them."""
    found = [m.start() for m in _RADICAL.finditer(text)]
    inside = sum(1 for at in found if _in_word(text, at))
    return inside > 0 and inside * 2 >= len(found)


def _in_word(text: str, at: int) -> bool:
    if _ABOUT.match(text, at + 1):
        return False  # ⼝字旁, ⼈部
    return any(re.fullmatch(f"[{HAN}\u2e80-\u2fdf]", c) for c in (text[max(0, at - 1) : at], text[at + 1 : at + 2]) if c)


@cache
def ordinary(char: str) -> str:
    """The unified ideograph of a radical or compatibility ideograph (NFKC, or ``data/radicals.tsv``); else itself."""
    plain = unicodedata.normalize("NFKC", char)
    return plain if plain != char and len(plain) == 1 else forms().get(char, char)


@cache
def forms() -> dict[str, str]:
    """``data/radicals.tsv``: forms of the radicals supplement that are whole characters."""
    table = (resources.files("publish.manuscript") / "data" / "radicals.tsv").read_text("utf-8")
    return dict(line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))


def widths(text: str) -> Iterator[Edit]:
    """Full-width digits and letters, the point between digits and the per cent sign after them, as print has them.

    A text that speaks of full width (全角) shows them on purpose and keeps them.
    """
    if re.search("全[角形]", text):
        return
    for found in _WIDE.finditer(text):
        yield found.start(), found.end(), chr(ord(found.group()) - 0xFEE0)


def spaces(text: str) -> Iterator[Edit]:
    """Spaces that do not break or have a width of their own: an ordinary space, or the ideographic one for an em."""
    for found in _SPACE.finditer(text):
        yield found.start(), found.end(), "\u3000" if found.group() in "\u2001\u2003" else " "
