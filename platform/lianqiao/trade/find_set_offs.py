"""Search all free receivables for rings of debts, and propose each ring to its parties."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from sqlmodel import Session

from graph.setoff import Cycle, TradeDebt, set_off

from ..registry.permission import only_operator
from ..shared import audit
from ..shared.actor import Actor
from ..shared.numbers import NumberSeries
from ..shared.transitions import note_step
from ..shared.working_days import get_calendar
from .models import SetOff, SetOffPart
from .set_off_figures import read_figures
from .set_off_reading import free_debts
from .set_off_rules import Bounds, answer_by
from .set_off_tell import tell_of_proposal
from .states import SET_OFF

PREFIX = "DX"


def find_set_offs(
    session: Session,
    actor: Actor,
    today: date,
    now: datetime,
    kept_out: Collection[str] = (),
) -> list[SetOff]:
    """Propose every ring of free debts that is worth it; a second time there is none left.

    ``kept_out`` are documents to be left alone, told by a slice above. Raises ItIsNotYours
    for everybody but the operator.
    """
    only_operator(actor)
    found = look_for_rings(session, today, kept_out)
    return propose_rings(session, actor, found, today, now, kept_out)


def look_for_rings(session: Session, today: date, kept_out: Collection[str] = ()) -> list[Cycle]:
    """The rings that can be found among free debts; reads alone, and may take a while."""
    figures = read_figures(session, today)
    debts = free_debts(session, today, figures.rest_days, kept_out)
    return [*rings(debts, figures.bounds)]


def rings(debts: Sequence[TradeDebt], bounds: Bounds) -> Iterator[Cycle]:
    """The rings that ``graph`` finds among debts, within the bounds."""
    for ring in set_off(debts, bounds.most_parties).cycles:
        if bounds.admit(ring.amount_fen, len(ring.firms)):
            yield ring


def propose_rings(
    session: Session,
    actor: Actor,
    found: Sequence[Cycle],
    today: date,
    now: datetime,
    kept_out: Collection[str] = (),
) -> list[SetOff]:
    """Propose the rings whose debts are still free, with one audit entry. For the operator."""
    only_operator(actor)
    # The counter is held until the end: of two searches at once the second sees the first's.
    numbers = NumberSeries(session, PREFIX, today)
    figures = read_figures(session, today)
    last_day = answer_by(get_calendar(session), today, figures.reply_days)
    debts = free_debts(session, today, figures.rest_days, kept_out)
    free = {debt.document: debt.amount_fen for debt in debts}
    proposed = [
        _propose(session, actor, numbers.next(), ring, (today, last_day), now)
        for ring in found
        if _take(free, ring)
    ]
    if proposed:
        audit.record(
            session,
            actor,
            "find_set_offs",
            "",
            now,
            count=len(proposed),
            amount_fen=sum(one.amount_fen for one in proposed),
            digest=_digest(proposed),
        )
    return proposed


def _take(free: dict[str, int], ring: Cycle) -> bool:
    """Take a ring's parts off what is free, where all of them are."""
    if any(part.amount_fen > free.get(part.document, 0) for part in ring.parts):
        return False
    for part in ring.parts:
        free[part.document] -= part.amount_fen
    return True


def _propose(
    session: Session,
    actor: Actor,
    number: str,
    ring: Cycle,
    days: tuple[date, date],
    now: datetime,
) -> SetOff:
    proposed_on, last_day = days
    proposal = SetOff(
        number=number, amount_fen=ring.amount_fen, proposed_on=proposed_on, answer_by=last_day
    )
    parts = [
        SetOffPart(
            set_off_id=proposal.id,
            asset_id=part.document,
            debtor_id=part.debtor,
            creditor_id=part.creditor,
            amount_fen=part.amount_fen,
        )
        for part in ring.parts
    ]
    note_step(session, SET_OFF, proposal, "propose", actor, now)
    session.add_all(parts)
    session.flush()
    tell_of_proposal(session, proposal, parts, now)
    return proposal


def _digest(proposed: Sequence[SetOff]) -> str:
    numbers = ",".join(one.number for one in proposed)
    return hashlib.sha256(numbers.encode()).hexdigest()
