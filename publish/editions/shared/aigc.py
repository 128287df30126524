"""The implicit label of synthetic speech in a file's metadata (《人工智能生成合成内容标识办法》, GB 45438-2025; standards.md 12).

The audible label is part of the narration's announcement. The rules name the JSON keys; the name of the ID3 frame could not be
checked against their primary text and is therefore an option.
"""

from __future__ import annotations

import json

from publish.editions.model import Publication


def is_synthetic(publication: Publication) -> bool:
    """Whether a synthetic voice speaks, if only some sentences."""
    label = publication.narration.label if publication.narration else ""
    return not label or "人工智能" in label


def label(publication: Publication, producer: str, part: str) -> str:
    """The JSON: ``Label`` 1 says "is synthetic"; ``ProduceID`` names the book and the part, the same at every build."""
    about = publication.manuscript.metadata
    return json.dumps(
        {
            "Label": "1",
            "ContentProducer": producer or about.issuer,
            "ProduceID": f"{about.identifier}#{part}",
            "ReservedCode1": "",
            "ContentPropagator": producer or about.issuer,
            "PropagateID": f"{about.identifier}#{part}",
            "ReservedCode2": "",
        },
        ensure_ascii=False,
    )
