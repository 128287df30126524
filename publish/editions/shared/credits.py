"""Who is named in an edition, and what no edition can write."""

from __future__ import annotations

import datetime
import re

from publish.editions.model import Publication
from publish.findings import PublishError, finding

UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to write (production 2, Char)."""


def refuse_unwritable(publication: Publication) -> None:
    """Raises ``E103`` for each place whose text holds a character that no e-book or feed can hold."""
    made = publication.manuscript
    texts = [(f"book.toml [book] {name}", str(value)) for name, value in vars(made.metadata).items()]
    texts += [(block.where or block.id, block.text) for section in (*made.sections, *made.matter) for block in section.blocks]
    texts += [(block.where or block.id, mark.value) for section in made.sections for block in section.blocks for mark in block.marks]
    texts += [(section.id, section.title) for section in (*made.sections, *made.matter)]
    found = [finding("E103", where, character=f"U+{ord(bad[0]):04X}") for where, text in texts if (bad := UNWRITABLE.search(text))]
    if found:
        raise PublishError(*found)


def narrator(publication: Publication) -> str:
    """The narrator's name, which says that the voice is synthetic (there is no field for it; standards.md E-15) unless a person reads."""
    name = publication.narration.narrator if publication.narration else ""
    return publication.own(name if "合成语音" in name or is_human(publication) else f"合成语音（{name}）")


def is_human(publication: Publication) -> bool:
    """Whether a person reads, if not every sentence."""
    return bool(publication.narration and publication.narration.label)


def no_recording(publication: Publication) -> str:
    """What follows the narrator's name where no person reads; else who says what that person did not."""
    rest = publication.narration.label.partition("，")[2].rstrip("。") if publication.narration else ""
    return f"，{rest}" if rest else "" if is_human(publication) else "，不是真人录音"


def read_by(publication: Publication) -> str:
    """The sentence that names the narrator, for files and feeds."""
    return publication.own("由{narrator}朗读。", narrator=narrator(publication))


def long_date(date: datetime.date | None) -> str:
    """``2025年1月8日``; empty where nobody knows the date."""
    return f"{date.year}年{date.month}月{date.day}日" if date else ""


def iso_date(date: datetime.date | None) -> str:
    """``2025-01-08``; empty where nobody knows the date."""
    return date.isoformat() if date else ""
