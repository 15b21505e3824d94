"""Products and limits in the web: four eyes, versions, refusals in words, walls between banks."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from characters import WAN, World
from flask.testing import FlaskClient
from sqlalchemy import select

from lianqiao.products.limits import Line, condition, reserve
from lianqiao.products.models import CreditLimit, Product
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, utc_now

As = Callable[[str], FlaskClient]
FORM = {
    "name": "演示新贷",
    "summary": "给小微企业的应收账款融资",
    "kinds": ["receivable"],
    "parks": [],
    "sizes": ["small", "micro"],
    "industries": "26、27",
    "max_grade": "6",
    "core_list": "91341721MA2T1007XH",
    "min_amount_fen": "1 万",
    "max_amount_fen": "５00 万",
    "min_days": "10",
    "max_days": "180",
    "advance_ppm": "80",
    "rate_ppm": "3.85",
    "fee_ppm": "0",
    "decision_days": "3",
    "quota_fen": "3000 万",
}


def _save(client: FlaskClient, path: str = "/products/new", **changes: Any) -> str:
    answer = client.post(path, data=FORM | changes | {"step": "save"})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].rsplit("/", 1)[-1]


def _find(database: Database, product_id: str) -> Product:
    with database.reading() as session:
        return session.get_one(Product, product_id)


def test_a_clerk_drafts_after_checking_the_answers(as_: As, database: Database) -> None:
    clerk = as_("bank")
    assert "下一步：核对" in clerk.get("/products/new").text
    checked = clerk.post("/products/new", data=FORM)
    assert checked.status_code == 200
    for words in (
        "还没有保存",
        "小型、微型",
        "26 化学原料",
        "演示东至制药",
        "10 – 180 天",
    ):
        assert words in checked.text
    product = _find(database, _save(clerk))
    assert (product.state, product.sizes, product.industries) == ("draft", "micro;small", "26;27")
    assert (product.max_amount_fen, product.rate_ppm) == (500 * WAN, 38_500)
    assert product.code.startswith("CP-")
    with database.reading() as session:
        line = Line("product", product.bank_id, product_id=product.id)
        ceiling = select(columns(CreditLimit).ceiling_fen).where(*condition(line))
        assert session.execute(ceiling).scalar_one() == 3000 * WAN


def test_another_person_publishes_and_enterprises_then_see_it(as_: As, world: World) -> None:
    product_id = _save(as_("bank"))
    supplier, approver = as_("supplier"), as_("bank-approver")
    assert "演示新贷" not in supplier.get("/products/catalogue").text
    assert supplier.get(f"/products/{product_id}").status_code == 404
    assert "产品等待发布" in approver.get("/").text
    assert "同意并发布" in approver.get(f"/products/{product_id}").text
    assert approver.post(f"/products/{product_id}/publish").status_code == 302
    assert "演示新贷" in supplier.get("/products/catalogue").text
    assert supplier.get(f"/products/{product_id}").status_code == 200


def test_whoever_wrote_it_does_not_publish_it(as_: As, database: Database, world: World) -> None:
    from lianqiao.accounts.models import Membership

    with database.writing() as session:
        both = world.users["bank"]
        session.add(Membership(user_id=both, organisation_id=world.org("bank"), role="approver"))
    client = as_("bank")
    product_id = _save(client)
    assert "同意并发布" not in client.get(f"/products/{product_id}").text
    answer = client.post(f"/products/{product_id}/publish")
    assert answer.status_code == 403
    assert "另一位审批人" in answer.text
    assert _find(database, product_id).state == "draft"


def test_a_changed_product_is_a_draft_of_the_next_version(
    as_: As, database: Database, world: World
) -> None:
    product_id = world.products["P-A"]
    path = f"/products/{product_id}/edit"
    assert "规则版本加一" in as_("bank").get(path).text
    _save(as_("bank"), path, rate_ppm="4.1")
    product = _find(database, product_id)
    assert (product.state, product.rule_version, product.rate_ppm) == ("draft", 2, 41_000)
    assert as_("bank-approver").post(f"/products/{product_id}/publish").status_code == 302
    _save(as_("bank"), path, rate_ppm="4.2")
    _save(as_("bank"), path, rate_ppm="4.3")
    assert _find(database, product_id).rule_version == 3


def test_a_published_quota_is_not_moved_by_the_form(
    as_: As, database: Database, world: World
) -> None:
    product_id = world.products["P-A"]
    _save(as_("bank"), f"/products/{product_id}/edit", quota_fen="9999 万")
    with database.reading() as session:
        row = columns(CreditLimit)
        query = select(row.ceiling_fen).where(row.product_id == product_id)
        assert session.execute(query).scalar_one() == 5000 * WAN


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "请填写"),
        ("max_grade", "11", "信用等级为 1"),
        ("min_amount_fen", "600 万", "不能高于最高金额"),
        ("max_amount_fen", "很多", "无法识别"),
        ("min_days", "200", "不能长于最长期限"),
        ("advance_ppm", "120", "不超过 100"),
        ("industries", "26、99", "GB/T 4754"),
        ("core_list", "91341721MA2T1007XJ", ""),
        ("core_list", "91341721MA2TDEMP1Q", ""),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_the_rest_is_kept(
    as_: As, world: World, field: str, typed: str, words: str
) -> None:
    answer = as_("bank").post("/products/new", data=FORM | {field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert words in answer.text
    assert 'value="演示新贷"' in answer.text or field == "name"
    assert re.search(r'name="sizes"[^>]*checked|checked[^>]*name="sizes"', answer.text)


def test_banks_do_not_see_each_others_products_or_limits(
    as_: As, database: Database, world: World
) -> None:
    rival, foreign = as_("bank2"), world.products["P-A"]
    with database.reading() as session:
        row = columns(CreditLimit)
        limit = session.execute(select(row.id).where(row.product_id == foreign)).scalar_one()
    assert "演示应收贷" not in rival.get("/products").text
    for path in (f"/products/{foreign}", f"/products/{foreign}/edit", f"/limits/{limit}"):
        missing = path.replace(foreign, "0" * 26).replace(limit, "0" * 26)
        assert rival.get(path).status_code == rival.get(missing).status_code == 404
    assert as_("bank2-approver").post(f"/products/{foreign}/publish").status_code == 404
    assert rival.get("/products/catalogue").status_code == 403


def test_roles_that_may_not_are_turned_away(as_: As, world: World) -> None:
    product_id = world.products["P-A"]
    assert as_("bank-approver").get("/products/new").status_code == 403
    assert as_("bank").post(f"/products/{product_id}/retire").status_code == 403
    assert as_("bank").get("/limits/new").status_code == 403
    assert as_("supplier").get("/products").status_code == 403
    assert as_("supplier").get("/limits").status_code == 403


def test_limits_show_how_much_is_taken_and_are_moved_by_an_approver(
    as_: As, database: Database, world: World
) -> None:
    with database.writing() as session:
        product = session.get_one(Product, world.products["P-A"])
        reserve(session, product, world.org("supplier"), world.org("core"), 80 * WAN, utc_now())
        row = columns(CreditLimit)
        limit = session.execute(select(row.id).where(row.product_id == product.id)).scalar_one()
    approver = as_("bank-approver")
    shown = approver.get("/limits").text
    assert "预占 80.00 万" in shown
    assert "<rect" in shown
    low = approver.post(f"/limits/{limit}", data={"ceiling_fen": "79 万"})
    assert low.status_code == 422
    assert "已占用 800,000.00 元" in low.text
    assert approver.post(f"/limits/{limit}", data={"ceiling_fen": "90 万"}).status_code == 302
    assert "90.00 万" in approver.get("/limits").text


def test_an_approver_sets_a_line_for_a_core_enterprise(
    as_: As, database: Database, world: World
) -> None:
    approver = as_("bank-approver")
    assert approver.get("/limits/new").status_code == 200
    typed = {"scope": "core", "party_uscc": "91341721MA2T1007XH", "ceiling_fen": "2 亿"}
    assert approver.post("/limits/new", data=typed).status_code == 302
    assert "演示东至制药" in approver.get("/limits?scope=core").text
    assert "演示东至制药" not in approver.get("/limits?scope=bank").text
    foreign = typed | {"scope": "product", "product_id": world.products["P-B"]}
    assert approver.post("/limits/new", data=foreign).status_code == 404
    empty = approver.post("/limits/new", data={"scope": "product", "ceiling_fen": "1"})
    assert empty.status_code == 422
    assert "请选择产品" in empty.text


def test_lists_are_downloaded_as_workbooks(as_: As, world: World) -> None:
    for who, path in (
        ("bank", "/products"),
        ("bank", "/limits"),
        ("supplier", "/products/catalogue"),
    ):
        answer = as_(who).get(f"{path}?format=xlsx")
        assert answer.status_code == 200
        assert answer.data[:2] == b"PK"


def test_a_retired_product_is_gone_from_the_catalogue(as_: As, world: World) -> None:
    product_id = world.products["P-A"]
    answer = as_("bank-approver").post(f"/products/{product_id}/retire", data={"reason": "停办"})
    assert answer.status_code == 302
    assert "演示应收贷" not in as_("supplier").get("/products/catalogue").text
    edited = as_("bank").post(f"/products/{product_id}/edit", data=FORM | {"step": "save"})
    assert edited.status_code == 409
