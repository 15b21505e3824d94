"""催办: the borrower reminds the other side of a document that waits for its answer."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.dates import format_day
from .errors import NothingToRemindOf, RemindedAlreadyToday
from .models import Asset
from .queries import WAITING_STATES, get_asset_for_borrower
from .reminder_rules import by_hand
from .reminders import ReplyTerms, keep_reminders
from .states import ASSET
from .tell import tell


def remind_debtor(
    session: Session, actor: Actor, asset_id: str, now: datetime, today: date
) -> Asset:
    """Send one reminder a day, however often the button is pressed.

    Raises NothingIsThere for everybody but the borrower, NothingToRemindOf,
    RemindedAlreadyToday.
    """
    asset = get_asset_for_borrower(session, actor, asset_id)
    if asset.state not in WAITING_STATES:
        words = _("现在是「%(state)s」，不用催办", state=ASSET.labels[asset.state])
        raise NothingToRemindOf(words)
    stage = by_hand(today)
    if not keep_reminders(session, [(asset.id, stage)], now):
        raise RemindedAlreadyToday(_("今天已经催办过，明天可以再催"))
    title = _(
        "%(name)s 催办：请答复单据 %(no)s", name=actor.organisation_name, no=asset.document_no
    )
    last = ReplyTerms(session, [asset]).last_day(asset)
    body = _("对方等着凭它融资，请核对后确权，或写明异议。")
    if last is not None:
        body = _("请在 %(day)s 前确权或提出异议。", day=format_day(last))
    tell(session, asset, asset.core_id, "asset_reminder", title, now, body)
    audit.record(session, actor, "remind_debtor", asset.id, now, stage=stage)
    return asset
