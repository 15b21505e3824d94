"""What a document's page shows: warnings with their source, deadlines, and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, or_, select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.calendar import Rolled
from ..shared.models import AuditEntry
from ..shared.parameters import Figure, ParameterIsMissing, get_figure
from ..shared.tables import columns
from ..shared.working_days import get_calendar
from .asset_steps import Step, steps_for
from .billing import bills_of, order_behind
from .check_reading import checks_of_asset, clauses_of
from .checks import Check
from .confirm_words import is_of_no_concern, why_not_this_person, why_too_late
from .deadlines import ReplyClock
from .models import Asset, Receivable, owed_fen
from .overdue import days_overdue
from .papers import Clauses, Terms
from .pay_to import find_notices
from .payment_lines import PaymentLine, payment_lines
from .payments import PAYABLE
from .queries import WAITING_STATES, find_entered_at, find_sizes, get_names, paid_by_set_offs
from .reminders import Reminded, find_reminded
from .states import ASSET

OTHER_SIDE_ONLY = ("confirm", "send_back", "dispute")
BORROWER_ONLY = ("resubmit", "withdraw")
CONFIRMING_ACTIONS = ("confirm_asset", "enter_receivable", "enter_order")
OF_THE_PAYMENTS = ("enter", "pay", "take_back", "reopen", "reopen_delivered")


@dataclass(frozen=True)
class Shown:
    """A document with everything that its page tells one viewer."""

    asset: Asset
    names: dict[str, str]
    code: str
    rolled: Rolled
    checks: tuple[Check, ...]
    clauses: Clauses
    answer_by: date | None
    reply: Figure | None
    courtesy: bool
    reminded: Reminded
    can: frozenset[str]
    cannot: list[tuple[Any, str]]
    steps: Sequence[Step]
    is_borrower: bool
    is_confirmer: bool
    set_offs: Sequence[Any]
    payments: Sequence[PaymentLine]
    days_overdue: int
    order: Any
    bills: Sequence[Any]
    pay_to: Sequence[Any]

    @property
    def owed_fen(self) -> int | None:
        """What is still owed of a confirmed document; None of one that is not, or is paid."""
        return int(owed_fen(self.asset)) if self.asset.state in PAYABLE else None


def look_at(session: Session, actor: Actor, asset: Asset, today: date) -> Shown:
    """Gather the page. The caller has fetched the asset with permission."""
    sizes = find_sizes(session, asset.creditor_id, asset.debtor_id)
    invoice = session.get(Receivable, asset.id)
    can, cannot = _events(actor, asset)
    deadline = confirmation_deadline(session, asset, sizes)
    return Shown(
        asset=asset,
        names=get_names(session, (asset.creditor_id, asset.debtor_id)),
        code=invoice.invoice_code if invoice else "",
        rolled=get_calendar(session).roll(asset.due_date),
        checks=checks_of_asset(session, actor, asset, today),
        clauses=clauses_of(asset),
        answer_by=deadline,
        reply=find_figure(session, "confirm.reply", today),
        courtesy=asset.state in WAITING_STATES and deadline is None,
        reminded=find_reminded(session, asset.id, today),
        can=can,
        cannot=cannot,
        steps=steps_for(session, actor, asset),
        is_borrower=asset.borrower_id == actor.organisation_id,
        is_confirmer=asset.core_id == actor.organisation_id,
        set_offs=paid_by_set_offs(session, asset.id),
        payments=payment_lines(session, actor, asset),
        days_overdue=days_overdue(asset, today),
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
        asset.contract_no,
        asset.instalment,
    )


def find_figure(session: Session, key: str, on: date, scope: str = "") -> Figure | None:
    """The figure in force, None where none is."""
    try:
        return get_figure(session, key, on, scope)
    except ParameterIsMissing:
        return None


def confirmation_deadline(session: Session, asset: Asset, sizes: tuple[str, str]) -> date | None:
    """The last day of the statutory answer, None where it is a courtesy or over."""
    if asset.state not in WAITING_STATES:
        return None
    entered_at = find_entered_at(session, asset.id)
    return ReplyClock(session).last_day(asset.kind, entered_at, sizes)


def _events(actor: Actor, asset: Asset) -> tuple[frozenset[str], list[tuple[Any, str]]]:
    """The events that the viewer can take now, and of the others why not."""
    can: set[str] = set()
    cannot: list[tuple[Any, str]] = []
    for event, verb in ASSET.verbs.items():
        if event in OF_THE_PAYMENTS or (event == "deliver" and asset.kind != "order"):
            continue
        if is_of_no_concern(asset, event):
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
        now = _("现在是「%(state)s」", state=ASSET.labels[asset.state])
        words = why_too_late(asset, event) or now
    else:
        words = why_not_this_person(actor, asset, event)
    return words


@dataclass(frozen=True)
class Anchor:
    """The entry of the audit chain that a printed letter carries."""

    seq: int
    hash: str


def find_anchor(session: Session, asset: Asset) -> Anchor | None:
    """The audit entry of the confirmation: its own, or that of the file that brought it."""
    entry = columns(AuditEntry)
    own = and_(entry.subject_id == asset.id, entry.action.in_(CONFIRMING_ACTIONS))
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
