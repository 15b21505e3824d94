"""A case's page, for its own address and for every form on it that was not right."""

from typing import Any

from ..shared.forms import HouseForm
from ..shared.idempotency import new_key
from ..shared.web import get_session, render, today, viewer
from ..trade.check_reading import checks_of_asset, clauses_of
from .arrangements import MEANS, NAMES
from .case import look_at_case
from .case_forms import forms_for
from .register_section import register_section
from .states import APPLICATION, GUARANTEES, QUOTE
from .views_papers import papers_of
from .words import KINDS, PARKS, RULE_NAMES, SIZES


def case_page(
    application_id: str, failed: dict[str, HouseForm] | None = None, status: int = 200
) -> Any:
    """The page with all forms that are possible now; ``failed`` stands for what was typed."""
    session = get_session()
    case = look_at_case(session, viewer(), application_id, today())
    register = register_section(session, viewer(), case, failed or {})
    moved = [register.moved_to] if register and register.moved_to else []
    return render(
        "financing/applications_show.html",
        status=status,
        case=case,
        forms=forms_for(session, case, today(), failed),
        failed=failed or {},
        register=register,
        arrangements=NAMES,
        arrangement_means=MEANS,
        papers=papers_of([case.asset, *moved], viewer()),
        clauses=clauses_of(case.asset),
        asset_checks=checks_of_asset(session, viewer(), case.asset, today()),
        key=new_key(),
        machine=APPLICATION,
        quote_machine=QUOTE,
        guarantees=GUARANTEES,
        kinds=KINDS,
        parks=PARKS,
        sizes=SIZES,
        rule_names=RULE_NAMES,
    )
