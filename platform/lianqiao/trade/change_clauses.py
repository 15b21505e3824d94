"""Put what the contract says into a document that is not confirmed."""

from datetime import date

from sqlmodel import Session

from ..shared.actor import Actor
from .check_reading import checks_of_asset
from .checks import refuse_stops
from .models import Asset
from .papers import Clauses, columns_of


def change_clauses(
    session: Session, actor: Actor, asset: Asset, clauses: Clauses | None, today: date
) -> None:
    """Change the clauses, None leaves them; a part of mending, recorded with it.

    Raises CheckStops and ReasonIsMissing, of vouchers alone, for amounts and dates as well.
    """
    if clauses is not None:
        put_clauses(asset, clauses)
    if asset.is_voucher:
        refuse_stops(checks_of_asset(session, actor, asset, today, is_live=True))


def put_clauses(asset: Asset, clauses: Clauses) -> None:
    """The clauses as the document's columns."""
    for name, value in columns_of(clauses).items():
        setattr(asset, name, value)
