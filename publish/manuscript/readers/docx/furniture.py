"""Headers and footers: not part of the text, but told when they say more than a page's number."""

from __future__ import annotations

from dataclasses import replace

from publish.manuscript.readers.docx.body import Body, is_page_alone
from publish.manuscript.readers.docx.context import Context, Story
from publish.manuscript.readers.docx.fields import Fields
from publish.manuscript.readers.docx.notes import Notes
from publish.manuscript.readers.docx.numbering import Numbering
from publish.manuscript.readers.docx.pictures import Pictures
from publish.manuscript.readers.docx.told import Told


def tell(context: Context) -> None:
    """Tell the words of each header and footer, each text once."""
    none = Notes({}, None, [])
    quiet = replace(context, told=Told(""), numbering=Numbering(None, context.styles), notes=none, pictures=Pictures(context.package))
    seen: set[str] = set()
    for relation in context.package.relations(context.package.main).values():
        if relation.kind in ("header", "footer") and not relation.external and relation.target in context.package.archive:
            root = context.package.root(relation.target)
            body = Body(Story(quiet, relation.target, Fields(root)))
            body.walk(root)
            text = " ".join(passage.text.strip() for passage in body.passages if passage.text.strip())
            if text not in seen and not is_page_alone(text):
                seen.add(text)
                context.told.tell("S130", "", text)
