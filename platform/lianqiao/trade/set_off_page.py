"""What a party's page of a set-off shows: its own documents, its neighbours, and no one else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from graph.picture import Picture

from ..registry.chain import visible_trades
from ..registry.models import Enterprise
from ..shared.actor import Actor
from ..shared.models import AuditEntry, StateChange
from ..shared.tables import columns, table
from ..shared.transitions import history
from .asset_page import Anchor
from .models import SetOff, SetOffAnswer, SetOffPart, owed_fen
from .queries import get_names
from .set_off_figures import two_persons_above
from .set_off_picture import draw_ring, ring_of
from .set_off_queries import find_first_approval, list_answers, list_documents
from .set_off_rules import Basis, basis_of, may_answer
from .set_off_tell import parties_of
from .two_persons import needs_two


@dataclass(frozen=True)
class Line:
    """One document of the viewer's firm: what it owed before, what goes, what is left (fen).

    Before and after are None where the set-off came to nothing.
    """

    asset_id: str
    document_no: str
    partner: str
    we_owe: bool
    due_date: date
    is_due: bool
    state: str
    amount_fen: int
    before_fen: int | None

    @property
    def after_fen(self) -> int | None:
        """What is owed afterwards."""
        return None if self.before_fen is None else self.before_fen - self.amount_fen


@dataclass(frozen=True)
class Step:
    """A step of the timeline as one party may read it."""

    event: str
    to_state: str
    actor_name: str
    organisation_name: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Shown:
    """A set-off with everything that its page tells one party."""

    set_off: SetOff
    debtor: str
    creditor: str
    lines: Sequence[Line]
    parties: int
    agreed: int
    own_answer: SetOffAnswer | None
    first_approval: StateChange | None
    needs_two: bool
    why_not: str
    basis: Basis
    steps: Sequence[Step]
    picture: Picture

    @property
    def can_answer(self) -> bool:
        """Whether the viewer can answer now."""
        return not self.why_not

    @property
    def debts(self) -> list[Line]:
        """What the viewer's firm owes."""
        return [line for line in self.lines if line.we_owe]

    @property
    def claims(self) -> list[Line]:
        """What is owed to the viewer's firm."""
        return [line for line in self.lines if not line.we_owe]


def look_at_set_off(session: Session, actor: Actor, set_off: SetOff, today: date) -> Shown:
    """Gather the page. The caller has fetched the set-off for a party."""
    documents, own = list_documents(session, set_off.id), actor.organisation
    firms = ring_of(documents, own)
    names = _names(session, actor, documents, today)
    answers = list_answers(session, set_off.id)
    own_answer = next((one for one in answers if one.enterprise_id == own), None)
    first = find_first_approval(session, set_off.id, own)
    return Shown(
        set_off=set_off,
        debtor=names[next(one.debtor_id for one in documents if one.creditor_id == own)],
        creditor=names[next(one.creditor_id for one in documents if one.debtor_id == own)],
        lines=_lines(session, set_off, documents, own, names, today),
        parties=len(parties_of(documents)),
        agreed=sum(one.answer == "accepted" for one in answers),
        own_answer=own_answer,
        first_approval=first,
        needs_two=needs_two(set_off.amount_fen, two_persons_above(session, today)),
        why_not=_why_not(actor, set_off, own_answer, first, today),
        basis=basis_of(len(firms), [one.due_date for one in documents], today),
        steps=[*_steps(history(session, set_off.id), own)],
        picture=draw_ring(firms, names, cores_among(session, names), own, set_off.amount_fen),
    )


def _names(session: Session, actor: Actor, documents: Sequence[Any], today: date) -> dict[str, str]:
    """The firm, those across its own documents, and those it sees through its links anyway."""
    pairs = [{one.debtor_id, one.creditor_id} for one in documents]
    neighbours = set().union(*(pair for pair in pairs if actor.organisation in pair))
    others = set().union(*pairs) - neighbours
    if others:
        trades = visible_trades(session, actor, today)
        others &= {end for trade in trades for end in (trade.seller, trade.buyer)}
    return get_names(session, sorted(neighbours | others))


def cores_among(session: Session, firms: Mapping[str, str]) -> set[str]:
    """Which of some firms are core enterprises, for the shape of their boxes."""
    firm = columns(Enterprise)
    query = select(firm.id).where(firm.id.in_(sorted(firms)), firm.is_core)
    return set(session.execute(query).scalars())


