"""Limits that cannot be overdrawn: rows on demand, guarded UPDATEs in one fixed order.

Every lender moves product, bank, core, borrower, guarantor in this order, so that two
transactions never wait for each other. A limit that nobody has set is carried all the same,
with a ceiling of NO_CEILING, so that a limit set later knows what is already taken under it.
A guarantor's capacity alone is never without a ceiling: what nobody has set is no guarantee.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select, update
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.database import insert_for
from ..shared.ids import new_id
from ..shared.tables import columns, table
from .errors import LimitIsExhausted, NobodyStandsBehindIt, ReservationIsMissing
from .models import CreditLimit, Product

NO_CEILING = 2**62
PER_PARTY = ("core", "borrower")


@dataclass(frozen=True, slots=True)
class Line:
    """One limit by its natural key; ``party_id`` None is the whole or the default row."""

    scope: str
    holder_id: str
    product_id: str | None = None
    party_id: str | None = None


def lines_of(
    product: Product, borrower_id: str, core_id: str, guarantor_id: str | None = None
) -> tuple[Line, ...]:
    """The limits that a loan of the product moves, in the one fixed order.

    ``guarantor_id`` is who stands behind that loan: its whole principal counts (docs/decisions,
    27).
    """
    bank = product.bank_id
    guarantee = (Line("guarantee", guarantor_id),) if guarantor_id else ()
    return (
        Line("product", bank, product_id=product.id),
        Line("bank", bank),
        Line("core", bank, party_id=core_id),
        Line("borrower", bank, party_id=borrower_id),
        *guarantee,
    )


def reserve(
    session: Session,
    product: Product,
    borrower_id: str,
    core_id: str,
    amount_fen: int,
    now: datetime,
) -> None:
    """Reserve an amount under all limits, the capacity of the product's guarantor too.

    The caller's transaction carries it: a refusal undoes the limits that had room. The caller
    keeps who the guarantor was, and names it when the amount is used or released. Raises
    LimitIsExhausted, NobodyStandsBehindIt.
    """
    for line in lines_of(product, borrower_id, core_id, product.guarantor_id):
        if line.scope == "guarantee":
            _check_capacity(session, line)
        _reserve_one(session, line, amount_fen, now)


def use_reserved(
    session: Session,
    product: Product,
    borrower_id: str,
    core_id: str,
    amount_fen: int,
    guarantor_id: str | None = None,
) -> None:
    """Turn what was reserved into used: the money was drawn."""
    for line in lines_of(product, borrower_id, core_id, guarantor_id):
        _move(session, line, reserved=-amount_fen, used=amount_fen)


def release_reserved(
    session: Session,
    product: Product,
    borrower_id: str,
    core_id: str,
    amount_fen: int,
    guarantor_id: str | None = None,
) -> None:
    """Give back what was reserved: the case ended before the money was drawn."""
    for line in lines_of(product, borrower_id, core_id, guarantor_id):
        _move(session, line, reserved=-amount_fen)


def release_used(
    session: Session,
    product: Product,
    borrower_id: str,
    core_id: str,
    amount_fen: int,
    guarantor_id: str | None = None,
) -> None:
    """Give back what was used: the loan was repaid."""
    for line in lines_of(product, borrower_id, core_id, guarantor_id):
        _move(session, line, used=-amount_fen)


def _check_capacity(session: Session, line: Line) -> None:
    """The guarantor has a capacity and is approved; raises NobodyStandsBehindIt."""
    organisation = columns(Organisation)
    query = (
        select(columns(CreditLimit).id)
        .join(Organisation, organisation.id == line.holder_id)
        .where(*condition(line), organisation.state == "approved")
    )
    if session.execute(query).first() is None:
        raise NobodyStandsBehindIt(
            line.scope,
            _("该产品由担保机构担保，而担保机构现在没有核定的担保能力；请联系银行，或选择其他报价"),
        )


def condition(line: Line) -> list[Any]:
    """The WHERE of one limit."""
    row = columns(CreditLimit)
    if line.product_id is not None:
        return [row.product_id == line.product_id]
    party = row.party_id.is_(None) if line.party_id is None else row.party_id == line.party_id
    return [
        row.holder_id == line.holder_id,
        row.scope == line.scope,
        row.product_id.is_(None),
        party,
    ]


def ensure(session: Session, line: Line, now: datetime) -> None:
    """Make the row of a limit where it is missing: from the default row, or without a ceiling."""
    if session.execute(select(columns(CreditLimit).id).where(*condition(line))).first():
        return
    insert_line(session, line, _inherited_ceiling(session, line), now, inherited=True)


def insert_line(
    session: Session, line: Line, ceiling_fen: int, now: datetime, *, inherited: bool
) -> bool:
    """Add the row of a limit unless it is there; says whether it was added."""
    insert = insert_for(session)(table(CreditLimit)).values(
        id=new_id(),
        created_at=now,
        version=1,
        scope=line.scope,
        holder_id=line.holder_id,
        product_id=line.product_id,
        party_id=line.party_id,
        ceiling_fen=ceiling_fen,
        reserved_fen=0,
        used_fen=0,
        inherited=inherited,
    )
    return _touched(session, insert.on_conflict_do_nothing())


def _inherited_ceiling(session: Session, line: Line) -> int:
    if line.scope not in PER_PARTY or line.party_id is None:
        return NO_CEILING
    default = _ceiling(Line(line.scope, line.holder_id))
    found = session.execute(default).scalar_one_or_none()
    return NO_CEILING if found is None else int(found)


def _ceiling(line: Line) -> Select[Any]:
    return select(columns(CreditLimit).ceiling_fen).where(*condition(line))


def _reserve_one(session: Session, line: Line, amount_fen: int, now: datetime) -> None:
    ensure(session, line, now)
    row = table(CreditLimit)
    taken = row.c.reserved_fen + row.c.used_fen
    guarded = (
        update(row)
        .where(*condition(line), has_room(taken + amount_fen, row.c.ceiling_fen))
        .values(reserved_fen=row.c.reserved_fen + amount_fen, version=row.c.version + 1)
    )
    if not _touched(session, guarded):
        raise LimitIsExhausted(line.scope, _("剩余额度不足，请联系银行，或选择其他银行的报价"))


def _move(session: Session, line: Line, *, reserved: int = 0, used: int = 0) -> None:
    row = table(CreditLimit)
    guarded = (
        update(row)
        .where(*condition(line), row.c.reserved_fen + reserved >= 0, row.c.used_fen + used >= 0)
        .values(
            reserved_fen=row.c.reserved_fen + reserved,
            used_fen=row.c.used_fen + used,
            version=row.c.version + 1,
        )
    )
    if not _touched(session, guarded):
        raise ReservationIsMissing(f"{line}: reserved {reserved:+d}, used {used:+d}")


def has_room(taken: Any, ceiling: Any) -> Any:
    """The guard of every reservation: what would be taken does not pass the ceiling."""
    return taken <= ceiling


def _touched(session: Session, statement: Any) -> bool:
    result: Any = session.execute(statement)
    return bool(result.rowcount == 1)
