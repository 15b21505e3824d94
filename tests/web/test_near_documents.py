"""What is like another document in any of three ways asks for a reason that banks read."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from characters import WAN, World
from deals import applied, confirmed_asset, freeze
from flask.testing import FlaskClient
from trade_samples import NOW, SECRET, TODAY, a_receivable, count, enter, read
from web.test_trade_pages import typed

from lianqiao.shared.database import Database
from lianqiao.trade.errors import ReasonForNearDocumentIsMissing
from lianqiao.trade.models import Asset
from lianqiao.trade.papers import NewReceivable
from lianqiao.trade.resubmit_asset import resubmit_asset
from lianqiao.trade.withdraw_asset import withdraw_asset

As = Callable[[str], FlaskClient]
OTHER = 7 * WAN


def billed(world: World, number: str, amount_fen: int, **terms: object) -> NewReceivable:
    """A receivable whose amount is its own, so that only what is meant can be near."""
    return a_receivable(world, number, amount_fen=amount_fen, **terms)


FIRST = {"contract_no": "HT-2026-018", "instalment": 2}
WAYS = {
    "amount": (("B-7", 5 * WAN, {}), "付款方、金额、到期日都相同"),
    "number": (("a 012", OTHER, {}), "号码只差空格、标点"),
    "contract": (("B-7", OTHER, {"contract_no": "ht2026-018", "instalment": 2}), "期次都相同"),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_asks_and_says_which(database: Database, world: World, way: str) -> None:
    enter(database, world, billed(world, "A-12", 5 * WAN, **FIRST))
    (number, amount, terms), words = WAYS[way]
    second = billed(world, number, amount, **terms)
    with pytest.raises(ReasonForNearDocumentIsMissing, match=words) as refusal:
        enter(database, world, second)
    assert sum(text in str(refusal.value) for _new, text in WAYS.values()) == 1
    kept = read(database, enter(database, world, replace(second, near_reason="另一批货")))
    assert kept.near_reason == "另一批货"


@pytest.mark.parametrize(
    ("number", "terms"),
    [
        ("A-13", {}),
        ("B-7", {"contract_no": "HT-2026-018", "instalment": 3}),
        ("B-7", {"contract_no": "HT-2026-018"}),
        ("B-7", {"instalment": 2}),
    ],
)
def test_what_differs_is_not_near(
    database: Database, world: World, number: str, terms: dict[str, object]
) -> None:
    """The negative control."""
    enter(database, world, billed(world, "A-12", 5 * WAN, **FIRST))
    enter(database, world, billed(world, number, OTHER, **terms))
    assert count(database, Asset) == 2


def test_what_was_withdrawn_is_near_to_nothing(database: Database, world: World) -> None:
    first = enter(database, world, billed(world, "A-12", 5 * WAN, **FIRST))
    with database.writing() as session:
        withdraw_asset(session, world.actor("supplier"), first, NOW)
    enter(database, world, billed(world, "A 12", OTHER, **FIRST))
    assert count(database, Asset) == 2


def test_mending_into_another_one_asks_too(database: Database, world: World) -> None:
    enter(database, world, billed(world, "A-12", 5 * WAN, **FIRST))
    mended = billed(world, "B-7", OTHER)
    second = enter(database, world, mended)
    actor, terms = world.actor("supplier"), replace(mended.terms, **FIRST)  # type: ignore[arg-type]
    with database.writing() as session:
        withdraw_asset(session, actor, second, NOW)
    with pytest.raises(ReasonForNearDocumentIsMissing, match="期次都相同"), database.writing() as s:
        resubmit_asset(s, actor, second, "补上合同", NOW, TODAY, terms=terms, secret=SECRET)
    with database.writing() as session:
        resubmit_asset(
            session,
            actor,
            second,
            "补上合同",
            NOW,
            TODAY,
            terms=terms,
            near_reason="同期第二张",
            secret=SECRET,
        )
    kept = read(database, second)
    assert (kept.contract_no, kept.instalment) == ("HT-2026-018", 2)
    assert kept.near_reason == "同期第二张"
    assert kept.near_contract != ""


def test_contract_and_instalment_are_typed_checked_and_shown(
    as_: As, world: World, database: Database
) -> None:
    client = as_("supplier")
    data = typed(world, contract_no=" HT  18 ", instalment="第２期")
    assert "第２期" in client.post("/receivables/new", data=data | {"step": "check"}).text
    saved = client.post("/receivables/new", data=data | {"step": "save"})
    page = client.get(saved.location).text
    assert "HT 18 · 第 2 期" in page
    for wrong in ("零", "0", "1000", "-1", "1.5"):
        answer = client.post("/receivables/new", data=data | {"instalment": wrong, "step": "check"})
        assert answer.status_code == 422
        assert "期次应为 1 到 999 的整数" in answer.text
    second = data | {"invoice_no": "87654321", "amount_fen": "1", "step": "save"}
    asked = client.post("/receivables/new", data=second)
    assert asked.status_code == 422
    assert "双方、合同编号和期次都相同" in asked.text
    assert count(database, Asset) == 1


def test_the_bank_reads_why_it_is_another_one(as_: As, world: World, database: Database) -> None:
    freeze(database)
    with database.writing() as session:
        plain = applied(session, world, confirmed_asset(session, world)).id
        near = confirmed_asset(session, world, near_reason="同日第二车货", contract_no="HT-18")
        told = applied(session, world, near).id
    client = as_("bank")
    page = client.get(f"/applications/{told}").text
    assert "录入时平台提示有相近的单据" in page
    assert "同日第二车货" in page
    assert "HT-18" in page
    assert "相近的单据" not in client.get(f"/applications/{plain}").text
