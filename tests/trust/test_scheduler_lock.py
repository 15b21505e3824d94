"""One scheduler of many runs the jobs, another goes on when it ends, ticks are kept."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from lianqiao.config import Settings
from lianqiao.jobs import JOBS, Job, Scheduler
from lianqiao.shared.database import Database
from lianqiao.shared.models import JobTick
from lianqiao.shared.only_one import OnlyOne
from lianqiao.shared.tables import columns


def wait_for(what: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.05)
    return False


def ticks(database: Database) -> dict[str, str]:
    row = columns(JobTick)
    with database.reading() as session:
        return {
            found.name: found.outcome for found in session.execute(select(row.name, row.outcome))
        }


def test_a_lock_is_held_by_one_and_goes_to_the_next(url: str, tmp_path: Path) -> None:
    databases = [Database(url), Database(url)]
    first, second = (OnlyOne(database, tmp_path) for database in databases)
    assert first.held_or_taken()
    assert first.held_or_taken()
    assert not second.held_or_taken()
    first.release()
    assert second.held_or_taken()
    assert not first.held_or_taken()
    second.release()
    for database in databases:
        database.dispose()


def test_of_two_schedulers_one_runs_each_job_and_the_other_takes_over(
    settings: Settings, database: Database
) -> None:
    ran: list[str] = []

    def job_of(who: str) -> Job:
        def run(_database: Database, _settings: Settings, _today: date, _now: datetime) -> str:
            ran.append(who)
            return who

        return Job("same", 1, run)

    first, second = (Scheduler(settings, [job_of(who)]) for who in ("first", "second"))
    first.start()
    assert wait_for(lambda: len(ran) >= 1)
    second.start()
    assert wait_for(lambda: len(ran) >= 3)
    assert set(ran) == {"first"}
    first.stop()
    assert wait_for(lambda: ran[-1] == "second")
    second.stop()
    assert ticks(database) == {"same": "second"}


def test_a_job_that_fails_is_noted_and_the_others_run(
    settings: Settings, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_database: Database, _settings: Settings, _today: date, _now: datetime) -> str:
        raise ZeroDivisionError("演示")

    def fine(_database: Database, _settings: Settings, _today: date, _now: datetime) -> str:
        return "fine"

    scheduler = Scheduler(settings, [Job("bad", 60, fail), Job("good", 60, fine)])
    scheduler.start()
    assert wait_for(lambda: len(ticks(database)) == 2)
    scheduler.stop()
    assert ticks(database) == {"bad": "failed: ZeroDivisionError: 演示", "good": "fine"}
    assert "job bad failed" in caplog.text


def test_every_job_of_the_platform_runs_on_an_empty_database(
    settings: Settings, database: Database
) -> None:
    scheduler = Scheduler(settings)
    scheduler.start()
    assert wait_for(lambda: len(ticks(database)) == len(JOBS))
    scheduler.stop()
    found = ticks(database)
    assert {job.name for job in JOBS} == set(found)
    assert [name for name, outcome in found.items() if outcome.startswith("failed")] == []


def _process(settings: Settings) -> subprocess.Popen[bytes]:
    own = {
        "LIANQIAO_DATABASE_URL": settings.url,
        "LIANQIAO_MODE": "demo",
        "LIANQIAO_VAR_DIR": str(settings.var_dir),
        "LIANQIAO_SECRET_KEY": "tests only",
    }
    command = [sys.executable, "-m", "lianqiao.cli", "--json", "scheduler"]
    return subprocess.Popen(
        command, env={**os.environ, **own}, stdout=subprocess.PIPE, cwd=settings.var_dir.parent
    )


def test_the_command_blocks_ends_cleanly_and_survives_a_killed_one(
    settings: Settings, database: Database
) -> None:
    killed = _process(settings)
    try:
        assert wait_for(lambda: len(ticks(database)) == len(JOBS), 40)
        killed.send_signal(signal.SIGKILL)
    finally:
        killed.kill()
        killed.communicate(timeout=20)
    with database.writing() as session:
        session.execute(JobTick.__table__.delete())  # type: ignore[attr-defined]
    ended = _process(settings)
    try:
        assert wait_for(lambda: len(ticks(database)) == len(JOBS), 40)
        ended.send_signal(signal.SIGTERM)
        said, _errors = ended.communicate(timeout=30)
    finally:
        ended.kill()
        ended.wait(timeout=20)
    assert ended.returncode == 0
    assert said.strip() == b'{"ok": true}'


def test_healthz_tells_the_last_tick(app, settings: Settings, database: Database) -> None:
    assert app.test_client().get("/healthz").json["scheduler"]["last_tick"] is None
    scheduler = Scheduler(settings, JOBS[:1])
    scheduler.start()
    assert wait_for(lambda: len(ticks(database)) == 1)
    scheduler.stop()
    assert app.test_client().get("/healthz").json["scheduler"]["last_tick"] is not None
