"""The hard stop: a listed firm is not matched, does not apply, does not accept; then it may."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from characters import TODAY, World, dishonest
from deals import applied, confirmed_asset, freeze, offered
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlmodel import Session

from lianqiao.financing.accept_quote import accept_quote
from lianqiao.financing.match_job import match_when_changed
from lianqiao.financing.models import Application, Opportunity
from lianqiao.financing.run_match import run_match
from lianqiao.products.models import CreditLimit
from lianqiao.registry.errors import TheFirmIsDishonest
from lianqiao.registry.lift_listing import lift_listing
from lianqiao.registry.models import DishonestyListing
from lianqiao.registry.states import DISHONESTY
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, table, utc_now
from lianqiao.shared.transitions import note_step

As = Callable[[str], FlaskClient]
OVER = TODAY - timedelta(days=1)


def put_on_the_list(session: Session) -> str:
    row = dishonest("supplier")
    note_step(session, DISHONESTY, row, "list", COMMAND, utc_now())
    return row.id


def lift(database: Database, world: World) -> None:
    """The operator lifts the entry."""
    with database.writing() as session:
        listing = session.execute(select(columns(DishonestyListing).id)).scalar_one()
        lift_listing(session, world.actor("operator"), listing, "已履行", utc_now(), TODAY)


def run_out(database: Database, world: World) -> None:
    """The entry's last day was yesterday."""
    with database.writing() as session:
        session.execute(update(table(DishonestyListing)).values(expires_on=OVER))


WAYS_OUT = pytest.mark.parametrize("way_out", [lift, run_out])


def failed(session: Session) -> list[list[str]]:
    run = run_match(session, COMMAND, TODAY, utc_now())
    row = columns(Opportunity)
    checks = select(row.checks).where(row.run_id == run.id)
    return [
        [check["rule"] for check in kept if not check["passed"]]
        for kept in session.execute(checks).scalars()
    ]


@WAYS_OUT
def test_a_match_run_marks_a_listed_firm_and_no_more_once_it_is_off(
    database: Database, world: World, way_out
) -> None:
    with database.writing() as session:
        confirmed_asset(session, world)
        assert failed(session) == [[], []]
        put_on_the_list(session)
        assert failed(session) == [["dishonest"], ["dishonest"]]
    way_out(database, world)
    with database.writing() as session:
        assert failed(session) == [[], []]


@WAYS_OUT
def test_a_listed_firm_cannot_apply_and_reads_the_way_out(
    database: Database, world: World, way_out
) -> None:
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        put_on_the_list(session)
    with database.writing() as session, pytest.raises(TheFirmIsDishonest) as refusal:
        applied(session, world, asset)
    assert "申请信用修复" in str(refusal.value)
    way_out(database, world)
    with database.writing() as session:
        assert applied(session, world, asset).state == "submitted"


def reserved(session: Session) -> int:
    return sum(session.execute(select(columns(CreditLimit).reserved_fen)).scalars())


@WAYS_OUT
def test_a_firm_listed_after_the_quote_cannot_accept_it_and_nothing_is_held(
    database: Database, world: World, way_out
) -> None:
    with database.writing() as session:
        quote = offered(session, world, confirmed_asset(session, world))
        put_on_the_list(session)
    actor = world.actor("supplier")
    with database.writing() as session, pytest.raises(TheFirmIsDishonest):
        accept_quote(session, actor, quote.id, utc_now(), TODAY)
    with database.reading() as session:
        assert reserved(session) == 0
        assert session.execute(select(columns(Application).state)).scalar_one() == "quoted"
    way_out(database, world)
    with database.writing() as session:
        assert accept_quote(session, actor, quote.id, utc_now(), TODAY).state == "accepted"
        assert reserved(session) > 0


def test_another_firm_goes_on_while_one_is_listed(database: Database, world: World) -> None:
    with database.writing() as session:
        other = {"creditor_id": world.org("supplier2"), "borrower_id": world.org("supplier2")}
        asset = confirmed_asset(session, world, **other)
        put_on_the_list(session)
        assert failed(session) == [[], []]
        assert applied(session, world, asset, who="supplier2").state == "submitted"


@pytest.fixture
def matched(database: Database, world: World) -> str:
    """An opportunity of the bank, found before the firm was listed."""
    freeze(database)
    with database.writing() as session:
        confirmed_asset(session, world)
        run_match(session, COMMAND, TODAY, utc_now())
        row = columns(Opportunity)
        query = select(row.id).where(row.bank_id == world.org("bank"), row.eligible)
        return str(session.execute(query).scalar_one())


def test_the_bank_s_page_warns_of_a_firm_that_was_listed_meanwhile(
    as_: As, database: Database, world: World, matched: str
) -> None:
    warning = "后来被列入失信名单"
    assert warning not in as_("bank").get(f"/opportunities/{matched}").text
    with database.writing() as session:
        put_on_the_list(session)
    assert warning in as_("bank").get(f"/opportunities/{matched}").text
    lift(database, world)
    assert warning not in as_("bank").get(f"/opportunities/{matched}").text


def test_the_application_s_page_warns_the_bank_and_refuses_the_firm(
    as_: As, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        quote = offered(session, world, confirmed_asset(session, world))
        application = quote.application_id
    assert "借款企业在失信名单中" not in as_("bank").get(f"/applications/{application}").text
    with database.writing() as session:
        put_on_the_list(session)
    assert "借款企业在失信名单中" in as_("bank").get(f"/applications/{application}").text
    refused = as_("supplier").post(f"/quotes/{quote.id}/accept", data={"step": "confirm"})
    assert refused.status_code == 422
    assert "申请信用修复" in refused.text


def test_the_near_miss_leads_to_repair(as_: As, database: Database, world: World) -> None:
    freeze(database)
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        put_on_the_list(session)
        run_match(session, COMMAND, TODAY, utc_now())
    page = as_("supplier").get(f"/assets/{asset.id}/options").text
    assert "企业在失信名单内" in page
    assert f'href="/enterprises/{world.org("supplier")}#dishonesty"' in page
    assert "去申请信用修复" in page


def test_listing_and_lifting_make_matching_run_again(database: Database, world: World) -> None:
    now = utc_now
    with database.writing() as session:
        confirmed_asset(session, world)
    assert "documents recommended" in match_when_changed(database, TODAY, now())
    assert match_when_changed(database, TODAY, now()) == "nothing has changed"
    with database.writing() as session:
        put_on_the_list(session)
    assert match_when_changed(database, TODAY, now()).startswith("0 of 1")
    lift(database, world)
    assert match_when_changed(database, TODAY, now()).startswith("1 of 1")
    assert match_when_changed(database, TODAY, now()) == "nothing has changed"
