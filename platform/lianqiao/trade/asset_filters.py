"""What the lists of receivables and orders can be narrowed by, all of it in the address."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, case, exists, or_, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.actor import Actor
from ..shared.listing import Choice, DayFilter, Listing
from ..shared.tables import columns
from .models import Asset
from .queries import awaits_mending, is_overdue, matching_words
from .states import ASSET

ROLES = {
    "receivable": {"creditor": _l("我方应收"), "debtor": _l("我方应付")},
    "order": {"creditor": _l("我方卖出"), "debtor": _l("我方采购")},
}
SIDES = {
    "receivable": {"creditor": _l("应收"), "debtor": _l("应付")},
    "order": {"creditor": _l("卖出"), "debtor": _l("采购")},
}
DAYS = (DayFilter("due_from", _l("到期日从")), DayFilter("due_to", _l("到期日到")))


def choices_for(session: Session, actor: Actor, kind: str) -> tuple[Choice, ...]:
    """The choices of a kind's list."""
    late = (Choice("overdue", _l("逾期"), [("yes", _l("已逾期"))]),)
    return (
        Choice("role", _l("我方角色"), list(ROLES[kind].items())),
        Choice("state", _l("状态"), list(ASSET.labels.items())),
        Choice("partner", _l("对方"), partners_of(session, actor, kind)),
        *(late if kind == "receivable" else ()),
        Choice("waiting", _l("待办"), [("mend", _l("等我方更正"))]),
    )


def partners_of(session: Session, actor: Actor, kind: str) -> Sequence[tuple[str, str]]:
    """(id, name) of those with whom the viewer's firm has documents of a kind, by name."""
    asset, other, own = columns(Asset), columns(Organisation), actor.organisation
    sold = exists().where(asset.creditor_id == own, asset.kind == kind, asset.debtor_id == other.id)
    bought = exists().where(
        asset.debtor_id == own, asset.kind == kind, asset.creditor_id == other.id
    )
    query = select(other.id, other.name).where(other.kind == "enterprise", or_(sold, bought))
    return [(row.id, row.name) for row in session.execute(query.order_by(other.name))]


def narrowed(query: Select[Any], listing: Listing, actor: Actor, today: date) -> Select[Any]:
    """The query with every filter that the address asks for."""
    asset = columns(Asset)
    side = {"creditor": asset.creditor_id, "debtor": asset.debtor_id}.get(listing.chosen("role"))
    if side is not None:
        query = query.where(side == actor.organisation)
    if listing.chosen("state"):
        query = query.where(asset.state == listing.chosen("state"))
    if listing.chosen("partner"):
        query = query.where(_other_side(actor) == listing.chosen("partner"))
    if listing.chosen("overdue"):
        query = query.where(is_overdue(today))
    if listing.chosen("waiting"):
        query = query.where(awaits_mending(actor))
    return _between_days(query, listing)


def _between_days(query: Select[Any], listing: Listing) -> Select[Any]:
    due, first, last = columns(Asset).due_date, listing.day("due_from"), listing.day("due_to")
    if first is not None:
        query = query.where(due >= first)
    if last is not None:
        query = query.where(due <= last)
    return query.where(matching_words(listing.search)) if listing.search else query


def _other_side(actor: Actor) -> Any:
    asset = columns(Asset)
    own = asset.creditor_id == actor.organisation
    return case((own, asset.debtor_id), else_=asset.creditor_id)
