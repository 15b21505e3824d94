"""The process dies at the n-th statement of an answer, for every n: all of it happened, or nothing.

Every table is compared as a whole, so that a row too many is seen as well as one too few.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from characters import WAN, World
from set_off_samples import accept, paid, ring, search
from sqlalchemy import event, select, update
from sqlalchemy.engine import Engine

from lianqiao.shared.database import Database
from lianqiao.shared.tables import table
from lianqiao.tables import metadata
from lianqiao.trade import accept_set_off as answering
from lianqiao.trade.models import Asset
from lianqiao.verify import verify_database

MOST = 400


class TheProcessDied(Exception):
    """Raised instead of running a statement."""


@contextmanager
def dying_at(engine: Engine, number: int) -> Iterator[list[int]]:
    """Raise at the n-th statement; yields how many were run, in a list of one."""
    run = [0]

    def count(*_: Any) -> None:
        run[0] += 1
        if run[0] == number:
            raise TheProcessDied

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield run
    finally:
        event.remove(engine, "before_cursor_execute", count)


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with database.reading() as session:
        return {
            one.name: sorted(map(tuple, session.execute(select(one)).all()), key=repr)
            for one in metadata.sorted_tables
        }


def deaths(database: Database, act: Callable[[], object]) -> int:
    """Let it die at each statement in turn until it lives; how many times it died."""
    before = everything(database)
    for number in range(1, MOST):
        try:
            with dying_at(database.engine, number):
                act()
        except TheProcessDied:
            assert everything(database) == before, f"something was left at statement {number}"
        else:
            return number - 1
    raise AssertionError("it never came to an end")


@pytest.mark.parametrize("already", [0, 2], ids=["the first word", "the last word"])
def test_an_answer_that_dies_at_any_statement_leaves_nothing_half_done(
    database: Database, world: World, already: int
) -> None:
    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    firms = ("customer", "supplier", "core")
    for firm in firms[:already]:
        accept(database, world.actor(firm), set_off_id)
    last = world.actor(firms[already])
    died = deaths(database, lambda: accept(database, last, set_off_id))
    assert died >= (30 if already else 8)
    assert paid(database, documents) == ([10, 10, 10] if already else [0, 0, 0])
    report = verify_database(database)
    wrong = [one.name for one in report.findings if not one.ok]
    assert wrong in ([], ["no_step_is_skipped"])  # the planted documents have no first step


def test_a_set_off_that_falls_void_dies_whole_too(database: Database, world: World) -> None:
    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    for firm in ("customer", "supplier"):
        accept(database, world.actor(firm), set_off_id)
    with database.writing() as session:
        row = table(Asset)
        which = row.c.id == documents[2]  # the last to be written: two others were paid before
        session.execute(update(row).where(which).values(occupied_fen=WAN))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answering, "find_change", lambda *_: "")
        died = deaths(database, lambda: accept(database, world.actor("core"), set_off_id))
    assert died >= 20
    assert paid(database, documents) == [0, 0, 0]


def test_a_commit_in_the_middle_would_be_seen(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the answer is committed by itself, before the debts are set off."""
    ring(database, world)
    (set_off_id,) = search(database, world)
    for firm in ("customer", "supplier"):
        accept(database, world.actor(firm), set_off_id)
    keep = answering.keep_answer

    def keep_and_commit(session: Any, *args: Any) -> None:
        keep(session, *args)
        session.commit()

    monkeypatch.setattr(answering, "keep_answer", keep_and_commit)
    with pytest.raises(AssertionError, match="something was left"):
        deaths(database, lambda: accept(database, world.actor("core"), set_off_id))
