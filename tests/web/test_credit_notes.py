"""Credit notes: before the confirmation they wait for it, after it less is owed at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from characters import WAN, World
from confirm_samples import confirm, credit
from flask.testing import FlaskClient
from sqlalchemy import select, update
from trade_samples import (
    NOW,
    SECRET,
    TODAY,
    a_receivable,
    an_order,
    audited,
    enter,
    events,
    order,
    read,
)

from lianqiao.accounts.models import Notice
from lianqiao.shared.actor import Actor
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere, TransitionIsNotAllowed
from lianqiao.shared.imports import ImportContext, run_import
from lianqiao.shared.tables import columns, table
from lianqiao.trade import enter_credit_note as crediting
from lianqiao.trade.claims import claim_asset
from lianqiao.trade.errors import (
    AmountIsNotPossible,
    AssetIsOccupied,
    CreditNoteIsRefused,
    CreditNoteIsThereAlready,
    CreditNotesTakeItAll,
    OnlyTheSellerCredits,
)
from lianqiao.trade.importers import IMPORTERS
from lianqiao.trade.models import Asset
from lianqiao.trade.papers import Terms
from lianqiao.trade.resubmit_asset import resubmit_asset
from lianqiao.trade.settle_asset import settle_asset
from lianqiao.trade.withdraw_asset import withdraw_asset
from lianqiao.verify import verify_database

As = Callable[[str], FlaskClient]
FILE = """发票号码,供应商代码,核心企业代码,金额（万元）,开票日期,到期日
A1,91350100M000100Y43,91341721MA2T1007XH,10,2026-11-02,2027-01-11
"""
FORM = {
    "note_number": "26342000000000000017",
    "note_issued_on": "2026-11-20",
    "note_amount_fen": "12.5万",
    "note_reason": "退回一批",
}


@pytest.fixture
def waiting(database: Database, world: World) -> str:
    """A receivable of 100 万元 that waits to be confirmed."""
    return enter(database, world, a_receivable(world))


@pytest.fixture
def confirmed(database: Database, world: World, waiting: str) -> str:
    """The same, confirmed."""
    confirm(database, world, "core", waiting)
    return waiting


def sound(database: Database) -> bool:
    return verify_database(database).ok


def told(database: Database, world: World, who: str) -> list[str]:
    note = columns(Notice)
    query = select(note.kind).where(note.organisation_id == world.org(who))
    with database.reading() as session:
        return list(session.execute(query.order_by(note.id)).scalars())


def test_before_the_confirmation_notes_wait_and_are_set_off_with_it(
    database: Database, world: World, waiting: str
) -> None:
    credit(database, world, "supplier", waiting, 10 * WAN)
    credit(database, world, "core", waiting, 5 * WAN, "H-2")
    assert read(database, waiting).credited_fen == 0
    confirm(database, world, "core", waiting)
    asset = read(database, waiting)
    assert (asset.confirmed_fen, asset.credited_fen) == (100 * WAN, 15 * WAN)
    assert sound(database)


def test_after_it_the_debtor_cannot_lower_what_it_confirmed(
    as_: As, database: Database, world: World, confirmed: str
) -> None:
    with pytest.raises(OnlyTheSellerCredits, match="由收款方登记"):
        credit(database, world, "core", confirmed, 10 * WAN)
    assert read(database, confirmed).credited_fen == 0
    path = f"/receivables/{confirmed}"
    assert as_("core").post(f"{path}/credit-notes", data=FORM).status_code == 403
    assert "登记红冲" not in as_("core").get(path).text
    assert "登记红冲" in as_("supplier").get(path).text


def test_after_it_less_is_owed_at_once_and_both_sides_are_told(
    database: Database, world: World, confirmed: str
) -> None:
    credit(database, world, "supplier", confirmed, 10 * WAN)
    assert read(database, confirmed).credited_fen == 10 * WAN
    assert audited(database, confirmed)[-1] == "enter_credit_note"
    for side in ("supplier", "core"):
        assert told(database, world, side)[-1] == "credit_note_entered"
    assert sound(database)


def test_what_is_credited_whole_is_over(database: Database, world: World, confirmed: str) -> None:
    credit(database, world, "supplier", confirmed, 100 * WAN)
    asset = read(database, confirmed)
    assert (asset.state, asset.settled_fen, asset.settled_on) == ("settled", 0, TODAY)
    assert events(database, confirmed) == ["enter", "confirm", "settle"]
    assert sound(database)


def test_what_is_credited_whole_before_is_not_confirmed(
    as_: As, database: Database, world: World, waiting: str
) -> None:
    credit(database, world, "supplier", waiting, 100 * WAN)
    with pytest.raises(CreditNotesTakeItAll):
        confirm(database, world, "core", waiting)
    assert "请融资方撤回" in as_("core").get(f"/receivables/{waiting}").text
    with database.writing() as session:
        assert withdraw_asset(session, world.actor("supplier"), waiting, NOW).state == "withdrawn"


def test_a_part_must_be_more_than_the_notes(database: Database, world: World, waiting: str) -> None:
    credit(database, world, "supplier", waiting, 40 * WAN)
    with pytest.raises(AmountIsNotPossible, match="大于红冲合计"):
        confirm(database, world, "core", waiting, amount_fen=40 * WAN, reason="少到")
    more = {"amount_fen": 41 * WAN, "reason": "少到"}
    assert confirm(database, world, "core", waiting, **more) == "confirmed"


def test_all_notes_together_stay_within_the_document(
    database: Database, world: World, waiting: str
) -> None:
    credit(database, world, "supplier", waiting, 60 * WAN)
    with pytest.raises(AmountIsNotPossible, match=r"还可红冲 400,000\.00"):
        credit(database, world, "supplier", waiting, 40 * WAN + 1, "H-2")


def test_the_same_note_twice_is_refused(database: Database, world: World, waiting: str) -> None:
    credit(database, world, "supplier", waiting, WAN, "h-1 ")
    for who in ("supplier", "core"):
        with pytest.raises(CreditNoteIsThereAlready):
            credit(database, world, who, waiting, 2 * WAN, "Ｈ-1")


def test_an_electronic_note_takes_back_one_invoice_alone(
    database: Database, world: World, waiting: str
) -> None:
    other = enter(database, world, a_receivable(world, "87654321", amount_fen=3 * WAN))
    number = "26342000000000000017"
    credit(database, world, "supplier", waiting, WAN, number)
    with pytest.raises(CreditNoteIsThereAlready):
        credit(database, world, "supplier", other, WAN, number)
    credit(database, world, "supplier", waiting, WAN, "H-1")
    credit(database, world, "supplier", other, WAN, "H-1")  # numbers of a firm's own system


def test_what_a_bank_holds_is_not_credited_and_no_bank_is_named(
    database: Database, world: World, confirmed: str
) -> None:
    with database.writing() as session:
        claim_asset(session, confirmed, world.org("bank"), "a", 80 * WAN, 80 * WAN, NOW)
    credit(database, world, "supplier", confirmed, 20 * WAN)
    with pytest.raises(AssetIsOccupied, match="请先与融资银行办理") as refusal:
        credit(database, world, "supplier", confirmed, 1, "H-2")
    assert "演示农商银行" not in str(refusal.value)
    assert read(database, confirmed).credited_fen == 20 * WAN


def test_a_claim_of_this_very_moment_is_met_by_the_guard(
    database: Database, world: World, confirmed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule looks the other way; the guarded UPDATE does not."""
    with database.writing() as session:
        claim_asset(session, confirmed, world.org("bank"), "a", 80 * WAN, 80 * WAN, NOW)
    monkeypatch.setattr(crediting, "check_credit_note", lambda _asset, new, *_more: new)
    with pytest.raises(AssetIsOccupied):
        credit(database, world, "supplier", confirmed, 20 * WAN + 1)
    assert credit(database, world, "supplier", confirmed, 20 * WAN, "H-2").credited_fen


