"""Documents at trade links and in a firm's own file: who may add them, how places are called."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..accounts.notify import notify
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from ..vault.models import VaultDocument
from ..vault.places import Describe, Place
from .models import TradeLink
from .queries import get_link_for_side
from .rules import phase_of_link

LINK_KINDS = ("contract", "other")
FIRM_KINDS = ("licence", "statement", "tax", "permit", "honour", "other")


def link_phase(session: Session, actor: Actor, link_id: str) -> str:
    """How a link stands for its documents, for its two firms."""
    return phase_of_link(get_link_for_side(session, actor, link_id).state)


def firm_phase(_session: Session, actor: Actor, enterprise_id: str) -> str:
    """A firm's file is its own people's to fill, always."""
    if actor.kind != "enterprise" or actor.organisation_id != enterprise_id:
        raise NothingIsThere
    return "open"


def tell_other_side(
    session: Session, actor: Actor, link_id: str, document: VaultDocument, now: datetime
) -> None:
    """A notice to the other firm of a link that a document was attached."""
    link = get_link_for_side(session, actor, link_id)
    other = link.partner_id if link.core_id == actor.organisation_id else link.core_id
    words = _("%(name)s 附上了「%(title)s」", name=actor.organisation_name, title=document.title)
    notify(session, other, "link_document", words, now, path=f"/partners/{link_id}", mail=False)


def _links(session: Session, ids: Sequence[str]) -> Mapping[str, Place]:
    link = columns(TradeLink)
    core, partner = table(Organisation).alias("core"), table(Organisation).alias("partner")
    query = (
        select(link.id, link.state, core.c.name.label("core"), partner.c.name.label("partner"))
        .join(core, core.c.id == link.core_id)
        .join(partner, partner.c.id == link.partner_id)
        .where(link.id.in_(ids))
    )
    return {
        row.id: Place(
            _("%(core)s 与 %(partner)s 的合作", core=row.core, partner=row.partner),
            f"/partners/{row.id}",
            phase_of_link(row.state),
        )
        for row in session.execute(query)
    }


def _firms(_session: Session, ids: Sequence[str]) -> Mapping[str, Place]:
    return {id: Place(_("企业资料"), f"/enterprises/{id}", "open") for id in ids}


PLACES: Mapping[str, Describe] = {"trade_link": _links, "enterprise": _firms}
