"""Checking or importing a kept file in a thread of its own: one transaction, watched, stoppable.

Actor, clock and language are those of the request that asked for it.
"""

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlmodel import Session

from .actor import Actor
from .database import commit, is_conflict
from .errors import Refusal
from .ids import new_id
from .import_progress import CLAIM, STOP, Journal, Outcome, Phase, read_progress
from .imports import (
    ImportContext,
    Importer,
    ImportIsCancelled,
    ImportResult,
    Watch,
    run_import,
)
from .table_mapping import Mapping
from .tabular import FileIsRefused
from .uploads import Upload, Uploads
from .web import Application

REFUSED: Final = "refused"
MOST_AT_ONCE: Final = 4
TURN_SECONDS: Final = 0.2
BEGINNING_SECONDS: Final = 15.0
_rooms = threading.BoundedSemaphore(MOST_AT_ONCE)


class TooManyImportsAtOnce(Refusal):
    """This process checks or imports as many files as it may."""

    status = 429


@dataclass(frozen=True)
class Job:
    """What is to be done with a kept file, for whom, as of when, in which language."""

    importer: Importer
    upload: Upload
    phase: Phase
    rows: int
    actor: Actor
    now: datetime
    today: date
    secret: str
    locale: str
    public_url: str = ""


def begin(app: Application, uploads: Uploads, job: Job) -> "Run | None":
    """Start a job; None where the file's job was started already. Raises TooManyImportsAtOnce."""
    name = new_id()
    if not _claim(uploads, job.upload, name):
        return None
    if not _rooms.acquire(blocking=False):
        uploads.take_away(job.upload.token, CLAIM)
        raise TooManyImportsAtOnce(_("现在导入的人较多，请过一分钟再试"))
    run = Run(app, uploads, job, name)
    try:
        run.start()
    except BaseException:
        run.close()
        uploads.take_away(job.upload.token, CLAIM)
        raise
    return run


def _claim(uploads: Uploads, upload: Upload, name: str) -> bool:
    """Whether this run may have the file; the claim of a run that died is taken away."""
    token = upload.token
    with uploads.one_at_a_time():
        if uploads.has(token, CLAIM):
            progress = read_progress(uploads, upload)
            is_new = uploads.age(token, CLAIM) < BEGINNING_SECONDS
            if is_new or (progress and (progress.is_imported or progress.is_live(time.time()))):
                return False
            uploads.take_away(token, CLAIM)
        uploads.take_away(token, STOP)
        return uploads.claim(token, CLAIM, name)


class Run:
    """One thread that does one job. ``refusal`` is why the file or the person was refused.

    ``handouts`` are the rows that are given out once: they lie here and nowhere else.
    """

    def __init__(self, app: Application, uploads: Uploads, job: Job, name: str) -> None:
        self.refusal: Refusal | None = None
        self.handouts: list[list[str]] = []
        self._app, self._uploads, self._job, self._name = app, uploads, job, name
        self._journal = Journal(uploads, job.upload, name, job.phase, job.rows)
        self._thread = threading.Thread(target=self._run, name="import", daemon=True)

    def start(self) -> None:
        """Begin; from now on pages can see how far it is."""
        self._journal.begin()
        self._thread.start()

    def wait(self, seconds: float | None) -> None:
        """Wait for the end, so long at most; None for as long as it takes."""
        self._thread.join(seconds)

    def close(self) -> None:
        """Stop the beat and make room for another run."""
        self._journal.close()
        _rooms.release()

    def _run(self) -> None:
        try:
            with self._app.app_context(), force_locale(self._job.locale):
                self._go()
        except Exception as error:  # the disk is full: the page will say that the run was lost
            self._log(error)
        finally:
            self.close()

    def _go(self) -> None:
        try:
            result = self._in_turn() if self._job.phase == "apply" else self._transaction()
        except ImportIsCancelled:
            self._journal.end("cancelled")
        except (Refusal, FileIsRefused) as refusal:
            self.refusal = refusal if isinstance(refusal, Refusal) else None
            self._journal.end("failed", words=str(refusal))
        except Exception as error:
            if is_conflict(error):
                self._journal.end("failed", words=_("刚刚有人改动了同样的内容，请再试一次"))
            else:
                self._journal.end("failed", number=self._log(error))
        else:
            self._keep(result)
            if self._job.phase == "apply":
                return  # the claim stays: a file is imported once
        self._uploads.release(self._job.upload.token, CLAIM, self._name)

    def _in_turn(self) -> ImportResult:
        with _turn(self._uploads.folder, self._journal.watch):
            return self._transaction()

    def _transaction(self) -> ImportResult:
        """Once while others may write; where they were faster, once more while they wait."""
        database = self._app.database
        try:
            with database.open_late() as session:
                return self._once(session)
        except Exception as error:
            if not is_conflict(error):
                raise
        with database.open(write=True) as session:
            return self._once(session)

    def _once(self, session: Session) -> ImportResult:
        job, upload = self._job, self._job.upload
        keep, watch = job.phase == "apply", self._journal.watch
        context = ImportContext(
            session,
            job.actor,
            job.now,
            job.today,
            job.secret,
            watch=watch,
            keep=keep,
            public_url=job.public_url,
        )
        mapping = Mapping.from_json(upload.mapping) if upload.mapping else None
        data = self._uploads.data(upload)
        result = run_import(job.importer, context, data, upload.filename, mapping)
        if keep:
            self._journal.last_call()
            commit(session)
            self.handouts = context.handouts
        return result

    def _keep(self, result: ImportResult) -> None:
        token = self._job.upload.token
        self._uploads.take_away(token, REFUSED)
        if result.refused is not None:
            self._uploads.write(token, REFUSED, asdict(result.refused))
        self._journal.end("finished", outcome=Outcome.of(result))
        if self._job.phase == "apply":
            self._uploads.take_away(token, "data")

    def _log(self, error: Exception) -> str:
        number = new_id()[-10:]
        self._app.logger.exception("import failed %s", number, exc_info=error)
        return number


@contextmanager
def _turn(folder: Path, watch: Watch) -> Iterator[None]:
    """One at a time on this machine: who waits here can be called back, and no lock runs out."""
    with (folder / "turn.lock").open("a", encoding="ascii") as file:
        while True:
            watch("queued", 0, 0)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(TURN_SECONDS)
            else:
                break
        yield