def test_no_more_is_credited_than_is_owed(database: Database, world: World, confirmed: str) -> None:
    with database.writing() as session:
        session.execute(update(table(Asset)).values(paid_fen=70 * WAN))
    with pytest.raises(AmountIsNotPossible, match=r"尚欠的 300,000\.00"):
        credit(database, world, "supplier", confirmed, 31 * WAN)


@pytest.mark.parametrize("state", ["withdrawn", "settled"])
def test_what_is_over_takes_no_note(
    database: Database, world: World, waiting: str, state: str
) -> None:
    if state == "withdrawn":
        with database.writing() as session:
            withdraw_asset(session, world.actor("supplier"), waiting, NOW)
    else:
        confirm(database, world, "core", waiting)
        with database.writing() as session:
            settle_asset(session, world.actor("core"), waiting, TODAY, NOW, TODAY)
    with pytest.raises(CreditNoteIsRefused):
        credit(database, world, "supplier", waiting, WAN)


def test_an_order_has_no_credit_notes(as_: As, database: Database, world: World) -> None:
    order_id = order(database, world, an_order(world))
    with pytest.raises(CreditNoteIsRefused):
        credit(database, world, "supplier", order_id, WAN)
    client = as_("supplier")
    assert "登记红冲" not in client.get(f"/orders/{order_id}").text
    assert client.post(f"/receivables/{order_id}/credit-notes", data=FORM).status_code == 404


