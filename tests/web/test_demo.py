"""The demo: it loads on both engines, breaks nothing, and gives everybody something to do."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from random import Random

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlmodel import Session, SQLModel
from walls import MISSING, OPEN, address, find_foreign, object_routes, plain

from lianqiao.accounts.models import User, UserSession
from lianqiao.accounts.passwords import Passwords
from lianqiao.accounts.sessions import actor_of
from lianqiao.app import create_app
from lianqiao.cli import main
from lianqiao.config import Settings
from lianqiao.demo.firms import plan_county
from lianqiao.demo.load import load
from lianqiao.demo.offices import PASSWORD
from lianqiao.financing.models import APPLICATION_STATES, QUOTE_STATES, MatchRun, Opportunity, Quote
from lianqiao.financing.models import Application as Case
from lianqiao.loans.models import RENEWAL_STATES, Alert, Loan, Renewal
from lianqiao.oversight.models import MonthlyReturn
from lianqiao.products.models import Product
from lianqiao.registry.errors import TheseFirmsCannotBeMerged
from lianqiao.registry.merge_firms import merge_firms
from lianqiao.registry.models import (
    DISHONESTY_STATES,
    FACT_STATES,
    Bank,
    DishonestyListing,
    Enterprise,
    ScorecardFact,
)
from lianqiao.shared import uscc
from lianqiao.shared.actor import COMMAND, Actor
from lianqiao.shared.audit import inspect_chain, seal_pending
from lianqiao.shared.clock import Clock
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns
from lianqiao.shared.web import Application, access_of
from lianqiao.trade.models import ASSET_STATES, Asset
from lianqiao.verify import INVARIANTS, verify_database

POSTGRESQL = pytest.mark.postgresql
DEMO_USERS = (
    "core",
    "core2",
    "supplier",
    "supplier2",
    "bank",
    "bank-approver",
    "bank2",
    "bank2-approver",
    "guarantor",
    "regulator",
    "operator",
)


pytestmark = pytest.mark.xdist_group("demo")  # loading takes long: once is enough


def _states(database: Database, model: type[SQLModel]) -> Counter[str]:
    with database.reading() as session:
        state = model.__table__.c.state  # type: ignore[attr-defined]
        return Counter(dict(session.execute(select(state, func.count()).group_by(state)).all()))


def _count(database: Database, model: type[SQLModel]) -> int:
    with database.reading() as session:
        return int(session.execute(select(func.count()).select_from(model)).scalar_one())


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=POSTGRESQL)])
def loaded(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Application]:
    """The application over a loaded demo, on each engine in turn."""
    if request.param == "sqlite":
        place = tmp_path_factory.mktemp("demo") / "demo.sqlite"
        place.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
        url, drop = f"sqlite:///{place}", None
    else:
        drop = request.getfixturevalue("postgresql")
        drop.drop("demo")
        url = drop.create("demo", "migrated")
    settings = Settings(
        mode="demo",
        database_url=url,
        secret_key="tests only",
        cheap_passwords=True,
        var_dir=tmp_path_factory.mktemp("var"),
        _env_file=None,
    )
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.database.writing() as session:
        clock = Clock()
        load(session, clock.today(), clock.now(), "tests only", Passwords(cheap=True))
    yield app
    app.database.dispose()


def _sign_in(app: Application, username: str) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/login", data={"username": username, "password": PASSWORD})
    assert answer.status_code == 302, username
    return client


def _actor(app: Application, username: str) -> Actor:
    with app.database.reading() as session:
        user = session.execute(select(User).where(User.username == username)).scalar_one()
        sign_in = select(UserSession).where(UserSession.user_id == user.id).limit(1)
        actor = actor_of(session, session.execute(sign_in).scalar_one())
        assert actor is not None
        firm = session.get(Enterprise, actor.organisation)
        return replace(actor, is_core=firm is not None and firm.is_core)


def test_the_demo_breaks_no_invariant(loaded: Application) -> None:
    report = verify_database(loaded.database)
    assert [(one.name, one.violations) for one in report.findings if not one.ok] == []


def test_busy_firms_can_be_merged_and_every_invariant_still_holds(loaded: Application) -> None:
    merged, refused = [], Counter[str]()
    with loaded.database.open(write=True) as session:
        operator = COMMAND
        for gone, stay in _busy_pairs(session):
            try:
                with session.begin_nested():
                    merge_firms(session, operator, gone, stay, "演练", *_moment())
            except TheseFirmsCannotBeMerged as refusal:
                refused[str(refusal)] += 1
            else:
                merged.append(gone)
        session.flush()
        seal_pending(session)
        broken = {name: found for name, check in INVARIANTS if (found := list(check(session)))}
        assert broken == {}
        assert inspect_chain(session).ok
        session.rollback()
    assert len(merged) >= 3, refused
    assert any("同一家银行" in words for words in refused), refused


def _moment() -> tuple[datetime, date]:
    return Clock().now(), Clock().today()


def _busy_pairs(session: Session) -> list[tuple[str, str]]:
    """The firms with the most loans, two by two: each of them trades, owes and has limits."""
    firm = columns(Enterprise)
    loans = select(columns(Loan).borrower_id, func.count().label("n")).group_by("borrower_id")
    counted = loans.subquery()
    query = (
        select(firm.id)
        .join(counted, counted.c.borrower_id == firm.id)
        .where(firm.is_core.is_(False))
        .order_by(counted.c.n.desc(), firm.uscc)
    )
    ids = list(session.execute(query.limit(24)).scalars())
    return list(zip(ids[::2], ids[1::2], strict=False))


def test_there_is_enough_of_everything(loaded: Application) -> None:
    least = {Enterprise: 128, Bank: 6, Product: 20, Asset: 530, Loan: 150, Case: 180}
    least |= {Alert: 60, MonthlyReturn: 6 * 24 - 1, Opportunity: 500, MatchRun: 1}
    found = {model: _count(loaded.database, model) for model in least}
    assert {model.__name__: n for model, n in found.items() if n < least[model]} == {}


def test_every_state_has_somebody_in_it(loaded: Application) -> None:
    assert set(_states(loaded.database, Asset)) == set(ASSET_STATES)
    assert set(_states(loaded.database, Case)) == set(APPLICATION_STATES)
    assert set(_states(loaded.database, Quote)) == set(QUOTE_STATES)
    assert {"active", "overdue", "settled", "renewed"} <= set(_states(loaded.database, Loan))
    assert set(RENEWAL_STATES) - {"settled"} <= set(_states(loaded.database, Renewal))
    assert set(_states(loaded.database, ScorecardFact)) == set(FACT_STATES)
    assert set(_states(loaded.database, DishonestyListing)) == set(DISHONESTY_STATES)


def test_profiles_consents_and_the_dishonest_list_have_something_to_show(loaded) -> None:
    firm = _sign_in(loaded, "supplier").get("/enterprises", follow_redirects=True).text
    assert "80 / 400 分" in firm
    assert "已过有效期" in firm
    core2 = _sign_in(loaded, "core2")
    assert "银行查阅授权快到期" in core2.get("/").text
    assert core2.get("/enterprises", follow_redirects=True).text.count("/letter") == 4
    bank = _sign_in(loaded, "bank")
    warned = [
        path
        for path in re.findall(r'href="(/opportunities/\w+)"', _all_opportunities(bank))
        if "后来被列入失信名单" in bank.get(path).text
    ]
    assert warned


def test_a_guarantor_short_of_capacity_sees_what_another_multiple_would_bring(loaded) -> None:
    guarantor, office = _sign_in(loaded, "guarantor"), _sign_in(loaded, "regulator")
    page = guarantor.get("/what-if/guarantee?multiple=2").text
    more = re.search(r"贵公司担保下多融</p><p[^>]*>([\d,.]+) 万", page)
    assert more is not None
    assert float(more[1].replace(",", "")) > 100
    assert "再增加 100 万元担保能力" in page
    assert "担保机构 演示担保" in office.get("/what-if").text


def _all_opportunities(bank: FlaskClient) -> str:
    """The list, filtered to the firm that was listed after the last run."""
    listed = bank.get("/enterprises?dishonest=yes").text
    name = re.search(r'class="row-link"[^>]*>([^<]+)<', listed)
    assert name is not None
    return bank.get(f"/opportunities?q={name[1]}").text


@pytest.mark.parametrize("username", DEMO_USERS)
def test_everybody_finds_something_to_do_and_every_link_opens(loaded, username: str) -> None:
    client = _sign_in(loaded, username)
    home = client.get("/").text
    counts = [int(count) for count in re.findall(r'todo-count">(\d+)<', home)]
    assert counts, f"{username} has nothing to do"
    assert all(counts)
    links = set(re.findall(r'<a [^>]*href="(/[a-z][^"#]*)"', home))
    answers = {link: client.get(link.replace("&amp;", "&")).status_code for link in links}
    assert {link: status for link, status in answers.items() if status not in (200, 302)} == {}


@pytest.mark.parametrize("username", DEMO_USERS)
def test_what_is_foreign_looks_like_what_is_not_there(loaded, username: str) -> None:
    client, actor = _sign_in(loaded, username), _actor(loaded, username)
    differing, compared = [], 0
    for rule, name in object_routes(loaded.url_map):
        declared = access_of(loaded, rule.endpoint)
        assert declared is not None
        missing = client.get(address(rule, MISSING))
        if not declared.admits(actor):
            assert missing.status_code == 403, rule.rule
            continue
        assert missing.status_code == 404, rule.rule
        if actor.kind in OPEN.get(name, ()):
            continue
        with loaded.database.reading() as session:
            object_id = find_foreign(session, name, actor)
        assert object_id is not None, f"nothing is foreign to {username} under {rule.rule}"
        foreign = client.get(address(rule, object_id))
        compared += 1
        if (foreign.status_code, plain(foreign.text)) != (404, plain(missing.text)):
            differing.append((rule.rule, foreign.status_code))
    assert differing == []
    assert compared > 0 or actor.kind in ("regulator", "operator")


def test_a_second_load_changes_nothing(loaded: Application, monkeypatch, capsys) -> None:
    monkeypatch.setenv("LIANQIAO_DATABASE_URL", loaded.database.url)
    monkeypatch.setenv("LIANQIAO_MODE", "demo")
    with loaded.database.reading() as session:
        before = inspect_chain(session)
    assert main(["demo", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "loaded": False}
    with loaded.database.reading() as session:
        assert inspect_chain(session) == before


def test_reset_starts_anew(sqlite_url: str, monkeypatch, capsys) -> None:
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
