"""The publisher's own words in the script of the book: a traditional book is told about in traditional characters.

What the program says of a book (目录, 制作说明, an announcement, a label) is written here in simplified characters, once; this module turns it
into the book's script. What a person wrote (the text, the metadata) never passes through: it goes in as a value.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

REGIONS = ("CN", "SG", "TW", "HK", "MO")
TRADITIONAL_REGIONS = ("TW", "HK", "MO")


def is_traditional(language: str) -> bool:
    """Whether a language tag (BCP 47) names traditional characters: by its script, else by a region that writes them."""
    parts = language.lower().split("-")[1:]
    return "hant" in parts or ("hans" not in parts and any(part.upper() in TRADITIONAL_REGIONS for part in parts))


def region(language: str) -> str:
    """The region that software of a time before script tags goes by (ISO 3166): the tag's own, else ``TW`` for traditional, ``CN`` for the rest."""
    given = next((part.upper() for part in language.split("-")[1:] if part.upper() in REGIONS), "")
    return given or ("TW" if is_traditional(language) else "CN")


def own(language: str, words: str, **values: object) -> str:
    """``words`` in the script of ``language``, then ``values`` in the places of their braces, as they are. Without values braces mean nothing."""
    shown = traditional(words, region(language)) if is_traditional(language) else words
    return shown.format(**values) if values else shown


STANDARDS = {"TW": "s2tw", "HK": "s2hk", "MO": "s2hk"}
"""Region → configuration of OpenCC: the forms that are usual there (為, 裡 and 著 in Taiwan, 裏 and 着 in Hong Kong). None changes a word for another."""

MISREAD = {"寫明瞭": "寫明了", "覈對": "核對"}
"""What OpenCC takes for another word in our sentences, and the right form."""


@cache
def traditional(words: str, region: str = "TW") -> str:
    """``words`` in traditional characters as ``region`` writes them. OpenCC looks at words: 制作 is 製作, 制度 stays."""
    made: str = _converter(STANDARDS.get(region, "s2t")).convert(words)
    for wrong, right in MISREAD.items():
        made = made.replace(wrong, right)
    return made


@cache
def _converter(config: str) -> OpenCC:
    import opencc

    return opencc.OpenCC(config)
