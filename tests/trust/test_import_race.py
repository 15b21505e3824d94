"""The same file imported several times at one moment: applied once, found unchanged by the rest."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from characters import TODAY
from faulty_files import Desk, code
from sqlalchemy import func, select

from lianqiao.registry.importers import IMPORTERS
from lianqiao.registry.models import Enterprise
from lianqiao.shared import imports
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database, commit, is_conflict
from lianqiao.shared.imports import ImportContext, ImportResult, run_import, with_second_try

PATH = "/organisations/import"
NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
WINDOWS = 4
Counts = tuple[int, int, int, int]


def firms(count: int) -> bytes:
    lines = [f"{code(number)},演示批量{number},C26,{number}" for number in range(count)]
    return "\n".join(["统一社会信用代码,名称,行业代码,从业人员", *lines]).encode()


def at_once(actions: list[Callable[[], None]]) -> None:
    """Start all of them at one moment and wait for their ends."""
    gate = threading.Barrier(len(actions))

    def run(action: Callable[[], None]) -> None:
        gate.wait()
        action()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def number_of_firms(database: Database) -> int:
    with database.reading() as session:
        return int(session.execute(select(func.count()).select_from(Enterprise)).scalar_one())


@pytest.mark.parametrize("rows", [200, 700])  # short: in the request; long: beside it
def test_of_several_windows_one_imports_and_the_others_find_it_unchanged(
    as_, database: Database, rows: int
) -> None:
    before = number_of_firms(database)
    desks = [Desk(as_("operator"), PATH) for _window in range(WINDOWS)]
    for desk in desks:
        assert desk.send("enterprises", firms(rows)).counts == (rows, rows, 0, 0)
    ended: list[Counts] = []
    at_once([lambda desk=desk: ended.append(desk.confirm().counts) for desk in desks])
    unchanged = (rows, 0, rows, 0)
    assert sorted(ended) == [unchanged] * (WINDOWS - 1) + [(rows, rows, 0, 0)]
    assert number_of_firms(database) == before + rows


def as_the_command_does(database: Database, ended: list[Counts], data: bytes) -> None:
    with database.open(write=True) as session:

        def attempt() -> ImportResult:
            context = ImportContext(session, COMMAND, NOW, TODAY)
            return run_import(IMPORTERS["enterprises"], context, data, "a.csv")

        result = with_second_try(session, attempt)
        commit(session)
    ended.append((result.rows, result.accepted, result.unchanged, result.rejected))


def test_a_command_and_a_page_at_once(as_, database: Database) -> None:
    rows, ended = 400, list[Counts]()
    desk = Desk(as_("operator"), PATH).send("enterprises", firms(rows))
    at_once(
        [
            lambda: ended.append(desk.confirm().counts),
            *[lambda: as_the_command_does(database, ended, firms(rows))] * 3,
        ]
    )
    assert sorted(ended) == [(rows, 0, rows, 0)] * 3 + [(rows, rows, 0, 0)]


def test_without_turn_and_second_try_it_fails(
    world, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: two transactions that both saw nothing cannot both write."""
    monkeypatch.setattr(imports, "_take_turn", lambda *_: None)
    faults: list[Exception] = []
    seen = threading.Barrier(2)
    real = IMPORTERS["enterprises"]

    def importing() -> None:
        try:
            with database.open_late() as session:
                context = ImportContext(session, COMMAND, NOW, TODAY)
                context.at_end.append(seen.wait)
                run_import(real, context, firms(50), "a.csv")
                commit(session)
        except Exception as fault:
            faults.append(fault)

    at_once([importing, importing])
    assert len(faults) == 1
    assert is_conflict(faults[0])
