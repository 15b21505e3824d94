"""The vault's own pages: the list, one document, and what can be done with it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.form_acts import act_or_mend, is_too_late, say_and_go
from ..shared.forms import HouseForm
from ..shared.listing import Choice, Column, Listing
from ..shared.tables import columns
from ..shared.transitions import history
from ..shared.web import access, get_session, now, render, today, viewer
from . import rules
from .attachments import send
from .correct_document import Facts, correct_document
from .errors import TheFileIsThereAlready
from .forms import FactsForm, UploadForm
from .models import SUBJECT_KINDS, VaultDocument
from .places import Places
from .queries import (
    documents_query,
    find_former,
    get_own_document,
    is_used_at,
    list_uses,
    matching_words,
    standing_of,
)
from .replace_document import replace_document
from .states import DOCUMENT
from .upload_document import upload_document
from .withdraw_document import withdraw_document
from .words import KIND_NAMES, STANDING_NAMES, STANDING_TONES, SUBJECT_NAMES

vault = Blueprint("vault", __name__)
PLACES = "lianqiao.places"
ROW = columns(VaultDocument)
STANDINGS = {**DOCUMENT.labels, **STANDING_NAMES}
TONES = {**DOCUMENT.tones, **STANDING_TONES}
COLUMNS = (
    Column("title", _l("名称"), order=ROW.title, link=True),
    Column("kind", _l("种类"), "choice", ROW.kind, labels=KIND_NAMES),
    Column("standing", _l("状态"), "state", labels=STANDINGS, tones=TONES),
    Column("valid_to", _l("截止日"), "date", ROW.valid_to),
    Column("used_in", _l("用在哪里")),
    Column("uploaded_by", _l("上传人"), order=ROW.uploaded_by),
    Column("created_at", _l("上传时间"), "moment", ROW.created_at),
    Column("kilobytes", _l("大小（KB）"), "number", ROW.size_bytes),
)
CHOICES = (
    Choice("kind", _l("种类"), list(KIND_NAMES.items())),
    Choice("state", _l("状态"), list(STANDINGS.items())),
    Choice("used", _l("用在哪里"), [*SUBJECT_NAMES.items(), ("nowhere", _l("没有用到"))]),
)


@vault.context_processor
def words() -> dict[str, Any]:
    """The words that the vault's templates use for codes."""
    return {
        "machine": DOCUMENT,
        "kind_names": KIND_NAMES,
        "standing_names": STANDING_NAMES,
        "standing_tones": STANDING_TONES,
    }


def _places() -> Places:
    places: Places = current_app.extensions[PLACES]
    return places


@vault.get("/documents")
@access("enterprise", "bank")
def documents() -> Any:
    """The organisation's documents; without a word in the address those in use."""
    asked = request.args or {"state": "current"}
    listing = Listing(COLUMNS, asked, url_for("vault.documents"), CHOICES, "-created_at")
    query = _filtered(listing)
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, _("文件库"))
    page = listing.fetch(get_session(), query)
    return render("vault/documents.html", "listing", page=page, today=today())


def _filtered(listing: Listing) -> Any:
    query = documents_query(viewer(), today())
    standing = standing_of(today())
    if listing.search:
        query = query.where(matching_words(listing.search))
    if listing.chosen("kind"):
        query = query.where(ROW.kind == listing.chosen("kind"))
    state = listing.chosen("state")
    if state:
        query = query.where(ROW.state == "current" if state == "current" else standing == state)
    used = listing.chosen("used")
    if used == "nowhere":
        return query.where(*(~is_used_at(kind) for kind in SUBJECT_KINDS))
    return query.where(is_used_at(used)) if used else query


@vault.get("/documents/new")
@access("enterprise", "bank")
def documents_new() -> Any:
    """The empty form."""
    form = UploadForm(formdata=None)
    if request.args.get("kind") in KIND_NAMES:
        form.kind.data = request.args["kind"]
    return render("vault/upload.html", form=form, old=None, same="")


