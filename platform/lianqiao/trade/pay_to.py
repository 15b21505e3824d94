"""Whom the debtor of a document is to pay, where a bank notified it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import column, select
from sqlalchemy import table as named
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.tables import columns, table
from .models import Asset, AssetClaim


def find_notices(session: Session, asset: Asset) -> Sequence[Any]:
    """The live notices of a document that one of its two sides was shown.

    Columns: id, bank, is_received. Told to both sides: the debtor must know whom to pay, the
    creditor whom it assigned to.
    """
    # Notices stand in a slice above; of them only who sent one and whether it arrived is read.
    notice = named(
        "assignment_notice", column("id"), column("application_id"), column("received_at")
    )
    claim, bank = columns(AssetClaim), columns(Organisation)
    query = (
        select(
            notice.c.id,
            bank.name.label("bank"),
            notice.c.received_at.is_not(None).label("is_received"),
        )
        .select_from(table(AssetClaim))
        .join(notice, notice.c.application_id == claim.application_id)
        .join(table(Organisation), bank.id == claim.bank_id)
        .where(claim.asset_id == asset.id, claim.live)
        .order_by(notice.c.id)
    )
    return session.execute(query).all()
