"""The risk scan: what the graph shows becomes tickets, each once, however often it is found.

Set-based; any number may run at once. What is new is decided by the fingerprint's constraint.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from ..accounts.models import Organisation
from ..accounts.notify import notify
from ..registry.bulk import in_parts, step_row
from ..shared import audit
from ..shared.actor import SYSTEM, Actor
from ..shared.database import insert_for
from ..shared.ids import new_id
from ..shared.models import SavedSetting
from ..shared.numbers import NumberSeries
from ..shared.tables import columns, table
from .county import build_county
from .look_for_risks import LONGEST_SECONDS, Look, look_for_risks
from .models import RiskFinding, RiskFindingFirm
from .risk_queries import LAST_SCAN, read_risk_figures
from .risk_rules import Found
from .states import FINDING

PREFIX = "FX"


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What one scan did. ``cut_at`` counts firms at which the search for rings was cut short."""

    found: int
    new: int
    seen_again: int
    cut_at: int


@dataclass(slots=True)
class _New:
    """A finding that was just inserted, as a step wants it."""

    id: str
    state: str = "found"


def scan_risks(
    session: Session,
    today: date,
    now: datetime,
    actor: Actor = SYSTEM,
    seconds: float = LONGEST_SECONDS,
) -> ScanResult:
    """Look at the whole county and keep what is found, in the caller's transaction.

    ``seconds`` bounds the search for rings: whoever waits for the transaction waits so long.
    """
    figures = read_risk_figures(session, today)
    look = look_for_risks(build_county(session), figures, seconds)
    return keep_findings(session, actor, look, today, now)


def keep_findings(
    session: Session, actor: Actor, look: Look, today: date, now: datetime
) -> ScanResult:
    """Make tickets of what was found: new ones, and the day on which known ones were seen again.

    A closed ticket stays closed when the same is found again; one that is not closed takes
    the newest amounts.
    """
    known = _known(session, look.found)
    new = _insert(
        session, actor, [one for one in look.found if one.fingerprint not in known], today, now
    )
    again = _see_again(session, known, today)
    fresher = _refresh(session, look.found, known)
    _remember(session, look, today)
    if new or again or fresher:
        lines = [f"new {id}" for id in new] + [f"seen {id}" for id in again]
        audit.record(
            session,
            actor,
            "scan_risks",
            "",
            now,
            as_of=today,
            count=len(look.found),
            new=len(new),
            seen_again=len(again),
            refreshed=len(fresher),
            cut_at=len(look.cut_at),
            digest=_digest([*lines, *(f"refreshed {id}" for id in fresher)]),
        )
    if new:
        _tell(session, len(new), now)
    return ScanResult(len(look.found), len(new), len(again), len(look.cut_at))


def _known(session: Session, found: Iterable[Found]) -> dict[str, Any]:
    """Findings that are there already, by fingerprint."""
    row = columns(RiskFinding)
    known: dict[str, Any] = {}
    for part in in_parts(one.fingerprint for one in found):
        query = select(
            row.id, row.fingerprint, row.state, row.last_seen_on, row.evidence, row.amount_fen
        ).where(row.fingerprint.in_(part))
        known |= {one.fingerprint: one for one in session.execute(query)}
    return known


def _insert(
    session: Session, actor: Actor, found: Sequence[Found], today: date, now: datetime
) -> list[str]:
    """Insert what is not there; returns the ids of the rows that this transaction inserted.

    The order is the same for every scan, so that two of them cannot wait for each other.
    """
    if not found:
        return []
    numbers = NumberSeries(session, PREFIX, today)
    wanted = sorted(found, key=lambda one: one.fingerprint)
    rows = {one.fingerprint: _row(one, numbers.next(), today, now) for one in wanted}
    finding = table(RiskFinding)
    made: dict[str, str] = {}
    for part in in_parts(rows):
        statement = (
            insert_for(session)(finding)
            .values([rows[fingerprint] for fingerprint in part])
            .on_conflict_do_nothing(index_elements=["fingerprint"])
            .returning(finding.c.fingerprint, finding.c.id)
        )
        made |= {one.fingerprint: one.id for one in session.execute(statement)}
    _insert_firms(
        session, [(made[one.fingerprint], one) for one in wanted if one.fingerprint in made], now
    )
    session.add_all(step_row(FINDING, _New(id_), "find", actor, now) for id_ in made.values())
    session.flush()
    return list(made.values())


