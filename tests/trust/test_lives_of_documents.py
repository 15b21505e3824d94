"""Random lives of documents: no undeclared state, nothing occupied twice, sums to the fen."""

from collections.abc import Callable

import lives
import pytest
from characters import World
from lives import lead, look
from sqlalchemy import update

from lianqiao.shared.database import Database
from lianqiao.shared.ids import new_id
from lianqiao.shared.models import StateChange
from lianqiao.shared.tables import table, utc_now
from lianqiao.trade.models import Asset

LEAST, MOST = 25, 200
ALL = {step.__name__ for step in lives.STEPS}
Plant = Callable[[str], object]


def test_whatever_happens_sums_hold_and_steps_are_declared(
    database: Database, world: World
) -> None:
    taken: set[str] = set()
    for seed in range(MOST):
        life = lead(database, world, seed)
        assert life.faults == [], seed
        taken |= {*life.taken}
        if seed >= LEAST and taken >= ALL:
            break
    assert taken >= ALL


def _state_of(asset_id: str) -> object:
    step = StateChange(
        machine="asset",
        subject_id=asset_id,
        from_state="settled",
        to_state="entered",
        event="confirm",
        actor_name="",
        organisation_name="",
        at=utc_now(),
    )
    return table(StateChange).insert().values(**step.model_dump())


PLANTS: dict[str, Plant] = {
    "paid": lambda one: update(table(Asset)).where(table(Asset).c.id == one).values(paid_fen=1),
    "share": lambda one: (
        update(table(Asset)).where(table(Asset).c.id == one).values(occupied_share=1)
    ),
    "steps": _state_of,
}


@pytest.mark.parametrize("name", PLANTS)
def test_what_is_planted_is_seen(database: Database, world: World, name: str) -> None:
    asset_id = _confirmed(database, world)
    with database.writing() as session:
        session.execute(PLANTS[name](asset_id))  # type: ignore[call-overload]
        lives.audit.record(session, world.actor("core"), "plant", new_id(), utc_now())
    with database.reading() as session:
        assert list(look(session, [asset_id]))


def _confirmed(database: Database, world: World) -> str:
    """The first document that its debtor entered, and nobody touched."""
    for seed in range(50):
        life = lead(database, world, seed, steps=0)
        with database.reading() as session:
            if session.get_one(Asset, life.assets[0]).state == "confirmed":
                assert list(look(session, life.assets)) == []
                return life.assets[0]
    raise AssertionError
