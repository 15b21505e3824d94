"""Documents of a trade link and of a firm's file: add, open, take off."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from ..shared.actor import Actor
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
from .blueprint import registry
from .documents import FIRM_KINDS, LINK_KINDS, firm_phase, link_phase, tell_other_side
from .invite_partner import other_side
from .models import TradeLink
from .queries import get_firm, get_firm_for_viewer, get_link_for_side
from .rules import phase_of_link

FIRM, LINK = "enterprise", "trade_link"


def link_section(link: TradeLink, actor: Actor) -> Section:
    """What is attached to a link, for one of its two firms."""
    is_open = phase_of_link(link.state) == "open"
    addresses = Addresses(
        lambda one: url_for("registry.partners_document", link_id=link.id, document_id=one),
        url_for("registry.partners_attach", link_id=link.id) if is_open else "",
        (lambda one: url_for("registry.partners_detach", link_id=link.id, document_id=one))
        if is_open
        else None,
    )
    return section_of(get_session(), actor, LINK, link.id, today(), addresses)


@registry.app_template_global("firm_attachments")
def firm_section(enterprise_id: str) -> Section:
    """What is attached to a firm's file, for a page whose viewer may see the file."""
    own = viewer().organisation_id == enterprise_id
    firm: dict[str, Any] = {"enterprise_id": enterprise_id}
    addresses = Addresses(
        lambda one: url_for("registry.enterprises_document", document_id=one, **firm),
        url_for("registry.enterprises_attach", **firm) if own else "",
        (lambda one: url_for("registry.enterprises_detach", document_id=one, **firm))
        if own
        else None,
    )
    return section_of(get_session(), viewer(), FIRM, enterprise_id, today(), addresses)


def _link_desk(link_id: str) -> Desk:
    session, actor = get_session(), viewer()
    link = get_link_for_side(session, actor, link_id)
    name = get_firm(session, other_side(link, actor.organisation)).name
    return Desk(
        LINK,
        link_id,
        name,
        url_for("registry.partners_show", link_id=link_id),
        url_for("registry.partners_attach_post", link_id=link_id),
        LINK_KINDS,
        _("双方都能查阅，例如购销合同。"),
        link_phase,
        lambda db, who, document, at: tell_other_side(db, who, link_id, document, at),
    )


@registry.get("/partners/<link_id>/documents/new")
@access("enterprise")
def partners_attach(link_id: str) -> Any:
    """The form to attach a document to a link."""
    return show_attach(_link_desk(link_id))


@registry.post("/partners/<link_id>/documents/new")
@access("enterprise")
def partners_attach_post(link_id: str) -> Any:
    """Attach a document to a link."""
    return receive_attach(_link_desk(link_id))


@registry.get("/partners/<link_id>/documents/<document_id>")
@access("enterprise")
def partners_document(link_id: str, document_id: str) -> Any:
    """A document of a link, for its two firms."""
    get_link_for_side(get_session(), viewer(), link_id)
    return send(get_document_at(get_session(), document_id, LINK, link_id))


@registry.post("/partners/<link_id>/documents/<document_id>/detach")
@access("enterprise")
def partners_detach(link_id: str, document_id: str) -> Any:
    """Take one's own document off a link."""
    detach_document(get_session(), viewer(), document_id, LINK, link_id, now(), link_phase)
    flash(_("已取下，文件库里仍保留。"), "good")
    return redirect(url_for("registry.partners_show", link_id=link_id))


def _firm_desk(enterprise_id: str) -> Desk:
    firm_phase(get_session(), viewer(), enterprise_id)
    firm = get_firm(get_session(), enterprise_id)
    return Desk(
        FIRM,
        enterprise_id,
        firm.name,
        url_for("registry.enterprises_show", enterprise_id=enterprise_id),
        url_for("registry.enterprises_attach_post", enterprise_id=enterprise_id),
        FIRM_KINDS,
        _("监管部门、平台运营和有授权的银行可以查阅，例如营业执照、财务报表。"),
        firm_phase,
    )


@registry.get("/enterprises/<enterprise_id>/documents/new")
@access("enterprise")
def enterprises_attach(enterprise_id: str) -> Any:
    """The form to attach a document to one's own file."""
    return show_attach(_firm_desk(enterprise_id))


@registry.post("/enterprises/<enterprise_id>/documents/new")
@access("enterprise")
def enterprises_attach_post(enterprise_id: str) -> Any:
    """Attach a document to one's own file."""
    return receive_attach(_firm_desk(enterprise_id))


@registry.get("/enterprises/<enterprise_id>/documents/<document_id>")
@access("enterprise", "bank", "regulator", "operator")
def enterprises_document(enterprise_id: str, document_id: str) -> Any:
    """A document of a firm's file, for those who may see the file."""
    session = get_session()
    get_firm_for_viewer(session, viewer(), enterprise_id, today())
    return send(get_document_at(session, document_id, FIRM, enterprise_id))


@registry.post("/enterprises/<enterprise_id>/documents/<document_id>/detach")
@access("enterprise")
def enterprises_detach(enterprise_id: str, document_id: str) -> Any:
    """Take a document off one's own file."""
    detach_document(get_session(), viewer(), document_id, FIRM, enterprise_id, now(), firm_phase)
    flash(_("已取下，文件库里仍保留。"), "good")
    return redirect(url_for("registry.enterprises_show", enterprise_id=enterprise_id))
