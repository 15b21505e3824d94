"""Two people at once: the last administrator, a link from both sides, a file twice, two merges.

Each pair runs on two connections; the second starts while the first has not committed yet.
Every guard has its negative control on PostgreSQL, where nothing else holds the second back.
"""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from characters import TODAY, World, build_world
from sqlmodel import Session
from twins import add_twin, count, rows_of

from lianqiao.accounts import change_roles as changing
from lianqiao.accounts import disable_user as disabling
from lianqiao.accounts import import_people as inviting
from lianqiao.accounts.change_roles import change_roles
from lianqiao.accounts.disable_user import disable_user
from lianqiao.accounts.errors import SomebodyMustAdminister
from lianqiao.accounts.importers import IMPORTERS as PEOPLE
from lianqiao.accounts.models import Invitation, Membership, Organisation
from lianqiao.registry import import_links as importing
from lianqiao.registry import register_partner as registering
from lianqiao.registry.errors import TheseFirmsCannotBeMerged, TheyAreLinkedAlready
from lianqiao.registry.importers import IMPORTERS as REGISTRY
from lianqiao.registry.merge_firms import merge_firms
from lianqiao.registry.models import TradeLink
from lianqiao.registry.register_firm import NewFirm
from lianqiao.registry.register_partner import NewLink, register_partner
from lianqiao.shared import imports
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere, SomebodyWasFaster
from lianqiao.shared.imports import ImportContext, run_import
from lianqiao.shared.tables import columns, utc_now
from lianqiao.verify import verify_database

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
Step = Callable[[Session], object]
CODES = {
    "core": "91341721MA2T1007XH",
    "supplier": "91350100M000100Y43",
    "supplier2": "N2341721MA2TEKT02P",
}


def at_once(database: Database, first: Step, second: Step) -> list[type[Exception] | None]:
    """Run both, the second while the first is still open; what each of them ended with."""
    written, ends = threading.Event(), [None, None]

    def run(number: int, step: Step) -> None:
        try:
            with database.writing() as session:
                step(session)
                if number == 0:
                    written.set()
                    time.sleep(0.3)
        except Exception as error:
            ends[number] = type(error)
        finally:
            written.set()

    threads = [threading.Thread(target=run, args=(n, one)) for n, one in enumerate((first, second))]
    threads[0].start()
    written.wait()
    threads[1].start()
    for thread in threads:
        thread.join()
    return ends


def administrators(database: Database, world: World) -> int:
    member = columns(Membership)
    ours = member.organisation_id == world.org("bank")
    return count(database, Membership, ours, member.role == "administrator")


def with_two(database: Database, world: World) -> World:
    """The bank with two administrators: approver and officer."""
    with database.writing() as session:
        own = {"organisation_id": world.org("bank"), "user_id": world.users["bank"]}
        session.add(Membership(role="administrator", **own))
    officer = world.actor("bank")
    world.actors["bank"] = type(officer)(
        officer.user_id,
        officer.organisation_id,
        officer.kind,
        frozenset({"clerk", "administrator"}),
        officer.name,
        officer.organisation_name,
    )
    return world


@pytest.fixture
def two(database: Database, world: World) -> World:
    """The bank with two administrators, on each engine."""
    return with_two(database, world)


def demote(world: World, who: str, whom: str) -> Step:
    def step(session: Session) -> object:
        return change_roles(session, world.actor(who), world.users[whom], ("clerk",), utc_now())

    return step


def test_two_administrators_who_demote_each_other_leave_one(two, database) -> None:
    ends = at_once(
        database, demote(two, "bank", "bank-approver"), demote(two, "bank-approver", "bank")
    )
    assert ends == [None, NothingIsThere]
    assert administrators(database, two) == 1


def test_two_administrators_who_step_down_leave_one(two, database) -> None:
    ends = at_once(
        database, demote(two, "bank", "bank"), demote(two, "bank-approver", "bank-approver")
    )
    assert ends == [None, SomebodyMustAdminister]
    assert administrators(database, two) == 1


def test_two_administrators_who_disable_each_other_leave_one(two, database) -> None:
    def disable(who: str, whom: str) -> Step:
        return lambda session: disable_user(session, two.actor(who), two.users[whom], utc_now())

    ends = at_once(database, disable("bank", "bank-approver"), disable("bank-approver", "bank"))
    assert ends == [None, NothingIsThere]


