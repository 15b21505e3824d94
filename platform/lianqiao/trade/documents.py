"""Papers of a receivable or order: who may add them, how the place is called."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.tables import columns
from ..vault.places import Describe, Place
from .models import Asset
from .queries import get_asset_for_party
from .rules import phase_of_asset
from .tell import FOLDERS

SUBJECT = "asset"
KINDS = ("contract", "invoice", "delivery_note", "acceptance", "dispute", "other")


def asset_phase(session: Session, actor: Actor, asset_id: str) -> str:
    """How an asset stands for its papers, for its two sides."""
    return phase_of(get_asset_for_party(session, actor, asset_id))


def phase_of(asset: Asset) -> str:
    """How an asset that the viewer was shown stands for its papers."""
    return phase_of_asset(asset.state, is_occupied=asset.occupied_fen > 0)


def _assets(session: Session, ids: Sequence[str]) -> Mapping[str, Place]:
    rows = session.execute(select(Asset).where(columns(Asset).id.in_(ids))).scalars()
    return {
        row.id: Place(
            _("应收账款 %(no)s", no=row.document_no)
            if row.kind == "receivable"
            else _("订单 %(no)s", no=row.document_no),
            f"/{FOLDERS[row.kind]}/{row.id}",
            phase_of(row),
        )
        for row in rows
    }


PLACES: Mapping[str, Describe] = {SUBJECT: _assets}
