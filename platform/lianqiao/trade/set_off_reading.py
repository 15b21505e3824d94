"""What a search for set-offs reads: free receivables of firms that can answer, and what rests."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlmodel import Session

from graph.setoff import TradeDebt

from ..accounts.models import Membership, Organisation, User
from ..shared.tables import columns, table
from .models import Asset, AssetClaim, Receivable, SetOff, SetOffAnswer, SetOffPart, owed_fen
from .set_off_rules import ANSWERING_ROLES


def free_debts(
    session: Session, today: date, rest_days: int, kept_out: Collection[str] = ()
) -> list[TradeDebt]:
    """Confirmed receivables that are owed, carry no financing and stand in no live proposal.

    ``kept_out`` are documents that slices above want left alone, such as those under an
    application. A document rests for ``rest_days`` after a set-off that failed on the will of
    one of its two sides; debts of firms in which nobody can answer are passed over.
    """
    able = _firms_that_can_answer(session)
    busy = {*kept_out, *_proposed(session), *_resting(session, today - timedelta(days=rest_days))}
    return [
        TradeDebt(row.debtor_id, row.creditor_id, row.id, owed_fen(row), row.due_date)
        for row in session.execute(_free(today))
        if row.id not in busy and able.issuperset((row.debtor_id, row.creditor_id))
    ]


def can_give(amount_fen: Any) -> ColumnElement[bool]:
    """The condition on an asset: so much of it may be set off now.

    It is confirmed, owes that much, and no bank has any part of it.
    """
    asset = columns(Asset)
    return and_(
        asset.state == "confirmed",
        asset.settled_on.is_(None),
        asset.occupied_fen == 0,
        asset.occupied_share == 0,
        owed_fen(asset) >= amount_fen,
        ~has_live_claim(),
    )


def has_live_claim() -> ColumnElement[bool]:
    """The condition on an asset: a bank holds it, or the order that it bills, at least in part."""
    claim, bill = table(AssetClaim).alias("live_claim"), table(Receivable).alias("billing")
    billed = select(bill.c.order_id).where(bill.c.id == columns(Asset).id)
    order = billed.correlate(table(Asset)).scalar_subquery()  # it stands two selects within
    held = or_(claim.c.asset_id == columns(Asset).id, claim.c.asset_id == order)
    return exists().where(held, claim.c.live)


def _free(today: date) -> Select[Any]:
    asset = columns(Asset)
    return (
        select(
            asset.id,
            asset.debtor_id,
            asset.creditor_id,
            asset.confirmed_fen,
            asset.credited_fen,
            asset.paid_fen,
            asset.due_date,
        )
        .where(
            asset.kind == "receivable",
            asset.issue_date <= today,
            can_give(1),
        )
        .order_by(asset.id)
    )


def _firms_that_can_answer(session: Session) -> set[str]:
    """Approved firms with an active person who may give up a claim."""
    member, user, firm = columns(Membership), columns(User), columns(Organisation)
    query = (
        select(member.organisation_id)
        .join(table(User), user.id == member.user_id)
        .join(table(Organisation), firm.id == member.organisation_id)
        .where(
            member.role.in_(ANSWERING_ROLES),
            user.state == "active",
            firm.kind == "enterprise",
            firm.state == "approved",
        )
        .distinct()
    )
    return set(session.execute(query).scalars())


def _proposed(session: Session) -> Iterator[str]:
    part, set_off = columns(SetOffPart), columns(SetOff)
    query = (
        select(part.asset_id)
        .join(table(SetOff), set_off.id == part.set_off_id)
        .where(set_off.state == "proposed")
    )
    return iter(session.execute(query).scalars())


def _resting(session: Session, ended_after: date) -> Iterator[str]:
    """Documents of those who lately said no or nothing, and all of what was withdrawn."""
    part, set_off = columns(SetOffPart), columns(SetOff)
    expired = and_(set_off.state == "void", set_off.ended_on > set_off.answer_by)
    query = (
        select(part.asset_id)
        .join(table(SetOff), set_off.id == part.set_off_id)
        .where(
            set_off.ended_on > ended_after,
            or_(
                set_off.state == "withdrawn",
                and_(set_off.state == "refused", _a_side_answered("refused")),
                and_(expired, or_(~_answered(part.debtor_id), ~_answered(part.creditor_id))),
            ),
        )
    )
    return iter(session.execute(query).scalars())


def _a_side_answered(answer: str) -> ColumnElement[bool]:
    part, said = columns(SetOffPart), columns(SetOffAnswer)
    return exists().where(
        said.set_off_id == part.set_off_id,
        said.enterprise_id.in_((part.debtor_id, part.creditor_id)),
        said.answer == answer,
    )


def _answered(enterprise_id: Any) -> ColumnElement[bool]:
    part, said = columns(SetOffPart), columns(SetOffAnswer)
    return exists().where(said.set_off_id == part.set_off_id, said.enterprise_id == enterprise_id)
