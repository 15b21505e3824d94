"""A party agrees to a set-off; with the last one's word it is carried out."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from . import set_off_rules as rules
from .carry_out_set_off import carry_out, find_change, make_void
from .errors import SomebodyDidItAlready
from .models import SetOff, SetOffAnswer
from .set_off_figures import two_persons_above
from .set_off_queries import (
    find_first_approval,
    get_set_off_for_party,
    list_answers,
    list_parts,
)
from .set_off_tell import parties_of, tell_of_end, tell_party
from .states import SET_OFF
from .two_persons import check_other_person, needs_two


def accept_set_off(
    session: Session, actor: Actor, set_off_id: str, now: datetime, today: date
) -> SetOff:
    """同意抵销. Once all parties agree the debts are set off in this same transaction.

    Where a document cannot give its part any more nothing moves and the set-off is void. Above
    an amount two persons of the firm agree one after the other. Raises NothingIsThere for
    everybody but a party, OnlyAnApproverAnswers, SomebodyDidItAlready, AnswerIsTooLate,
    AnotherPersonAnswers, TransitionIsNotAllowed.
    """
    set_off = hold_for_answer(session, actor, set_off_id, "accept", today)
    if _is_first_of_two(session, actor, set_off, today):
        _approve_first(session, actor, set_off, now)
        return set_off
    keep_answer(session, actor, set_off, "accepted", now)
    advance(session, SET_OFF, set_off, "accept", actor, now)
    _go_on(session, set_off, today, now)
    audit.record(
        session,
        actor,
        "accept_set_off",
        set_off.id,
        now,
        number=set_off.number,
        amount_fen=set_off.amount_fen,
        state=set_off.state,
    )
    if set_off.state != "proposed":
        tell_of_end(session, set_off, parties_of(list_parts(session, set_off.id)), now)
    return set_off


def hold_for_answer(
    session: Session, actor: Actor, set_off_id: str, event: str, today: date
) -> SetOff:
    """The set-off, held, where the person may answer it now."""
    set_off = get_set_off_for_party(session, actor, set_off_id, hold=True)
    rules.check_may_answer(actor)
    _refuse_second_answer(session, actor, set_off)
    SET_OFF.target(set_off.state, event)
    rules.check_in_time(set_off.answer_by, today)
    return set_off


def keep_answer(
    session: Session, actor: Actor, set_off: SetOff, answer: str, now: datetime, reason: str = ""
) -> None:
    """A firm answers once: the table holds no second row."""
    session.add(
        SetOffAnswer(
            set_off_id=set_off.id,
            enterprise_id=actor.organisation,
            answer=answer,
            answered_by=actor.name,
            at=now,
            reason=reason,
        )
    )
    session.flush()


def _go_on(session: Session, set_off: SetOff, today: date, now: datetime) -> None:
    """Void once a document has changed, carried out once everybody has agreed."""
    change = find_change(session, set_off.id)
    if change:
        make_void(session, set_off, change, today, now)
        return
    agreed = {one.enterprise_id for one in list_answers(session, set_off.id)}
    if agreed.issuperset(parties_of(list_parts(session, set_off.id))):
        carry_out(session, set_off, today, now)


def _refuse_second_answer(session: Session, actor: Actor, set_off: SetOff) -> None:
    answers = list_answers(session, set_off.id)
    own = next((one for one in answers if one.enterprise_id == actor.organisation), None)
    if own is not None:
        raise SomebodyDidItAlready(_("%(who)s 刚刚已处理，不必再答复", who=own.answered_by))


def _is_first_of_two(session: Session, actor: Actor, set_off: SetOff, today: date) -> bool:
    """Whether this is the first of two persons; the second must be another one."""
    if not needs_two(set_off.amount_fen, two_persons_above(session, today)):
        return False
    first = find_first_approval(session, set_off.id, actor.organisation)
    if first is not None:
        check_other_person(first.actor_user_id, actor)
    return first is None


def _approve_first(session: Session, actor: Actor, set_off: SetOff, now: datetime) -> None:
    advance(session, SET_OFF, set_off, "first_accept", actor, now)
    details = {"number": set_off.number, "amount_fen": set_off.amount_fen}
    audit.record(session, actor, "approve_set_off_first", set_off.id, now, **details)
    title = _("债务抵销 %(no)s 已初审同意，请另一位有审批权限的同事复核", no=set_off.number)
    tell_party(session, set_off, actor.organisation, "set_off_second", title, now)
