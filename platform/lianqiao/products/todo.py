"""What waits with products and limits: drafts for an approver, limits nearly used up."""

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.money import format_wan
from ..shared.tables import columns
from ..shared.todo import Tile, Todo
from .models import CreditLimit, Product
from .queries import limits_query, products_query


def todos(session: Session, actor: Actor, _today: date) -> list[Todo]:
    """Drafts that an approver of the bank may publish."""
    if actor.kind != "bank" or not actor.has("approver"):
        return []
    query = products_query(actor).where(columns(Product).state == "draft")
    return [
        Todo(
            _("产品等待发布"),
            _count(session, query),
            url_for("products.products", state="draft"),
            hint=_("核对规则，同意并发布"),
        )
    ]


def tiles(session: Session, actor: Actor, _today: date) -> list[Tile]:
    """The bank's own whole limit and its published products."""
    if actor.kind == "guarantor":
        return _capacity(session, actor)
    if actor.kind != "bank":
        return []
    published = products_query(actor).where(columns(Product).state == "published")
    path = url_for("products.products", state="published")
    return [
        Tile(_("在售产品"), str(_count(session, published)), path),
        *_whole_limit(session, actor),
    ]


def _whole_limit(session: Session, actor: Actor) -> list[Tile]:
    query = limits_query(actor).where(columns(CreditLimit).scope == "bank")
    row = session.execute(query).one_or_none()
    if row is None:
        return []
    path = url_for("products.limits", scope="bank")
    note = _("额度 %(ceiling)s", ceiling=format_wan(row.ceiling_fen))
    return [Tile(_("全行剩余额度"), format_wan(row.room_fen), path, note)]


def _capacity(session: Session, actor: Actor) -> list[Tile]:
    limit = columns(CreditLimit)
    query = select(limit.ceiling_fen, limit.reserved_fen, limit.used_fen).where(
        limit.scope == "guarantee", limit.holder_id == actor.organisation
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return []
    path = url_for("products.capacity")
    free = row.ceiling_fen - row.reserved_fen - row.used_fen
    return [
        Tile(_("担保能力"), format_wan(row.ceiling_fen), path),
        Tile(_("还可承担"), format_wan(free), path),
    ]


def _count(session: Session, query: Select[Any]) -> int:
    rows = select(func.count()).select_from(query.subquery())
    return int(session.execute(rows).scalar_one())
