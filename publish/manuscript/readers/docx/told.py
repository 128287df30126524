"""What a reader left out or could not keep: collected while reading, told once a kind, with count, first place and first words."""

from __future__ import annotations

from publish.findings import Finding, finding

SHOWN, LONGEST = 4, 24
"""So many samples of so many characters stand in a finding."""


class Told:
    """Findings in the making for the document ``name``."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._met: dict[str, list[tuple[str, str]]] = {}

    def tell(self, code: str, place: str, words: str = "") -> None:
        """Remember something met at ``place``; ``words`` shows it to people."""
        self._met.setdefault(code, []).append((place, " ".join(words.split())))

    def findings(self) -> tuple[Finding, ...]:
        """One finding a code, in the order of codes. Values: ``count`` and ``which``."""
        return tuple(
            finding(code, f"{self._name}:{met[0][0]}" if met[0][0] else self._name, count=len(met), which=_which([words for _, words in met]))
            for code, met in sorted(self._met.items())
        )


def _which(words: list[str]) -> str:
    samples = list(dict.fromkeys(w if len(w) <= LONGEST else w[: LONGEST - 1] + "…" for w in words if w))
    return "｜".join(samples[:SHOWN]) + ("｜…" if len(samples) > SHOWN else "")
