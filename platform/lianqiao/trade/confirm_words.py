"""Why a step around confirming is not possible for this person, or not any more, in words."""

from flask_babel import gettext as _

from ..shared.actor import Actor
from .models import Asset


def is_of_no_concern(asset: Asset, event: str) -> bool:
    """Whether a step is not worth a word now: what two persons do stands on its own form."""
    return event == "propose" or (event == "send_back" and asset.state != "confirming")


def why_not_this_person(actor: Actor, asset: Asset, event: str) -> str:
    """Why this person cannot take a step that the state allows; empty where they can."""
    if asset.state != "confirming":
        return ""
    is_first = asset.proposed_by == actor.user_id
    if event == "confirm" and is_first:
        return str(_("您已初审，由本单位另一位有审批权限的人员复核"))
    if event in ("confirm", "send_back", "dispute") and not (is_first or actor.has("approver")):
        return str(_("由本单位有审批权限的人员办理"))
    return ""


def why_too_late(asset: Asset, event: str) -> str:
    """Why the state does not allow a step that it allowed before; empty for the usual words."""
    if event != "withdraw":
        return ""
    if asset.state == "confirming":
        return str(_("对方已有人初审，等另一人复核；要撤回，请联系对方先退回"))
    if asset.state == "confirmed":
        return str(_("对方已确权，不能撤回；金额有变的，登记红冲"))
    return ""
