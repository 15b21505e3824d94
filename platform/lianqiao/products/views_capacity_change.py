"""The operator's page for a guarantor's capacity: net assets and multiple, checked by the law."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from ..shared.form_acts import act_or_mend, say_and_go
from ..shared.money import format_wan
from ..shared.web import access, get_session, now, render, today, viewer
from .blueprint import products
from .change_capacity import change_capacity, get_guarantor_for_operator
from .forms_capacity import CapacityForm
from .guarantors import find_capacity, multiples_by_law, name_of_guarantor


@products.get("/organisations/<organisation_id>/capacity")
@access("operator")
def capacity_change(organisation_id: str) -> Any:
    """The form with what holds now."""
    guarantor = get_guarantor_for_operator(get_session(), viewer(), organisation_id)
    form = CapacityForm(
        formdata=None, net_assets_fen=guarantor.net_assets_fen, multiple=guarantor.multiple
    )
    return _page(organisation_id, form)


@products.post("/organisations/<organisation_id>/capacity")
@access("operator")
def capacity_change_post(organisation_id: str) -> Any:
    """Set net assets and multiple."""
    session, actor, form = get_session(), viewer(), CapacityForm()
    get_guarantor_for_operator(session, actor, organisation_id)

    def change() -> int:
        figures = form.net_assets_fen.data, form.multiple.data
        return change_capacity(session, actor, organisation_id, *figures, now(), today())

    def done(ceiling_fen: int) -> Any:
        said = _("担保能力已核定为 %(ceiling)s。", ceiling=format_wan(ceiling_fen))
        page = url_for("registry.organisations_show", organisation_id=organisation_id)
        return say_and_go(said, page)

    return act_or_mend(form, change, done, lambda status: _page(organisation_id, form, status))


def _page(organisation_id: str, form: CapacityForm, status: int = 200) -> Any:
    session = get_session()
    return render(
        "products/capacity_change.html",
        status=status,
        form=form,
        organisation_id=organisation_id,
        name=name_of_guarantor(session, organisation_id),
        limit=find_capacity(session, organisation_id),
        multiples=multiples_by_law(session, today()),
    )
