"""The limits that an accepted application holds, moved on as the case goes on."""

from collections.abc import Callable

from sqlmodel import Session

from ..products.models import Product
from ..trade.queries import get_asset
from . import queries
from .models import Application, Quote

Move = Callable[[Session, Product, str, str, int, str | None], None]


def move_limits(session: Session, application: Application, move: Move) -> Quote:
    """Move the principal of the accepted quote under all limits; returns the quote.

    ``move`` is ``use_reserved``, ``release_reserved`` or ``release_used`` of the limits; the
    guarantor is the one that stood behind the loan at acceptance.
    """
    quote = queries.get_accepted_quote(session, application.id)
    move(
        session,
        session.get_one(Product, application.product_id),
        application.borrower_id,
        get_asset(session, application.asset_id).core_id,
        quote.principal_fen,
        application.guarantor_id,
    )
    return quote
