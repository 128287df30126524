"""Pinyin as zhuyin (注音符號): the syllables of 國語, tone marks behind, the neutral tone's dot before (Taiwan, 教育部 1935)."""

from __future__ import annotations

from functools import lru_cache

INITIALS = {
    "b": "ㄅ", "p": "ㄆ", "m": "ㄇ", "f": "ㄈ", "d": "ㄉ", "t": "ㄊ", "n": "ㄋ", "l": "ㄌ", "g": "ㄍ", "k": "ㄎ", "h": "ㄏ",
    "j": "ㄐ", "q": "ㄑ", "x": "ㄒ", "zh": "ㄓ", "ch": "ㄔ", "sh": "ㄕ", "r": "ㄖ", "z": "ㄗ", "c": "ㄘ", "s": "ㄙ", "": "",
}  # fmt: skip
FINALS = {
    "a": "ㄚ", "o": "ㄛ", "e": "ㄜ", "ê": "ㄝ", "ai": "ㄞ", "ei": "ㄟ", "ao": "ㄠ", "ou": "ㄡ", "an": "ㄢ", "en": "ㄣ", "ang": "ㄤ", "eng": "ㄥ",
    "er": "ㄦ", "i": "ㄧ", "ia": "ㄧㄚ", "io": "ㄧㄛ", "ie": "ㄧㄝ", "iai": "ㄧㄞ", "iao": "ㄧㄠ", "iu": "ㄧㄡ", "ian": "ㄧㄢ", "in": "ㄧㄣ",
    "iang": "ㄧㄤ", "ing": "ㄧㄥ", "iong": "ㄩㄥ", "u": "ㄨ", "ua": "ㄨㄚ", "uo": "ㄨㄛ", "uai": "ㄨㄞ", "ui": "ㄨㄟ", "uan": "ㄨㄢ", "un": "ㄨㄣ",
    "uang": "ㄨㄤ", "ong": "ㄨㄥ", "ueng": "ㄨㄥ", "ü": "ㄩ", "üe": "ㄩㄝ", "üan": "ㄩㄢ", "ün": "ㄩㄣ",
}  # fmt: skip
WHOLE = {
    "m": "ㄇ", "n": "ㄋ", "ng": "ㄫ", "hm": "ㄏㄇ", "hng": "ㄏㄫ", "zhi": "ㄓ", "chi": "ㄔ", "shi": "ㄕ", "ri": "ㄖ", "zi": "ㄗ", "ci": "ㄘ", "si": "ㄙ", "yo": "ㄧㄛ", "wong": "ㄨㄥ",
}
"""Syllables without a final of their own."""
TONES = {1: "", 2: "ˊ", 3: "ˇ", 4: "ˋ", 5: ""}
NEUTRAL, ERHUA = "˙", "ㄦ"


@lru_cache(4096)
def zhuyin(base: str, tone: int) -> str:
    """``zhuyin("zhong", 4)`` → ``ㄓㄨㄥˋ``; erhua puts ㄦ behind (``huar``: ㄏㄨㄚㄦ). Raises ``ValueError`` for what is no syllable."""
    tail = ERHUA if base.endswith("r") and base not in ("er", "r") else ""
    plain = base[:-1] if tail else base
    spelled = WHOLE.get(plain) or _spelled(plain)
    return f"{NEUTRAL if tone == 5 else ''}{spelled}{TONES[tone]}{tail}"


def _spelled(base: str) -> str:
    initial = next((one for one in ("zh", "ch", "sh", base[:1]) if one and base.startswith(one) and one in INITIALS), "")
    final = _final(base[len(initial) :], initial) if initial else _glided(base)
    if final not in FINALS:
        raise ValueError(base)
    return INITIALS[initial] + FINALS[final]


def _final(written: str, initial: str) -> str:
    """ü is written u behind j, q, x."""
    return f"ü{written[1:]}" if initial in ("j", "q", "x") and written[:1] == "u" else written


def _glided(base: str) -> str:
    """y and w stand for the medial, or carry it: yi, ya, you, yu, wu, wei, weng."""
    if base.startswith("yu"):
        return f"ü{base[2:]}"
    if base.startswith("y"):
        return {"ou": "iu", "i": "i", "in": "in", "ing": "ing", "ong": "iong"}.get(base[1:], f"i{base[1:]}")
    if base.startswith("w"):
        return {"u": "u", "ei": "ui", "en": "un", "eng": "ueng"}.get(base[1:], f"u{base[1:]}")
    return base
