"""The operator's pages for merging two firms: choose, compare, confirm, carry out."""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..accounts.models import Organisation
from ..accounts.states import ORGANISATION
from ..shared.form_acts import act_or_mend, is_missing, say_and_go
from ..shared.web import access, get_session, now, render, today, viewer
from .blueprint import registry
from .forms import MergeForm
from .merge_firms import check_pair, get_pair, merge_firms
from .merge_plan import plan_merge
from .merge_queries import belongings_of, list_movers, list_suggestions, search_firms
from .queries import get_firm

REASON_NAMES = {
    "name": _l("名称相同"),
    "person": _l("法定代表人和电话相同"),
    "code": _l("代码只差一位"),
}


@registry.get("/organisations/merge")
@access("operator")
def organisations_merge() -> Any:
    """Choose the firm that goes, then the one that stays; or take a suggestion."""
    session, actor = get_session(), viewer()
    words, gone = request.args.get("q", "")[:80], request.args.get("gone", "")
    return render(
        "registry/merge.html",
        q=words,
        gone=get_firm(session, gone) if gone else None,
        hits=search_firms(session, actor, words, gone),
        suggestions=[] if gone else list_suggestions(session, actor),
        reasons=REASON_NAMES,
        machine=ORGANISATION,
    )


@registry.get("/organisations/merge/compare")
@access("operator")
def organisations_merge_compare() -> Any:
    """Both side by side, what would collide, and the mend."""
    return _compare(request.args.get("gone", ""), request.args.get("stay", ""))


def _compare(gone: str, stay: str) -> Any:
    session, actor = get_session(), viewer()
    pair = get_pair(session, actor, gone, stay)
    obstacles = check_pair(pair)
    if gone != stay:
        obstacles += plan_merge(session, gone, stay).obstacles
    return render(
        "registry/merge_compare.html",
        pair=pair,
        gone_has=belongings_of(session, actor, gone),
        stay_has=belongings_of(session, actor, stay),
        obstacles=obstacles,
        machine=ORGANISATION,
    )


@registry.get("/organisations/merge/confirm")
@access("operator")
def organisations_merge_confirm() -> Any:
    """What will happen, said once more, and why."""
    return _confirm(MergeForm(request.args))


def _confirm(form: MergeForm, status: int = 200) -> Any:
    session, actor = get_session(), viewer()
    gone, stay = form.gone.data or "", form.stay.data or ""
    pair = get_pair(session, actor, gone, stay)
    plan = plan_merge(session, gone, stay) if gone != stay else None
    if plan is None or check_pair(pair) or plan.obstacles:
        return redirect(url_for("registry.organisations_merge_compare", gone=gone, stay=stay))
    return render(
        "registry/merge_confirm.html",
        status=status,
        form=form,
        pair=pair,
        movers=list_movers(session, actor, gone),
        ends=len(plan.ends),
        has=belongings_of(session, actor, gone),
    )


@registry.post("/organisations/merge")
@access("operator")
def organisations_merge_post() -> Any:
    """Merge, in one transaction."""
    form = MergeForm()

    def act() -> Organisation:
        gone, stay, reason = form.gone.data, form.stay.data, form.reason.data
        return merge_firms(get_session(), viewer(), gone, stay, reason, now(), today())

    words = _("已合并。双方的人员、合作方和有关银行会收到通知。")
    return act_or_mend(
        form,
        act,
        lambda stay: say_and_go(
            words, url_for("registry.organisations_show", organisation_id=stay.id)
        ),
        lambda status: _confirm(form, status),
        is_missing,
    )
