"""What a document's page shows: warnings with their source, deadlines, and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.calendar import Rolled
from ..shared.clock import local_date
from ..shared.models import AuditEntry, StateChange
from ..shared.parameters import Figure, ParameterIsMissing, get_figure
from ..shared.tables import columns
from ..shared.transitions import history
from ..shared.working_days import get_calendar
from . import rules
from .billing import bills_of, order_behind
from .models import Asset, Receivable, owed_fen
from .papers import Terms
from .pay_to import find_notices
from .queries import find_entered_at, find_sizes, get_names, paid_by_set_offs
from .states import ASSET

OTHER_SIDE_ONLY = ("confirm", "dispute")
BORROWER_ONLY = ("resubmit", "withdraw")


@dataclass(frozen=True)
class Shown:
    """A document with everything that its page tells one viewer."""

    asset: Asset
    names: dict[str, str]
    code: str
    rolled: Rolled
    warnings: list[str]
    answer_by: date | None
    reply: Figure | None
    courtesy: bool
    can: frozenset[str]
    cannot: list[tuple[Any, str]]
    steps: Sequence[StateChange]
    is_borrower: bool
    is_confirmer: bool
    set_offs: Sequence[Any]
    order: Any
    bills: Sequence[Any]
    pay_to: Sequence[Any]

    @property
    def owed_fen(self) -> int | None:
        """What is still owed of a confirmed document; None of one that is not, or is paid."""
        return int(owed_fen(self.asset)) if self.asset.state == "confirmed" else None


def look_at(session: Session, actor: Actor, asset: Asset, today: date) -> Shown:
    """Gather the page. The caller has fetched the asset with permission."""
    sizes = find_sizes(session, asset.creditor_id, asset.debtor_id)
    invoice = session.get(Receivable, asset.id)
    can, cannot = _events(actor, asset)
    deadline = confirmation_deadline(session, asset, sizes, today)
    return Shown(
        asset=asset,
        names=get_names(session, (asset.creditor_id, asset.debtor_id)),
        code=invoice.invoice_code if invoice else "",
        rolled=get_calendar(session).roll(asset.due_date),
        warnings=warnings_of(session, asset.kind, terms_of(asset), sizes, today),
        answer_by=deadline,
        reply=find_figure(session, "confirm.reply", today),
        courtesy=asset.state == "entered" and deadline is None,
        can=can,
        cannot=cannot,
        steps=history(session, asset.id),
        is_borrower=asset.borrower_id == actor.organisation_id,
        is_confirmer=asset.core_id == actor.organisation_id,
        set_offs=paid_by_set_offs(session, asset.id),
        order=order_behind(session, asset),
        bills=bills_of(session, asset),
        pay_to=find_notices(session, asset),
    )


def terms_of(asset: Asset) -> Terms:
    """The amounts and dates of a document."""
    return Terms(
        asset.amount_fen,
        asset.issue_date,
        asset.due_date,
        asset.delivery_date,
        asset.requested_fen,
    )


def find_figure(session: Session, key: str, on: date, scope: str = "") -> Figure | None:
    """The figure in force, None where none is."""
    try:
        return get_figure(session, key, on, scope)
    except ParameterIsMissing:
        return None


def confirmation_deadline(
    session: Session, asset: Asset, sizes: tuple[str, str], today: date
) -> date | None:
    """The last day of the statutory answer, None where it is a courtesy or over."""
    entered_at = find_entered_at(session, asset.id)
    if asset.kind != "receivable" or asset.state != "entered" or entered_at is None:
        return None
    figure = find_figure(session, "confirm.reply", today)
    creditor, debtor = sizes
    days = figure.number if figure else None
    return rules.answer_by(local_date(entered_at), days, debtor, creditor)


def warnings_of(
    session: Session, kind: str, terms: Terms, sizes: tuple[str, str], today: date
) -> list[str]:
    """What deserves a look, in words with the source; nothing here refuses anything."""
    found: list[str] = []
    figure = find_figure(session, "payment.term", terms.issue_date, "large")
    creditor, debtor = sizes
    usual = figure.number if figure else None
    late = rules.long_term(terms, usual, debtor, creditor) if kind == "receivable" else None
    if late is not None and figure is not None:
        found.append(
            _(
                "从交付到付款 %(days)s 天，超过 %(usual)s 天：请核对合同是否另有约定，"
                "并把该条款备好供银行查看（%(source)s）",
                days=late.days,
                usual=late.usual_days,
                source=figure.source,
            )
        )
    if rules.is_not_delivered(kind, terms.delivery_date, today):
        found.append(_("交付日期在今天之后：还没有交货的业务，请录入为订单"))
    if terms.due_date < today:
        found.append(_("已过到期日：可以确权，但一般不能再融资"))
    return found


def _events(actor: Actor, asset: Asset) -> tuple[frozenset[str], list[tuple[Any, str]]]:
    """The events that the viewer can take now, and of the others why not."""
    can: set[str] = set()
    cannot: list[tuple[Any, str]] = []
    for event, verb in ASSET.verbs.items():
        if event == "enter" or (event == "deliver" and asset.kind != "order"):
            continue
        why = _why_not(actor, asset, event)
        if why:
            cannot.append((verb, why))
        else:
            can.add(event)
    return frozenset(can), cannot


def _why_not(actor: Actor, asset: Asset, event: str) -> str:
    words = ""
    if event in OTHER_SIDE_ONLY and asset.core_id != actor.organisation_id:
        words = _("由对方自己登录后办理")
    elif event in BORROWER_ONLY and asset.borrower_id != actor.organisation_id:
        words = _("由融资的一方办理")
    elif not ASSET.can(asset.state, event):
        words = _("现在是「%(state)s」", state=ASSET.labels[asset.state])
    return words


@dataclass(frozen=True)
class Anchor:
    """The entry of the audit chain that a printed letter carries."""

    seq: int
    hash: str


def find_anchor(session: Session, asset: Asset) -> Anchor | None:
    """The audit entry of the confirmation: its own, or that of the file that brought it."""
    entry = columns(AuditEntry)
    own = entry.subject_id == asset.id
    of_file = entry.action.in_(("import_receivables", "import_orders"))
    query = (
        select(entry.seq, entry.hash)
        .where(
            or_(own, of_file),
            entry.at == asset.confirmed_at,
            entry.organisation_id == asset.core_id,
        )
        .order_by(entry.seq.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else Anchor(found.seq, found.hash)
