"""Match all confirmed, free documents with all published products, and keep what came out."""

import hashlib
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import insert, select, update
from sqlmodel import Session

from matching import RULE_VERSION

from ..shared import audit
from ..shared.actor import Actor
from ..shared.database import Database
from ..shared.errors import ItIsNotYours
from ..shared.tables import columns, table
from .match_pairs import Matched, match_market
from .match_reading import read_market
from .models import MatchRun, Opportunity

AT_ONCE = 500


class OnlyTheOperatorMatches(ItIsNotYours):
    """A match run looks at every bank's room: the operator starts it, or a job does."""


def run_match(
    session: Session, actor: Actor, as_of: date, now: datetime, time_limit: float | None = None
) -> MatchRun:
    """Run matching as of a day and make it the current run.

    It reserves nothing and hides nothing: its allocation only marks opportunities as
    recommended. ``time_limit`` is in seconds of wall clock. Raises OnlyTheOperatorMatches.
    """
    _only_operator(actor)
    return keep_match(session, actor, match_market(read_market(session, as_of), time_limit), now)


def match_and_keep(
    database: Database, actor: Actor, as_of: date, now: datetime, time_limit: float | None = None
) -> MatchRun:
    """The same in transactions of its own: nobody waits for a lock while it computes."""
    _only_operator(actor)
    with database.reading() as session:
        market = read_market(session, as_of)
    matched = match_market(market, time_limit)
    with database.writing() as session:
        return keep_match(session, actor, matched, now)


def _only_operator(actor: Actor) -> None:
    if not actor.is_operator:
        raise OnlyTheOperatorMatches(_("匹配由平台运营发起"))


def keep_match(session: Session, actor: Actor, matched: Matched, now: datetime) -> MatchRun:
    """Keep what came out as the current run, with one audit entry."""
    run = _run(matched, actor, now)
    _replace_current(session)
    session.add(run)
    session.flush()
    _keep(session, run, matched, now)
    audit.record(
        session,
        actor,
        "run_match",
        run.id,
        now,
        as_of=run.as_of,
        rule_version=run.rule_version,
        input=matched.result.run_id,
        opportunities=len(matched.rows),
        digest=_digest(matched),
    )
    return run


def _run(matched: Matched, actor: Actor, now: datetime) -> MatchRun:
    result = matched.result
    return MatchRun(
        as_of=result.as_of,
        state="done",
        is_current=True,
        rule_version=RULE_VERSION,
        started_by=actor.name,
        finished_at=now,
        assets=result.assets,
        eligible_pairs=result.eligible_pairs,
        funded_assets=result.funded_assets,
        principal_fen=result.principal_fen,
        objective_fen=result.objective_fen,
        upper_bound_fen=result.upper_bound_fen,
        gap=result.gap,
        limit_prices=matched.prices,
    )


def _replace_current(session: Session) -> None:
    """Two runs at once follow one another here; the later one stays current."""
    run = table(MatchRun)
    session.execute(select(run.c.id).where(run.c.is_current).with_for_update())
    session.execute(update(run).where(run.c.is_current).values(is_current=False))


def _keep(session: Session, run: MatchRun, matched: Matched, now: datetime) -> None:
    rows = [row.as_columns(run.id, now) for row in matched.rows]
    for start in range(0, len(rows), AT_ONCE):
        session.execute(insert(table(Opportunity)), rows[start : start + AT_ONCE])


def _digest(matched: Matched) -> str:
    sha = hashlib.sha256()
    for row in matched.rows:
        sha.update(repr((row.asset_id, row.product_id, row.recommended_fen)).encode())
    return sha.hexdigest()[:32]


def find_current_run(session: Session) -> MatchRun | None:
    """The run whose opportunities are shown, or None before the first one."""
    run = columns(MatchRun)
    query = select(MatchRun).where(run.is_current).order_by(run.created_at.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()
