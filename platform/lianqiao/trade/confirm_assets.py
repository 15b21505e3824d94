"""确权 of several documents on one page: all of them, or none."""

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.errors import NothingIsThere, Refusal
from .confirm_asset import confirm_asset
from .confirm_rules import Answer
from .errors import NothingWasChosen, SomeAreRefused
from .models import Asset
from .order_family import hold_families


def confirm_assets(
    session: Session,
    actor: Actor,
    answers: Mapping[str, Answer],
    now: datetime,
    today: date,
) -> list[Asset]:
    """Confirm each document as its answer says; nothing is kept where one is refused.

    Raises NothingIsThere, NothingWasChosen, and SomeAreRefused with every refusal by id. They
    are held beforehand, orders first, so that two batches cannot wait for each other.
    """
    if not answers:
        raise NothingWasChosen(_("请先勾选要确权的单据"))
    hold_families(session, answers)
    done: list[Asset] = []
    refused: dict[str, Refusal] = {}
    for asset_id in sorted(answers):
        try:
            done.append(_confirm(session, actor, asset_id, answers[asset_id], now, today))
        except NothingIsThere:
            raise
        except Refusal as refusal:
            refused[asset_id] = refusal
    if refused:
        words = _("有 %(n)s 张单据没有办成，所以全部没有办理", n=len(refused))
        raise SomeAreRefused(words, refused)
    return done


def _confirm(
    session: Session, actor: Actor, asset_id: str, answer: Answer, now: datetime, today: date
) -> Asset:
    return confirm_asset(
        session,
        actor,
        asset_id,
        now,
        today,
        amount_fen=answer.amount_fen,
        due_date=answer.due_date,
        reason=answer.reason,
    )
