"""An approver sets, raises or lowers a limit; never below what is taken under it."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlmodel import Session

from ..registry.models import Guarantor
from ..shared import audit
from ..shared.actor import Actor
from ..shared.money import format_yuan
from ..shared.tables import columns, table
from .errors import LimitIsTooLow
from .limits import NO_CEILING, PER_PARTY, Line, condition, ensure, insert_line
from .models import CreditLimit
from .permission import approver_of
from .queries import get_limit_for_bank, get_line_for_bank

LARGEST_FEN = 10**17


def add_limit(
    session: Session,
    actor: Actor,
    scope: str,
    ceiling_fen: int,
    now: datetime,
    *,
    product_id: str | None = None,
    party_uscc: str = "",
) -> None:
    """Set a limit of the own bank; without a party the one of each firm not named.

    Raises LimitDoesNotFit, LimitIsTooLow, OnlyAnApproverDecides.
    """
    approver_of(actor)
    line = get_line_for_bank(session, actor, scope, product_id, party_uscc)
    set_ceiling(session, line, ceiling_fen, now)
    _note(session, actor, "set_limit", line, ceiling_fen, now)


def change_limit(
    session: Session, actor: Actor, limit_id: str, ceiling_fen: int, now: datetime
) -> None:
    """Raise or lower a limit of the own bank. Raises LimitIsTooLow, OnlyAnApproverDecides."""
    approver_of(actor)
    row = get_limit_for_bank(session, actor, limit_id)
    line = Line(row.scope, row.holder_id, row.product_id, row.party_id)
    set_ceiling(session, line, ceiling_fen, now)
    _note(session, actor, "change_limit", line, ceiling_fen, now, before_fen=row.ceiling_fen)


def set_guarantee_capacity(session: Session, guarantor: Guarantor, now: datetime) -> int:
    """Set a guarantor's capacity to net assets × multiple (order 683); returns it in fen."""
    ceiling_fen = guarantor.net_assets_fen * guarantor.multiple
    set_ceiling(session, Line("guarantee", guarantor.id), ceiling_fen, now)
    return ceiling_fen


def set_ceiling(session: Session, line: Line, ceiling_fen: int, now: datetime) -> None:
    """Put the ceiling on the row of a limit, making it where it is missing.

    A default row takes the rows that inherit from it along. Raises LimitIsTooLow.
    """
    _check_ceiling(ceiling_fen)
    if line.scope in PER_PARTY:
        hold_bank(session, line.holder_id, now)
    if line.scope in PER_PARTY and line.party_id is None:
        _set_default(session, line, ceiling_fen, now)
        return
    if not insert_line(session, line, ceiling_fen, now, inherited=False):
        _lower_or_raise(session, condition(line), ceiling_fen, inherited=False)


def _check_ceiling(ceiling_fen: int) -> None:
    if not 0 <= ceiling_fen <= LARGEST_FEN:
        raise LimitIsTooLow(_("额度应在 0 到 1,000,000,000,000,000 元之间"), "ceiling_fen")


def hold_bank(session: Session, bank_id: str, now: datetime) -> None:
    """Every reservation moves the bank's row first: holding it keeps new rows from appearing."""
    line = Line("bank", bank_id)
    ensure(session, line, now)
    session.execute(select(columns(CreditLimit).id).where(*condition(line)).with_for_update())


def _set_default(session: Session, line: Line, ceiling_fen: int, now: datetime) -> None:
    if not insert_line(session, line, ceiling_fen, now, inherited=False):
        _lower_or_raise(session, condition(line), ceiling_fen, inherited=False)
    row = columns(CreditLimit)
    heirs = [row.holder_id == line.holder_id, row.scope == line.scope, row.inherited]
    _lower_or_raise(session, [*heirs, row.party_id.is_not(None)], ceiling_fen, inherited=True)


def _lower_or_raise(
    session: Session, where: list[Any], ceiling_fen: int, *, inherited: bool
) -> None:
    row = table(CreditLimit)
    taken = row.c.reserved_fen + row.c.used_fen
    moved: Any = session.execute(
        update(row)
        .where(*where, taken <= ceiling_fen)
        .values(ceiling_fen=ceiling_fen, inherited=inherited, version=row.c.version + 1)
    )
    query = select(func.count(), func.max(taken)).select_from(row).where(*where)
    count, most = session.execute(query).one()
    if moved.rowcount != count:
        words = _(
            "已占用 %(taken)s 元，额度不能低于它；请先收回占用，或填更高的额度",
            taken=format_yuan(int(most)),
        )
        raise LimitIsTooLow(words, "ceiling_fen")


def _note(
    session: Session,
    actor: Actor,
    action: str,
    line: Line,
    ceiling_fen: int,
    now: datetime,
    **more: Any,
) -> None:
    known = {name: value for name, value in more.items() if value != NO_CEILING}
    subject = line.product_id or line.holder_id
    audit.record(
        session,
        actor,
        action,
        subject,
        now,
        scope=line.scope,
        party=line.party_id,
        ceiling_fen=ceiling_fen,
        **known,
    )
