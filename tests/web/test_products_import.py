"""Products and limits from files: whose they are, what is live, what is refused by row."""

from time import perf_counter

from characters import TODAY, WAN, World
from sqlalchemy import select
from sqlmodel import Session

from lianqiao.products.importers import IMPORTERS
from lianqiao.products.limits import Line, condition
from lianqiao.products.models import CreditLimit, Product
from lianqiao.shared.actor import COMMAND, Actor
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, ImportResult, run_import
from lianqiao.shared.tables import columns, utc_now

BY_KIND = {importer.kind: importer for importer in IMPORTERS}
HEADER = "product_id,name,bank,kinds,max_amount,rate,advance_rate,quota,core_list\n"


def _import(session: Session, kind: str, text: str, actor: Actor = COMMAND) -> ImportResult:
    context = ImportContext(session, actor, utc_now(), TODAY)
    return run_import(BY_KIND[kind], context, text.encode(), f"{kind}.csv")


def _product(session: Session, code: str) -> Product:
    query = select(Product).where(columns(Product).code == code)
    return session.execute(query).scalar_one()


def _ceiling(session: Session, line: Line) -> int:
    query = select(columns(CreditLimit).ceiling_fen).where(*condition(line))
    return int(session.execute(query).scalar_one())


def test_the_operators_products_are_live_and_a_second_import_changes_nothing(
    database: Database, world: World
) -> None:
    text = HEADER + (
        "X1,演示快贷,demo-bank,应收账款;order,500万元,3.85,80,1000万元,91341721MA2T1007XH\n"
        "X2,,demo-bank2,,100000,4.2,90,,\n"
    )
    with database.writing() as session:
        first = _import(session, "products", text)
    with database.writing() as session:
        again = _import(session, "products", text)
        product = _product(session, "X1")
        quota = Line("product", world.org("bank"), product_id=product.id)
        assert _ceiling(session, quota) == 1000 * WAN
        assert (product.state, product.kinds) == ("published", "order;receivable")
        assert _product(session, "X2").name == "X2"
    assert (first.accepted, first.rejected) == (2, 0), first.errors
    assert (again.accepted, again.unchanged) == (0, 2)


def test_changed_rules_make_the_next_version_and_keep_what_files_do_not_hold(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        _import(session, "products", HEADER + "X1,演示快贷,demo-bank,,500万元,3.85,80,,\n")
        _product(session, "X1").decision_days = 9
    with database.writing() as session:
        result = _import(session, "products", HEADER + "X1,,demo-bank,,500万元,4.00,80,,\n")
        product = _product(session, "X1")
        assert (product.name, product.decision_days) == ("演示快贷", 9)
        assert (product.rule_version, product.state) == (2, "published")
    assert result.accepted == 1


def test_rows_are_refused_one_by_one_with_the_mend(database: Database, world: World) -> None:
    text = HEADER + (
        "P-A,,demo-bank2,,100000,4.2,90,,\n"
        "X3,,nobank,,100000,4.2,90,,\n"
        "X4,,demo-bank,,100000,4.2,90,,91350100M000100Y43\n"
        "X5,,demo-bank,,100000,4.2,190,,\n"
        "X6,,demo-bank,,100000,4.2,90,,91341721MA2TZZZZZ0\n"
        "X7,,demo-bank,,100000,4.2,90,,\n"
        "X7,,demo-bank,,100000,4.2,90,,\n"
    )
    with database.writing() as session:
        result = _import(session, "products", text)
    assert [(error.row, error.field) for error in result.errors] == [
        (2, "product_id"),
        (3, "bank"),
        (5, "advance_rate"),
        (6, "core_list"),
        (8, "product_id"),
    ]
    assert (result.rows, result.accepted, result.rejected) == (7, 2, 5)


def test_a_bank_imports_its_own_and_a_clerks_are_drafts(database: Database, world: World) -> None:
    text = HEADER + "X8,,,,100000,4.2,90,,\nX9,,demo-bank2,,100000,4.2,90,,\n"
    with database.writing() as session:
        result = _import(session, "products", text, world.actor("bank"))
        assert _product(session, "X8").bank_id == world.org("bank")
        assert _product(session, "X8").state == "draft"
    with database.writing() as session:
        _import(session, "products", text, world.actor("bank-approver"))
        assert _product(session, "X8").state == "published"
    assert [(error.row, error.field) for error in result.errors] == [(3, "bank")]


def test_limits_are_set_and_a_default_is_told_from_a_named_firm(
    database: Database, world: World
) -> None:
    text = (
        "bank,scope,party_uscc,limit\n"
        "demo-bank,bank,,3亿元\n"
        "demo-bank,core,,1000万元\n"
        "demo-bank,core,91341721MA2T1007XH,5000万元\n"
        "demo-bank,borrower,91341721MA2T1007XJ,1\n"
        "demo-bank,bank,91341721MA2T1007XH,1\n"
        "nobank,bank,,1\n"
    )
    with database.writing() as session:
        result = _import(session, "limits", text)
        bank = world.org("bank")
        assert _ceiling(session, Line("bank", bank)) == 30_000 * WAN
        assert _ceiling(session, Line("core", bank)) == 1000 * WAN
        assert _ceiling(session, Line("core", bank, party_id=world.org("core"))) == 5000 * WAN
    with database.writing() as session:
        again = _import(session, "limits", text)
    assert [error.row for error in result.errors] == [5, 6, 7]
    assert (result.accepted, again.unchanged) == (3, 3)


def test_two_thousand_products_take_seconds(database: Database, world: World) -> None:
    rows = [f"Q{n},,demo-bank,,100000,4.2,90,1000000," for n in range(2000)]
    began = perf_counter()
    with database.writing() as session:
        result = _import(session, "products", HEADER + "\n".join(rows))
    assert result.accepted == 2000
    assert perf_counter() - began < 8
