"""The daily job: once a day, caught up after days off, in the one process with the lock."""

from datetime import timedelta
from time import perf_counter

import pytest
from characters import TODAY, World, build_world
from county_rows import fill_county
from risky import ring
from sqlalchemy import func, select

from lianqiao.config import Settings
from lianqiao.jobs import JOBS, Scheduler
from lianqiao.oversight import jobs
from lianqiao.oversight.jobs import run_scan_risks
from lianqiao.oversight.models import GraphMeasure, RiskFinding
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry, JobTick
from lianqiao.shared.tables import columns, utc_now


def actions(database: Database, action: str) -> int:
    entry = columns(AuditEntry)
    with database.reading() as session:
        query = select(func.count(entry.seq)).where(entry.action == action)
        return int(session.execute(query).scalar_one())


def test_it_scans_and_measures_once_a_day(
    database: Database, world: World, settings: Settings
) -> None:
    ring(database, world)
    first = run_scan_risks(database, settings, TODAY, utc_now())
    assert "findings" in first
    assert "5 measured" in first
    assert run_scan_risks(database, settings, TODAY, utc_now()) == "done today already"
    assert actions(database, "scan_risks") == actions(database, "measure_hubs") == 1
    later = TODAY + timedelta(days=5)
    assert " 0 new" in run_scan_risks(database, settings, later, utc_now())
    with database.reading() as session:
        seen = session.execute(select(columns(RiskFinding).last_seen_on)).scalars().all()
        measured = session.execute(select(columns(GraphMeasure).measured_on)).scalars().all()
    assert set(seen) == set(measured) == {later}


def test_the_hub_of_the_chain_is_measured_with_the_sample_that_was_taken(
    database: Database, world: World, settings: Settings, as_
) -> None:
    run_scan_risks(database, settings, TODAY, utc_now())
    row = columns(GraphMeasure)
    with database.reading() as session:
        query = select(row.enterprise_id).order_by(row.betweenness_ppm.desc())
        assert session.execute(query).scalars().first() == world.org("core")
        assert set(session.execute(select(row.samples, row.firms)).all()) == {(5, 5)}
    page = as_("regulator").get("/risks/hubs").text
    assert "抽样的 5 家" in page
    assert "演示东至制药" in page
    assert as_("operator").get("/risks/hubs?format=xlsx").data.startswith(b"PK")
    assert as_("bank").get("/risks/hubs").status_code == 403


def test_the_scheduler_runs_it_under_the_lock_of_one(
    database: Database, world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []
    job = next(job for job in JOBS if job.name == "scan_risks")
    real = jobs.build_county
    monkeypatch.setattr(jobs, "build_county", lambda session: runs.append(1) or real(session))
    first, second = Scheduler(settings, [job]), Scheduler(settings, [job])
    try:
        first.tick(job)
        second.tick(job)
        assert len(runs) == 1
        first.stop()
        second.tick(job)  # it has the lock now, and finds the day's work done
        assert len(runs) == 1
    finally:
        second.stop()
    with database.reading() as session:
        assert session.get_one(JobTick, "scan_risks").outcome == "done today already"


def test_a_county_is_scanned_in_seconds(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(sqlite_url)
    settings = Settings(mode="demo", database_url=sqlite_url, secret_key="x", _env_file=None)
    fill_county(database, build_world(database), 2_000, 10_000)
    started = perf_counter()
    outcome = run_scan_risks(database, settings, TODAY, utc_now())
    took = perf_counter() - started
    database.dispose()
    with capsys.disabled():
        print(f"\n2,000 firms, 10,000 links, 6,000 debts: {outcome} in {took:.1f} s", end=" ")
    assert took < 30
