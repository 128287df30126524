"""Media Overlays: which sentence sounds when, as SMIL 3.0 (EPUB 3.3, Media Overlays)."""

from __future__ import annotations

from publish.editions.shared import clock
from publish.editions.shared.clock import Par

SMIL = "http://www.w3.org/ns/SMIL"
OPS = "http://www.idpf.org/2007/ops"


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
