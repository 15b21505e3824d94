"""The invariants of set-offs as queries, for ``lianqiao verify``; each yields its violations."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.tables import columns, table
from .models import Asset, SetOff, SetOffAnswer, SetOffPart
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
    ("parts_fit_their_documents", parts_fit_their_documents),
)
