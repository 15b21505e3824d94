"""The progress beside an upload: written by one run, seen by all, lost after fifteen seconds."""

import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from lianqiao.shared.errors import NothingIsThere
from lianqiao.shared.import_jobs import _claim
from lianqiao.shared.import_progress import (
    CLAIM,
    Journal,
    Outcome,
    Progress,
    ask_to_stop,
    read_progress,
    write_progress,
)
from lianqiao.shared.imports import ImportIsCancelled
from lianqiao.shared.tabular import RowError
from lianqiao.shared.uploads import KEPT_SECONDS, Upload, Uploads

NOW = 1_800_000_000.0


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    """A folder of kept files."""
    return Uploads(tmp_path)


@pytest.fixture
def upload(uploads: Uploads) -> Upload:
    """A kept file of one person."""
    return uploads.keep(Upload("", "ann", "links", "a.b.csv", "{}"), b"a,b\n1,2\n")


def wait_for(what: object) -> None:
    until = time.monotonic() + 5
    while not what():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_kept_file_is_its_uploaders_alone(uploads: Uploads, upload: Upload) -> None:
    assert uploads.get(upload.token, "ann") == upload
    assert uploads.data(upload) == b"a,b\n1,2\n"
    assert upload.stem == "a.b"
    for token, owner in ((upload.token, "bob"), ("x" * 43, "ann"), ("../../etc/passwd", "ann")):
        with pytest.raises(NothingIsThere):
            uploads.get(token, owner)
    assert [one.token for one in uploads.recent("ann", ["links"], 5)] == [upload.token]
    assert uploads.recent("ann", ["banks"], 5) == uploads.recent("bob", ["links"], 5) == []


def test_only_one_claims_and_only_one_takes_away(uploads: Uploads, upload: Upload) -> None:
    assert uploads.claim(upload.token, CLAIM, "one")
    assert not uploads.claim(upload.token, CLAIM, "two")
    assert uploads.holder(upload.token, CLAIM) == "one"
    assert uploads.take_away(upload.token, CLAIM)
    assert not uploads.take_away(upload.token, CLAIM)
    assert uploads.holder(upload.token, CLAIM) == ""


def test_old_files_are_swept_and_the_lock_stays(uploads: Uploads, upload: Upload) -> None:
    (uploads.folder / "turn.lock").touch()
    long_ago = time.time() - KEPT_SECONDS - 1
    for place in uploads.folder.iterdir():
        os.utime(place, (long_ago, long_ago))
    kept = uploads.keep(replace(upload, filename="new.csv"), b"")
    assert {place.name for place in uploads.folder.iterdir()} == {
        "turn.lock",
        f"{kept.token}.data",
        f"{kept.token}.json",
    }


@pytest.mark.parametrize("left_over", [False, True])
def test_of_many_at_one_moment_one_gets_the_file(uploads, upload, left_over: bool) -> None:
    for number in range(30):
        uploads.take_away(upload.token, CLAIM)
        if left_over:  # by a run that died
            uploads.claim(upload.token, CLAIM, "dead")
            long_ago = time.time() - 20
            os.utime(uploads.folder / f"{upload.token}.{CLAIM}", (long_ago, long_ago))
            write_progress(uploads, upload, Progress("apply", beat=long_ago))
        gate, got = threading.Barrier(8), list[str]()

        def ask(name: str, gate=gate, got=got) -> None:
            gate.wait()
            if _claim(uploads, upload, name):
                got.append(name)

        threads = [threading.Thread(target=ask, args=(f"{number}-{n}",)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert got == [uploads.holder(upload.token, CLAIM)]


def test_a_mark_is_released_by_its_own_run_alone(uploads: Uploads, upload: Upload) -> None:
    uploads.claim(upload.token, CLAIM, "new")
    uploads.release(upload.token, CLAIM, "old")
    assert uploads.holder(upload.token, CLAIM) == "new"
    uploads.release(upload.token, CLAIM, "new")
    assert not uploads.has(upload.token, CLAIM)


def test_progress_is_read_as_it_was_written(uploads: Uploads, upload: Upload) -> None:
    assert read_progress(uploads, upload) is None
    errors = [RowError(2, "name", "", "必填")]
    outcome = Outcome(3, 1, 1, 1, errors, [], ["一句话"], 1, 0)
    progress = Progress("apply", "finished", "writing", 3, 3, outcome=outcome)
    write_progress(uploads, upload, progress)
    assert read_progress(uploads, upload) == progress


@pytest.mark.parametrize(
    ("age", "state", "is_lost", "is_live"),
    [
        (14.0, "running", False, True),
        (16.0, "running", True, False),
        (16.0, "finished", False, False),
        (16.0, "failed", False, False),
    ],
)
def test_without_a_sign_of_life_it_is_lost(age, state, is_lost, is_live) -> None:
    progress = Progress("apply", state, beat=NOW - age)
    assert (progress.is_lost(NOW), progress.is_live(NOW)) == (is_lost, is_live)


def test_a_run_beats_also_while_nothing_is_told(uploads: Uploads, upload: Upload) -> None:
    uploads.claim(upload.token, CLAIM, "run")
    journal = Journal(uploads, upload, "run", "apply", 9)
    journal.begin()
    first = read_progress(uploads, upload)
    assert first is not None
    journal.watch("rows", 4, 9)
    wait_for(lambda: (read_progress(uploads, upload) or first).done == 4)
    beat = read_progress(uploads, upload)
    assert beat is not None
    assert beat.beat > first.beat
    journal.end("finished")
    after = read_progress(uploads, upload)
    time.sleep(0.7)
    assert read_progress(uploads, upload) == after
    assert after is not None
    assert after.state == "finished"


def test_a_run_that_is_called_back_hears_of_it(uploads: Uploads, upload: Upload) -> None:
    uploads.claim(upload.token, CLAIM, "run")
    journal = Journal(uploads, upload, "run", "apply", 9)
    journal.begin()
    journal.watch("rows", 1, 9)
    ask_to_stop(uploads, upload)
    with pytest.raises(ImportIsCancelled):
        journal.last_call()
    with pytest.raises(ImportIsCancelled):
        journal.watch("rows", 2, 9)
    journal.end("cancelled")


def test_a_run_that_was_thought_dead_writes_nothing_more(uploads: Uploads, upload: Upload) -> None:
    uploads.claim(upload.token, CLAIM, "old")
    old = Journal(uploads, upload, "old", "apply", 9)
    old.begin()
    uploads.take_away(upload.token, CLAIM)
    uploads.claim(upload.token, CLAIM, "new")
    mine = Progress("apply", step="rows", done=5, total=9, beat=NOW)
    time.sleep(0.6)
    write_progress(uploads, upload, mine)
    with pytest.raises(ImportIsCancelled):
        old.last_call()
    old.end("finished")
    assert read_progress(uploads, upload) == mine
