"""Reads of match runs and opportunities; what a viewer may not know never leaves a query."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from ..accounts.models import Organisation
from ..products.models import Product
from ..registry.models import Authorisation, Enterprise
from ..registry.queries import consent_to
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from ..trade.models import WHOLE_SHARE, Asset
from .models import LIVE_APPLICATION_STATES, Application, MatchRun, Opportunity


def runs_query() -> Select[Any]:
    """Every run, as columns of a list."""
    run = columns(MatchRun)
    return select(
        run.id,
        run.as_of,
        run.finished_at,
        run.started_by,
        run.assets,
        run.eligible_pairs,
        run.funded_assets,
        run.principal_fen,
        (run.gap * 1_000_000).label("gap_ppm"),
        case((run.is_current, "current"), else_="earlier").label("standing"),
        run.created_at,
    )


def get_run(session: Session, actor: Actor, run_id: str) -> MatchRun:
    """A run, for the operator and the regulator; raises NothingIsThere for all others."""
    row = session.get(MatchRun, run_id)
    if row is None or actor.kind not in ("operator", "regulator"):
        raise NothingIsThere
    return row


def _names(rows: Any) -> dict[str, str]:
    return {row[0]: row[1] for row in rows}


def _current() -> Any:
    """The id of the current run."""
    run = columns(MatchRun)
    query = select(run.id).where(run.is_current).order_by(run.created_at.desc()).limit(1)
    return query.scalar_subquery()


def _on_offer() -> list[Any]:
    """The product is still published, by a bank that is still approved."""
    product, organisation = columns(Product), columns(Organisation)
    return [product.state == "published", organisation.state == "approved"]


def _chances(own: str) -> Any:
    """For each of a firm's documents: how many banks fit, the cheapest, the most, the mark."""
    row = columns(Opportunity)
    fits = case((row.eligible, 1), else_=None)
    return (
        select(
            row.asset_id,
            func.count(func.distinct(case((row.eligible, row.bank_id)))).label("banks"),
            func.min(case((row.eligible, row.all_in_ppm))).label("best_ppm"),
            func.max(case((row.eligible, row.principal_fen))).label("most_fen"),
            func.sum(row.recommended_fen).label("recommended_fen"),
            func.count(fits).label("products"),
        )
        .join(table(Product), columns(Product).id == row.product_id)
        .join(table(Organisation), columns(Organisation).id == row.bank_id)
        .where(row.run_id == _current(), row.borrower_id == own, *_on_offer())
        .group_by(row.asset_id)
        .subquery()
    )


def chances_query(actor: Actor, today: date) -> Select[Any]:
    """A firm's own confirmed, free documents with what matching found for each.

    ``standing``: ready (somebody fits and nothing is asked yet), applied, none (nobody fits),
    waiting (not matched yet).
    """
    asset, other = columns(Asset), aliased(table(Organisation))
    chance = _chances(actor.organisation)
    standing = case(
        (_has_application(), "applied"),
        (chance.c.asset_id.is_(None), "waiting"),
        (chance.c.banks > 0, "ready"),
        else_="none",
    )
    return (
        select(
            asset.id,
            asset.document_no,
            asset.kind,
            other.c.name.label("core"),
            asset.confirmed_fen,
            asset.due_date,
            func.coalesce(chance.c.banks, 0).label("banks"),
            chance.c.best_ppm,
            chance.c.most_fen,
            case((chance.c.recommended_fen > 0, "yes"), else_=None).label("recommended"),
            standing.label("standing"),
        )
        .select_from(table(Asset))
        .join(other, other.c.id == asset.core_id)
        .outerjoin(chance, chance.c.asset_id == asset.id)
        .where(
            asset.borrower_id == actor.organisation,
            asset.state == "confirmed",
            asset.due_date > today,
            asset.occupied_share < WHOLE_SHARE,
            or_(asset.splittable, asset.occupied_fen == 0),
        )
    )


def _has_application() -> Any:
    application = columns(Application)
    return exists(
        select(application.id).where(
            application.asset_id == columns(Asset).id,
            application.state.in_(LIVE_APPLICATION_STATES),
        )
    )


def get_own_asset(session: Session, actor: Actor, asset_id: str) -> Asset:
    """A document of which the viewer's firm is the one that is financed."""
    asset = columns(Asset)
    query = select(Asset).where(asset.id == asset_id, asset.borrower_id == actor.organisation_id)
    found: Asset | None = session.execute(query).scalar_one_or_none()
    if found is None or actor.kind != "enterprise":
        raise NothingIsThere
    return found


