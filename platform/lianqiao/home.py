"""A role's home: what waits, sorted by deadline, and the figures of one's own business."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint
from sqlmodel import Session

from .financing import todo as financing
from .financing import todo_matching as matching
from .financing import todo_register as register
from .loans import todo as loans
from .oversight import todo as oversight
from .products import todo as products
from .registry import todo as registry
from .shared.actor import Actor
from .shared.todo import Tile, Todo
from .shared.web import access, get_session, render, today, viewer
from .trade import todo as trade
from .vault import todo as vault

home = Blueprint("home", __name__)
TodoSource = Callable[[Session, Actor, date], list[Todo]]
TileSource = Callable[[Session, Actor, date], list[Tile]]
TODO_SOURCES: tuple[TodoSource, ...] = (
    registry.todos,
    vault.todos,
    trade.todos,
    products.todos,
    matching.todos,
    financing.todos,
    register.todos,
    loans.todos,
    oversight.todos,
)
TILE_SOURCES: tuple[TileSource, ...] = (
    registry.tiles,
    trade.tiles,
    products.tiles,
    matching.tiles,
    loans.tiles,
    oversight.tiles,
)
FAR = date.max


@home.get("/")
@access("signed_in")
def index() -> Any:
    """The role's home."""
    db, actor, day = get_session(), viewer(), today()
    return render(
        "home/index.html",
        todos=collect_todos(db, actor, day),
        tiles=[tile for source in TILE_SOURCES for tile in source(db, actor, day)],
        today=day,
    )


def collect_todos(session: Session, actor: Actor, day: date) -> list[Todo]:
    """All that waits for the person, the nearest deadline first; empty groups are left out."""
    found = [todo for source in TODO_SOURCES for todo in source(session, actor, day)]
    waiting = [todo for todo in found if todo.count]
    return sorted(waiting, key=lambda todo: (not todo.urgent, todo.due or FAR))
