"""Reads of set-offs; the viewer's part in them is in each query."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.models import StateChange
from ..shared.tables import columns, table
from .models import Asset, SetOff, SetOffAnswer, SetOffPart
from .set_off_reading import has_live_claim


def get_set_off_for_party(
    session: Session, actor: Actor, set_off_id: str, *, hold: bool = False
) -> SetOff:
    """A set-off, for the firms whose debts it touches; raises NothingIsThere for all others.

    With ``hold`` the row is held until the transaction ends, so that answers follow one
    another and the last one sees all the others.
    """
    return _one(session, set_off_id, is_party(actor), hold=hold)


def get_set_off_for_operator(
    session: Session, actor: Actor, set_off_id: str, *, hold: bool = False
) -> SetOff:
    """A set-off, for the operator, who sees everybody in it."""
    if not actor.is_operator:
        raise NothingIsThere
    return _one(session, set_off_id, hold=hold)


def _one(session: Session, set_off_id: str, *which: ColumnElement[bool], hold: bool) -> SetOff:
    query = select(SetOff).where(columns(SetOff).id == set_off_id, *which)
    if hold:
        session.flush()
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found: SetOff | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NothingIsThere
    return found


def is_party(actor: Actor) -> ColumnElement[bool]:
    """The condition on a set-off: it touches a debt or a claim of the viewer's firm."""
    own = actor.organisation if actor.kind == "enterprise" else ""
    part = table(SetOffPart).alias("own_part")
    return exists().where(
        part.c.set_off_id == columns(SetOff).id,
        or_(part.c.debtor_id == own, part.c.creditor_id == own),
    )


def awaits_answer(actor: Actor, today: date) -> ColumnElement[bool]:
    """The condition on a set-off: the viewer's firm has not answered and still may."""
    row, said = columns(SetOff), table(SetOffAnswer).alias("own_answer")
    answered = exists().where(
        said.c.set_off_id == row.id, said.c.enterprise_id == actor.organisation
    )
    return and_(row.state == "proposed", row.answer_by >= today, ~answered)


def set_offs_query(actor: Actor) -> Select[Any]:
    """The set-offs of the viewer's firm.

    Columns: id, number, state, amount_fen, debtor (who owes the firm), creditor (whom it
    owes), answer_by (of a live one), answer (the firm's own, or none), ended_on.
    """
    row, own = columns(SetOff), actor.organisation
    return select(
        row.id,
        row.number,
        row.state,
        row.amount_fen,
        _neighbour("debtor_id", "creditor_id", own).label("debtor"),
        _neighbour("creditor_id", "debtor_id", own).label("creditor"),
        case((row.state == "proposed", row.answer_by)).label("answer_by"),
        own_answer(own).label("answer"),
        row.ended_on,
    ).where(is_party(actor))


def own_answer(enterprise_id: str) -> Any:
    """What a firm has answered to a set-off, as a column."""
    said = table(SetOffAnswer).alias("said")
    return (
        select(said.c.answer)
        .where(said.c.set_off_id == columns(SetOff).id, said.c.enterprise_id == enterprise_id)
        .scalar_subquery()
    )


def _neighbour(theirs: str, ours: str, own: str) -> Any:
    """The name of the firm on one side of the viewer's, as a column."""
    part, firm = table(SetOffPart).alias(), table(Organisation).alias()
    return (
        select(func.min(firm.c.name))
        .select_from(part.join(firm, firm.c.id == part.c[theirs]))
        .where(part.c.set_off_id == columns(SetOff).id, part.c[ours] == own)
        .scalar_subquery()
    )


def all_set_offs_query() -> Select[Any]:
    """Every set-off, for the operator; the page asks who looks.

    Columns: id, number, state, amount_fen, parties, cleared_fen (over all debts), answered,
    answer_by (of a live one), ended_on.
    """
    row, part, said = columns(SetOff), columns(SetOffPart), columns(SetOffAnswer)
    agreed = said.answer == "accepted"
    return select(
        row.id,
        row.number,
        row.state,
        row.amount_fen,
        _of_each(func.count(part.debtor_id.distinct()), part).label("parties"),
        # PostgreSQL adds whole numbers up to a decimal.
        _of_each(cast(func.sum(part.amount_fen), BigInteger), part).label("cleared_fen"),
        _of_each(func.count(said.id), said, agreed).label("answered"),
        case((row.state == "proposed", row.answer_by)).label("answer_by"),
        row.ended_on,
    ).select_from(table(SetOff))


def _of_each(value: Any, of: Any, *which: Any) -> Any:
    """Something counted or summed over the rows that belong to a set-off, as a column."""
    return select(value).where(of.set_off_id == columns(SetOff).id, *which).scalar_subquery()


def matching_number(search: str) -> ColumnElement[bool]:
    """The condition on a set-off: its number holds what was typed."""
    words = f"%{search.replace('%', '').lower()}%"
    return func.lower(columns(SetOff).number).like(words)


def list_parts(session: Session, set_off_id: str) -> Sequence[SetOffPart]:
    """The parts in the order in which their documents are held everywhere."""
    part = columns(SetOffPart)
    query = select(SetOffPart).where(part.set_off_id == set_off_id).order_by(part.asset_id)
    return session.execute(query).scalars().all()


def list_answers(session: Session, set_off_id: str) -> Sequence[SetOffAnswer]:
    """What was answered so far, oldest first."""
    said = columns(SetOffAnswer)
    query = select(SetOffAnswer).where(said.set_off_id == set_off_id).order_by(said.at, said.id)
    return session.execute(query).scalars().all()


def has_answered(session: Session, actor: Actor, set_off_id: str) -> bool:
    """Whether the viewer's firm has given its answer."""
    answers = list_answers(session, set_off_id)
    return any(one.enterprise_id == actor.organisation_id for one in answers)


def list_documents(session: Session, set_off_id: str) -> Sequence[Any]:
    """The parts with their documents as they are now.

    Columns: asset_id, debtor_id, creditor_id, amount_fen (of the part), document_no, number,
    borrower_id, state, due_date, confirmed_fen, credited_fen, paid_fen, occupied_fen,
    occupied_share, settled_on, claimed.
    """
    part, asset = columns(SetOffPart), columns(Asset)
    query = (
        select(
            part.asset_id,
            part.debtor_id,
            part.creditor_id,
            part.amount_fen,
            asset.document_no,
            asset.number,
            asset.borrower_id,
            asset.state,
            asset.due_date,
            asset.confirmed_fen,
            asset.credited_fen,
            asset.paid_fen,
            asset.occupied_fen,
            asset.occupied_share,
            asset.settled_on,
            has_live_claim().label("claimed"),
        )
        .select_from(table(SetOffPart).join(table(Asset), asset.id == part.asset_id))
        .where(part.set_off_id == set_off_id)
        .order_by(asset.due_date, part.asset_id)
    )
    return session.execute(query).all()


def find_first_approval(
    session: Session, set_off_id: str, enterprise_id: str
) -> StateChange | None:
    """The step of the first of two persons of a firm, where two are needed."""
    step = columns(StateChange)
    query = select(StateChange).where(
        step.machine == "set_off",
        step.subject_id == set_off_id,
        step.event == "first_accept",
        step.organisation_id == enterprise_id,
    )
    found: StateChange | None = session.execute(query.order_by(step.id).limit(1)).scalar()
    return found
