"""Above an amount the first of two persons lays a confirmation before the second."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..accounts.people import has_other_approver
from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from .confirm_rules import Confirmation, words_of
from .models import Asset
from .states import ASSET
from .tell import path_of


def propose_confirmation(
    session: Session, actor: Actor, asset: Asset, confirmation: Confirmation, now: datetime
) -> None:
    """初审确权: the step of ``confirm_asset``, which holds the row and has checked the answer.

    The firm's approvers are told, or its administrators where nobody else is one; the other
    side is not before it is confirmed.
    """
    words = words_of(asset, confirmation)
    asset.proposed_fen, asset.proposed_due = confirmation.amount_fen, confirmation.due_date
    asset.proposed_by = actor.user_id
    asset.dispute_reason = ""
    advance(session, ASSET, asset, "propose", actor, now, words)
    audit.record(
        session,
        actor,
        "propose_confirmation",
        asset.id,
        now,
        proposed_fen=asset.proposed_fen,
        due_date=asset.proposed_due,
        reason=confirmation.reason,
    )
    _tell_second(session, actor, asset, words, now)


def _tell_second(session: Session, actor: Actor, asset: Asset, words: str, now: datetime) -> None:
    own, path = actor.organisation, path_of(asset)
    title = _("%(who)s 初审确权单据 %(no)s，请复核", who=actor.name, no=asset.document_no)
    role = "approver"
    if not has_other_approver(session, own, actor.user_id):
        role = "administrator"
        title = _("单据 %(no)s 要第二个人复核，请邀请另一位审批人", no=asset.document_no)
    notify(session, own, "asset_to_review", title, now, body=words, path=path, role=role)
