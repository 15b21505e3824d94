"""Carries a plan out: rows that pointed at the merged firm point at the staying one."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, case, delete, or_, select, update
from sqlmodel import Session

from ..shared.ids import new_id
from ..shared.tables import table
from .merge_plan import Plan, Rows, named
from .merge_references import Reference, references
from .models import Enterprise

Moved = dict[str, int]


def carry_out(session: Session, plan: Plan) -> Moved:
    """Move, drop and leave rows as planned; gives how many rows of each table moved.

    Set-based, past the session's objects: what was loaded before is stale afterwards.
    """
    _drop(session, plan)
    _join_limits(session, plan)
    between = new_id()  # a key that nobody has; foreign keys are checked at commit
    every = references()
    for reference in every:
        _point(session, reference, plan.stay, between, only=plan.traded[reference.name])
    moved: Moved = {}
    for reference in every:
        spared = plan.parked[reference.name]
        count = _point(session, reference, plan.gone, plan.stay, spared=spared)
        if count:
            moved[reference.name] = count
    for reference in every:
        _point(session, reference, between, plan.gone, only=plan.traded[reference.name])
    _nobody_registered_itself(session, plan.stay)
    moved["vault_use"] = _move_papers(session, plan)
    session.expire_all()
    return {name: count for name, count in moved.items() if count}


def _point(
    session: Session,
    reference: Reference,
    old: str,
    new: str,
    *,
    only: set[str] | None = None,
    spared: Iterable[str] = (),
) -> int:
    """Every column of a table that names ``old`` names ``new``, in one statement."""
    if only is not None and not only:
        return 0
    place = reference.table
    cells = {name: place.c[name] for name in reference.columns}
    values: dict[str, Any] = {
        name: case((cell == old, new), else_=cell) for name, cell in cells.items()
    }
    statement = update(place).where(or_(*(cell == old for cell in cells.values())))
    if only is not None:
        statement = statement.where(place.c.id.in_(sorted(only)))
    if spared:
        statement = statement.where(place.c.id.not_in(sorted(spared)))
    return _touched(session, statement.values(**values, **_next_version(place)))


def _next_version(place: Table) -> dict[str, Any]:
    """Whoever read the row before loses: the version is the guard against lost updates."""
    return {"version": place.c.version + 1} if "version" in place.c else {}


def _drop(session: Session, plan: Plan) -> None:
    for name, ids in _filled(plan.dropped):
        place = named(name)
        session.execute(delete(place).where(place.c.id.in_(sorted(ids))))


def _filled(rows: Rows) -> list[tuple[str, set[str]]]:
    return [(name, ids) for name, ids in sorted(rows.items()) if ids]


def _join_limits(session: Session, plan: Plan) -> None:
    """What was taken under the merged firm's limit is taken under the staying firm's."""
    place = named("credit_limit")
    for one in plan.limits:
        if one.taken.fen:
            statement = update(place).where(place.c.id == one.stay_id)
            _touched(
                session,
                statement.values(
                    reserved_fen=place.c.reserved_fen + one.taken.reserved_fen,
                    used_fen=place.c.used_fen + one.taken.used_fen,
                    **_next_version(place),
                ),
            )


def _nobody_registered_itself(session: Session, stay: str) -> None:
    """Where the merged firm had entered the staying one, that counts as the operator's entry."""
    firm = table(Enterprise)
    own = update(firm).where(firm.c.id == stay, firm.c.registered_by == stay)
    session.execute(own.values(registered_by=None, **_next_version(firm)))


def _move_papers(session: Session, plan: Plan) -> int:
    """Documents shown at the firm itself, and uses of a file that both firms had kept."""
    use = named("vault_use")
    moved = 0
    for old, new in plan.doubles:
        moved += _move_uses(session, use, use.c.document_id, old, new)
    subject = use.c.subject_kind == "enterprise"
    return moved + _move_uses(session, use, use.c.subject_id, plan.gone, plan.stay, subject)


def _move_uses(session: Session, use: Table, cell: Any, old: str, new: str, *where: Any) -> int:
    """Move uses to another document or subject; one that is there already is not doubled."""
    others = [use.c[name] for name in ("document_id", "subject_kind", "subject_id")]
    there = use.alias()
    same = [there.c[one.name] == (new if one.name == cell.name else one) for one in others]
    double = select(there.c.id).where(*same).exists()
    statement = update(use).where(cell == old, ~double, *where)
    return _touched(session, statement.values({cell.name: new, **_next_version(use)}))


def _touched(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement)
    return int(result.rowcount)
