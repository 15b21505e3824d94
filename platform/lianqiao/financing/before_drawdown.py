"""What must be known of the register before money goes out (银发〔2025〕77号 art. 13)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from ..shared.parameters import get_figure
from . import register_rules
from .models import Application, Quote
from .register_standing import look_at_standing

FRESHNESS = "registration.query_freshness"


def check_before_drawdown(
    session: Session, application: Application, quote: Quote, paid_on: date, reason: str
) -> Mapping[str, Any]:
    """The register was looked into lately, and the rank suffices or somebody says why not.

    The caller holds the application. Returns what the audit entry of the drawdown keeps.
    Raises QueryIsTooOld, PriorClaimsAreMissing, ReasonForLowRankIsMissing.
    """
    standing = look_at_standing(session, application, quote, "")
    figure = get_figure(session, FRESHNESS, paid_on)
    looks = [look.queried_at for look in standing.looks]
    register_rules.check_fresh(looks, paid_on, figure.number)
    register_rules.check_found(standing.looks[0].result, len(standing.priors))
    words = register_rules.check_rank(standing.left_fen, standing.principal_fen, reason)
    kept = {"queried_at": max(looks), "rank": standing.own.place, "left_fen": standing.left_fen}
    return {**kept, "low_rank_reason": words} if standing.is_short else kept
