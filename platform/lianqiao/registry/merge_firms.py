"""The operator merges two firms that are one: what the one has goes to the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from ..accounts.errors import ReasonIsMissing
from ..accounts.invite_member import end_open_ones
from ..accounts.models import Organisation, UserSession
from ..accounts.states import ORGANISATION
from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere, SomebodyWasFaster
from ..shared.tables import columns, table
from ..shared.transitions import advance
from .errors import TheseFirmsCannotBeMerged
from .hold_firms import hold_firms
from .merge_moves import Moved, carry_out
from .merge_plan import Plan, plan_merge
from .merge_rules import Obstacle, Party, check_parties
from .merge_tell import tell_of_merge
from .models import Authorisation, Enterprise, TradeLink
from .states import LINK

PATIENCE_MS = 400  # below PostgreSQL's own second: whoever merges gives way, nobody is cut off
HELD_BY_OTHERS = ("55P03", "40P01")  # PostgreSQL: lock not available, deadlock detected


@dataclass(frozen=True)
class Pair:
    """The two firms with their rows."""

    gone: Organisation
    stay: Organisation
    gone_firm: Enterprise
    stay_firm: Enterprise


def merge_firms(
    session: Session,
    actor: Actor,
    gone_id: str,
    stay_id: str,
    reason: str,
    now: datetime,
    today: date,
) -> Organisation:
    """Merge one firm into another in the caller's transaction; gives the staying one.

    Raises NothingIsThere, ReasonIsMissing, TheseFirmsCannotBeMerged with every obstacle,
    SomebodyWasFaster while others work with either firm.
    """
    if not reason.strip():
        raise ReasonIsMissing(_("请写明为什么是同一家企业"), "reason")
    with _giving_way(session):
        pair = get_pair(session, actor, gone_id, stay_id, hold=True)
        refuse_obstacles(check_pair(pair))
        plan = plan_merge(session, gone_id, stay_id, hold=True)
        refuse_obstacles(plan.obstacles)
        _merge(session, actor, pair, plan, reason.strip(), now, today)
    return session.get_one(Organisation, stay_id)


def get_pair(
    session: Session, actor: Actor, gone_id: str, stay_id: str, *, hold: bool = False
) -> Pair:
    """Two firms, for the operator alone; raises NothingIsThere. With ``hold`` until the end."""
    if not actor.is_operator:
        raise NothingIsThere
    row, firm = columns(Organisation), columns(Enterprise)
    query = select(Organisation).where(row.id.in_((gone_id, stay_id))).order_by(row.id)
    query = query.with_for_update() if hold else query
    found = {one.id: one for one in session.execute(query).scalars()}
    firms = select(Enterprise).where(firm.id.in_(found))
    extended = {one.id: one for one in session.execute(firms).scalars()}
    if not {gone_id, stay_id} <= set(extended):
        raise NothingIsThere
    pair = Pair(found[gone_id], found[stay_id], extended[gone_id], extended[stay_id])
    if hold:
        hold_firms(session, (pair.gone_firm.uscc, pair.stay_firm.uscc))
    return pair


def check_pair(pair: Pair) -> list[Obstacle]:
    """What stands against merging the two, apart from what they have."""
    return check_parties(_party(pair.gone, pair.gone_firm), _party(pair.stay, pair.stay_firm))


def _party(organisation: Organisation, firm: Enterprise) -> Party:
    return Party(organisation.id, organisation.name, organisation.state, firm.is_core)


def refuse_obstacles(obstacles: list[Obstacle]) -> None:
    """Raises TheseFirmsCannotBeMerged with every obstacle and its mend."""
    if obstacles:
        words = "；".join(f"{one.why}（{one.mend}）" for one in obstacles)
        raise TheseFirmsCannotBeMerged(words)


def _merge(
    session: Session,
    actor: Actor,
    pair: Pair,
    plan: Plan,
    reason: str,
    now: datetime,
    today: date,
) -> None:
    tell_of_merge(session, pair.gone, pair.stay, pair.gone_firm.uscc, pair.stay_firm.uscc, now)
    pair.gone.merged_into_id = pair.stay.id
    advance(session, ORGANISATION, pair.gone, "merge", actor, now, reason)
    moved = settle(session, actor, plan, now, today)
    audit.record(
        session,
        actor,
        "merge_firms",
        plan.gone,
        now,
        into=plan.stay,
        reason=reason,
        **summary(moved),
    )


def settle(session: Session, actor: Actor, plan: Plan, now: datetime, today: date) -> Moved:
    """Do what was planned with links, rights and rows; a second time there is nothing to do."""
    _end_doubles(session, actor, plan, now, today)
    _end_rights(session, plan.gone, now, today)
    return carry_out(session, plan)


def summary(moved: Moved) -> dict[str, int | str]:
    """What the audit keeps of it: counts by table would tell the operator of banks' loans."""
    return {
        "rows": sum(moved.values()),
        "digest": audit.link("", audit.canonical(moved))[:16],
    }


def _end_doubles(session: Session, actor: Actor, plan: Plan, now: datetime, today: date) -> None:
    """Of two links that say the same the less lively ends."""
    reason = _("两家企业合并，与另一条合作关系重复")
    for link_id in plan.ends:
        link = session.get_one(TradeLink, link_id)
        link.ended_on = today
        advance(
            session, LINK, link, "end" if link.state == "active" else "withdraw", actor, now, reason
        )


def _end_rights(session: Session, gone: str, now: datetime, today: date) -> None:
    """Nobody gains by a merge: consents, open invitations and sign-ins of the merged firm end."""
    consent, sign_in = table(Authorisation), table(UserSession)
    session.execute(
        update(consent)
        .where(consent.c.enterprise_id == gone, consent.c.revoked_on.is_(None))
        .values(revoked_on=today, version=consent.c.version + 1)
    )
    end_open_ones(session, gone, now)
    session.execute(
        update(sign_in)
        .where(sign_in.c.organisation_id == gone, sign_in.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )


@contextmanager
def _giving_way(session: Session) -> Iterator[None]:
    """On PostgreSQL wait only briefly for rows that others hold, and say so in words."""
    waits = session.get_bind().dialect.name == "postgresql"
    if waits:
        session.execute(text(f"SET LOCAL lock_timeout = {PATIENCE_MS}"))
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", "") not in HELD_BY_OTHERS:
            raise
        raise SomebodyWasFaster(_("有人正在办理这两家企业的业务，请稍后再合并")) from None
    if waits:
        session.execute(text("SET LOCAL lock_timeout = DEFAULT"))  # sealing the audit may wait
