"""The side that is asked to confirm disputes a document, or a part of it, with the reason."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.money import format_yuan
from ..shared.transitions import advance
from . import rules
from .confirm_rules import check_may_undo, check_undisputed
from .models import Asset
from .queries import get_asset_for_confirmer
from .states import ASSET
from .tell import tell


def dispute_asset(
    session: Session,
    actor: Actor,
    asset_id: str,
    reason: str,
    now: datetime,
    undisputed_fen: int | None = None,
) -> Asset:
    """提出异议; the other side reads the reason, and which part is not disputed.

    That part is payable meanwhile (State Council order 802, art. 15). What a first person has
    proposed goes with it. Raises ReasonIsMissing, AmountIsNotPossible, OnlyAnApproverAnswers.
    """
    asset = get_asset_for_confirmer(session, actor, asset_id, hold=True)
    ASSET.target(asset.state, "dispute")
    if asset.state == "confirming":
        check_may_undo(asset.proposed_by, actor)
    words = rules.stated_reason(reason)
    asset.dispute_reason = words
    asset.proposed_fen = check_undisputed(asset.amount_fen, undisputed_fen)
    asset.proposed_due = asset.proposed_by = None
    told = _with_part(words, asset.proposed_fen)
    advance(session, ASSET, asset, "dispute", actor, now, told)
    audit.record(
        session, actor, "dispute_asset", asset.id, now, reason=words, undisputed=asset.proposed_fen
    )
    name = actor.organisation_name
    title = _("%(name)s 对单据 %(no)s 有异议，请更正", name=name, no=asset.document_no)
    tell(session, asset, asset.borrower_id, "asset_disputed", title, now, told)
    return asset


def _with_part(words: str, undisputed_fen: int | None) -> str:
    if undisputed_fen is None:
        return words
    amount = format_yuan(undisputed_fen)
    return f"{words}；{_('其中 %(amount)s 元没有争议', amount=amount)}"[:1000]
