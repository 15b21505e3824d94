"""A guarantor's capacity: net assets times its multiple, what is taken, what the law allows."""

from typing import Any

from ..registry.models import Guarantor
from ..shared.parameters import get_figure
from ..shared.web import access, get_session, render, today, viewer
from .blueprint import products
from .guarantors import find_capacity


@products.get("/capacity")
@access("guarantor")
def capacity() -> Any:
    """The own capacity, with the bounds of order 683."""
    session, own = get_session(), viewer().organisation
    return render(
        "products/capacity.html",
        guarantor=session.get_one(Guarantor, own),
        limit=find_capacity(session, own),
        multiple=get_figure(session, "guarantee.multiple", today()),
        single=get_figure(session, "guarantee.single_client", today()),
    )