@pytest.mark.parametrize("who", ["supplier2", "core2", "customer"])
def test_strangers_find_nothing(
    as_: As, database: Database, world: World, waiting: str, who: str
) -> None:
    with pytest.raises(NothingIsThere):
        credit(database, world, who, waiting, WAN)
    assert as_(who).post(f"/receivables/{waiting}/credit-notes", data=FORM).status_code == 404


def test_a_mended_amount_is_not_below_the_notes(
    database: Database, world: World, waiting: str
) -> None:
    credit(database, world, "supplier", waiting, 40 * WAN)
    with database.writing() as session:
        withdraw_asset(session, world.actor("supplier"), waiting, NOW)
    terms = Terms(30 * WAN, date(2026, 11, 2), date(2027, 1, 11), date(2026, 11, 3))

    def mend(terms: Terms) -> None:
        with database.writing() as session:
            actor = world.actor("supplier")
            more = {"terms": terms, "secret": SECRET}
            resubmit_asset(session, actor, waiting, "改金额", NOW, TODAY, **more)

    with pytest.raises(AmountIsNotPossible, match="不能少于已登记的红冲"):
        mend(terms)
    mend(replace(terms, amount_fen=50 * WAN))


def test_the_debtors_file_sets_notes_off_too(database: Database, world: World) -> None:
    _bring(database, world.actor("supplier"))
    asset_id = _only(database)
    credit(database, world, "supplier", asset_id, 100)
    _bring(database, world.actor("core"))
    asset = read(database, asset_id)
    assert (asset.state, asset.credited_fen) == ("confirmed", 100)
    assert sound(database)


def _bring(database: Database, actor: Actor) -> None:
    with database.writing() as session:
        context = ImportContext(session, actor, NOW, TODAY, SECRET)
        assert (
            run_import(IMPORTERS["receivables"], context, FILE.encode(), "单据.csv").rejected == 0
        )


def _only(database: Database) -> str:
    with database.reading() as session:
        return session.execute(select(columns(Asset).id)).scalar_one()


def test_a_note_is_typed_on_the_page_and_told_in_its_course(
    as_: As, database: Database, world: World, waiting: str
) -> None:
    client, path = as_("core"), f"/receivables/{waiting}"
    bad = client.post(f"{path}/credit-notes", data=FORM | {"note_amount_fen": "101万"})
    assert bad.status_code == 422
    assert "最多还可红冲" in bad.text
    assert 'value="26342000000000000017"' in bad.text
    assert client.post(f"{path}/credit-notes", data=FORM).status_code == 302
    page = as_("supplier").get(path).text
    assert "26342000000000000017" in page
    assert "确权时自动扣除" in page
    assert "全额确权后应付 875,000.00 元" in page
    twice = client.post(f"{path}/credit-notes", data=FORM)
    assert (twice.status_code, "已登记过" in twice.text) == (422, True)
    confirm(database, world, "core", waiting)
    letter = client.get(f"{path}/letter").text
    assert "捌拾柒万伍仟元整" in letter
    assert "扣除红冲 125,000.00 元，应付 875,000.00 元" in client.get(path).text


def test_a_withdrawn_document_is_no_way_around(
    database: Database, world: World, confirmed: str
) -> None:
    with pytest.raises(TransitionIsNotAllowed), database.writing() as session:
        withdraw_asset(session, world.actor("supplier"), confirmed, NOW)
