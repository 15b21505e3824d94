"""A guarantor sees its own capacity, and nobody else does."""

from characters import WAN, World

from lianqiao.products.set_limit import set_guarantee_capacity
from lianqiao.registry.models import Guarantor
from lianqiao.shared.database import Database
from lianqiao.shared.tables import utc_now


def test_capacity_is_net_assets_times_the_multiple(as_, database: Database, world: World) -> None:
    with database.writing() as session:
        guarantor = session.get_one(Guarantor, world.org("guarantor"))
        assert set_guarantee_capacity(session, guarantor, utc_now()) == 100_000 * WAN
    page = as_("guarantor").get("/capacity").text
    assert "1,000,000,000.00" in page
    assert "国务院令第683号" in page
    assert "担保能力" in as_("guarantor").get("/").text
    for stranger in ("bank", "supplier", "regulator"):
        assert as_(stranger).get("/capacity").status_code == 403


def test_without_a_capacity_the_page_says_what_to_do(as_) -> None:
    assert "请平台运营录入" in as_("guarantor").get("/capacity").text
