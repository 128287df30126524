"""Media Overlays: which sentence sounds when, as SMIL 3.0 (EPUB 3.3, Media Overlays)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from publish.editions import clock
from publish.narration.model import Track

SMIL = "http://www.w3.org/ns/SMIL"
OPS = "http://www.idpf.org/2007/ops"


@dataclass(frozen=True)
class Par:
    """A sentence's element and its stretch of audio, in milliseconds."""

    sentence: str
    begin: int
    end: int


def pars(track: Track, intro: bool = False) -> tuple[Par, ...]:
    """A track's clips as pars, in order; with ``intro``, the spoken announcement first."""
    clips = (track.intro if intro else ()) + track.clips
    return tuple(Par(c.sentence, clock.milliseconds(c.start, track.rate), clock.milliseconds(c.end, track.rate)) for c in clips)


def duration(of: tuple[Par, ...]) -> int:
    """The summed length of the pars, in milliseconds."""
    return sum(par.end - par.begin for par in of)


def contiguous(of: tuple[Par, ...]) -> bool:
    """Whether each par begins where the one before it ends, and each has a length."""
    return all(par.begin < par.end for par in of) and all(a.end == b.begin for a, b in pairwise(of))


def smil(of: tuple[Par, ...], text: str, audio: str, kind: str = "") -> bytes:
    """The SMIL of one document. ``text`` and ``audio``: their paths, relative to the SMIL; ``kind``: ``epub:type`` of the sequence."""
    from lxml import etree

    root = etree.Element(f"{{{SMIL}}}smil", {"version": "3.0"}, nsmap={None: SMIL, "epub": OPS})
    body = etree.SubElement(root, f"{{{SMIL}}}body")
    seq = etree.SubElement(body, f"{{{SMIL}}}seq", {"id": "seq", f"{{{OPS}}}textref": text} | ({f"{{{OPS}}}type": kind} if kind else {}))
    for par in of:
        made = etree.SubElement(seq, f"{{{SMIL}}}par", {"id": f"par-{par.sentence}"})
        etree.SubElement(made, f"{{{SMIL}}}text", {"src": f"{text}#{par.sentence}"})
        etree.SubElement(made, f"{{{SMIL}}}audio", {"src": audio, "clipBegin": clock.smil(par.begin), "clipEnd": clock.smil(par.end)})
    return etree.tostring(root, pretty_print=True, encoding="utf-8", xml_declaration=True)
