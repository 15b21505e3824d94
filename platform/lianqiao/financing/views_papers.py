"""Papers of a receivable or order: the section on a case's page, and opening one as a bank."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.web import access, get_session, today, viewer
from ..trade.documents import SUBJECT
from ..trade.models import Asset
from ..trade.queries import get_asset_for_bank
from ..trade.views_documents import asset_section
from ..vault.attachments import Addresses, Section, section_of, send
from ..vault.queries import get_document_at
from .match_blueprint import matching_pages
from .queries_papers import laid_before


def papers_section(asset: Asset, actor: Actor) -> Section | None:
    """The papers for a party of the case; None for a bank that may not open them now."""
    if actor.kind == "enterprise":
        return asset_section(asset, actor)
    try:
        _get_for_bank(actor, asset.id)
    except NothingIsThere:
        return None
    addresses = Addresses(
        lambda one: url_for("matching.assets_document", asset_id=asset.id, document_id=one)
    )
    return section_of(get_session(), actor, SUBJECT, asset.id, today(), addresses)


def papers_of(assets: Sequence[Asset], actor: Actor) -> Section | None:
    """The papers of an order and of the receivable that it became, one after another."""
    found = [papers_section(asset, actor) for asset in assets]
    sections = [section for section in found if section is not None]
    if not sections:
        return None
    items = [item for section in sections for item in section.items]
    return Section(items, sections[0].add)


def _get_for_bank(actor: Actor, asset_id: str) -> Asset:
    day = today()
    return get_asset_for_bank(get_session(), actor, asset_id, day, laid_before(actor, day))


@matching_pages.get("/assets/<asset_id>/documents/<document_id>")
@access("bank")
def assets_document(asset_id: str, document_id: str) -> Any:
    """A paper, for a bank that considers the asset while the firm's consent holds."""
    _get_for_bank(viewer(), asset_id)
    return send(get_document_at(get_session(), document_id, SUBJECT, asset_id))
