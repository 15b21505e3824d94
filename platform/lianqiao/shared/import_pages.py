"""The upload page of any kind of file: template, preview, import, refused rows as a file.

A slice names its importers and two views::

    IMPORTS = ImportPage(IMPORTERS, "registry.partners_import", _l("导入"), "registry.partners")

    @bp.get("/partners/import")
    def partners_import(): return show_import(IMPORTS)

    @bp.post("/partners/import")
    def partners_import_post(): return receive_import(IMPORTS)
"""

from collections.abc import Mapping as Table
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from sqlmodel import Session
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from .audit import drop_pending
from .errors import NothingIsThere
from .forms import HouseForm, Required, choices_of
from .handouts import Handout
from .imports import ImportContext, Importer, ImportResult, run_import
from .listing import XLSX
from .tabular import (
    FileIsRefused,
    Mapping,
    MappingIsRefused,
    guess_headers,
    read_table,
    write_csv,
    write_xlsx,
)
from .uploads import Upload, Uploads
from .web import get_session, now, render, today, viewer

TEMPLATE = "shared/import.html"
SHOWN_ROWS = 5
SHOWN_ERRORS = 200
REJECTED = "rejected"


@dataclass(frozen=True)
class ImportPage:
    """A page that takes files: kinds by name, its own endpoint, title, where it leads back to."""

    importers: Table[str, Importer]
    endpoint: str
    title: Any
    back: str
    lead: Any = ""


@dataclass(frozen=True)
class Glimpse:
    """How a file was understood: our column and the file's header, and its first rows."""

    matched: list[tuple[str, str]]
    headers: list[str]
    rows: list[list[str]]


class ImportForm(HouseForm):
    """A file, what it holds, and how a foreign file is read."""

    kind = SelectField(_l("文件内容"), [Required()])
    file = FileField(_l("文件"), [Required(_l("请选择文件"))])
    mapping = TextAreaField(_l("映射（JSON）"), [Length(max=100_000)])


def show_import(page: ImportPage) -> Response:
    """The empty page, a template to download, or the refused rows of the last file."""
    if "template" in request.args:
        return _template(page, request.args["template"], request.args.get("format", "csv"))
    if REJECTED in request.args:
        return _rejected(request.args[REJECTED])
    form = _form(page)
    if request.args.get("kind") in page.importers:
        form.kind.data = request.args["kind"]
    return _page(page, form)


def receive_import(page: ImportPage) -> Response:
    """A new file is previewed; a previewed one is imported."""
    token = request.form.get("token", "")
    return _import(page, token) if token else _preview(page)


def _form(page: ImportPage) -> ImportForm:
    form = ImportForm()
    form.kind.choices = choices_of({kind: one.label for kind, one in page.importers.items()})
    return form


def _page(page: ImportPage, form: ImportForm, status: int = 200, **more: Any) -> Response:
    context = {"upload": None, "result": None, "glimpse": None, "applied": False, "rejected": ""}
    context |= {"handout": None}
    return render(TEMPLATE, status=status, page=page, form=form, **(context | more))


def _preview(page: ImportPage) -> Response:
    form = _form(page)
    if not form.validate():
        return _page(page, form, 422)
    mapping = (form.mapping.data or "").strip()
    importer = page.importers[form.kind.data]
    data, filename = form.file.data.read(), form.file.data.filename or ""
    session = get_session()
    try:
        glimpse = _glimpse(importer, data, filename, mapping)
        result = _run(_context(), importer, data, filename, mapping)
    except FileIsRefused as refusal:
        _undo(session)
        field = form.mapping if isinstance(refusal, MappingIsRefused) else form.file
        field.errors = [*field.errors, str(refusal)]
        return _page(page, form, 422)
    _undo(session)
    upload = _uploads().keep(_owner(), importer.kind, filename, mapping, data)
    rejected = _keep_rejected(upload, result)
    return _page(page, form, upload=upload, result=result, glimpse=glimpse, rejected=rejected)


def _import(page: ImportPage, token: str) -> Response:
    upload = _uploads().get(token, _owner())
    importer = page.importers.get(upload.kind)
    if importer is None:
        raise NothingIsThere
    context = _context()
    result = _run(context, importer, upload.data, upload.filename, upload.mapping)
    _uploads().drop(token)
    rejected = _keep_rejected(upload, result)
    form = _form(page)
    form.kind.data = upload.kind
    return _page(
        page,
        form,
        upload=upload,
        result=result,
        applied=True,
        rejected=rejected,
        handout=_handout(importer, context),
    )


def _context() -> ImportContext:
    settings = current_app.extensions["lianqiao.settings"]
    return ImportContext(
        get_session(), viewer(), now(), today(), settings.secret, public_url=settings.public_url
    )


def _run(
    context: ImportContext, importer: Importer, data: bytes, filename: str, mapping: str
) -> ImportResult:
    return run_import(importer, context, data, filename, _mapping(mapping))


def _handout(importer: Importer, context: ImportContext) -> Handout | None:
    """What is given out once; with a mail server the letters carry it."""
    if not context.handouts or current_app.extensions["lianqiao.settings"].smtp_url:
        return None
    return Handout.of(importer.handout, context.handouts, f"{importer.label}.csv")


def _mapping(text: str) -> Mapping | None:
    return Mapping.from_json(text) if text else None


def _undo(session: Session) -> None:
    """A preview keeps nothing."""
    drop_pending(session)
    session.rollback()


def _glimpse(importer: Importer, data: bytes, filename: str, mapping: str) -> Glimpse:
    table = read_table(data, filename)
    stated = _mapping(mapping) or Mapping()
    guessed = guess_headers(table.headers, importer.columns)
    found = {name: table.headers[at] for name, at in guessed.items()} | stated.columns
    matched = [
        (column.label, found[column.name]) for column in importer.columns if column.name in found
    ]
    return Glimpse(matched, table.headers, table.rows[:SHOWN_ROWS])


def _keep_rejected(upload: Upload, result: ImportResult) -> str:
    if result.rejected_file is None:
        return ""
    name = f"{upload.filename.rpartition('.')[0] or upload.filename}-{_('未导入')}.csv"
    return _uploads().keep(_owner(), REJECTED, name, "", result.rejected_file).token


def _rejected(token: str) -> Response:
    upload = _uploads().get(token, _owner(), REJECTED)
    return _download(upload.data, upload.filename, "text/csv; charset=utf-8")


def _template(page: ImportPage, kind: str, form: str) -> Response:
    importer = page.importers.get(kind)
    if importer is None:
        raise NothingIsThere
    headers = [column.label for column in importer.columns]
    name = _("%(kind)s导入模板", kind=importer.label)
    if form == "xlsx":
        return _download(write_xlsx(headers, [], name), f"{name}.xlsx", XLSX)
    return _download(write_csv(headers, []), f"{name}.csv", "text/csv; charset=utf-8")


def _download(data: bytes, filename: str, mimetype: str) -> Response:
    response = Response(data, content_type=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


def _uploads() -> Uploads:
    return Uploads(current_app.extensions["lianqiao.settings"].var_dir)


def _owner() -> str:
    return str(viewer().user_id)
