"""The chain page: walked through by plain links, and nothing foreign in any of its forms."""

from io import BytesIO

import pytest
from characters import TODAY, World
from openpyxl import load_workbook
from sqlalchemy import update

from lianqiao.registry.chain import chain_for_viewer
from lianqiao.registry.models import TradeLink
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, table

CORE, CORE2, SUPPLIER, SUPPLIER2, CUSTOMER = (
    "演示东至制药",
    "演示大渡口食品",
    "演示甲供应",
    "演示乙合作社",
    "演示丙经销",
)
EVERYBODY = {CORE, CORE2, SUPPLIER, SUPPLIER2, CUSTOMER}
SEEN = {
    "core": {CORE, SUPPLIER, CUSTOMER},
    "core2": {CORE2, SUPPLIER2},
    "supplier": {SUPPLIER, CORE},
    "customer": {CUSTOMER, CORE},
    "bank": EVERYBODY,
    "regulator": EVERYBODY,
}
FORMS = ("", "?format=json", "?format=xlsx", "?sort=-volume_fen", "?q=演示")


def _text(answer) -> str:
    """All that an answer says, cells of a workbook included."""
    if "spreadsheet" not in answer.content_type:
        return answer.text
    sheet = load_workbook(BytesIO(answer.data)).active
    return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


@pytest.fixture
def volumes(world: World, database: Database) -> None:
    """A year's volume on every link, so that shares can be told."""
    with database.writing() as session:
        session.execute(update(table(TradeLink)).values(annual_volume_fen=100_000_00))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("who", SEEN)
def test_no_foreign_name_gets_into_page_table_or_json(as_, who: str, form: str) -> None:
    text = _text(as_(who).get(f"/chain{form}"))
    for name in SEEN[who]:
        assert name in text
    for name in EVERYBODY - SEEN[who]:
        assert name not in text


def test_a_foreign_middle_and_a_missing_one_are_the_same(as_, world: World) -> None:
    supplier = as_("supplier")
    foreign = supplier.get(f"/chain?around={world.org('supplier2')}")
    missing = supplier.get("/chain?around=01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert foreign.status_code == missing.status_code == 404
    assert SUPPLIER2 not in foreign.text
    assert as_("regulator").get(f"/chain?around={world.org('supplier2')}").status_code == 200
    assert as_("regulator").get("/chain?core=nobody").status_code == 404


def test_a_plain_link_leads_to_what_is_around_a_firm(as_, world: World) -> None:
    page = as_("core").get(f"/chain?around={world.org('supplier')}&radius=1").text
    assert f"{SUPPLIER} 的周围" in page
    assert CUSTOMER not in page
    assert f"around={world.org('supplier')}&amp;radius=3" in page
    further = as_("core").get(f"/chain?around={world.org('supplier')}&radius=2").text
    assert CUSTOMER in further


def test_a_radius_that_is_no_number_is_two(as_, world: World) -> None:
    for radius in ("0", "9", "x", ""):
        page = as_("core").get(f"/chain?around={world.org('supplier')}&radius={radius}")
        assert page.status_code == 200
        assert 'radius=2" aria-current="true"' in page.text


def test_a_supplier_reads_its_place_in_the_chain(as_, volumes: None) -> None:
    page = as_("supplier").get("/chain").text
    assert "我在链上的位置" in page
    assert "一级供应商" in page
    assert "只有一家客户" in page


def test_a_core_enterprise_is_not_told_the_dependence_of_its_partners(as_, volumes: None) -> None:
    # It sees a part of their sales: a share of that part would mislead.
    page = as_("core").get("/chain").text
    assert "最大的客户</th>" not in page
    assert "最大的客户</th>" in as_("regulator").get("/chain").text


def test_the_regulator_sees_the_chain_of_one_core_and_firms_without_any(
    as_, world: World, database: Database
) -> None:
    regulator = as_("regulator")
    page = regulator.get(f"/chain?core={world.org('core2')}").text
    assert SUPPLIER2 in page
    assert SUPPLIER not in page
    link = columns(TradeLink)
    with database.writing() as session:
        ended = update(table(TradeLink)).where(link.partner_id == world.org("supplier2"))
        session.execute(ended.values(state="ended"))
    with database.reading() as session:
        graph = chain_for_viewer(session, world.actor("regulator"), TODAY)
    assert graph.degree(world.org("supplier2")) == 0
    page = regulator.get("/chain?q=乙合作社").text
    assert SUPPLIER2 in page
    assert "没有合作关系" in page


def test_lists_keep_what_was_asked_for(as_, world: World) -> None:
    page = as_("regulator").get(f"/chain?core={world.org('core')}&park=dongzhi").text
    assert f'name="core" value="{world.org("core")}"' in page
    assert "park=dongzhi&amp;sort=name" in page.replace("&amp;core=" + world.org("core"), "")