def list_options(session: Session, actor: Actor, asset_id: str) -> Sequence[Any]:
    """What the current run found for one of the viewer's own documents.

    Eligible ones first, among them the recommended, then by fit and cost; near misses after.
    """
    row, product, bank = columns(Opportunity), columns(Product), columns(Organisation)
    query = (
        select(
            table(Opportunity),
            product.name.label("product"),
            product.code,
            product.rule_version,
            product.rate_ppm,
            product.fee_ppm,
            product.decision_days,
            product.max_days,
            product.summary,
            bank.name.label("bank"),
        )
        .join(table(Product), product.id == row.product_id)
        .join(table(Organisation), bank.id == row.bank_id)
        .where(
            row.run_id == _current(),
            row.asset_id == asset_id,
            row.borrower_id == actor.organisation,
            *_on_offer(),
        )
        .order_by(
            row.eligible.desc(),
            case((row.recommended_fen > 0, 0), else_=1),
            row.failed_rules,
            row.fit.desc(),
            row.all_in_ppm,
            product.code,
        )
    )
    return session.execute(query).all()


def find_live_applications(session: Session, actor: Actor, asset_id: str) -> dict[str, str]:
    """The viewer's own open applications on a document: id by product."""
    application = columns(Application)
    query = select(application.product_id, application.id).where(
        application.asset_id == asset_id,
        application.borrower_id == actor.organisation,
        application.state.in_(LIVE_APPLICATION_STATES),
    )
    return _names(session.execute(query))


def bank_opportunities_query(actor: Actor, today: date) -> Select[Any]:
    """What the current run found for the viewer's own bank, of firms whose consent holds.

    Nothing in it tells of another bank. ``rank`` sorts recommended ones first, then by fit.
    """
    row, product, asset = columns(Opportunity), columns(Product), columns(Asset)
    borrower, core = aliased(table(Organisation)), aliased(table(Organisation))
    firm = columns(Enterprise)
    recommended = row.recommended_fen > 0
    consent = consent_to(actor.organisation, today)
    consenting = select(columns(Authorisation).enterprise_id).where(consent)
    return (
        select(
            row.id,
            borrower.c.name.label("borrower"),
            firm.park,
            asset.kind,
            asset.document_no,
            core.c.name.label("core"),
            product.name.label("product"),
            row.product_id,
            row.principal_fen,
            row.recommended_fen,
            asset.due_date,
            row.all_in_ppm,
            row.fit,
            case((recommended, "yes"), else_=None).label("recommended"),
            (case((recommended, 1000), else_=0) + row.fit).label("rank"),
            row.created_at,
        )
        .select_from(table(Opportunity))
        .join(table(Product), product.id == row.product_id)
        .join(table(Asset), asset.id == row.asset_id)
        .join(table(Enterprise), firm.id == row.borrower_id)
        .join(borrower, borrower.c.id == row.borrower_id)
        .join(core, core.c.id == asset.core_id)
        .where(
            row.run_id == _current(),
            row.bank_id == actor.organisation,
            row.eligible,
            product.state == "published",
            product.bank_id == actor.organisation,
            asset.due_date > today,
            row.borrower_id.in_(consenting),
        )
    )


def get_opportunity_for_bank(
    session: Session, actor: Actor, opportunity_id: str, today: date
) -> Opportunity:
    """An opportunity of the viewer's own bank as its list shows it; raises NothingIsThere."""
    if actor.kind != "bank":
        raise NothingIsThere
    listed = bank_opportunities_query(actor, today).where(columns(Opportunity).id == opportunity_id)
    if session.execute(listed).first() is None:
        raise NothingIsThere
    return session.get_one(Opportunity, opportunity_id)


def list_own_options_of_bank(session: Session, actor: Actor, asset_id: str) -> Sequence[Any]:
    """The own bank's eligible products for one document, in the current run."""
    row, product, bank = columns(Opportunity), columns(Product), columns(Organisation)
    query = (
        select(
            table(Opportunity),
            product.name.label("product"),
            product.rate_ppm,
            bank.name.label("bank"),
        )
        .join(table(Product), product.id == row.product_id)
        .join(table(Organisation), bank.id == row.bank_id)
        .where(
            and_(row.run_id == _current(), row.bank_id == actor.organisation, row.eligible),
            row.asset_id == asset_id,
        )
        .order_by(product.code)
    )
    return session.execute(query).all()


def get_name(session: Session, organisation_id: str) -> str:
    """The name of an organisation that the viewer has been shown."""
    return session.get_one(Organisation, organisation_id).name


def count_rows(session: Session, query: Select[Any]) -> int:
    """How many rows stand behind a list."""
    return int(session.execute(select(func.count()).select_from(query.subquery())).scalar_one())
