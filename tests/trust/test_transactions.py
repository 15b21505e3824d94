"""Transactions: no update is lost, one request is all or nothing, reading writes nothing."""

import threading

import pytest
from flask import Blueprint
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from lianqiao.accounts.models import Organisation
from lianqiao.shared.database import Database
from lianqiao.shared.errors import Refusal
from lianqiao.shared.models import Counter, SavedSetting
from lianqiao.shared.numbers import next_number
from lianqiao.shared.tables import utc_now
from lianqiao.shared.web import Application, access, get_session

BROKEN = Blueprint("broken", __name__)


@BROKEN.post("/try/<how>")
@access("anyone")
def try_it(how: str) -> tuple[str, int]:
    """Write something, then end in one way or another."""
    get_session().add(SavedSetting(key=how, value=True))
    get_session().flush()
    if how == "refused":
        raise Refusal("这样不行")
    if how == "crash":
        raise RuntimeError("a fault of ours")
    return ("", 422) if how == "form" else ("", 200)


def test_numbers_of_many_writers_have_no_gap_and_no_double(database: Database) -> None:
    given: list[str] = []
    day = utc_now().date()

    def take() -> None:
        for _attempt in range(5):
            with database.writing() as session:
                given.append(next_number(session, "T", day))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [f"T-{day:%Y%m%d}-{n:04d}" for n in range(1, 41)]


@pytest.mark.parametrize(
    ("how", "status", "kept"),
    [("fine", 200, True), ("refused", 422, False), ("form", 422, False), ("crash", 500, False)],
)
def test_a_request_is_all_or_nothing(
    app: Application, database: Database, how: str, status: int, kept: bool
) -> None:
    app.register_blueprint(BROKEN)
    answer = app.test_client().post(f"/try/{how}")
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    with database.reading() as session:
        assert (session.get(SavedSetting, how) is not None) == kept


def test_a_reading_session_cannot_write_on_postgresql(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with pytest.raises(DBAPIError, match="read-only"), database.reading() as session:
        session.add(Counter(key="x"))
        session.flush()
    database.dispose()


def test_the_slower_of_two_people_is_told(database: Database) -> None:
    with database.writing() as session:
        session.add(Organisation(id="o" * 26, kind="bank", name="演示", state="applied"))
    slow, fast = database.open(write=False), database.open(write=True)
    seen = slow.get(Organisation, "o" * 26)
    assert seen is not None
    slow.expunge(seen)
    slow.close()
    mine = fast.get(Organisation, "o" * 26)
    assert mine is not None
    mine.state = "approved"
    fast.add(mine)
    fast.commit()
    fast.close()
    with pytest.raises(StaleDataError), database.writing() as late:
        seen.state = "refused"
        late.add(seen)


def test_healthz_says_that_the_database_is_away(app: Application) -> None:
    assert app.test_client().get("/healthz").json["status"] == "ok"
    app.database.answers = lambda: False  # type: ignore[method-assign]
    assert app.test_client().get("/healthz").status_code == 503
