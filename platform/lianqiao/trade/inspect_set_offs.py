"""The invariants of set-offs as queries, for ``lianqiao verify``; each yields its violations."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.tables import columns, table
from .models import Asset, SetOff, SetOffAnswer, SetOffPart, owed_fen
from .set_off_rules import positions


def set_offs_keep_net_positions(session: Session) -> Iterator[str]:
    """Every firm of a set-off gives and gets its amount, so that nobody's net position moves.

    One that was merged out of two of its firms gives and gets it twice.
    """
    parts: dict[str, list[Any]] = defaultdict(list)
    part = columns(SetOffPart)
    query = select(part.set_off_id, part.debtor_id, part.creditor_id, part.amount_fen)
    for line in session.execute(query):
        parts[line.set_off_id].append(line)
    row = columns(SetOff)
    for id, number, amount in session.execute(select(row.id, row.number, row.amount_fen)):
        moved = positions(parts[id])
        if len(moved) < 2:
            yield f"set-off {number} has {len(moved)} parties"
        for firm, (owes, owed) in moved.items():
            if owes != owed or owes % amount:
                yield f"set-off {number}: {firm} gives {owes} and gets {owed} of {amount}"


def set_offs_are_agreed(session: Session) -> Iterator[str]:
    """Carried out with everybody's word, refused with somebody's, and answered by parties alone."""
    answers: dict[str, dict[str, str]] = defaultdict(dict)
    said = columns(SetOffAnswer)
    for id, firm, answer in session.execute(
        select(said.set_off_id, said.enterprise_id, said.answer)
    ):
        answers[id][firm] = answer
    parties, merged = _parties(session), _merged(session)
    row = columns(SetOff)
    for id, number, state in session.execute(select(row.id, row.number, row.state)):
        given, asked = answers[id], parties[id]
        agreed = {firm for firm, answer in given.items() if answer == "accepted"}
        if state == "carried_out" and not asked <= agreed:
            yield f"set-off {number} was carried out with {len(agreed)} of {len(asked)} agreed"
        if (state == "refused") != ("refused" in given.values()):
            yield f"set-off {number} is {state} with answers {sorted(given.values())}"
        if given.keys() - asked - merged:
            yield f"set-off {number} was answered by a firm that is no party"


def _parties(session: Session) -> dict[str, set[str]]:
    part = columns(SetOffPart)
    found: dict[str, set[str]] = defaultdict(set)
    for id, firm in session.execute(select(part.set_off_id, part.debtor_id)):
        found[id].add(firm)
    return found


def _merged(session: Session) -> set[str]:
    """Firms that were merged into others; what they answered may have stayed with them."""
    firm = columns(Organisation)
    return set(session.execute(select(firm.id).where(firm.state == "merged")).scalars())


def paid_equals_set_offs(session: Session) -> Iterator[str]:
    """What an asset says is paid equals what set-offs paid of it, and nothing counts twice."""
    asset, part, row = columns(Asset), columns(SetOffPart), columns(SetOff)
    summed = (
        select(part.asset_id, func.sum(part.amount_fen).label("paid"))
        .join(table(SetOff), row.id == part.set_off_id)
        .where(row.state == "carried_out")
        .group_by(part.asset_id)
        .subquery()
    )
    query = (
        select(
            asset.number,
            asset.state,
            asset.paid_fen,
            asset.occupied_fen,
            owed_fen(asset).label("owed"),
            func.coalesce(summed.c.paid, 0).label("recorded"),
        )
        .select_from(table(Asset))
        .outerjoin(summed, summed.c.asset_id == asset.id)
        .where(or_(asset.paid_fen != 0, summed.c.paid.is_not(None)))
    )
    for line in session.execute(query):
        yield from (f"asset {line.number}: {fault}" for fault in _faults_of_paid(line))


def _faults_of_paid(line: Any) -> Iterator[str]:
    if line.paid_fen != line.recorded:
        yield f"paid {line.paid_fen}, set-offs say {line.recorded}"
    if line.owed < 0 or line.occupied_fen > line.owed:
        yield f"occupied {line.occupied_fen} of {line.owed} still owed"
    if line.owed == 0 and line.state != "settled":
        yield f"nothing is owed and it is {line.state}"


def parts_fit_their_documents(session: Session) -> Iterator[str]:
    """A part runs from its document's debtor to its creditor."""
    asset, part, row = columns(Asset), columns(SetOffPart), columns(SetOff)
    query = (
        select(row.number, asset.number.label("document"))
        .select_from(table(SetOffPart))
        .join(table(SetOff), row.id == part.set_off_id)
        .join(table(Asset), asset.id == part.asset_id)
        .where(or_(part.debtor_id != asset.debtor_id, part.creditor_id != asset.creditor_id))
    )
    for number, document in session.execute(query):
        yield f"set-off {number}: asset {document} has other parties"


INVARIANTS = (
    ("set_offs_keep_net_positions", set_offs_keep_net_positions),
    ("set_offs_are_agreed", set_offs_are_agreed),
    ("paid_equals_set_offs", paid_equals_set_offs),
    ("parts_fit_their_documents", parts_fit_their_documents),
)
