"""Documents of a merged firm are known again, whichever of the two codes a later one carries."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from characters import ENTERPRISES, WAN, World
from flask.testing import FlaskClient
from invoice_files import digital
from sqlalchemy import select
from trade_samples import NOW, SECRET, TERMS, TODAY, count, enter, read
from twins import TWIN_CODE, add_link, add_twin, merge
from web.test_einvoices import fields_of, named, send

from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, ImportResult, run_import
from lianqiao.trade.confirm_asset import confirm_asset
from lianqiao.trade.errors import (
    DocumentIsThereAlready,
    ReasonForNearDocumentIsMissing,
)
from lianqiao.trade.importers import IMPORTERS
from lianqiao.trade.models import Asset
from lianqiao.trade.papers import NewReceivable
from lianqiao.trade.resubmit_asset import resubmit_asset
from lianqiao.trade.withdraw_asset import withdraw_asset

As = Callable[[str], FlaskClient]
CORE, SUPPLIER, CUSTOMER = (ENTERPRISES[one][1] for one in ("core", "supplier", "customer"))
NUMBER = "26352000000000000017"
OTHER = 7 * WAN
FIRST = {"contract_no": "HT-2026-018", "instalment": 2}
WAYS = {
    "amount": ("B-7", 5 * WAN, {}),
    "number": ("a 012", OTHER, {}),
    "contract": ("B-7", OTHER, {"contract_no": "ht2026-018", "instalment": 2}),
}
HEADER = "invoice_no,creditor_uscc,debtor_uscc,amount,invoice_date,delivery_date,due_date"


def twin_of(database: Database, world: World, side: str) -> None:
    """The supplier's or the customer's twin, which trades with the core enterprise."""
    twin = add_twin(database, world)
    with database.writing() as session:
        add_link(session, world.org("core"), twin, side)


def a_paper(
    world: World, firm: str, number: str, amount_fen: int, **terms: object
) -> NewReceivable:
    """The firm's receivable from the core enterprise."""
    changed = replace(TERMS, amount_fen=amount_fen, **terms)  # type: ignore[arg-type]
    return NewReceivable(world.org(firm), world.org("core"), number, changed)


def a_sale(world: World, firm: str, number: str, amount_fen: int, **terms: object) -> NewReceivable:
    """The core enterprise's receivable from the firm."""
    changed = replace(TERMS, amount_fen=amount_fen, **terms)  # type: ignore[arg-type]
    return NewReceivable(world.org("core"), world.org(firm), number, changed)


def brought(database: Database, world: World, who: str, *rows: str) -> ImportResult:
    with database.writing() as session:
        context = ImportContext(session, world.actor(who), NOW, TODAY, SECRET)
        data = "\n".join([HEADER, *rows]).encode()
        return run_import(IMPORTERS["receivables"], context, data, "a.csv")


@pytest.mark.parametrize("way", WAYS)
def test_what_is_like_a_document_of_the_merged_firm_asks_why(
    database: Database, world: World, way: str
) -> None:
    twin_of(database, world, "supplier")
    enter(database, world, a_paper(world, "twin", "A-12", 5 * WAN, **FIRST), "twin")
    merge(database, world)
    number, amount, terms = WAYS[way]
    with pytest.raises(ReasonForNearDocumentIsMissing):
        enter(database, world, a_paper(world, "supplier", number, amount, **terms))


@pytest.mark.parametrize("way", WAYS)
def test_what_is_like_a_debt_of_the_merged_firm_asks_why(
    database: Database, world: World, way: str
) -> None:
    twin_of(database, world, "customer")
    enter(database, world, a_sale(world, "twin", "A-12", 5 * WAN, **FIRST), "core")
    merge(database, world, stay="customer")
    number, amount, terms = WAYS[way]
    with pytest.raises(ReasonForNearDocumentIsMissing):
        enter(database, world, a_sale(world, "customer", number, amount, **terms), "core")


@pytest.mark.parametrize("way", ["number", "contract"])
def test_two_firms_that_were_not_merged_have_documents_of_their_own(
    database: Database, world: World, way: str
) -> None:
    """The negative control."""
    twin_of(database, world, "supplier")
    enter(database, world, a_paper(world, "twin", "A-12", 5 * WAN, **FIRST), "twin")
    number, amount, terms = WAYS[way]
    enter(database, world, a_paper(world, "supplier", number, amount, **terms))
    assert count(database, Asset) == 2


