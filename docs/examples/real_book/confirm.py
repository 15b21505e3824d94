"""On a day of 2013 the seller lets banks see its file, and each customer confirms what it owes."""

import sys
import time
from datetime import UTC, date, datetime

from sqlalchemy import select

from lianqiao.config import Settings
from lianqiao.registry.consent import grant_authorisation
from lianqiao.shared.actor import Actor
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns
from lianqiao.trade.confirm_asset import confirm_assets
from lianqiao.trade.models import Asset
from lianqiao.trade.queries import awaits_confirmation

day, now, asset = date(2013, 6, 15), datetime.now(UTC), columns(Asset)


def person(firm_id: str) -> Actor:
    return Actor(None, firm_id, "enterprise", frozenset({"administrator"}), "示例会计", "示例")


confirmed, started = 0, time.perf_counter()
with Database(Settings().url).writing() as session:
    seller_id = session.execute(select(asset.creditor_id).limit(1)).scalar_one()
    grant_authorisation(session, person(seller_id), date(2013, 12, 31), now, day)
    for debtor_id in session.execute(select(asset.debtor_id).distinct()).scalars().all():
        debtor = person(debtor_id)
        waiting = select(asset.id).where(awaits_confirmation(debtor, day), asset.issue_date <= day)
        if ids := session.execute(waiting).scalars().all():
            confirmed += len(confirm_assets(session, debtor, ids, now, day))
sys.stdout.write(f"{confirmed} confirmed in {time.perf_counter() - started:.2f} s\n")
