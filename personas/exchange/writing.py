"""Writing: a card as the files that other tools open. The same card, kept document and picture give the same bytes."""

import json
from collections.abc import Mapping
from typing import Any

from personas.card import Card, markdown_of
from personas.exchange import charx, png
from personas.exchange.eliza import write_eliza as write_eliza
from personas.exchange.tavern_out import with_icon
from personas.exchange.tavern_out import write_tavern as write_tavern
from personas.exchange.tavern_out import write_tavern_v2 as write_tavern_v2


def json_of(document: Mapping[str, Any]) -> bytes:
    """Return a document as the bytes of a JSON file."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def write_png(card: Card, kept: Mapping[str, Any] | None, picture_png: bytes) -> bytes:
    """Return a PNG that carries the card as V2 (`chara`) and V3 (`ccv3`); cards it carried before are gone.

    BadCard if the picture is no whole PNG.
    """
    newer = with_icon(write_tavern(card, kept), "ccdefault:")
    older = write_tavern_v2(card, kept, backfill=True)
    return png.with_cards(picture_png, {"chara": json_of(older), "ccv3": json_of(newer)})


def write_charx(card: Card, kept: Mapping[str, Any] | None = None, picture_png: bytes | None = None) -> bytes:
    """Return a CHARX file of the card with its picture as the main icon."""
    uri = f"embeded://{charx.ICON}" if picture_png else "ccdefault:"
    return charx.packed(json_of(with_icon(write_tavern(card, kept), uri)), picture_png)


def write_markdown(card: Card) -> bytes:
    """Return the card as the Markdown file that the cast is made of."""
    return markdown_of(card).encode("utf-8")
