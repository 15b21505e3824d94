"""The same key twice: one effect and the same answer; with another body it is refused."""

import threading

import pytest
from characters import World
from deals import applied, confirmed_asset, freeze, offered
from sqlalchemy import func, select
from sqlmodel import SQLModel

from lianqiao.financing.models import Application
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry, IdempotencyKey
from lianqiao.shared.tables import table


@pytest.fixture
def asset_id(database: Database, world: World) -> str:
    """A confirmed receivable of the supplier."""
    freeze(database)
    with database.writing() as session:
        return confirmed_asset(session, world).id


def _count(database: Database, model: type[SQLModel]) -> int:
    with database.reading() as session:
        return int(session.execute(select(func.count()).select_from(table(model))).scalar_one())


def _form(world: World, asset_id: str, **more: str) -> dict[str, str]:
    typed = {"asset": asset_id, "product": world.products["P-A"], "requested_fen": "50万"}
    return {**typed, "purpose": "采购", "idempotency_key": "key-1", **more}


def test_the_same_key_and_body_give_the_same_answer_and_one_effect(
    as_, database: Database, world: World, asset_id: str
) -> None:
    supplier = as_("supplier")
    first = supplier.post("/applications", data=_form(world, asset_id))
    entries = _count(database, AuditEntry)
    second = supplier.post("/applications", data=_form(world, asset_id))
    assert (first.status_code, first.headers["Location"]) == (
        second.status_code,
        second.headers["Location"],
    )
    assert _count(database, Application) == 1
    assert _count(database, AuditEntry) == entries


def test_the_same_key_with_another_body_is_refused(
    as_, database: Database, world: World, asset_id: str
) -> None:
    supplier = as_("supplier")
    supplier.post("/applications", data=_form(world, asset_id))
    other = supplier.post("/applications", data=_form(world, asset_id, requested_fen="60万"))
    assert other.status_code == 409
    assert "与之前同一凭证的不同" in other.text
    elsewhere = supplier.post("/quotes/" + "0" * 26 + "/accept", data={"idempotency_key": "key-1"})
    assert elsewhere.status_code == 409
    assert _count(database, Application) == 1


def test_a_refused_request_leaves_its_key_free_to_be_sent_again(
    as_, database: Database, world: World, asset_id: str
) -> None:
    supplier = as_("supplier")
    wrong = supplier.post("/applications", data=_form(world, asset_id, requested_fen="90万"))
    assert wrong.status_code == 422
    assert _count(database, IdempotencyKey) == 0
    right = supplier.post("/applications", data=_form(world, asset_id))
    assert right.status_code == 302


def test_keys_of_two_people_do_not_meet(
    as_, database: Database, world: World, asset_id: str
) -> None:
    with database.writing() as session:
        cases = [applied(session, world, confirmed_asset(session, world)).id for _n in range(2)]
    header = {"Idempotency-Key": "same"}
    for who, case in zip(("bank", "bank-colleague"), cases, strict=True):
        answer = as_(who).post(f"/applications/{case}/claim", headers=header)
        assert answer.status_code == 302
    assert _count(database, IdempotencyKey) == 2


@pytest.mark.parametrize("key", ["键", "k" * 101, "a\tb"])
def test_a_key_that_cannot_be_read_is_refused(
    as_, database: Database, world: World, asset_id: str, key: str
) -> None:
    answer = as_("supplier").post("/applications", data=_form(world, asset_id, idempotency_key=key))
    assert answer.status_code == 400
    assert _count(database, Application) == 0


def test_the_same_key_at_the_same_moment_accepts_once_and_answers_both(
    as_, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        quote = offered(session, world, confirmed_asset(session, world))
    clients = [as_("supplier") for _number in range(4)]
    answers: list[tuple[int, str]] = []
    start = threading.Barrier(len(clients))

    def accept(client) -> None:
        start.wait()
        answer = client.post(f"/quotes/{quote.id}/accept", data={"idempotency_key": "double-click"})
        answers.append((answer.status_code, answer.headers.get("Location", "")))

    threads = [threading.Thread(target=accept, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(302, f"/applications/{quote.application_id}")] * 4
