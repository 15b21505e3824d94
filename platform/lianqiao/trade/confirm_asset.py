"""确权: the side across from the borrower says that it owes, wholly or in part."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.numbers import next_number
from ..shared.transitions import advance, history
from ..shared.working_days import get_calendar
from . import rules
from .carry_over import carry_over
from .errors import NothingWasChosen, SomebodyDidItAlready
from .models import Asset
from .papers import Terms
from .queries import get_asset_for_confirmer
from .states import ASSET
from .tell import tell

PREFIX = "QQ"


def confirm_asset(
    session: Session,
    actor: Actor,
    asset_id: str,
    now: datetime,
    today: date,
    *,
    amount_fen: int | None = None,
    due_date: date | None = None,
) -> Asset:
    """Confirm a receivable or order; None means the whole amount and the date as entered.

    Once confirmed the debtor cannot deny it (民法典担保解释 art. 61). Raises NothingIsThere
    for everybody but the side that is asked, SomebodyDidItAlready, ItIsSettledAlready,
    AmountIsNotPossible, DatesAreNotPossible.
    """
    asset = get_asset_for_confirmer(session, actor, asset_id)
    _refuse_second_time(session, actor, asset)
    if due_date is not None and due_date != asset.due_date:
        _move_due_date(session, asset, due_date, today)
    confirm_entered(session, actor, asset, now, today, amount_fen)
    audit.record(
        session,
        actor,
        "confirm_asset",
        asset.id,
        now,
        number=asset.confirmation_no,
        confirmed_fen=asset.confirmed_fen,
        due_date=asset.due_date,
    )
    words = _("%(name)s 已确权单据 %(no)s", name=actor.organisation_name, no=asset.document_no)
    tell(session, asset, asset.borrower_id, "asset_confirmed", words, now)
    return asset


def confirm_assets(
    session: Session, actor: Actor, asset_ids: Sequence[str], now: datetime, today: date
) -> list[Asset]:
    """Confirm several, each wholly: all of them, or none where one is refused."""
    if not asset_ids:
        raise NothingWasChosen(_("请先勾选要确权的单据"))
    wanted = dict.fromkeys(asset_ids)
    return [confirm_asset(session, actor, asset_id, now, today) for asset_id in wanted]


def confirm_entered(
    session: Session,
    actor: Actor,
    asset: Asset,
    now: datetime,
    today: date,
    amount_fen: int | None = None,
) -> None:
    """The step alone, for confirming and for the upload that confirms."""
    rules.check_not_paid(asset.settled_on, today)
    confirmed_fen = rules.confirmed_amount(asset.amount_fen, amount_fen)
    ASSET.target(asset.state, "confirm")
    asset.confirmed_fen = confirmed_fen
    asset.confirmed_at = now
    asset.confirmation_no = next_number(session, PREFIX, today)
    asset.dispute_reason = ""
    advance(session, ASSET, asset, "confirm", actor, now)
    carry_over(session, actor, asset, now)


def _move_due_date(session: Session, asset: Asset, due_date: date, today: date) -> None:
    terms = Terms(asset.amount_fen, asset.issue_date, due_date, asset.delivery_date)
    rules.check_dates(asset.kind, terms, today)
    asset.due_date = due_date
    asset.effective_due_date = get_calendar(session).roll(due_date).effective


def _refuse_second_time(session: Session, actor: Actor, asset: Asset) -> None:
    """Inside one's own firm the colleague is named; the double click is told the same way."""
    if asset.state != "confirmed":
        return
    last = history(session, asset.id)[-1]
    who = last.actor_name if last.organisation_id == actor.organisation_id else _("对方")
    words = _(
        "单据 %(no)s 已由 %(who)s 确权（编号 %(number)s），不必再做",
        no=asset.document_no,
        who=who,
        number=asset.confirmation_no,
    )
    raise SomebodyDidItAlready(words)
