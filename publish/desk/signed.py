"""Who signed a decision: the one rule by which the desk asks for it to be confirmed.

``by`` of a reading and ``reviewed_by`` of a repair name who decided; those who confirmed follow after ``；``. A name that holds
the mark ``AI`` (or 人工智能) is a machine's: whatever a machine makes must be labelled so (GB 45438-2025). A decision counts
as a person's as soon as one of its names is not so marked. Nobody's name is nobody's decision.
"""

from __future__ import annotations

import re
import unicodedata

from publish.desk.model import Decision

AGAIN, DESK = "复核", "校读台"
"""Written by the desk after the name of who confirmed, and after a reason."""

MACHINE = re.compile(r"(?<![A-Za-z])AI(?![A-Za-z])|人工智能")
BETWEEN = "；"


def by_person(signature: str) -> bool:
    """Whether a person decided or confirmed what bears this signature. Full-width letters and ``;`` count like the others."""
    names = unicodedata.normalize("NFKC", signature).split(unicodedata.normalize("NFKC", BETWEEN))
    return any(name.strip() and not MACHINE.search(name) for name in names)


def confirmed(signature: str, who: str) -> str:
    """The signature with ``who`` after it; once only, however often the same person confirms."""
    seal = f"{who} {AGAIN}"
    if seal in signature.split(BETWEEN):
        return signature
    return f"{signature}{BETWEEN}{seal}" if signature else seal


def reason(before: str, decision: Decision, otherwise: str) -> str:
    """Why, as the desk writes it down: the reason kept (``before``, empty for a new decision), the person's words, date and mark."""
    seal = f"（{decision.when} {DESK}）"
    if before:
        told = before + (f"（{decision.why}）" if decision.why and f"（{decision.why}）" not in before else "")
        return told if told.endswith(seal) else told + seal
    return (decision.why or otherwise) + seal
