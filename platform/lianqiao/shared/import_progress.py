"""How far an import is: a small file beside the upload, written by who runs it, read by pages.

Not in the database, which the import itself holds until it ends, and which a reader would
see unchanged until then (docs/decisions/0011-progress-beside-the-upload.md).
"""

import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, Literal

from flask_babel import lazy_gettext as _l

from .imports import ImportIsCancelled, ImportResult
from .tabular import RowError
from .uploads import Upload, Uploads

Phase = Literal["check", "apply"]
State = Literal["running", "finished", "failed", "cancelled"]
PART: Final = "progress"
CLAIM: Final = "claim"
STOP: Final = "stop"
LOST_AFTER_SECONDS: Final = 15.0
BEAT_SECONDS: Final = 0.5
SHOWN_ERRORS: Final = 200


@dataclass(frozen=True)
class Outcome:
    """The counts of a check or an import, and the first of what is to be told."""

    rows: int
    accepted: int
    unchanged: int
    rejected: int
    errors: list[RowError]
    warnings: list[RowError]
    notes: list[str]
    error_count: int
    warning_count: int

    @classmethod
    def of(cls, result: ImportResult) -> "Outcome":
        """What a page shows of a result."""
        return cls(
            rows=result.rows,
            accepted=result.accepted,
            unchanged=result.unchanged,
            rejected=result.rejected,
            errors=result.errors[:SHOWN_ERRORS],
            warnings=result.warnings[:SHOWN_ERRORS],
            notes=result.notes,
            error_count=len(result.errors),
            warning_count=len(result.warnings),
        )

    @classmethod
    def from_parts(cls, parts: dict[str, Any]) -> "Outcome":
        """What was kept of one."""
        told = {name: [RowError(**one) for one in parts[name]] for name in ("errors", "warnings")}
        return cls(**(parts | told))


@dataclass(frozen=True)
class Progress:
    """How far a check or an import is. ``step``: queued, reading, rows, writing.

    ``number`` names a failure in the log; ``words`` say why where it is known. ``beat`` is
    the last sign of life, in seconds since 1970.
    """

    phase: Phase
    state: State = "running"
    step: str = "queued"
    done: int = 0
    total: int = 0
    beat: float = field(default_factory=time.time)
    number: str = ""
    words: str = ""
    outcome: Outcome | None = None

    @property
    def is_imported(self) -> bool:
        """Whether the file was imported: it is done with."""
        return self.phase == "apply" and self.state == "finished"

    @property
    def tag(self) -> tuple[Any, str]:
        """What a list says of it, and in which tone."""
        if self.state == "running":
            return (_l("中断"), "bad") if self.is_lost(time.time()) else (_l("进行中"), "info")
        if self.state == "finished":
            return (_l("已导入"), "good") if self.phase == "apply" else (_l("已预览"), "plain")
        return {"failed": (_l("没有成功"), "bad"), "cancelled": (_l("已取消"), "warn")}[self.state]

    @property
    def moment(self) -> datetime:
        """When it was last heard of."""
        return datetime.fromtimestamp(self.beat, UTC)

    def is_lost(self, now: float) -> bool:
        """Whether whoever ran it has died: no sign of life for fifteen seconds."""
        return self.state == "running" and now - self.beat > LOST_AFTER_SECONDS

    def is_live(self, now: float) -> bool:
        """Whether it is being worked on."""
        return self.state == "running" and not self.is_lost(now)


def read_progress(uploads: Uploads, upload: Upload) -> Progress | None:
    """How far the file's check or import is, None before the first."""
    parts = uploads.read(upload.token, PART)
    if parts is None:
        return None
    outcome = parts.pop("outcome")
    return Progress(**parts, outcome=Outcome.from_parts(outcome) if outcome else None)


def write_progress(uploads: Uploads, upload: Upload, progress: Progress) -> None:
    """Keep how far it is."""
    uploads.write(upload.token, PART, asdict(progress))


def ask_to_stop(uploads: Uploads, upload: Upload) -> None:
    """Ask whoever runs the file's import, in whatever process, to undo it and stop."""
    uploads.claim(upload.token, STOP, "")


def is_stopping(uploads: Uploads, upload: Upload) -> bool:
    """Whether somebody has asked for it."""
    return uploads.has(upload.token, STOP)


class Journal:
    """Keeps the progress of one run: a sign of life twice a second, also while rows are written.

    A run holds the upload's claim under its own name. Where that was taken from it, because
    it was thought dead, it writes nothing more and is told to stop.
    """

    def __init__(
        self, uploads: Uploads, upload: Upload, run: str, phase: Phase, total: int
    ) -> None:
        self._uploads, self._upload, self._run = uploads, upload, run
        self._progress = Progress(phase, total=total)
        self._ended, self._stopped = threading.Event(), threading.Event()
        self._beater = threading.Thread(target=self._beat, name="import-beat", daemon=True)

    def begin(self) -> None:
        """Write the first line and start the beat."""
        write_progress(self._uploads, self._upload, self._progress)
        self._beater.start()

    def watch(self, step: str, done: int, total: int) -> None:
        """Told by the import at every row; raises ImportIsCancelled where that was asked for."""
        self._progress = replace(self._progress, step=step, done=done, total=total)
        if self._stopped.is_set():
            raise ImportIsCancelled

    def last_call(self) -> None:
        """Before the commit: raises ImportIsCancelled where that was asked for by now."""
        self._listen()
        self.watch("writing", self._progress.done, self._progress.total)

    def close(self) -> None:
        """Stop the beat."""
        self._ended.set()
        if self._beater.ident is not None:
            self._beater.join()

    def end(self, state: State, **more: Any) -> None:
        """Say what it came to, and let nothing be written after it."""
        self.close()
        self._progress = replace(self._progress, state=state, beat=time.time(), **more)
        if self._is_mine():
            write_progress(self._uploads, self._upload, self._progress)

    def _is_mine(self) -> bool:
        return self._uploads.holder(self._upload.token, CLAIM) == self._run

    def _listen(self) -> None:
        if is_stopping(self._uploads, self._upload) or not self._is_mine():
            self._stopped.set()

    def _beat(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            self._listen()
            if self._is_mine():
                with suppress(OSError):  # a full disk stops the beat, not the import
                    beating = replace(self._progress, beat=time.time())
                    write_progress(self._uploads, self._upload, beating)
