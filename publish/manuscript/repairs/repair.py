"""Undo the damage of a source, on record: one ordered list of rules, each writing down what it changed and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from publish.findings import Finding, PublishError, finding
from publish.manuscript.model import ManuscriptOptions, Repair
from publish.manuscript.repairs import (
    characters,
    furniture,
    glosses,
    joins,
    markup,
    places,
    print_form,
    script,
    signature,
    suspects,
    wrapping,
)
from publish.manuscript.repairs.decisions import Decision
from publish.manuscript.repairs.draft import Change, Draft
from publish.manuscript.source import Document, Passage
from publish.manuscript.structure import bylines

MIXED = 5
"""From so many characters of the rarer script on, a document of two scripts is worth a person's look."""


GETA = "〓"
"""Stands for a character that was lost (U+3013 GETA MARK)."""

STANDS_EMPTY = ("figure", "separator")
"""Kinds that are something without any text."""


@dataclass(frozen=True)
class Repaired:
    """The passages in their printed form, empty ones left out, and how they came about."""

    passages: tuple[Passage, ...]
    repairs: tuple[Repair, ...]
    findings: tuple[Finding, ...]


def repair(source: Document, decisions: Iterable[Decision] = (), options: ManuscriptOptions | None = None) -> Repaired:
    """Repair ``source``. Raises :class:`PublishError` for damage without a decision (``S201``), for decisions that fit no
    damage or do not reproduce its bytes (``S203``, ``S204``), and for characters that were lost (``S110``).
    """
    options = options or ManuscriptOptions()
    decided = tuple(decisions)
    draft = Draft(source)
    suspected = suspects.find(source)
    findings = [*_strange_characters(draft), *_damage(source, decided, suspected, options)]
    draft.change(_decided(decided))
    draft.change(joins.changes(source, decided))
    findings += _suspects(draft, suspected, decided, options)
    _strip_controls(draft)
    if options.damage == "allow":  # told by S111; no e-book can hold U+FFFD, and 〓 is what printers set for a missing character
        draft.replace([(m.start(), m.end(), GETA) for m in re.finditer("\ufffd", draft.text)], "lost")
    _markup(draft)
    findings += _strip_readings(draft, decided)
    findings += _script(draft, options)
    _characters(draft)
    findings += _lines_of_pages(draft)
    for look, rule in _layout(draft):
        draft.replace(list(look(draft.text)), rule)
    kept = tuple(passage for passage in draft.passages() if passage.text.strip() or passage.kind in STANDS_EMPTY)
    return Repaired(kept, draft.repairs(), tuple(findings))


def _damage(source: Document, decisions: tuple[Decision, ...], suspected: tuple[suspects.Suspect, ...], options: ManuscriptOptions) -> list[Finding]:
    """Check decisions against the damage they decide, and the damage against the decisions."""
    damage = places.Damage(source)
    wrong = [finding("S204", source.where(d.line, d.column), before=d.before, after=d.after)
             for d in decisions if d.rule == "misfire" and not damage.proves(d)]  # fmt: skip
    open_spots = [s for s in damage.spots if not any(d.start <= s.start < d.end for d in decisions)]
    code = "S202" if options.damage == "allow" else "S201"
    undecided = [finding(code, s.where, damaged=s.shown) for s in open_spots]
    lost = [finding("S111" if options.damage == "allow" else "S110", where) for where in _lost(source, decisions, damage, suspected)]
    errors = [*wrong, *([] if options.damage == "allow" else [*undecided, *lost])]
    if errors:
        raise PublishError(*errors)
    return [*undecided, *lost]


def _suspects(draft: Draft, suspected: tuple[suspects.Suspect, ...], decisions: tuple[Decision, ...], options: ManuscriptOptions) -> list[Finding]:
    """Text that was decoded wrongly is restored where book.toml says how, else it is damage; misread figures are told. What a decision
    covers is decided.
    """
    allowed = options.damage == "allow"
    open_ones = [one for one in suspected if not any(d.start <= one.start < d.end for d in decisions)]
    garbled = [one for one in open_ones if one.kind == "mojibake" and not (one.candidates and one.how == options.recode)]
    restored = [one for one in open_ones if one.kind == "mojibake" and one.candidates and one.how == options.recode]
    draft.change(Change(one.start, one.end, one.candidates[0], "recode") for one in restored)
    damage = [_garbled(how, [one for one in garbled if one.how == how], allowed) for how in dict.fromkeys(one.how for one in garbled)]
    damage += [finding("S111" if allowed else "S110", one.where) for one in open_ones if one.kind == "lost"]
    if damage and not allowed:
        raise PublishError(*damage)
    figures = [one for one in open_ones if one.kind == "figure"]
    told = [finding("S214", figures[0].where, count=len(figures), which="｜".join(dict.fromkeys(one.shown for one in figures[:6])))] if figures else []
    return [*damage, *told]


def _garbled(how: str, found: list[suspects.Suspect], allowed: bool) -> Finding:
    """One finding for all lines that were decoded wrongly in the same way, with the first as an example."""
    first = next((one for one in found if one.candidates), found[0])
    says = first.candidates[0][:40] if first.candidates else "—"
    return finding("S213" if allowed else "S212", found[0].where, count=len(found), how=how, damaged=first.shown[:24], says=says)


def _markup(draft: Draft) -> None:
    """Remains of HTML in a plain text. In other formats, a reader has dealt with them."""
    if not draft.source.flows:
        for look in (markup.comments, markup.tags, markup.entities):
            draft.replace(list(look(draft.text)), "markup")


