"""Correcting how a file is read, and keeping that for the next time."""

import time
from dataclasses import replace
from typing import Any

from flask import flash, request
from flask_babel import gettext as _

from .form_acts import nothing, say_and_go, try_or_mend
from .import_desk import Head, ImportPage, glimpse, head_of, mapping_of, uploads
from .import_progress import read_progress
from .import_running import job_page, preview_page, run_job
from .imports import Importer
from .mapping_form import SHOWN_CODES, MappingForm, form_of, lines_of, read_mapping
from .models import SavedMapping
from .save_mapping import save_mapping
from .saved_mappings import get_mapping_of
from .table_mapping import Mapping, MappingIsRefused
from .tabular import FileIsRefused, find_columns
from .uploads import Upload
from .web import get_session, now, render, viewer

TEMPLATE = "shared/import_mapping.html"


def read_differently(page: ImportPage, upload: Upload, *, by_json: bool) -> Any:
    """Preview a file again, read as the form says."""
    if _is_under_way(upload):
        return page.leads_to(upload)
    form, mapping = _read_form(page, upload, by_json=by_json)
    if mapping is None:
        return job_page(page, upload, None, form=form, status=422)
    return preview_page(page, _note(upload, mapping, upload.mapping_id))


def use_kept_mapping(page: ImportPage, upload: Upload, mapping_id: str) -> Any:
    """Preview a file again, read as a kept mapping says, or by guess where none is named."""
    if _is_under_way(upload):
        return page.leads_to(upload)
    mapping = _chosen(page, upload, mapping_id) if mapping_id else Mapping()
    return preview_page(page, _note(upload, mapping, mapping_id))


def save_this_mapping(page: ImportPage, upload: Upload) -> Any:
    """Keep how this file is read, as the form says, under a name."""
    form, mapping = _read_form(page, upload, by_json=False)
    if mapping is None:
        return job_page(page, upload, None, form=form, status=422)
    importer, head = page.importer(upload.kind), head_of(upload)
    complete = _complete(importer, head, mapping)
    if mapping != mapping_of(upload) and not _is_under_way(upload):
        upload = _note(upload, mapping, upload.mapping_id)
        run_job(page, upload, "check")
    name = form.name.data or ""

    def done(saved: SavedMapping) -> Any:
        _note(upload, mapping_of(upload), saved.id)
        flash(_("已保存「%(name)s」，下次表头相同时会自动选用", name=saved.name), "good")
        return page.leads_to(upload)

    def mend(_status: int) -> Any:
        return job_page(page, upload, read_progress(uploads(), upload), form=form, status=422)

    return try_or_mend(
        form,
        lambda: save_mapping(get_session(), viewer(), upload.kind, name, complete, now()),
        done,
        mend,
        nothing,
    )


def show_kept_mapping(page: ImportPage, mapping_id: str) -> Any:
    """The page on which a kept mapping is changed without a file."""
    saved = _kept_of(page, mapping_id)
    form = form_of(page.importer(saved.kind), None, _mapping_in(saved), show=True)
    form.name.data = saved.name
    return _kept_page(page, saved, form)


def change_kept_mapping(page: ImportPage, mapping_id: str) -> Any:
    """Change a kept mapping as the form says, or as its JSON says."""
    saved = _kept_of(page, mapping_id)
    importer, before = page.importer(saved.kind), _mapping_in(saved)
    form = form_of(importer, None, before, show=False)
    by_json = request.form.get("by") == "json"
    mapping = _from_json(form) if by_json else read_mapping(importer, None, form, before)
    if mapping is None or not _names_fit(importer, form, mapping):
        return _kept_page(page, saved, form, 422)
    name = form.name.data or ""
    return try_or_mend(
        form,
        lambda: save_mapping(get_session(), viewer(), saved.kind, name, mapping, now(), saved.id),
        lambda kept: say_and_go(_("已保存「%(name)s」", name=kept.name), page.address()),
        lambda _status: _kept_page(page, saved, form, 422),
        nothing,
    )


def _kept_page(page: ImportPage, saved: SavedMapping, form: MappingForm, status: int = 200) -> Any:
    importer = page.importer(saved.kind)
    return render(
        TEMPLATE,
        status=status,
        page=page,
        saved=saved,
        importer=importer,
        mapping=_mapping_in(saved),
        form=form,
        lines=lines_of(importer, form),
        shown_codes=SHOWN_CODES,
    )


def _is_under_way(upload: Upload) -> bool:
    progress = read_progress(uploads(), upload)
    return progress is not None and (progress.is_imported or progress.is_live(time.time()))


def _read_form(
    page: ImportPage, upload: Upload, *, by_json: bool
) -> tuple[MappingForm, Mapping | None]:
    """The form that was sent, and the mapping where it fits the file."""
    importer, head, before = page.importer(upload.kind), head_of(upload), mapping_of(upload)
    form = form_of(importer, head, before, show=False)
    mapping = _from_json(form) if by_json else read_mapping(importer, head, form, before)
    if mapping is None:
        return form, None
    try:
        glimpse(importer, head, mapping)
    except FileIsRefused as refusal:
        form.form_errors.append(str(refusal))
        return form, None
    return form, mapping


def _from_json(form: MappingForm) -> Mapping | None:
    try:
        return Mapping.from_json((form.json.data or "").strip() or "{}")
    except MappingIsRefused as refusal:
        form.json.errors = [*form.json.errors, str(refusal)]
        return None


def _names_fit(importer: Importer, form: MappingForm, mapping: Mapping) -> bool:
    """Whether the mapping names columns of ours alone; the file is not here to be asked."""
    names = {column.name for column in importer.columns}
    for ours in (*mapping.columns, *mapping.constants):
        if ours not in names:
            form.json.errors = [_("映射中的列“%(name)s”不认识", name=ours)]
            return False
    return True


def _complete(importer: Importer, head: Head, mapping: Mapping) -> Mapping:
    """The mapping with the headers that were guessed: what is kept says all that was read."""
    found = find_columns(head.headers, importer.columns, mapping)
    named = {name: head.headers[at] for name, at in found.items()}
    return replace(mapping, columns=mapping.columns | named)


def _note(upload: Upload, mapping: Mapping, mapping_id: str) -> Upload:
    noted = replace(upload, mapping=mapping.to_json(), mapping_id=mapping_id)
    uploads().note(noted)
    return noted


def _chosen(page: ImportPage, upload: Upload, mapping_id: str) -> Mapping:
    """A built-in mapping, or one that the organisation has kept. Raises NothingIsThere."""
    for one in page.presets(upload.kind, head_of(upload).headers):
        if one.id == mapping_id:
            return one.mapping
    return _mapping_in(_kept(upload.kind, mapping_id))


def _kept(kind: str, mapping_id: str) -> SavedMapping:
    saved = get_mapping_of(get_session(), viewer(), mapping_id)
    if saved.kind != kind:
        return get_mapping_of(get_session(), viewer(), "")
    return saved


def _kept_of(page: ImportPage, mapping_id: str) -> SavedMapping:
    saved = get_mapping_of(get_session(), viewer(), mapping_id)
    page.importer(saved.kind)
    return saved


def _mapping_in(saved: SavedMapping) -> Mapping:
    return Mapping.from_parts(saved.mapping)
