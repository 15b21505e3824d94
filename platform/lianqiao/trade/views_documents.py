"""Papers of a receivable or order: contract, delivery note, acceptance."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.web import access, get_session, now, today, viewer
from ..vault.attach_document import detach_document
from ..vault.attachments import (
    Addresses,
    Desk,
    Section,
    receive_attach,
    section_of,
    send,
    show_attach,
)
from ..vault.queries import get_document_at
from .blueprint import KIND_NAMES, address, for_both
from .documents import KINDS, SUBJECT, asset_phase, phase_of
from .models import Asset
from .queries import get_asset_for_party
from .tell import FOLDERS


def asset_section(asset: Asset, actor: Actor) -> Section:
    """The papers of an asset, for one of its two sides."""
    phase = phase_of(asset)
    addresses = Addresses(
        lambda one: _address(asset, "document", document_id=one),
        _address(asset, "attach") if phase != "over" else "",
        (lambda one: _address(asset, "detach", document_id=one)) if phase == "open" else None,
    )
    return section_of(get_session(), actor, SUBJECT, asset.id, today(), addresses)


def _address(asset: Asset, name: str, **values: Any) -> str:
    return url_for(f"trade.{FOLDERS[asset.kind]}_{name}", asset_id=asset.id, **values)


def _get(kind: str, asset_id: str) -> Asset:
    asset = get_asset_for_party(get_session(), viewer(), asset_id)
    if asset.kind != kind:
        raise NothingIsThere
    return asset


def _desk(asset: Asset) -> Desk:
    return Desk(
        SUBJECT,
        asset.id,
        f"{KIND_NAMES[asset.kind]} {asset.document_no}",
        address(asset),
        _address(asset, "attach_post"),
        KINDS,
        _("买卖双方和受理这张单据的银行可以查阅，例如合同、送货单、验收单。"),
        asset_phase,
    )


@for_both("attach", "/<asset_id>/documents/new")
@access("enterprise")
def attach(kind: str, asset_id: str) -> Any:
    """The form to attach a paper."""
    return show_attach(_desk(_get(kind, asset_id)))


@for_both("attach_post", "/<asset_id>/documents/new", post=True)
@access("enterprise")
def receive(kind: str, asset_id: str) -> Any:
    """Attach a paper."""
    return receive_attach(_desk(_get(kind, asset_id)))


@for_both("document", "/<asset_id>/documents/<document_id>")
@access("enterprise")
def open_document(kind: str, asset_id: str, document_id: str) -> Any:
    """A paper, for the two sides."""
    asset = _get(kind, asset_id)
    return send(get_document_at(get_session(), document_id, SUBJECT, asset.id))


@for_both("detach", "/<asset_id>/documents/<document_id>/detach", post=True)
@access("enterprise")
def detach(kind: str, asset_id: str, document_id: str) -> Any:
    """Take one's own paper off."""
    asset = _get(kind, asset_id)
    detach_document(get_session(), viewer(), document_id, SUBJECT, asset.id, now(), asset_phase)
    flash(_("已取下，文件库里仍保留。"), "good")
    return redirect(address(asset))
