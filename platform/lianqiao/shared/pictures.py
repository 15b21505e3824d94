"""Network pictures in the page's language."""

from flask_babel import gettext

from graph.layout import picture
from graph.model import TradeGraph
from graph.picture import Picture
from graph.words import translated


def draw(graph: TradeGraph, *, limit: int = 300) -> Picture:
    """Lay a graph out; the caller has left in it only what the viewer may see."""
    return picture(graph, limit=limit, words=translated(gettext))


def column_words(name: str, tier: int) -> str:
    """A column's heading, such as 「二级供应商」, for tables beside a picture."""
    return translated(gettext).layer(name, tier)
