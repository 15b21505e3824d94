"""The demo: it loads on both engines, breaks nothing, and gives everybody something to do."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel

from lianqiao.accounts.models import User
from lianqiao.app import create_app
from lianqiao.cli import main
from lianqiao.config import Settings
from lianqiao.demo.firms import plan_county
from lianqiao.demo.offices import PASSWORD
from lianqiao.financing.models import APPLICATION_STATES, Application, MatchRun, Opportunity, Quote
from lianqiao.loans.models import Alert, Loan, Renewal
from lianqiao.oversight.models import MonthlyReturn
from lianqiao.products.models import Product
from lianqiao.registry.models import Bank, Enterprise
from lianqiao.shared import uscc
from lianqiao.shared.audit import inspect_chain
from lianqiao.shared.clock import Clock
from lianqiao.shared.database import Database
from lianqiao.trade.models import Asset
from lianqiao.verify import verify_database

Ask = Callable[..., tuple[int, dict[str, Any]]]
DEMO_USERS = (
    "core core2 supplier supplier2 bank bank-approver bank2 bank2-approver "
    "guarantor regulator operator"
)


@pytest.fixture
def ask(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Ask:
    """Run a command in demo mode, with cheap passwords."""
    monkeypatch.setenv("LIANQIAO_DATABASE_URL", url)
    monkeypatch.setenv("LIANQIAO_MODE", "demo")
    monkeypatch.setenv("LIANQIAO_SECRET_KEY", "tests only")
    monkeypatch.setenv("LIANQIAO_CHEAP_PASSWORDS", "1")
    monkeypatch.setenv("LIANQIAO_VAR_DIR", str(tmp_path / "var"))

    def run(*words: str) -> tuple[int, dict[str, Any]]:
        status = main([*words, "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run


def _states(database: Database, model: type[SQLModel]) -> Counter[str]:
    with database.reading() as session:
        state = model.__table__.c.state  # type: ignore[attr-defined]
        return Counter(dict(session.execute(select(state, func.count()).group_by(state)).all()))


def _count(database: Database, model: type[SQLModel]) -> int:
    with database.reading() as session:
        return int(session.execute(select(func.count()).select_from(model)).scalar_one())


def test_the_demo_is_whole_breaks_nothing_and_is_loaded_once(ask: Ask, url, database) -> None:
    status, answer = ask("demo")
    assert (status, answer["loaded"]) == (0, True)
    report = verify_database(database)
    assert [(one.name, one.violations) for one in report.findings if not one.ok] == []
    _check_sizes(database)
    _check_states(database)
    _check_homes(url)
    with database.reading() as session:
        before = inspect_chain(session)
    assert ask("demo") == (0, {"ok": True, "loaded": False})
    with database.reading() as session:
        assert inspect_chain(session) == before


def _check_sizes(database: Database) -> None:
    least = {Enterprise: 128, Bank: 6, Product: 20, Asset: 530, Loan: 150, Application: 180}
    least |= {Alert: 60, MonthlyReturn: 6 * 24 - 1, Opportunity: 500, MatchRun: 1}
    assert {model.__name__: n for model, n in least.items() if _count(database, model) < n} == {}


def _check_states(database: Database) -> None:
    assert set(_states(database, Asset)) == {
        "entered",
        "confirmed",
        "disputed",
        "withdrawn",
        "settled",
        "delivered",
    }
    assert set(APPLICATION_STATES) == set(_states(database, Application))
    quotes = {"drafted", "offered", "sent_back", "accepted", "declined", "expired", "withdrawn"}
    assert quotes == set(_states(database, Quote))
    assert {"active", "overdue", "settled", "renewed"} <= set(_states(database, Loan))
    renewals = [
        "opened",
        "applied",
        "reviewing",
        "approving",
        "answered",
        "signed",
        "refused",
        "lapsed",
    ]
    assert set(renewals) <= set(_states(database, Renewal))


def _check_homes(url: str) -> None:
    settings = Settings(mode="demo", database_url=url, secret_key="tests only", _env_file=None)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    for username in DEMO_USERS.split():
        client = app.test_client()
        answer = client.post("/login", data={"username": username, "password": PASSWORD})
        assert answer.status_code == 302, username
        counts = re.findall(r'todo-count">(\d+)<', client.get("/").text)
        assert counts, f"{username} has nothing to do"
        assert all(int(count) > 0 for count in counts)
    app.database.dispose()


def test_reset_starts_anew(sqlite_url: str, monkeypatch, tmp_path: Path, capsys) -> None:
    monkeypatch.setenv("LIANQIAO_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("LIANQIAO_MODE", "demo")
    monkeypatch.setenv("LIANQIAO_SECRET_KEY", "tests only")
    monkeypatch.setenv("LIANQIAO_CHEAP_PASSWORDS", "1")
    database = Database(sqlite_url)
    with database.writing() as session:
        session.add(User(username="stray", display_name="x", password_hash="x"))
    assert main(["demo", "--reset"]) == 0
    with database.reading() as session:
        stray = session.execute(select(User.id).where(User.username == "stray")).first()
    assert stray is None
    assert verify_database(database).ok
    database.dispose()


def test_outside_demo_mode_nothing_is_loaded(sqlite_url: str, monkeypatch, capsys) -> None:
    monkeypatch.setenv("LIANQIAO_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("LIANQIAO_MODE", "production")
    assert main(["demo", "--reset", "--json"]) == 1
    assert "演示模式" in json.loads(capsys.readouterr().out)["error"]


def test_the_plan_is_the_same_for_the_same_seed_and_plainly_invented() -> None:
    from random import Random

    day = Clock().today()
    county, again = plan_county(Random(1), day), plan_county(Random(1), day)
    assert county == again
    firms = list(county.firms.values())
    assert all(uscc.is_valid(firm.uscc) for firm in firms)
    assert len({firm.uscc for firm in firms}) == len({firm.name for firm in firms}) == len(firms)
    assert all(firm.name.startswith(("示例", "演示")) for firm in firms)
    assert len(county.cores) == 8
    assert {firm.tier for firm in firms} == {-1, 0, 1, 2, 3}
    assert {firm.park for firm in firms} == {"dongzhi", "dadukou", "other"}
