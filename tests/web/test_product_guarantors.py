"""Who stands behind a product: drafted with the other terms, published by four eyes, imported."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from characters import TODAY, World
from flask.testing import FlaskClient
from sqlalchemy import select

from lianqiao.accounts.models import Organisation
from lianqiao.products.draft_product import draft_product
from lianqiao.products.errors import GuarantorIsUnknown
from lianqiao.products.importers import IMPORTERS
from lianqiao.products.limits import Line
from lianqiao.products.models import Product
from lianqiao.products.set_limit import set_ceiling
from lianqiao.products.terms import Terms
from lianqiao.registry.models import Guarantor
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, ImportResult, run_import
from lianqiao.shared.tables import columns, utc_now

As = Callable[[str], FlaskClient]
CODE = "91341721MADGR0010M"
FORM = {
    "name": "演示保证贷",
    "summary": "由担保机构担保",
    "max_grade": "6",
    "min_amount_fen": "1 万",
    "max_amount_fen": "500 万",
    "min_days": "10",
    "max_days": "180",
    "advance_ppm": "80",
    "rate_ppm": "3.85",
    "fee_ppm": "0",
    "decision_days": "3",
    "code": "G-1",
}
HEADER = "产品编号,产品名称,银行代码,最高金额,年利率"
ROW = "G-9,演示保证贷,demo-bank,500万,3.85"


def _product(database: Database, code: str) -> Product:
    with database.reading() as session:
        query = select(Product).where(columns(Product).code == code)
        return session.execute(query).scalar_one()


def _import(database: Database, text: str) -> ImportResult:
    (importer,) = (each for each in IMPORTERS if each.kind == "products")
    now = datetime(2026, 11, 24, 2, tzinfo=UTC)
    with database.writing() as session:
        session.get_one(Guarantor, _guarantor(session)).uscc = CODE
        context = ImportContext(session, COMMAND, now, TODAY, "test")
        return run_import(importer, context, text.encode(), "p.csv")


def _guarantor(session: object) -> str:
    query = select(columns(Guarantor).id)
    return str(session.execute(query).scalar_one())  # type: ignore[attr-defined]


def test_a_clerk_names_the_guarantor_and_another_person_publishes(
    as_: As, database: Database, world: World
) -> None:
    clerk, chosen = as_("bank"), FORM | {"guarantor_id": world.org("guarantor")}
    page = clerk.get("/products/new").text
    assert "由谁担保" in page
    assert "不需要担保" in page
    checked = clerk.post("/products/new", data=chosen).text
    assert "演示担保，对全部本金" in checked
    assert f'name="guarantor_id" value="{world.org("guarantor")}"' in checked
    saved = clerk.post("/products/new", data=chosen | {"step": "save"})
    assert saved.status_code == 302
    product = _product(database, "G-1")
    assert (product.state, product.guarantor_id) == ("draft", world.org("guarantor"))
    path = f"/products/{product.id}"
    assert "演示担保，对全部本金" in as_("bank-approver").get(path).text
    assert as_("bank-approver").post(f"{path}/publish").status_code == 302
    supplier = as_("supplier")
    assert "演示担保" in supplier.get("/products/catalogue").text
    page = supplier.get(path).text
    assert "演示担保，对全部本金" in page
    assert "暂时不能放款" in page
    assert "换一家担保机构" in as_("bank").get(path).text
    with database.writing() as session:
        set_ceiling(session, Line("guarantee", world.org("guarantor")), 1, utc_now())
    assert "暂时不能放款" not in as_("bank").get(path).text


def test_another_guarantor_is_another_draft_that_a_second_person_publishes(
    as_: As, database: Database, world: World
) -> None:
    path = f"/products/{world.products['P-A']}"
    changed = FORM | {"guarantor_id": world.org("guarantor"), "step": "save"}
    assert as_("bank").post(f"{path}/edit", data=changed).status_code == 302
    product = _product(database, "P-A")
    assert (product.state, product.rule_version) == ("draft", 2)
    assert product.guarantor_id == world.org("guarantor")
    assert as_("bank").post(f"{path}/publish").status_code == 403
    assert (
        f'<option selected value="{world.org("guarantor")}"' in as_("bank").get(f"{path}/edit").text
    )
    none = FORM | {"guarantor_id": "", "step": "save"}
    assert as_("bank").post(f"{path}/edit", data=none).status_code == 302
    assert _product(database, "P-A").guarantor_id is None


def test_who_is_no_approved_guarantor_is_refused_beside_the_field(
    as_: As, database: Database, world: World
) -> None:
    with database.writing() as session:
        session.get_one(Organisation, world.org("guarantor")).state = "applied"
    for nobody in (world.org("guarantor"), world.org("bank2"), "0" * 26):
        for step in ("check", "save"):
            typed = FORM | {"guarantor_id": nobody, "step": step}
            answer = as_("bank").post("/products/new", data=typed)
            assert answer.status_code == 422
            assert "请从名单中选择担保机构" in answer.text
            assert 'value="500 万"' in answer.text
    assert "演示担保" not in as_("bank").get("/products/new").text
    with database.open(write=True) as session:
        terms = Terms("演示保证贷", 10**8, 38_500, guarantor_id=world.org("guarantor"))
        with pytest.raises(GuarantorIsUnknown):
            draft_product(session, world.actor("bank"), terms, utc_now())


def test_a_file_names_the_guarantor_by_its_code_and_says_nothing_without_the_column(
    database: Database, world: World
) -> None:
    for cell, wanted, accepted in (
        (CODE, world.org("guarantor"), 1),
        ("", world.org("guarantor"), 0),
        (None, world.org("guarantor"), 0),
        ("无", None, 1),
        (CODE, world.org("guarantor"), 1),
    ):
        more = ("", "") if cell is None else (",担保机构", f",{cell}")
        result = _import(database, f"{HEADER}{more[0]}\n{ROW}{more[1]}\n")
        assert (result.accepted, result.rejected) == (accepted, 0), result
        assert _product(database, "G-9").guarantor_id == wanted


def test_a_file_that_names_an_unknown_guarantor_is_refused_by_row(
    database: Database, world: World
) -> None:
    unknown = "91341721MA2T1007XH"  # a firm, not a guarantor
    result = _import(database, f"{HEADER},担保机构\n{ROW},{unknown}\n{ROW.replace('9', '8')},X\n")
    assert (result.accepted, result.rejected) == (0, 2)
    assert {(error.row, error.field) for error in result.errors} == {
        (2, "guarantor"),
        (3, "guarantor"),
    }
    assert "请平台运营先登记并审核" in result.errors[0].message