@vault.post("/documents/new")
@access("enterprise", "bank")
def documents_new_post() -> Any:
    """Keep a file; the same bytes a second time lead to where they stand."""

    def keep(form: UploadForm) -> VaultDocument:
        return upload_document(get_session(), viewer(), form.new_document(), now())

    return _receive_file(None, keep, _("已存入文件库。"))


def _receive_file(
    old: VaultDocument | None, keep: Callable[[UploadForm], VaultDocument], done: str
) -> Any:
    form, same = UploadForm(), list[str]()

    def act() -> VaultDocument:
        try:
            return keep(form)
        except TheFileIsThereAlready as refusal:
            same.append(refusal.document_id)
            raise

    def mend(_status: int) -> Any:
        there = same[0] if same else ""
        return render("vault/upload.html", status=422, form=form, old=old, same=there)

    return act_or_mend(
        form,
        act,
        lambda row: say_and_go(done, url_for("vault.documents_show", document_id=row.id)),
        mend,
    )


@vault.get("/documents/<document_id>")
@access("enterprise", "bank")
def documents_show(document_id: str) -> Any:
    """One document: its facts, where it is shown, its timeline."""
    session = get_session()
    row = get_own_document(session, viewer(), document_id)
    uses = _places().of(session, list_uses(session, row))
    return render(
        "vault/document.html",
        document=row,
        standing=rules.standing(row.valid_from, row.valid_to, today()),
        uses=uses,
        live=sum(place.phase != "over" for _use, place in uses),
        former=find_former(session, row),
        steps=history(session, row.id),
    )


@vault.get("/documents/<document_id>/file")
@access("enterprise", "bank")
def documents_file(document_id: str) -> Any:
    """The file itself, of any version of one's own."""
    return send(get_own_document(get_session(), viewer(), document_id))


@vault.get("/documents/<document_id>/replace")
@access("enterprise", "bank")
def documents_replace(document_id: str) -> Any:
    """The form for a newer version, with what was said about the old one."""
    row = get_own_document(get_session(), viewer(), document_id)
    rules.check_current(row.state)
    form = UploadForm(formdata=None, kind=row.kind, title=row.title)
    return render("vault/upload.html", form=form, old=row, same="")


@vault.post("/documents/<document_id>/replace")
@access("enterprise", "bank")
def documents_replace_post(document_id: str) -> Any:
    """Put a newer version in a document's place."""
    row = get_own_document(get_session(), viewer(), document_id)

    def keep(form: UploadForm) -> VaultDocument:
        new = form.new_document()
        return replace_document(get_session(), viewer(), document_id, new, now(), _places())

    return _receive_file(row, keep, _("已换成新版。"))


@vault.get("/documents/<document_id>/correct")
@access("enterprise", "bank")
def documents_correct(document_id: str) -> Any:
    """The form for what was said about a document."""
    row = get_own_document(get_session(), viewer(), document_id)
    rules.check_current(row.state)
    return _correct_page(row, FactsForm(formdata=None, obj=row))


@vault.post("/documents/<document_id>/correct")
@access("enterprise", "bank")
def documents_correct_post(document_id: str) -> Any:
    """Put right what was said about a document."""
    row = get_own_document(get_session(), viewer(), document_id)
    form = FactsForm()
    return act_or_mend(
        form,
        lambda: _correct(document_id, form),
        lambda _none: say_and_go(
            _("已更正。"), url_for("vault.documents_show", document_id=document_id)
        ),
        lambda _status: _correct_page(row, form, 422),
        is_too_late,
    )


def _correct(document_id: str, form: FactsForm) -> None:
    facts = Facts(form.kind.data, form.title.data or "", form.valid_from.data, form.valid_to.data)
    correct_document(get_session(), viewer(), document_id, facts, now())


def _correct_page(row: VaultDocument, form: HouseForm, status: int = 200) -> Any:
    return render("vault/correct.html", status=status, document=row, form=form)


@vault.post("/documents/<document_id>/withdraw")
@access("enterprise", "bank")
def documents_withdraw(document_id: str) -> Any:
    """Take a document out of use."""
    withdraw_document(get_session(), viewer(), document_id, now(), _places())
    flash(_("已撤下。文件和经过仍可在这里查到。"), "good")
    return redirect(url_for("vault.documents_show", document_id=document_id))
