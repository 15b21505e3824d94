"""64 acceptances at one moment against room for ten: ten, and nothing twice, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from characters import World, build_world
from race import MODES, QUOTA_FOR, Outcome, Race

from lianqiao.shared.database import Database


@contextmanager
def _racing(url: str, folder: Path, without: str = "") -> Iterator[Race]:
    database = Database(url)
    world: World = build_world(database)
    database.dispose()
    race = Race(url, world, folder, without=without)
    try:
        yield race
    finally:
        race.close()


def test_only_as_many_are_accepted_as_there_is_room_for(url: str, tmp_path: Path) -> None:
    with _racing(url, tmp_path) as race:
        outcomes = {mode: race.round(mode) for mode in MODES}
    assert outcomes["quota"] == Outcome(QUOTA_FOR, QUOTA_FOR, over=0, double=0, faults=0)
    assert all(outcome.is_clean for outcome in outcomes.values()), outcomes


def test_without_the_guarded_update_the_quota_is_overdrawn(
    postgresql_url: str, tmp_path: Path
) -> None:
    with _racing(postgresql_url, tmp_path, "guarded_update") as race:
        outcome = race.round("quota")
    assert outcome.over
    assert outcome.accepted > QUOTA_FOR
    assert not outcome.is_clean


def test_without_begin_immediate_writers_are_locked_out(sqlite_url: str, tmp_path: Path) -> None:
    with _racing(sqlite_url, tmp_path, "begin_immediate") as race:
        outcome = race.round("quota")
    assert outcome.faults
    assert not outcome.is_clean
