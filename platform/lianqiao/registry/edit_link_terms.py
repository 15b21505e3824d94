"""The side that entered a link changes its terms; both sides read from what to what."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.changes import told
from ..shared.money import format_wan
from ..shared.transitions import advance
from .errors import NothingHasChanged, TheRegisteringSideEdits
from .models import TradeLink
from .queries import get_link_for_side
from .states import LINK


@dataclass(frozen=True)
class LinkTerms:
    """What two firms agreed on. ``payment_days`` from delivery to payment."""

    since: date | None
    payment_days: int | None
    annual_volume_fen: int | None
    contract_no: str
    shown_in_chain: bool


def edit_link_terms(
    session: Session, actor: Actor, link_id: str, terms: LinkTerms, now: datetime
) -> TradeLink:
    """Replace the terms of a link that is proposed or active, and tell the other side.

    Sizes stay those of the signing (State Council order 802, art. 3). Raises
    TheRegisteringSideEdits, NothingHasChanged.
    """
    row = get_link_for_side(session, actor, link_id)
    check_edits(row, actor)
    words = told_terms(terms_of(row), terms)
    if not words:
        raise NothingHasChanged(_("没有改动，不必保存"))
    row.since = terms.since
    row.payment_days = terms.payment_days
    row.annual_volume_fen = terms.annual_volume_fen
    row.contract_no = terms.contract_no
    row.shown_in_chain = terms.shown_in_chain
    advance(session, LINK, row, "edit_terms", actor, now, words)
    audit.record(session, actor, "edit_link_terms", row.id, now, changes=words)
    tell_of_terms(session, actor, row, words, now)
    return row


def check_edits(row: TradeLink, actor: Actor) -> None:
    """Raises TheRegisteringSideEdits, TransitionIsNotAllowed for a link that does not live."""
    if row.core_id != actor.organisation:
        raise TheRegisteringSideEdits(_("由登记这条关系的一方修改，可以请对方更正"))
    LINK.target(row.state, "edit_terms")


def terms_of(row: TradeLink) -> LinkTerms:
    """The terms as they stand."""
    return LinkTerms(
        row.since, row.payment_days, row.annual_volume_fen, row.contract_no, row.shown_in_chain
    )


def told_terms(before: LinkTerms, after: LinkTerms) -> str:
    """Every change in words, from what to what; empty where nothing differs."""
    return told(
        (
            (_("合作起始日"), before.since, after.since),
            (_("账期（天）"), before.payment_days, after.payment_days),
            (_("年交易额"), _amount(before), _amount(after)),
            (_("合同编号"), before.contract_no, after.contract_no),
            (_("链图上对核心企业可见"), _yes(before), _yes(after)),
        )
    )


def _amount(terms: LinkTerms) -> str:
    return "" if terms.annual_volume_fen is None else format_wan(terms.annual_volume_fen)


def _yes(terms: LinkTerms) -> str:
    return str(_("是") if terms.shown_in_chain else _("否"))


def tell_of_terms(
    session: Session,
    actor: Actor,
    row: TradeLink,
    words: str,
    now: datetime,
    *,
    mail: bool = True,
) -> None:
    """Tell the sides that did not make the change."""
    title = _("%(name)s 修改了合作约定", name=actor.organisation_name)
    for side in (row.core_id, row.partner_id):
        if side != actor.organisation_id:
            path = f"/partners/{row.id}"
            notify(session, side, "link_terms", title, now, body=words, path=path, mail=mail)
