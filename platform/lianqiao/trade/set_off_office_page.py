"""What the operator's page of a set-off shows: every party, every document, every reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlmodel import Session

from graph.picture import Picture

from ..shared.models import StateChange
from ..shared.transitions import history
from .carry_out_set_off import find_change
from .models import SetOff, owed_fen
from .queries import get_names
from .set_off_page import cores_among
from .set_off_picture import draw_ring, ring_of
from .set_off_queries import list_answers, list_documents
from .set_off_tell import parties_of

ANSWERS = {"accepted": _l("已同意"), "refused": _l("不同意")}
UNANSWERED = _l("未答复")


@dataclass(frozen=True)
class Party:
    """A firm and what it has answered; empty and None where it has not."""

    id: str
    name: str
    answer: str
    answered_by: str
    at: datetime | None
    reason: str


@dataclass(frozen=True)
class Document:
    """A document of the ring: who owes whom, the part, and what is owed now (fen)."""

    debtor: str
    creditor: str
    document_no: str
    state: str
    due_date: date
    amount_fen: int
    owed_fen: int


@dataclass(frozen=True)
class OfficeShown:
    """A set-off with everything that the operator sees."""

    set_off: SetOff
    parties: Sequence[Party]
    documents: Sequence[Document]
    cleared_fen: int
    change: str
    steps: Sequence[StateChange]
    picture: Picture


def look_at_for_operator(session: Session, set_off: SetOff) -> OfficeShown:
    """Gather the page. The caller has fetched the set-off for the operator."""
    rows = list_documents(session, set_off.id)
    firms = ring_of(rows, min(row.debtor_id for row in rows))
    known = get_names(session, parties_of(rows))
    names = {firm: known[firm] for firm in dict.fromkeys([*firms, *known])}
    amount = set_off.amount_fen
    parties = _parties(session, set_off, names)
    notes = {party.id: str(ANSWERS.get(party.answer, UNANSWERED)) for party in parties}
    return OfficeShown(
        set_off=set_off,
        parties=parties,
        documents=[_document(row, names) for row in _in_ring_order(rows, firms)],
        cleared_fen=sum(row.amount_fen for row in rows),
        change=find_change(session, set_off.id) if set_off.state == "proposed" else "",
        steps=history(session, set_off.id),
        picture=draw_ring(firms, names, cores_among(session, names), "", amount, notes),
    )


def _parties(session: Session, set_off: SetOff, names: dict[str, str]) -> list[Party]:
    answers = {one.enterprise_id: one for one in list_answers(session, set_off.id)}
    found = []
    for firm, name in names.items():
        said = answers.get(firm)
        found.append(
            Party(firm, name, said.answer, said.answered_by, said.at, said.reason)
            if said
            else Party(firm, name, "", "", None, "")
        )
    return found


def _in_ring_order(rows: Sequence[Any], firms: Sequence[str]) -> list[Any]:
    place = {firm: at for at, firm in enumerate(firms)}
    return sorted(rows, key=lambda row: place.get(row.debtor_id, len(firms)))


def _document(row: Any, names: dict[str, str]) -> Document:
    return Document(
        debtor=names[row.debtor_id],
        creditor=names[row.creditor_id],
        document_no=row.document_no,
        state=row.state,
        due_date=row.due_date,
        amount_fen=row.amount_fen,
        owed_fen=owed_fen(row) if row.state == "confirmed" else 0,
    )