def _lines(
    session: Session,
    set_off: SetOff,
    documents: Sequence[Any],
    own: str,
    names: Mapping[str, str],
    today: date,
) -> list[Line]:
    ours = [one for one in documents if own in (one.debtor_id, one.creditor_id)]
    before = owed_before(session, set_off, ours)
    return [
        Line(
            asset_id=one.asset_id,
            document_no=one.document_no,
            partner=names[one.creditor_id if one.debtor_id == own else one.debtor_id],
            we_owe=one.debtor_id == own,
            due_date=one.due_date,
            is_due=one.due_date <= today,
            state=one.state,
            amount_fen=one.amount_fen,
            before_fen=before.get(one.asset_id),
        )
        for one in sorted(ours, key=lambda one: one.debtor_id == own)
    ]


def owed_before(session: Session, set_off: SetOff, documents: Sequence[Any]) -> dict[str, int]:
    """What each document owed before the set-off; none where it came, or comes, to nothing.

    Of a past one that is what was confirmed, less what earlier set-offs paid.
    """
    if set_off.state == "proposed":
        return {one.asset_id: owed_fen(one) for one in documents if one.state == "confirmed"}
    if set_off.state != "carried_out":
        return {}
    paid = _paid_earlier(session, set_off, [one.asset_id for one in documents])
    return {
        one.asset_id: one.confirmed_fen - one.credited_fen - paid.get(one.asset_id, 0)
        for one in documents
    }


def _paid_earlier(session: Session, set_off: SetOff, asset_ids: Sequence[str]) -> dict[str, int]:
    """By document: what was paid by set-offs that were carried out before this one."""
    part, step = columns(SetOffPart), columns(StateChange)
    query = (
        select(part.set_off_id, part.asset_id, part.amount_fen)
        .join(table(StateChange), step.subject_id == part.set_off_id)
        .where(part.asset_id.in_(asset_ids), step.machine == "set_off", step.event == "carry_out")
        .order_by(step.at, step.id)
    )
    paid: dict[str, int] = {}
    for row in session.execute(query):
        if row.set_off_id == set_off.id:
            break
        paid[row.asset_id] = paid.get(row.asset_id, 0) + row.amount_fen
    return paid


def _why_not(
    actor: Actor,
    set_off: SetOff,
    own_answer: SetOffAnswer | None,
    first: StateChange | None,
    today: date,
) -> str:
    """Why the viewer cannot answer; empty when it can."""
    words = ""
    if set_off.state == "carried_out":
        words = _("打印抵销通知书，按它入账。")
    elif set_off.state != "proposed":
        words = _("这笔抵销已经结束，没有要做的事。")
    elif own_answer is not None:
        words = _("贵公司已同意，等其他各方答复。")
    elif set_off.answer_by < today:
        words = _("答复期限已过。")
    elif not may_answer(actor):
        words = _("由本单位有审批权限的人员或管理员答复。")
    elif first is not None and first.actor_user_id == actor.user_id:
        words = _("您已初审同意，请本单位另一位有审批权限的同事复核。")
    return words


def _steps(steps: Sequence[StateChange], own: str) -> Iterator[Step]:
    """One's own steps as they are, the platform's without what concerns others' documents.

    Of the other parties only that one of them has answered.
    """
    for step in steps:
        if step.organisation_id == own:
            yield _step(step, step.actor_name, step.organisation_name, step.reason)
        elif step.event in ("accept", "refuse"):
            yield _step(step, _("其他一方"), "", "")
        elif step.event != "first_accept":
            reason = step.reason if step.event == "withdraw" else ""
            yield _step(step, _("平台"), "", reason)


def _step(step: StateChange, who: str, organisation: str, reason: str) -> Step:
    return Step(step.event, step.to_state, who, organisation, step.at, reason)


def find_set_off_anchor(session: Session, set_off: SetOff) -> Anchor | None:
    """The audit entry of the last party's word, which a printed statement carries."""
    entry = columns(AuditEntry)
    query = (
        select(entry.seq, entry.hash)
        .where(entry.subject_id == set_off.id, entry.action == "accept_set_off")
        .order_by(entry.seq.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else Anchor(found.seq, found.hash)
