"""The operator sets what a guarantor may stand for: net assets after an audit, times a multiple."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..registry.models import Guarantor
from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.money import format_wan
from .errors import MultipleIsAboveTheLaw
from .guarantors import multiples_by_law
from .set_limit import set_guarantee_capacity


def change_capacity(
    session: Session,
    actor: Actor,
    guarantor_id: str,
    net_assets_fen: int,
    multiple: int,
    now: datetime,
    today: date,
) -> int:
    """Set net assets and multiple, and the capacity that follows; returns it in fen.

    Raises MultipleIsAboveTheLaw (国务院令第683号, art. 15), and LimitIsTooLow where more is taken.
    """
    guarantor = get_guarantor_for_operator(session, actor, guarantor_id)
    most = multiples_by_law(session, today)[1]
    if not 1 <= multiple <= most:
        raise MultipleIsAboveTheLaw(
            _("请填 1 到 %(most)s 之间的倍数，这是法定的上限", most=most), "multiple"
        )
    guarantor.net_assets_fen, guarantor.multiple = net_assets_fen, multiple
    ceiling_fen = set_guarantee_capacity(session, guarantor, now)
    session.add(guarantor)
    audit.record(
        session,
        actor,
        "set_guarantee_capacity",
        guarantor.id,
        now,
        net_assets_fen=net_assets_fen,
        multiple=multiple,
        ceiling_fen=ceiling_fen,
    )
    title = _("担保能力已更新：%(ceiling)s，请核对", ceiling=format_wan(ceiling_fen))
    notify(session, guarantor.id, "guarantee_capacity", title, now, path="/capacity")
    return ceiling_fen


def get_guarantor_for_operator(session: Session, actor: Actor, guarantor_id: str) -> Guarantor:
    """A guarantee company, for the operator alone; raises NothingIsThere."""
    row = session.get(Guarantor, guarantor_id)
    if row is None or not actor.is_operator:
        raise NothingIsThere
    return row