def _row(one: Found, number: str, today: date, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "created_at": now,
        "version": 1,
        "number": number,
        "kind": one.kind,
        "fingerprint": one.fingerprint,
        "severity": one.severity,
        "state": "found",
        "amount_fen": one.amount_fen,
        "evidence": dict(one.evidence),
        "found_on": today,
        "last_seen_on": today,
        "opened_by": "",
        "close_reason": "",
    }


def _insert_firms(session: Session, made: Sequence[tuple[str, Found]], now: datetime) -> None:
    rows = [
        {
            "id": new_id(),
            "created_at": now,
            "version": 1,
            "finding_id": finding_id,
            "enterprise_id": firm,
        }
        for finding_id, one in made
        for firm in one.firms
    ]
    for start in range(0, len(rows), 150):  # five values each, and SQLite takes 999
        statement = insert_for(session)(table(RiskFindingFirm)).values(rows[start : start + 150])
        session.execute(statement.on_conflict_do_nothing())


def _see_again(session: Session, known: Mapping[str, Any], today: date) -> list[str]:
    row = table(RiskFinding)
    earlier = sorted(one.id for one in known.values() if one.last_seen_on < today)
    seen: list[str] = []
    for part in in_parts(earlier):
        statement = (
            update(row)
            .where(row.c.id.in_(part), row.c.last_seen_on < today)
            .values(last_seen_on=today)
            .returning(row.c.id)
        )
        seen += session.execute(statement).scalars()
    return seen


def _refresh(session: Session, found: Iterable[Found], known: Mapping[str, Any]) -> list[str]:
    """Give tickets that are not closed the newest amounts of what they say.

    The version stays: nobody's step fails because a scan passed by.
    """
    changed = [
        {"of": known[one.fingerprint].id, "fen": one.amount_fen, "says": dict(one.evidence)}
        for one in found
        if one.fingerprint in known and _says_less(known[one.fingerprint], one)
    ]
    if changed:
        row = table(RiskFinding)
        statement = (
            update(row)
            .where(row.c.id == bindparam("of"), row.c.state != "closed")
            .values(
                amount_fen=bindparam("fen"), evidence=bindparam("says", type_=row.c.evidence.type)
            )
        )
        session.connection().execute(statement, changed)
    return [str(one["of"]) for one in changed]


def _says_less(row: Any, one: Found) -> bool:
    is_same = (row.amount_fen, row.evidence) == (one.amount_fen, dict(one.evidence))
    return row.state != "closed" and not is_same


def _remember(session: Session, look: Look, today: date) -> None:
    """Keep when the county was searched and where the search was cut, for the page."""
    value = {"on": today.isoformat(), "findings": len(look.found), "cut_at": list(look.cut_at)}
    kept = session.get(SavedSetting, LAST_SCAN) or SavedSetting(key=LAST_SCAN)
    kept.value = value
    session.add(kept)


def _tell(session: Session, count: int, now: datetime) -> None:
    """A line and a letter to the regulators."""
    row = columns(Organisation)
    offices = select(row.id).where(row.kind == "regulator", row.state == "approved")
    title = _("扫描发现 %(n)s 条新的风险线索，请核实", n=count)
    for office in session.execute(offices).scalars().all():
        notify(session, office, "risks_found", title, now, path="/risks?state=found")


def _digest(lines: Iterable[str]) -> str:
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()
