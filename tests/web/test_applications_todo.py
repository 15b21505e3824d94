"""To-dos of financing: each count is that of the list it leads to."""

import re
from datetime import timedelta

from characters import TODAY, World
from deals import accepted, applied, confirmed_asset, drafted, freeze, offered

from lianqiao.financing.claim_application import claim_application
from lianqiao.financing.return_application import return_application
from lianqiao.financing.todo import todos
from lianqiao.shared.database import Database
from lianqiao.shared.tables import utc_now


def _cases(database: Database, world: World) -> None:
    """Two to claim, one in each hand, one returned, two to decide, one to register."""
    freeze(database)
    with database.writing() as session:
        for _number in range(2):
            applied(session, world, confirmed_asset(session, world))
        for officer in ("bank", "bank-colleague"):
            case = applied(session, world, confirmed_asset(session, world))
            claim_application(session, world.actor(officer), case.id, utc_now())
        case = applied(session, world, confirmed_asset(session, world))
        claim_application(session, world.actor("bank"), case.id, utc_now())
        return_application(session, world.actor("bank"), case.id, "缺合同", utc_now())
        drafted(session, world, confirmed_asset(session, world))
        soon = TODAY + timedelta(days=1)
        offered(session, world, confirmed_asset(session, world), valid_until=soon)
        offered(session, world, confirmed_asset(session, world), "bank2")
        accepted(session, world, confirmed_asset(session, world))


EXPECTED = {
    "bank": {"submitted": 2, "reviewing": 1, "accepted": 1, "registered": 0},
    "bank-colleague": {"submitted": 2, "reviewing": 1, "accepted": 1, "registered": 0},
    "bank-approver": {"approving": 1},
    "bank2": {"submitted": 0, "reviewing": 0, "accepted": 0, "registered": 0},
    "supplier": {"returned": 1, "quoted": 2},
    "supplier2": {"returned": 0, "quoted": 0},
    "regulator": {},
}


def test_each_person_is_told_what_waits_and_the_count_is_that_of_the_list(
    as_, database: Database, world: World
) -> None:
    _cases(database, world)
    for who, expected in EXPECTED.items():
        with database.reading() as session:
            found = todos(session, world.actor(who), TODAY)
        assert {_state(todo.path): todo.count for todo in found} == expected
        client = as_(who)
        for todo in found:
            page = client.get(todo.path)
            assert f"共 {todo.count} 条" in page.text, (who, todo.path)


def _state(path: str) -> str:
    return re.findall(r"state=(\w+)", path)[0]


def test_the_nearest_deadline_of_a_group_is_shown(database: Database, world: World) -> None:
    _cases(database, world)
    with database.reading() as session:
        found = {_state(t.path): t for t in todos(session, world.actor("supplier"), TODAY)}
        bank = {_state(t.path): t for t in todos(session, world.actor("bank"), TODAY)}
    assert found["quoted"].due == TODAY + timedelta(days=1)
    assert found["returned"].due is None
    assert bank["submitted"].due == TODAY + timedelta(days=3)


def test_the_home_page_leads_to_the_lists(as_, database: Database, world: World) -> None:
    _cases(database, world)
    home = as_("bank").get("/").text
    assert "/applications?state=submitted" in home
    assert "新的融资申请待受理" in home
