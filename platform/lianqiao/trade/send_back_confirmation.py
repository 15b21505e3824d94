"""What the first of two persons has confirmed goes back: by the second one, or by that person."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from . import rules
from .confirm_rules import check_may_undo
from .models import Asset
from .queries import get_asset_for_confirmer
from .states import ASSET
from .tell import path_of


def send_back_confirmation(
    session: Session, actor: Actor, asset_id: str, reason: str, now: datetime
) -> Asset:
    """退回初审; an approver says why, the first person may take it back without a word.

    Raises NothingIsThere, TransitionIsNotAllowed, OnlyAnApproverAnswers, ReasonIsMissing.
    """
    asset = get_asset_for_confirmer(session, actor, asset_id, hold=True)
    ASSET.target(asset.state, "send_back")
    first = asset.proposed_by
    takes_back = check_may_undo(first, actor)
    stated = reason.strip()[:1000] or _("初审人撤回")
    words = stated if takes_back else rules.stated_reason(reason, "back_reason")
    drop_proposal(asset)
    advance(session, ASSET, asset, "send_back", actor, now, words)
    audit.record(session, actor, "send_back_confirmation", asset.id, now, reason=words)
    if not takes_back:
        title = _("%(who)s 退回了单据 %(no)s 的初审", who=actor.name, no=asset.document_no)
        own, path = actor.organisation, path_of(asset)
        notify(session, own, "asset_sent_back", title, now, body=words, path=path, user_id=first)
    return asset


def drop_proposal(asset: Asset) -> None:
    """Forget what the first person proposed, or which part nobody disputed."""
    asset.proposed_fen = asset.proposed_due = asset.proposed_by = None
