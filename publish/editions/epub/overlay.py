"""Media Overlays: which sentence sounds when, as SMIL 3.0 (EPUB 3.3, Media Overlays)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from publish.editions.shared import clock
from publish.editions.shared.clock import Par
from publish.editions.shared.groups import Stretch

SMIL = "http://www.w3.org/ns/SMIL"
OPS = "http://www.idpf.org/2007/ops"


def smil(of: tuple[Par, ...], text: str, audio: str, inside: Mapping[str, Stretch]) -> bytes:
    """The SMIL of one document. ``text`` and ``audio``: their paths, relative to the SMIL. ``inside``: the list, table, figure or note that a
    sentence lies in: each is a sequence of its own, which a listener may leave or skip (never one in another; inputs.md A7)."""
    from lxml import etree

    root = etree.Element(f"{{{SMIL}}}smil", {"version": "3.0"}, nsmap={None: SMIL, "epub": OPS})
    body = etree.SubElement(root, f"{{{SMIL}}}body")
    seq = etree.SubElement(body, f"{{{SMIL}}}seq", {"id": "seq", f"{{{OPS}}}textref": text})
    for stretch, pars in groupby(of, key=lambda par: inside.get(par.sentence)):
        into = seq
        if stretch:
            into = etree.SubElement(seq, f"{{{SMIL}}}seq", {"id": f"seq-{stretch.id}", f"{{{OPS}}}textref": f"{text}#{stretch.id}", f"{{{OPS}}}type": stretch.kind})
        for par in pars:
            made = etree.SubElement(into, f"{{{SMIL}}}par", {"id": f"par-{par.sentence}"})
            etree.SubElement(made, f"{{{SMIL}}}text", {"src": f"{text}#{par.sentence}"})
            etree.SubElement(made, f"{{{SMIL}}}audio", {"src": audio, "clipBegin": clock.smil(par.begin), "clipEnd": clock.smil(par.end)})
    whole: bytes = etree.tostring(root, pretty_print=True, encoding="utf-8", xml_declaration=True)
    return whole
