"""Proofs of time: clips, sums, and the order in which things are heard."""

from __future__ import annotations

from collections.abc import Iterator

from publish.editions.daisy.case import Case
from publish.editions.daisy.model import MASTER, NCC
from publish.editions.shared import clock
from publish.findings import Finding

TAIL = 100
"""Milliseconds by which an MP3 may be longer than its last clip: nothing that is heard stays outside the clips."""


def clips_tile_the_sound(case: Case) -> Iterator[Finding]:
    """The clips of a part begin at 0, have a length, follow each other without gap or overlap in the part's own MP3, and end with it
    (check list 12; some players play only from the first clip's beginning to the last one's end)."""
    for name in case.opened.smils:
        at, sound = 0, f"{name.removesuffix('.smil')}.mp3"
        clips = [clip for par in case.opened.pars(name) for clip in par.clips]
        for clip in clips:
            if not (clock.is_npt(clip.begin) and clock.is_npt(clip.end)) or clip.source != sound:
                yield case.found("E807", name, clip=clip.id, found=f"{clip.source} {clip.begin}–{clip.end}")
                return
            begin, end = clock.parse_timecount(clip.begin), clock.parse_timecount(clip.end)
            if begin != at or begin >= end:
                yield case.found("E807", name, clip=clip.id, found=f"{clip.begin}–{clip.end}")
            at = end
        length = case.sounds[sound].milliseconds if sound in case.sounds else 0
        if clips and not 0 <= length - at <= TAIL:
            yield case.found("E807", name, clip=clips[-1].id, found=f"{clips[-1].end} / {length / 1000:.3f}s")


def lengths_are_sums(case: Case) -> Iterator[Finding]:
    """``seq@dur`` to the millisecond, the lengths in the heads as sums rounded once, in the order of the NCC (check list 8, 11, 13)."""
    elapsed = 0
    for name in case.opened.reached:
        length = case.lengths.get(name, 0)
        tree = case.opened.tree(name)
        said = "" if tree is None else tree.xpath("string(body/seq/@dur)")
        if said != clock.timecount(length):
            yield case.found("E806", name, name="seq@dur", said=said or "—", counted=clock.timecount(length))
        yield from _head(case, name, "ncc:totalElapsedTime", elapsed)
        yield from _head(case, name, "ncc:timeInThisSmil", length)
        elapsed += length
    yield from _head(case, NCC, "ncc:totalTime", elapsed)
    yield from _head(case, MASTER, "ncc:timeInThisSmil", elapsed)


def _head(case: Case, name: str, meta: str, counted: int) -> Iterator[Finding]:
    if (said := case.opened.value(name, meta)) != clock.whole(counted):
        yield case.found("E806", name, name=meta, said=said or "—", counted=clock.whole(counted))


def the_master_lists_every_part(case: Case) -> Iterator[Finding]:
    """``master.smil`` is there and names each part once, in the order of the NCC, by its title (check list 13)."""
    tree = case.opened.tree(MASTER)
    refs = [] if tree is None else [(ref.get("src", ""), ref.get("title", "")) for ref in tree.iterfind("body/ref")]
    expected = [(name, case.opened.value(name, "title")) for name in case.opened.reached]
    if refs != expected or tree is None or tree.find("head/layout/region") is None or any(not ref.get("id") for ref in tree.iter("ref")):
        yield case.found("E808", MASTER, found=" ".join(src for src, _ in refs) or "—", expected=" ".join(src for src, _ in expected))


def every_part_is_reached(case: Case) -> Iterator[Finding]:
    """The NCC leads into every SMIL (check list 14)."""
    for name in sorted(set(case.opened.smils) - set(case.opened.reached)):
        yield case.found("E809", name)


def names_sort_in_reading_order(case: Case) -> Iterator[Finding]:
    """The order of the NCC is that of the files' names, of SMIL and MP3 alike: whatever plays the folder plays the book (check list 22, 23)."""
    reached = list(case.opened.reached)
    sounds = list(dict.fromkeys(clip.source for _, par in case.opened.spoken() for clip in par.clips))
    for found in (reached, sounds):
        if found != sorted(found):
            yield case.found("E816", NCC, found=" ".join(found), expected=" ".join(sorted(found)))


PROOFS = (clips_tile_the_sound, lengths_are_sums, the_master_lists_every_part, every_part_is_reached, names_sort_in_reading_order)
