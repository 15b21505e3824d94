"""The section 「附件」 of any page, and the page on which something is added to it.

A slice that shows documents at its subjects fetches the subject with permission, then::

    section = section_of(session, actor, "trade_link", link.id, today(), Addresses(...))
    return show_attach(desk)         # GET …/documents/new
    return receive_attach(desk)      # POST …/documents/new
    return send(get_document_at(session, document_id, "trade_link", link.id))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Response
from flask_babel import gettext as _
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.form_acts import act_or_mend, say_and_go
from ..shared.web import get_session, now, render, viewer
from . import rules
from .attach_document import attach_document
from .errors import TheFileIsThereAlready
from .forms import AttachForm
from .models import VaultDocument
from .places import Phase
from .queries import documents_of, offered_to, read_content
from .upload_document import upload_document
from .words import KIND_NAMES, STANDING_NAMES, STANDING_TONES


@dataclass(frozen=True)
class Addresses:
    """Where a section leads; ``add`` is empty and ``remove`` None for those who only read."""

    file: Callable[[str], str]
    add: str = ""
    remove: Callable[[str], str] | None = None


@dataclass(frozen=True)
class Item:
    """An attached document as a viewer of the subject sees it."""

    row: Any
    kind: Any
    standing: Any
    tone: str
    href: str
    remove: str


@dataclass(frozen=True)
class Section:
    """What is attached to a subject, and where something can be added."""

    items: list[Item]
    add: str


def section_of(
    session: Session,
    actor: Actor,
    subject_kind: str,
    subject_id: str,
    today: date,
    addresses: Addresses,
) -> Section:
    """The section for a viewer who was allowed to see the subject; one's own can be removed."""
    items = []
    for row in documents_of(session, subject_kind, [subject_id]):
        standing = rules.standing(row.valid_from, row.valid_to, today)
        removable = addresses.remove is not None and row.owner_id == actor.organisation_id
        items.append(
            Item(
                row=row,
                kind=KIND_NAMES[row.kind],
                standing=STANDING_NAMES[standing],
                tone=STANDING_TONES[standing],
                href=addresses.file(row.id),
                remove=addresses.remove(row.id) if addresses.remove and removable else "",
            )
        )
    return Section(items, addresses.add)


@dataclass(frozen=True)
class Desk:
    """The page on which a document is attached to one subject.

    ``name`` is what the subject is called, ``back`` its own page, ``action`` where the form
    goes, ``kinds`` what is usual here, ``seen_by`` who will be able to open it. ``attach``
    may do more than attach: tell the other side, for one.
    """

    subject_kind: str
    subject_id: str
    name: Any
    back: str
    action: str
    kinds: Sequence[str]
    seen_by: Any
    phase: Phase
    tell: Callable[[Session, Actor, VaultDocument, datetime], None] | None = None


def show_attach(desk: Desk) -> Response:
    """The empty form, for those who may add something here."""
    rules.check_may_attach(desk.phase(get_session(), viewer(), desk.subject_id))
    return _page(desk, AttachForm(formdata=None, kind=desk.kinds[0]))


def receive_attach(desk: Desk) -> Response:
    """Attach what was chosen, or keep the new file first; what is wrong stands in the form."""
    phase = desk.phase(get_session(), viewer(), desk.subject_id)
    rules.check_may_attach(phase)
    form = AttachForm()
    answer: Response = act_or_mend(
        form,
        lambda: _attach(desk, form),
        lambda words: say_and_go(words, desk.back),
        lambda _status: _page(desk, form, 422),
    )
    return answer


def _attach(desk: Desk, form: AttachForm) -> str:
    session, actor, at = get_session(), viewer(), now()
    words: str = _("已附上。")
    document_id = form.chosen
    if not document_id:
        try:
            document_id = upload_document(session, actor, form.new_document(), at).id
            words = _("已附上，也存进了文件库。")
        except TheFileIsThereAlready as same:
            document_id = same.document_id
            words = _("文件库里已有同一文件，直接附上了，没有另存一份。")
    place = (desk.subject_kind, desk.subject_id)
    attach_document(session, actor, document_id, *place, at, desk.phase)
    if desk.tell is not None:
        desk.tell(session, actor, session.get_one(VaultDocument, document_id), at)
    return words


def _page(desk: Desk, form: AttachForm, status: int = 200) -> Response:
    session, actor = get_session(), viewer()
    form.offer(offered_to(session, actor, desk.subject_kind, desk.subject_id), desk.kinds)
    phase = desk.phase(session, actor, desk.subject_id)
    return render("vault/attach.html", status=status, desk=desk, form=form, phase=phase)


def send(document: VaultDocument) -> Response:
    """A document that the viewer was shown, as a file: saved, never shown in the page."""
    response = Response(read_content(get_session(), document), content_type=document.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=document.filename)
    return response
