"""The directory of firms: whom a viewer may open, and a workbook that can be imported again."""

import pytest
from characters import TODAY, World, dishonest
from sqlalchemy import update

from lianqiao.registry.importers import IMPORTERS
from lianqiao.registry.models import Authorisation, Enterprise
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, run_import
from lianqiao.shared.tables import table, utc_now


def test_offices_list_all_firms_and_a_firm_goes_to_its_own_file(as_, world: World) -> None:
    for who in ("operator", "regulator", "bank"):
        assert "共 5 条" in as_(who).get("/enterprises").text
    own = as_("supplier").get("/enterprises")
    assert own.headers["Location"].endswith(f"/enterprises/{world.org('supplier')}")
    assert as_("guarantor").get("/enterprises").status_code == 403


def test_a_bank_lists_those_that_let_it_in(as_, world, database: Database) -> None:
    row = table(Authorisation)
    with database.writing() as session:
        mine = row.c.enterprise_id == world.org("supplier")
        session.execute(update(row).where(mine).values(bank_id=world.org("bank")))
    assert "演示甲供应" in as_("bank").get("/enterprises").text
    assert "演示甲供应" not in as_("bank2").get("/enterprises").text
    assert "共 4 条" in as_("bank2").get("/enterprises").text


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("park=dadukou", {"演示大渡口食品", "演示乙合作社"}),
        ("size_class=micro", {"演示乙合作社"}),
        ("tax_grade=A", {"演示甲供应"}),
        ("dishonest=yes", {"演示丙经销"}),
        ("q=N2341721", {"演示乙合作社"}),
        ("foreign_trade=yes", {"演示甲供应"}),
        ("park=nowhere", {"演示大渡口食品", "演示乙合作社", "演示甲供应"}),
    ],
)
def test_it_filters(as_, world, database, asked: str, names: set[str]) -> None:
    with database.writing() as session:
        firm = session.get_one(Enterprise, world.org("supplier"))
        firm.tax_grade, firm.foreign_trade = "A", True
        session.add_all([firm, dishonest("customer")])
    page = as_("operator").get(f"/enterprises?{asked}").text
    assert {name for name in names if name in page} == names
    if asked != "park=nowhere":
        assert f"共 {len(names)} 条" in page


def test_the_workbook_can_be_imported_again_and_changes_nothing(as_, world, database) -> None:
    with database.writing() as session:
        firm = session.get_one(Enterprise, world.org("supplier"))
        firm.tax_grade, firm.employees, firm.revenue_fen = "M", 120, 3_000_000_00
        session.add(firm)
    book = as_("operator").get("/enterprises?format=xlsx").data
    assert book.startswith(b"PK")
    with database.writing() as session:
        context = ImportContext(session, COMMAND, utc_now(), TODAY)
        result = run_import(IMPORTERS["enterprises"], context, book, "企业名录.xlsx")
        # The characters' size classes are set by hand: classed by their figures they change.
        assert (result.rows, result.rejected) == (5, 0)
    with database.reading() as session:
        firm = session.get_one(Enterprise, world.org("supplier"))
        assert (firm.tax_grade, firm.employees, firm.revenue_fen) == ("M", 120, 3_000_000_00)
        assert firm.foreign_trade is False
    with database.writing() as session:
        context = ImportContext(session, COMMAND, utc_now(), TODAY)
        again = run_import(IMPORTERS["enterprises"], context, book, "企业名录.xlsx")
        assert (again.accepted, again.unchanged) == (0, 5)


def test_the_tax_grade_comes_with_a_file_and_a_wrong_one_is_refused(world, database) -> None:
    head = "uscc,name,industry,纳税信用等级"
    good = f"{head}\n91350100M000100Y43,演示甲供应,26,M级"
    bad = good.replace("M级", "E")
    with database.writing() as session:
        context = ImportContext(session, COMMAND, utc_now(), TODAY)
        result = run_import(IMPORTERS["enterprises"], context, bad.encode(), "a.csv")
        assert [(one.field, one.row) for one in result.errors] == [("tax_grade", 2)]
        run_import(IMPORTERS["enterprises"], context, good.encode(), "a.csv")
    with database.reading() as session:
        assert session.get_one(Enterprise, world.org("supplier")).tax_grade == "M"
