"""确权: the side across from the borrower says that it owes, wholly or in part."""

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
from .confirm_reading import credited_of, second_person_above
from .confirm_rules import (
    Answer,
    Confirmation,
    check_answer,
    check_credited,
    check_second_person,
    with_credit,
    words_of,
)
from .errors import ProposalHasChanged, SomebodyDidItAlready
from .models import Asset
from .order_family import hold_order_behind
from .propose_confirmation import propose_confirmation
from .queries import get_asset_for_confirmer
from .states import ASSET
from .tell import tell
from .two_persons import needs_two

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
    reason: str = "",
) -> Asset:
    """Confirm a receivable or order; None means the whole amount and the date as entered.

    Above an amount (parameter ``confirm.second_person``) the first person's word leaves it
    ``confirming``, and a second one, an approver, confirms exactly that. Credit notes entered
    before are set off. Once confirmed the debtor cannot deny it (民法典担保解释 art. 61).
    Raises NothingIsThere for everybody but the side that is asked, SomebodyDidItAlready,
    ItIsSettledAlready, the refusals of confirm_rules.py, ProposalHasChanged.
    """
    hold_order_behind(session, asset_id)
    asset = get_asset_for_confirmer(session, actor, asset_id, hold=True)
    _refuse_second_time(session, actor, asset)
    rules.check_not_paid(asset.settled_on, today)
    answer = Answer(amount_fen, due_date, reason)
    if asset.state == "confirming":
        _confirm_second(session, actor, asset, answer, now, today)
        return asset
    ASSET.target(asset.state, "confirm")
    confirmation = check_answer(asset, answer, credited_of(session, asset.id), today)
    if needs_two(confirmation.amount_fen, second_person_above(session, today)):
        propose_confirmation(session, actor, asset, confirmation, now)
    else:
        words = words_of(asset, confirmation)
        _confirm(session, actor, asset, confirmation, words, now, today)
    return asset


def confirm_entered(
    session: Session, actor: Actor, asset: Asset, now: datetime, today: date
) -> None:
    """The step alone, of a whole document, for the upload that confirms."""
    rules.check_not_paid(asset.settled_on, today)
    whole = Confirmation(asset.amount_fen, asset.due_date)
    _take_step(session, actor, asset, whole, 0, words_of(asset, whole), now, today)


def _confirm_second(
    session: Session, actor: Actor, asset: Asset, answer: Answer, now: datetime, today: date
) -> None:
    """The second of two persons confirms what the first one has laid before them."""
    check_second_person(asset.proposed_by, actor)
    first = history(session, asset.id)[-1]
    proposed = (asset.proposed_fen, asset.proposed_due)
    given = (answer.amount_fen or proposed[0], answer.due_date or proposed[1])
    if given != proposed:
        words = _("%(who)s 刚刚已初审，金额或日期与您填的不同，请按初审的内容复核或退回")
        raise ProposalHasChanged(words % {"who": first.actor_name})
    confirmation = Confirmation(given[0] or asset.amount_fen, given[1] or asset.due_date)
    _confirm(session, actor, asset, confirmation, first.reason, now, today)


def _confirm(
    session: Session,
    actor: Actor,
    asset: Asset,
    confirmation: Confirmation,
    words: str,
    now: datetime,
    today: date,
) -> None:
    credited_fen = credited_of(session, asset.id)
    # A credit note may have come since the first of two persons looked.
    check_credited(asset.amount_fen, confirmation.amount_fen, credited_fen)
    words = with_credit(words, confirmation, credited_fen)
    _take_step(session, actor, asset, confirmation, credited_fen, words, now, today)
    audit.record(
        session,
        actor,
        "confirm_asset",
        asset.id,
        now,
        number=asset.confirmation_no,
        confirmed_fen=asset.confirmed_fen,
        credited_fen=asset.credited_fen,
        due_date=asset.due_date,
        proposed_by=asset.proposed_by,
    )
    title = _("%(name)s 已确权单据 %(no)s", name=actor.organisation_name, no=asset.document_no)
    tell(session, asset, asset.borrower_id, "asset_confirmed", title, now, words)


def _take_step(
    session: Session,
    actor: Actor,
    asset: Asset,
    confirmation: Confirmation,
    credited_fen: int,
    words: str,
    now: datetime,
    today: date,
) -> None:
    # What asks the database stands first: a half-changed row is not to be written.
    number = next_number(session, PREFIX, today)
    effective = get_calendar(session).roll(confirmation.due_date).effective
    asset.confirmed_fen = confirmation.amount_fen
    asset.credited_fen = credited_fen
    asset.confirmed_at, asset.confirmed_by = now, actor.user_id
    asset.confirmation_no = number
    asset.dispute_reason = ""
    asset.proposed_fen = asset.proposed_due = None
    if confirmation.due_date != asset.due_date:
        asset.due_date = confirmation.due_date
        asset.effective_due_date = effective
    advance(session, ASSET, asset, "confirm", actor, now, words)
    carry_over(session, actor, asset, now)


def _refuse_second_time(session: Session, actor: Actor, asset: Asset) -> None:
    """Inside one's own firm the colleague is named; the double click is told the same way."""
    if asset.state != "confirmed":
        return
    steps = history(session, asset.id)
    last = next((step for step in reversed(steps) if step.event == "confirm"), steps[-1])
    who = last.actor_name if last.organisation_id == actor.organisation_id else _("对方")
    words = _(
        "单据 %(no)s 已由 %(who)s 确权（编号 %(number)s），不必再做",
        no=asset.document_no,
        who=who,
        number=asset.confirmation_no,
    )
    raise SomebodyDidItAlready(words)
