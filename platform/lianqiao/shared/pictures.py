"""Network pictures in the page's language."""

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext

from graph.layout import picture
from graph.model import TradeGraph
from graph.picture import Picture
from graph.words import translated


def draw(graph: TradeGraph, *, limit: int = 300, risks: Mapping[str, str] | None = None) -> Picture:
    """Lay a graph out; the caller has left in it only what the viewer may see.

    ``risks`` says what low, medium and high mean on this page, where it is not the usual.
    """
    words = translated(gettext)
    return picture(graph, limit=limit, words=replace(words, risks=risks) if risks else words)


def column_words(name: str, tier: int) -> str:
    """A column's heading, such as 「二级供应商」, for tables beside a picture."""
    return translated(gettext).layer(name, tier)
