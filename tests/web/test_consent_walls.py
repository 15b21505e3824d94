"""One bank has a firm's consent and another has not: file, chain, opportunities, documents."""

from collections.abc import Callable

import pytest
from characters import TODAY, World
from deals import BANKS, applied, confirmed_asset, freeze
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lianqiao.financing.errors import AuthorisationIsMissing
from lianqiao.financing.models import Opportunity
from lianqiao.financing.run_match import run_match
from lianqiao.registry.consent import grant_authorisation
from lianqiao.registry.models import Authorisation
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, table, utc_now
from lianqiao.shared.tabular import read_table

As = Callable[[str], FlaskClient]
NAME = "演示甲供应"


def let_in(database: Database, world: World, *banks: str) -> None:
    """The supplier lets in these banks and no others; everybody else every bank, as before."""
    with database.writing() as session:
        row = table(Authorisation)
        mine = row.c.enterprise_id == world.org("supplier")
        session.execute(update(row).where(mine).values(revoked_on=TODAY))
        for bank in banks:
            until = TODAY.replace(year=2027)
            actor, bank_id = world.actor("supplier"), world.org(bank)
            grant_authorisation(session, actor, until, utc_now(), TODAY, bank_id)


def words_of(book: bytes) -> str:
    """Every text of a workbook."""
    rows = [cell for row in read_table(book, "list.xlsx").rows for cell in row]
    return " ".join(rows)


@pytest.fixture
def document(database: Database, world: World) -> str:
    """The supplier lets in ``bank`` alone; a document of its is matched. Its number."""
    freeze(database)
    let_in(database, world, "bank")
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        run_match(session, COMMAND, TODAY, utc_now())
        return asset.document_no


def failed(database: Database, world: World) -> dict[str, list[str]]:
    """The rules that fail, by bank, in the latest run."""
    row = columns(Opportunity)
    with database.reading() as session:
        rows = session.execute(select(row.bank_id, row.checks).order_by(row.created_at)).all()
    found = {bank: [c["rule"] for c in checks if not c["passed"]] for bank, checks in rows}
    return {bank: found[world.org(bank)] for bank in BANKS}


def test_matching_asks_consent_bank_by_bank(database: Database, world: World, document) -> None:
    assert failed(database, world) == {"bank": [], "bank2": ["authorised"]}
    let_in(database, world, "bank", "bank2")
    with database.writing() as session:
        run_match(session, COMMAND, TODAY, utc_now())
    assert failed(database, world) == {"bank": [], "bank2": []}


def test_the_near_miss_says_which_bank_may_not_look_and_leads_to_the_letter(
    as_: As, database: Database, world: World, document: str
) -> None:
    with database.reading() as session:
        asset_id = session.execute(select(columns(Opportunity).asset_id).limit(1)).scalar_one()
    page = as_("supplier").get(f"/assets/{asset_id}/options").text
    misses = page.partition("差一点的产品")[2]
    for words in ("演示商业银行", "企业还没有授权该银行查询信用信息", "授权该银行查询信用信息即可"):
        assert words in misses, words
    assert f'href="/enterprises/{world.org("supplier")}#consents">去授权' in misses
    assert "演示农商银行" not in misses


def test_the_bank_that_is_let_in_sees_everything_and_the_other_nothing(
    as_: As, database: Database, world: World, document: str
) -> None:
    own = world.org("supplier")
    with database.reading() as session:
        row = columns(Opportunity)
        rows = session.execute(select(row.bank_id, row.id)).all()
        opportunities = dict(rows)
    for path in (f"/enterprises/{own}", "/enterprises", "/chain", "/opportunities"):
        assert NAME in as_("bank").get(path).text, path
        assert NAME not in as_("bank2").get(path).text, path
    for path in ("/enterprises?format=xlsx", "/opportunities?format=xlsx"):
        assert NAME in words_of(as_("bank").get(path).data), path
        assert NAME not in words_of(as_("bank2").get(path).data), path
    mine, other = opportunities[world.org("bank")], opportunities[world.org("bank2")]
    shown = as_("bank").get(f"/opportunities/{mine}").text
    assert document in shown
    for id_ in (mine, other):  # not even the near miss of its own
        hidden = as_("bank2").get(f"/opportunities/{id_}")
        missing = as_("bank2").get("/opportunities/01missing")
        assert hidden.status_code == missing.status_code == 404
        assert hidden.text.partition("<main")[2] == missing.text.partition("<main")[2]


def test_an_opportunity_is_gone_the_moment_the_consent_is_taken_back(
    as_: As, database: Database, world: World, document: str
) -> None:
    assert NAME in as_("bank").get("/opportunities").text
    let_in(database, world)
    assert NAME not in as_("bank").get("/opportunities").text
    assert NAME not in as_("bank").get("/chain").text


def test_a_firm_applies_where_it_has_consented_and_nowhere_else(
    database: Database, world: World, document: str
) -> None:
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        assert applied(session, world, asset, "bank").state == "submitted"
        with pytest.raises(AuthorisationIsMissing) as refusal:
            applied(session, world, asset, "bank2")
        assert "可以只授权这一家" in str(refusal.value)
    let_in(database, world, "bank2")
    with database.writing() as session:
        assert applied(session, world, asset, "bank2").state == "submitted"
