"""The operator sets a guarantor's capacity; never above the law, never below what is taken."""

from collections.abc import Callable

import pytest
from characters import WAN, World
from flask.testing import FlaskClient
from sqlalchemy import select

from lianqiao.products import limits
from lianqiao.products.limits import Line
from lianqiao.products.models import CreditLimit, Product
from lianqiao.products.set_limit import set_guarantee_capacity
from lianqiao.registry.models import Guarantor
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns, utc_now

As = Callable[[str], FlaskClient]


def path(world: World) -> str:
    return f"/organisations/{world.org('guarantor')}/capacity"


def ceiling(database: Database, world: World) -> int | None:
    with database.reading() as session:
        line = limits.condition(Line("guarantee", world.org("guarantor")))
        query = select(columns(CreditLimit).ceiling_fen).where(*line)
        return session.execute(query).scalar_one_or_none()


def test_the_operator_sets_net_assets_and_multiple_and_the_guarantor_reads_it(
    as_: As, database: Database, world: World
) -> None:
    operator = as_("operator")
    assert "核定担保能力" in operator.get(f"/organisations/{world.org('guarantor')}").text
    page = operator.get(path(world)).text
    assert "现在不能放款" in page
    assert 'value="100,000,000.00"' in page
    typed = {"net_assets_fen": "2 亿", "multiple": "12"}
    assert operator.post(path(world), data=typed).status_code == 302
    assert ceiling(database, world) == 24 * 10_000 * WAN
    guarantor = as_("guarantor")
    assert "2,400,000,000.00" in guarantor.get("/capacity").text
    assert "担保能力已更新：24.00 亿" in guarantor.get("/notices").text
    with database.reading() as session:
        entry = columns(AuditEntry)
        query = select(entry.seq).where(entry.action == "set_guarantee_capacity")
        assert len(session.execute(query).all()) == 1


@pytest.mark.parametrize("multiple", ["0", "16", "-1", "7.5", ""])
def test_a_multiple_beyond_the_law_is_refused_beside_the_field(
    as_: As, database: Database, world: World, multiple: str
) -> None:
    typed = {"net_assets_fen": "2 亿", "multiple": multiple}
    answer = as_("operator").post(path(world), data=typed)
    assert answer.status_code == 422
    assert f'value="{multiple}"' in answer.text
    assert ceiling(database, world) is None


def test_what_is_taken_is_never_above_the_capacity(
    as_: As, database: Database, world: World
) -> None:
    with database.writing() as session:
        guarantor = session.get_one(Guarantor, world.org("guarantor"))
        set_guarantee_capacity(session, guarantor, utc_now())
        product = session.get_one(Product, world.products["P-A"])
        product.guarantor_id = guarantor.id
        session.flush()
        parties = world.org("supplier"), world.org("core")
        limits.reserve(session, product, *parties, 60 * WAN, utc_now())
    low = as_("operator").post(path(world), data={"net_assets_fen": "50 万", "multiple": "1"})
    assert low.status_code == 422
    assert "已占用 600,000.00 元" in low.text
    assert ceiling(database, world) == 100_000 * WAN
    with database.reading() as session:
        kept = session.get_one(Guarantor, world.org("guarantor"))
        assert (kept.net_assets_fen, kept.multiple) == (10_000 * WAN, 10)
    exact = {"net_assets_fen": "60 万", "multiple": "1"}
    assert as_("operator").post(path(world), data=exact).status_code == 302


def test_nobody_else_sets_it_and_other_organisations_have_none(as_: As, world: World) -> None:
    typed = {"net_assets_fen": "2 亿", "multiple": "10"}
    for who in ("guarantor", "regulator", "bank-approver"):
        assert as_(who).get(path(world)).status_code == 403
        assert as_(who).post(path(world), data=typed).status_code == 403
    for other in (world.org("bank"), "0" * 26):
        address = f"/organisations/{other}/capacity"
        assert as_("operator").get(address).status_code == 404
        assert as_("operator").post(address, data=typed).status_code == 404
