"""From the preview of a kept file to its import: each is a job whose page shows how far it is."""

import time
from typing import Any, cast

from flask import current_app, make_response, request
from flask_babel import get_locale

from .audit import drop_pending
from .handouts import Handout
from .import_desk import (
    Head,
    ImportPage,
    glimpse,
    head_of,
    import_form,
    kept_mappings,
    mapping_of,
    uploads,
)
from .import_jobs import Job, Run, begin
from .import_progress import PART, Phase, Progress, is_stopping, read_progress
from .mapping_form import SHOWN_CODES, MappingForm, form_of, lines_of
from .tabular import FileIsRefused
from .uploads import Upload
from .web import Application, get_session, is_fragment_request, now, render, today, viewer

TEMPLATE = "shared/import_job.html"
LONG_FILE_ROWS = 500
SHORT_WAIT_SECONDS = 10.0


def preview_page(page: ImportPage, upload: Upload) -> Any:
    """Check a file without keeping anything; where columns are missing, ask for them first."""
    try:
        glimpse(page.importer(upload.kind), head_of(upload), mapping_of(upload))
    except FileIsRefused as refusal:
        uploads().take_away(upload.token, PART)
        return job_page(page, upload, None, problem=str(refusal), status=422)
    run_job(page, upload, "check")
    progress = read_progress(uploads(), upload)
    if progress is None or progress.phase != "check" or progress.state != "finished":
        return page.leads_to(upload)
    return job_page(page, upload, progress)


def import_now(page: ImportPage, upload: Upload) -> Any:
    """Import a previewed file: once, however often and from however many windows it is asked."""
    run = run_job(page, upload, "apply")
    progress = read_progress(uploads(), upload)
    handout = _handout(page, upload, run)
    if handout is not None and progress is not None:
        # Shown in the answer itself: what is given out once is kept nowhere to be led to.
        return job_page(page, upload, progress, handout=handout)
    return page.leads_to(upload)


def _handout(page: ImportPage, upload: Upload, run: Run | None) -> Handout | None:
    """What is given out once; with a mail server the letters carry it."""
    settings = current_app.extensions["lianqiao.settings"]
    if run is None or not run.handouts or settings.smtp_url:
        return None
    importer = page.importer(upload.kind)
    return Handout.of(importer.handout, run.handouts, f"{importer.label}.csv")


def try_again(page: ImportPage, upload: Upload) -> Any:
    """Preview a file once more whose import failed, was cancelled or was cut off."""
    progress = read_progress(uploads(), upload)
    if progress is not None and (progress.is_imported or progress.is_live(time.time())):
        return page.leads_to(upload)
    return preview_page(page, upload)


def show_job(page: ImportPage, upload: Upload) -> Any:
    """How far a file is; htmx asks every second, and is told to load the page at the end."""
    progress = read_progress(uploads(), upload)
    if not is_fragment_request():
        return job_page(page, upload, progress)
    if progress is not None and progress.is_live(time.time()):
        return render(
            TEMPLATE,
            "progress",
            page=page,
            upload=upload,
            progress=progress,
            is_stopping=is_stopping(uploads(), upload),
        )
    response = make_response("", 200)
    response.headers["HX-Refresh"] = "true"
    return response


def run_job(page: ImportPage, upload: Upload, phase: Phase) -> Run | None:
    """Start a job and wait for a short file's end. Raises why the person was refused.

    A file whose rows give something out is waited for however long it is: what is given out
    is in this request's answer or nowhere.
    """
    head, importer = head_of(upload), page.importer(upload.kind)
    settings = current_app.extensions["lianqiao.settings"]
    job = Job(
        importer=importer,
        upload=upload,
        phase=phase,
        rows=head.count,
        actor=viewer(),
        now=now(),
        today=today(),
        secret=settings.secret,
        locale=str(get_locale()),
        public_url=settings.public_url,
    )
    run = begin(cast(Application, current_app._get_current_object()), uploads(), job)  # type: ignore[attr-defined]
    if run is not None and importer.handout and phase == "apply":
        _wait_for(run, None)
    elif run is not None and head.count <= LONG_FILE_ROWS:
        _wait_for(run, SHORT_WAIT_SECONDS)
    return run


def _wait_for(run: Run, seconds: float | None) -> None:
    # The request has written nothing, and must not hold what the job's transaction needs.
    drop_pending(get_session())
    get_session().rollback()
    run.wait(seconds)
    if run.refusal is not None:
        raise run.refusal


def job_page(
    page: ImportPage,
    upload: Upload,
    progress: Progress | None,
    *,
    form: MappingForm | None = None,
    problem: str = "",
    handout: Handout | None = None,
    status: int = 200,
) -> Any:
    """The page of one file, whatever state it is in."""
    importer, head, mapping = page.importer(upload.kind), head_of(upload), mapping_of(upload)
    form = form or form_of(importer, head, mapping, show=True)
    moment = time.time()
    return render(
        TEMPLATE,
        "progress",
        status=status,
        page=page,
        importer=importer,
        upload=upload,
        head=head,
        mapping=mapping,
        progress=progress,
        is_live=progress is not None and progress.is_live(moment),
        is_lost=progress is not None and progress.is_lost(moment),
        is_stopping=is_stopping(uploads(), upload),
        outcome=progress.outcome if progress else None,
        problem=problem,
        handout=handout,
        form=form,
        lines=lines_of(importer, form),
        shown_codes=SHOWN_CODES,
        kept=[one for one in kept_mappings(page) if one.kind == upload.kind],
        presets=page.presets(upload.kind, head.headers),
        glimpse=_glimpse_or_none(page, upload, head),
        upload_form=_form_for_the_next(page, upload),
        path=request.path,
    )


def _glimpse_or_none(page: ImportPage, upload: Upload, head: Head) -> Any:
    try:
        return glimpse(page.importer(upload.kind), head, mapping_of(upload))
    except FileIsRefused:
        return None


def _form_for_the_next(page: ImportPage, upload: Upload) -> Any:
    """The form for another file: the mended rows are read in the same way."""
    form = import_form(page)
    form.kind.data = upload.kind
    form.mapping.data = "" if upload.mapping_id else upload.mapping
    return form
