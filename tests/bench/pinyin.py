"""How well the readings are, on sentences nobody here learned from, beside pypinyin and g2pM.

::

    .venv/bin/python -m tests.bench.pinyin polyphones-train.jsonl out.json [python-with-g2pM]

``polyphones-train.jsonl``: sentences with one marked character each (g2pL project, Apache-2.0). Only the held-out fifth is used
(see ``tools/train_polyphones.py``). The optional third argument is the Python of an environment in which g2pM is installed.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from publish.reading.doubts import SURE
from publish.reading.read import say
from publish.reading.spelling.orthography import numbered
from tools.polyphone_data import HELD_OUT, part_of, place_of, reviewed

LABELS = Path(__file__).parent.parent / "reading" / "held-out-labels.tsv"
_G2PM = """
import json, sys
from g2pM import G2pM
model = G2pM()
for line in sys.stdin:
    row = json.loads(line)
    try:
        print(json.dumps([p.replace("u:", "v") for p in model(row["s"], tone=True, char_split=True)], ensure_ascii=True), flush=True)
    except Exception:
        print("[]")
"""


def held_out(path: Path) -> list[dict]:
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [row for row in rows if part_of(row["s"]) == HELD_OUT]


def ours(rows: list[dict]) -> dict:
    """Right (the data marks neither the neutral tone in words, as in 灯笼, nor erhua), sure and right, doubts in a thousand
    characters, characters a second of processor time. ``labels reviewed``: with the labels in ``held-out-labels.tsv`` put right.
    ``elsewhere``: doubts at other than the marked characters; the sentences were chosen for those, not for the others."""
    mended = reviewed(LABELS)
    say("先读一句，让字典装好。")
    start, total = time.process_time(), Counter()
    for row in rows:
        sentences = say(row["s"])
        total["characters"] += len(row["s"])
        tokens = [token for sentence in sentences for token in sentence.tokens]
        doubted = [token for token in tokens if token.confidence < SURE]
        total["doubts"] += len(doubted)
        total["elsewhere"] += sum(not token.start <= row["i"] < token.end for token in doubted)
        token = next(t for t in tokens if t.start <= row["i"] < t.end)
        reading = _reading(token, row["i"])
        right = reading == row["g"]
        total["right"] += right
        alike = right or (reading[-1:] == "5" and reading[:-1] == row["g"][:-1]) or reading.replace("r", "") == row["g"].replace("r", "")
        total["alike"] += alike
        total["sure and alike"] += alike and token.confidence >= SURE
        total["sure"] += token.confidence >= SURE
        label = mended.get(place_of(row), row["g"])
        total["sure and right, reviewed"] += token.confidence >= SURE and (alike or reading == label)
        total["sure and right"] += right and token.confidence >= SURE
    return {
        "right": total["right"] / len(rows),
        "sure": total["sure"] / len(rows),
        "right, neutral tone and erhua aside": total["alike"] / len(rows),
        "right of the sure": total["sure and right"] / max(1, total["sure"]),
        "right of the sure, neutral tone and erhua aside": total["sure and alike"] / max(1, total["sure"]),
        "right of the sure, neutral tone and erhua aside, labels reviewed": total["sure and right, reviewed"] / max(1, total["sure"]),
        "doubts per 1000 characters": 1000 * total["doubts"] / total["characters"],
        "doubts per 1000 characters, elsewhere": 1000 * total["elsewhere"] / total["characters"],
        "characters per second": total["characters"] / (time.process_time() - start),
    }


def _reading(token, index: int) -> str:
    at = index - token.start
    return numbered(token.syllables[at].base, token.syllables[at].tone) if at < len(token.syllables) else ""


def pypinyin_plain(rows: list[dict]) -> float:
    from pypinyin import Style, lazy_pinyin

    right = 0
    for row in rows:
        readings = lazy_pinyin(row["s"], style=Style.TONE3, neutral_tone_with_five=True, errors=lambda text: list(text))
        right += len(readings) == len(row["s"]) and readings[row["i"]].replace("ü", "v") == row["g"]
    return right / len(rows)


def g2pm(rows: list[dict], python: str) -> float:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    run = subprocess.run([python, "-c", _G2PM], input=lines, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    return sum(len(a) == len(r["s"]) and a[r["i"]] == r["g"] for a, r in zip(answers, rows, strict=True)) / len(rows)


def main(arguments: list[str]) -> None:
    rows = held_out(Path(arguments[0]))
    figures = {"held-out characters": len(rows), "shengshu": ours(rows), "pypinyin": pypinyin_plain(rows)}
    if len(arguments) > 2:
        figures["g2pM"] = g2pm(rows, arguments[2])  # it learned from the encyclopaedia's kind of sentences, and chose itself by these
    figures["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    Path(arguments[1]).write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