@pytest.fixture
def unheld(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for anybody."""
    for module in (changing, disabling, inviting):
        monkeypatch.setattr(module, "hold_people", lambda *_: None)
    monkeypatch.setattr(imports, "_take_turn", lambda *_: None)
    for module in (registering, importing):
        monkeypatch.setattr(module, "hold_firms", lambda *_: None)


@pytest.fixture
def on_postgresql(postgresql_url: str) -> Iterator[Database]:
    """The one engine on which a second writer is not held back anyhow."""
    database = Database(postgresql_url)
    yield database
    database.dispose()


@pytest.mark.postgresql
def test_without_the_lock_nobody_administers_any_more(unheld, on_postgresql) -> None:
    world = with_two(on_postgresql, build_world(on_postgresql))
    at_once(
        on_postgresql,
        demote(world, "bank", "bank"),
        demote(world, "bank-approver", "bank-approver"),
    )
    assert administrators(on_postgresql, world) == 0


def propose(world: World, who: str, whom: str, direction: str) -> Step:
    firm = NewFirm(CODES[whom], "演示", "26")

    def step(session: Session) -> object:
        link = NewLink(direction)
        return register_partner(session, world.actor(who), firm, link, utc_now(), TODAY)

    return step


SIDES = (("core", "supplier2", "supplier"), ("supplier2", "core", "customer"))


def links_between(database: Database, world: World) -> list[TradeLink]:
    pair = {world.org("core"), world.org("supplier2")}
    rows = rows_of(database, TradeLink)
    return [row for row in rows if {row.core_id, row.partner_id} == pair]


@pytest.mark.parametrize("order", [SIDES, SIDES[::-1]])
def test_a_link_proposed_from_both_sides_at_once_is_one_link(world, database, order) -> None:
    ends = at_once(database, *(propose(world, *side) for side in order))
    assert ends == [None, TheyAreLinkedAlready]
    assert len(links_between(database, world)) == 1
    assert verify_database(database).ok


def test_a_link_proposed_twice_by_one_side_at_once_is_one_link(world, database) -> None:
    ends = at_once(database, propose(world, *SIDES[0]), propose(world, *SIDES[0]))
    assert ends == [None, TheyAreLinkedAlready]
    assert len(links_between(database, world)) == 1


def import_links(world: World, who: str, row: str) -> Step:
    def step(session: Session) -> object:
        context = ImportContext(session, world.actor(who), NOW, TODAY)
        text = f"core_uscc,partner_uscc,direction\n{row}".encode()
        return run_import(REGISTRY["links"], context, text, "links.csv")

    return step


def test_two_files_that_say_the_same_from_both_sides_make_one_link(world, database) -> None:
    row = f"{CODES['core']},{CODES['supplier2']},supplier"
    ends = at_once(
        database, import_links(world, "core", row), import_links(world, "supplier2", row)
    )
    assert ends == [None, None]
    (link,) = links_between(database, world)
    assert link.state == "active"  # the second file is the answer to the first


def test_a_form_and_a_file_at_once_make_one_link(world, database) -> None:
    row = f"{CODES['core']},{CODES['supplier2']},supplier"
    at_once(database, propose(world, *SIDES[1]), import_links(world, "core", row))
    (link,) = links_between(database, world)
    assert link.state == "active"


@pytest.mark.postgresql
def test_without_the_lock_both_sides_have_a_link_and_verify_names_it(unheld, on_postgresql) -> None:
    world = build_world(on_postgresql)
    at_once(on_postgresql, *(propose(world, *side) for side in SIDES))
    assert len(links_between(on_postgresql, world)) == 2
    broken = [one.name for one in verify_database(on_postgresql).findings if not one.ok]
    assert broken == ["links_are_not_doubled"]


def import_people(world: World) -> Step:
    def step(session: Session) -> object:
        context = ImportContext(session, world.actor("core"), NOW, TODAY)
        text = "姓名,邮箱,角色\n演示甲,a@example.com,经办\n".encode()
        return run_import(PEOPLE["people"], context, text, "people.csv")

    return step


def test_one_file_of_colleagues_confirmed_twice_at_once_invites_once(world, database) -> None:
    assert at_once(database, import_people(world), import_people(world)) == [None, None]
    assert count(database, Invitation) == 1


@pytest.mark.postgresql
def test_without_the_lock_it_invites_twice(unheld, on_postgresql) -> None:
    world = build_world(on_postgresql)
    at_once(on_postgresql, import_people(world), import_people(world))
    assert count(on_postgresql, Invitation) == 2


def merging(world: World, gone: str, stay: str) -> Step:
    def step(session: Session) -> object:
        ids = world.org(gone), world.org(stay)
        return merge_firms(session, world.actor("operator"), *ids, "同一家", utc_now(), TODAY)

    return step


@pytest.mark.parametrize(
    "second", [("twin", "supplier"), ("supplier", "twin"), ("supplier", "supplier2")]
)
def test_two_merges_at_once_follow_one_another_or_give_way(world, database, second) -> None:
    add_twin(database, world)
    ends = at_once(database, merging(world, "twin", "supplier"), merging(world, *second))
    assert ends[0] is None
    assert ends[1] in (None, TheseFirmsCannotBeMerged, SomebodyWasFaster)
    states = [row.state for row in rows_of(database, Organisation)].count("merged")
    assert states == (2 if ends[1] is None else 1)
    assert verify_database(database).ok