def test_the_same_invoice_is_there_already(database: Database, world: World) -> None:
    twin_of(database, world, "supplier")
    enter(database, world, a_paper(world, "twin", NUMBER, 5 * WAN), "twin")
    merge(database, world)
    with pytest.raises(DocumentIsThereAlready):
        enter(database, world, a_paper(world, "supplier", NUMBER, 5 * WAN))


@pytest.mark.parametrize("code", [SUPPLIER, TWIN_CODE])
def test_an_e_invoice_is_known_under_either_code(
    as_: As, database: Database, world: World, code: str
) -> None:
    twin_of(database, world, "supplier")
    enter(database, world, a_paper(world, "twin", NUMBER, 5 * WAN), "twin")
    merge(database, world)
    for who in ("supplier", "core"):
        page = send(as_(who), ("甲.xml", digital(seller=code))).text
        assert "已在平台登记" in page, who
    assert count(database, Asset) == 1


def test_a_new_e_invoice_under_the_old_code_is_entered_for_the_staying_firm(
    as_: As, database: Database, world: World
) -> None:
    twin_of(database, world, "supplier")
    merge(database, world)
    client = as_("supplier")
    fields = fields_of(send(client, ("甲.xml", digital(seller=TWIN_CODE))).text)
    fields[named(fields, "due_date")] = "2027-01-01"
    assert client.post("/receivables/einvoices", data=fields).status_code == 302
    with database.reading() as session:
        asset = session.execute(select(Asset)).scalar_one()
    assert asset.creditor_id == world.org("supplier")
    assert "已在平台登记" in send(client, ("乙.xml", digital(seller=SUPPLIER))).text


def test_an_unmerged_firms_invoice_is_nobody_elses(
    as_: As, database: Database, world: World
) -> None:
    """The negative control."""
    twin_of(database, world, "supplier")
    page = send(as_("supplier"), ("甲.xml", digital(seller=TWIN_CODE))).text
    assert "都不是贵公司" in page


def test_a_file_finds_what_is_like_it_and_what_is_the_same(
    database: Database, world: World
) -> None:
    twin_of(database, world, "supplier")
    enter(database, world, a_paper(world, "twin", "A-12", 5 * WAN), "twin")
    merge(database, world)
    rest = f"{SUPPLIER},{CORE},50000,2026-11-02,2026-11-03,2027-01-11"
    again = brought(database, world, "supplier", f"A-12,{rest}")
    assert (again.unchanged, again.errors, again.warnings) == (1, [], [])
    near = brought(database, world, "supplier", f"A 012,{rest.replace('50000', '70000')}")
    assert near.accepted == 1
    assert "invoice_no" in [one.field for one in near.warnings]


def test_a_file_still_says_what_was_entered_before_the_debtor_was_merged(
    database: Database, world: World
) -> None:
    """The debtor moved the day when confirming: the creditor's file tells the day as entered."""
    twin_of(database, world, "customer")
    asset_id = enter(database, world, a_sale(world, "twin", "A-12", 5 * WAN), "core")
    with database.writing() as session:
        later = TERMS.due_date.replace(month=2)
        who = world.actor("twin")
        confirm_asset(session, who, asset_id, NOW, TODAY, due_date=later, reason="月底统一付款")
    merge(database, world, stay="customer")
    rest = f"{CORE},{CUSTOMER},50000,2026-11-02,2026-11-03,2027-01-11"
    again = brought(database, world, "core", f"A-12,{rest}")
    assert (again.unchanged, again.errors) == (1, [])


def test_mending_into_a_document_of_the_merged_firm_asks_why(
    database: Database, world: World
) -> None:
    twin_of(database, world, "supplier")
    enter(database, world, a_paper(world, "twin", "A-12", 5 * WAN, **FIRST), "twin")
    merge(database, world)
    second = enter(database, world, a_paper(world, "supplier", "B-7", OTHER))
    actor, terms = world.actor("supplier"), replace(TERMS, amount_fen=OTHER, **FIRST)  # type: ignore[arg-type]
    with database.writing() as session:
        withdraw_asset(session, actor, second, NOW)
    with pytest.raises(ReasonForNearDocumentIsMissing), database.writing() as session:
        resubmit_asset(session, actor, second, "补上合同", NOW, TODAY, terms=terms, secret=SECRET)
    assert read(database, second).state == "withdrawn"
