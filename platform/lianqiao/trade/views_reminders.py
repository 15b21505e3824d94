"""Remind the other side of a document that waits for its answer."""

from typing import Any

from flask import flash, redirect
from flask_babel import gettext as _

from ..shared.errors import NothingIsThere
from ..shared.web import access, get_session, now, today, viewer
from .blueprint import address, for_both
from .queries import get_asset_for_borrower
from .remind_debtor import remind_debtor


@for_both("remind", "/<asset_id>/remind", post=True)
@access("enterprise")
def remind(kind: str, asset_id: str) -> Any:
    """催办."""
    session, actor = get_session(), viewer()
    if get_asset_for_borrower(session, actor, asset_id).kind != kind:
        raise NothingIsThere
    asset = remind_debtor(session, actor, asset_id, now(), today())
    flash(_("已催办，对方会收到消息和邮件。明天可以再催。"), "good")
    return redirect(address(asset))
