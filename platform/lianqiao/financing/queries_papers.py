"""Which receivables and orders a bank considers, so that it may open their papers."""

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from ..shared.actor import Actor
from ..shared.tables import columns
from ..trade.models import Asset, AssetClaim
from .models import LIVE_APPLICATION_STATES, Application
from .queries_matching import bank_opportunities_query


def laid_before(actor: Actor, today: date) -> Select[Any]:
    """Ids of the assets of a bank's open applications, live claims and current opportunities.

    A claim may stand on the receivable that took an order's financing over.
    """
    application = columns(Application)
    asked = select(application.asset_id).where(
        application.bank_id == actor.organisation,
        application.state.in_(LIVE_APPLICATION_STATES),
    )
    claim = columns(AssetClaim)
    holds = select(claim.asset_id).where(claim.bank_id == actor.organisation, claim.live)
    offered = bank_opportunities_query(actor, today).with_only_columns(columns(Asset).id)
    return select(asked.union(holds, offered).subquery().c[0])
