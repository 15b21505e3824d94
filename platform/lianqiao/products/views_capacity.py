"""A guarantor's capacity: net assets times its multiple, what is taken, what the law allows."""

from typing import Any

from sqlalchemy import select

from ..registry.models import Guarantor
from ..shared.parameters import get_figure
from ..shared.tables import columns
from ..shared.web import access, get_session, render, today, viewer
from .blueprint import products
from .models import CreditLimit


@products.get("/capacity")
@access("guarantor")
def capacity() -> Any:
    """The own capacity, with the bounds of order 683."""
    session, own = get_session(), viewer().organisation
    limit = columns(CreditLimit)
    query = select(limit.ceiling_fen, limit.reserved_fen, limit.used_fen).where(
        limit.scope == "guarantee", limit.holder_id == own
    )
    return render(
        "products/capacity.html",
        guarantor=session.get_one(Guarantor, own),
        limit=session.execute(query).one_or_none(),
        multiple=get_figure(session, "guarantee.multiple", today()),
        single=get_figure(session, "guarantee.single_client", today()),
    )
