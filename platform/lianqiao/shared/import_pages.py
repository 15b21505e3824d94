"""The upload page of any kind of file: template, preview, import, refused rows as a file.

A slice names its importers and two views::

    IMPORTS = ImportPage(IMPORTERS, "registry.partners_import", _l("导入"), "registry.partners")

    @bp.get("/partners/import")
    def partners_import(): return show_import(IMPORTS)

    @bp.post("/partners/import")
    def partners_import_post(): return receive_import(IMPORTS)
"""

from typing import Any

from flask import Response, flash, redirect, request
from flask_babel import gettext as _

from .delete_mapping import delete_mapping
from .import_desk import (
    Head,
    ImportForm,
    ImportPage,
    choose_mapping,
    choose_preset,
    get_upload,
    glimpse,
    import_form,
    keep_head,
    kept_mappings,
    owner,
    uploads,
)
from .import_downloads import give_refused_rows, give_template
from .import_progress import ask_to_stop, read_progress
from .import_running import import_now, preview_page, show_job, try_again
from .mapping_pages import (
    change_kept_mapping,
    read_differently,
    save_this_mapping,
    show_kept_mapping,
    use_kept_mapping,
)
from .tabular import FileIsRefused, Mapping, MappingIsRefused, Table, read_table
from .uploads import Upload
from .web import get_session, now, render, viewer

TEMPLATE = "shared/import.html"
RECENT = 5
LONGEST_NAME = 200

__all__ = ["ImportPage", "receive_import", "show_import"]


def show_import(page: ImportPage) -> Any:
    """The empty page, or what its address asks for: a template, a job, refused rows …"""
    asked = request.args
    if "template" in asked:
        return give_template(page.importer(asked["template"]), asked.get("format", "csv"))
    if "rejected" in asked:
        return give_refused_rows(get_upload(page, asked["rejected"]), asked.get("format", "csv"))
    if "job" in asked:
        return show_job(page, get_upload(page, asked["job"]))
    if "mapping" in asked:
        return show_kept_mapping(page, asked["mapping"])
    form = import_form(page)
    if asked.get("kind") in page.importers:
        form.kind.data = asked["kind"]
    return _page(page, form)


def receive_import(page: ImportPage) -> Any:
    """A new file is previewed; what else is done is named by ``step``, with the file's token."""
    step, token = request.form.get("step", ""), request.form.get("token", "")
    if step == "forget":
        return _forget(page, request.form.get("mapping_id", ""))
    if step == "change":
        return change_kept_mapping(page, request.form.get("mapping_id", ""))
    if not token:
        return _receive_file(page)
    upload = get_upload(page, token)
    match step:
        case "cancel":
            ask_to_stop(uploads(), upload)
            return page.leads_to(upload)
        case "again":
            return try_again(page, upload)
        case "read" | "json":
            return read_differently(page, upload, by_json=step == "json")
        case "use":
            return use_kept_mapping(page, upload, request.form.get("mapping_id", ""))
        case "save":
            return save_this_mapping(page, upload)
    return import_now(page, upload)


def _page(page: ImportPage, form: ImportForm, status: int = 200) -> Response:
    kept = uploads()
    recent = [
        (upload, progress)
        for upload in kept.recent(owner(), list(page.importers), RECENT)
        if (progress := read_progress(kept, upload)) is not None
    ]
    mappings = kept_mappings(page)
    return render(TEMPLATE, status=status, page=page, form=form, recent=recent, mappings=mappings)


def _receive_file(page: ImportPage) -> Any:
    form = import_form(page)
    if not form.validate():
        return _page(page, form, 422)
    data, filename = form.file.data.read(), (form.file.data.filename or "")[-LONGEST_NAME:]
    try:
        table = read_table(data, filename)
        upload = _described(page, form, filename, table)
    except FileIsRefused as refusal:
        field = form.mapping if isinstance(refusal, MappingIsRefused) else form.file
        field.errors = [*field.errors, str(refusal)]
        return _page(page, form, 422)
    upload = uploads().keep(upload, data)
    keep_head(upload, table)
    return preview_page(page, upload)


def _described(page: ImportPage, form: ImportForm, filename: str, table: Table) -> Upload:
    """A new file and how it is read: as was typed, else as a kept mapping that fits says.

    Raises MappingIsRefused for what was typed.
    """
    kind, typed = form.kind.data, (form.mapping.data or "").strip()
    described = Upload("", owner(), kind, filename, typed)
    if typed:
        try:
            glimpse(page.importer(kind), Head.of(table), Mapping.from_json(typed))
        except MappingIsRefused:
            raise
        except FileIsRefused:
            return described  # a column is missing: to be chosen on the next page
        return described
    kept = choose_mapping(page, kind, table.headers) or choose_preset(page, kind, Head.of(table))
    if kept is None:
        return described
    return Upload("", owner(), kind, filename, kept.mapping.to_json(), kept.id)


def _forget(page: ImportPage, mapping_id: str) -> Any:
    name = delete_mapping(get_session(), viewer(), mapping_id, now())
    flash(_("已删除「%(name)s」", name=name), "good")
    return redirect(page.address())