def _lost(
    source: Document, decisions: tuple[Decision, ...], damage: places.Damage, suspected: tuple[suspects.Suspect, ...]
) -> list[str]:
    """Places of U+FFFD: a character that was lost before the text came to us. A line that was decoded wrongly is told of as a whole."""
    covered = [(one.start, one.end) for one in decisions] + [(one.start, one.end) for one in damage.spots]
    covered += [(one.start, one.end) for one in suspected if one.kind != "figure"]
    return [damage.where(m.start()) for m in re.finditer("\ufffd", source.text) if not any(a <= m.start() < b for a, b in covered)]


def _decided(decisions: Iterable[Decision]) -> list[Change]:
    return [Change(d.start, d.end, d.after, d.rule, d.reviewed_by, d.reason) for d in decisions]


def _strange_characters(draft: Draft) -> list[Finding]:
    """One finding for all control characters, one for all private-use ones: which, and where the first is."""
    found = []
    for code, kind in (("S106", print_form.CONTROL), ("S113", re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]"))):
        hits = list(kind.finditer(draft.text))
        if hits:
            names = sorted({f"U+{ord(h.group()):04X}" for h in hits})
            found.append(finding(code, places.place(draft.source, hits[0].start()), count=len(hits), which=" ".join(names[:6])))
    return found


def _strip_controls(draft: Draft) -> None:
    draft.replace(list(print_form.control_characters(draft.text)), "control")


def _strip_readings(draft: Draft, decisions: tuple[Decision, ...]) -> list[Finding]:
    """Take out inserted readings; say so when some readings look inserted and stay."""
    kept = [(d.start, d.end) for d in decisions]
    found = glosses.inserted(draft.text)
    edits = [(g.start, g.end, "") for g in found]
    draft.replace([e for e in edits if not _inside(draft, e, kept)], "reading")
    left = glosses.find(draft.text)
    if len(left) >= glosses.MIN_HITS:
        return [finding("S206", draft.source.name, count=len(left))]
    return []


def _inside(draft: Draft, edit: tuple[int, int, str], spans: list[tuple[int, int]]) -> bool:
    change = draft.rewrite(*edit, "reading")
    return change is None or any(a <= change.start < b for a, b in spans)


def _script(draft: Draft, options: ManuscriptOptions) -> list[Finding]:
    """Traditional to simplified. Runs of changed characters are one repair each."""
    if options.script == "keep":
        return []
    if not script.is_traditional_text(draft.text):
        traditional, simplified, _ = script.evidence(draft.text)
        mixed = min(traditional, simplified) >= MIXED and traditional >= simplified * 0.2
        return [finding("S207", draft.source.name, traditional=traditional, simplified=simplified)] if mixed else []
    before, after = draft.text, script.simplify(draft.text)
    draft.replace([(i, i + 1, b) for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b], "script")
    return []


def _characters(draft: Draft) -> None:
    """Radicals and full-width letters become ordinary ones, in the script that the document now has (⼾ is 户 or 戶)."""
    write = str if script.is_traditional_text(draft.text) else script.one
    draft.replace(list(characters.radicals(draft.text, write)), "radical")
    draft.replace(list(characters.widths(draft.text)), "width")


def _lines_of_pages(draft: Draft) -> list[Finding]:
    """Take out page numbers and running titles, then join what page ends and a fixed width broke.

    Where the text is wrapped, the ends of pages are ends of lines like others; elsewhere only they cut sentences.
    """
    found = () if draft.source.flows else furniture.find(draft.text)
    cuts = _changes(draft, wrapping.rejoin(draft.text, furniture.cuts(draft.text, found)), "line")
    notes = _furniture(draft, found)
    breaks = wrapping.breaks(draft.text)
    if not breaks:
        draft.change(cuts)
        return notes
    where = places.place(draft.source, draft.origin(breaks[0][0][0]))
    draft.replace(list(wrapping.rejoin(draft.text, breaks)), "line")
    return [*notes, finding("S211", where, count=len(breaks))]


def _furniture(draft: Draft, found: tuple[furniture.Found, ...]) -> list[Finding]:
    if not found:
        return []
    where, which = places.place(draft.source, draft.origin(found[0].row.start)), sorted({f.row.text for f in found})
    draft.replace([(at, at + 1, "") for f in found for at in range(f.row.start, f.row.end)], "page")
    return [finding("S210", where, count=len(found), which="｜".join(which[:4]))]


def _changes(draft: Draft, edits: Iterable[print_form.Edit], rule: str) -> list[Change]:
    return [change for edit in edits if (change := draft.rewrite(*edit, rule)) is not None]


def _is_name(text: str) -> bool:
    """Whether a line would be a person's name, in either script."""
    return bool(bylines.name_alone(script.simplify(text)))


def _layout(draft: Draft) -> list[tuple[Callable[[str], Iterable[print_form.Edit]], str]]:
    """The rules of the printed form, in order; those that need a document without full-width signs only there."""
    rules: list[tuple[Callable[[str], Iterable[print_form.Edit]], str]] = [
        (print_form.letter_spacing, "title"),
        (print_form.margins, "space"),
        (partial(print_form.signature, is_name=_is_name), "signature"),
        (print_form.wrapped_subtitle, "line"),
        (signature.lines, "line"),
    ]
    if print_form.is_narrow(draft.text):
        rules += [(print_form.straight_quotes, "punctuation"), (print_form.wide_signs, "punctuation"), (print_form.wide_brackets, "punctuation"), (print_form.wide_spaces, "space")]
    return [*rules, (characters.spaces, "space")]
