"""Files of receivables and orders: what is applied, what is refused, what a second time changes."""

from datetime import date

import pytest
from characters import WAN, World
from sqlalchemy import select
from trade_samples import NOW, SECRET, TODAY, audited, count, events

from lianqiao.accounts.models import Notice
from lianqiao.shared.actor import COMMAND, Actor
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, ImportResult, run_import
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns
from lianqiao.trade.claims import claim_asset
from lianqiao.trade.confirm_asset import confirm_asset
from lianqiao.trade.dispute_asset import dispute_asset
from lianqiao.trade.importers import IMPORTERS
from lianqiao.trade.models import Asset

SUPPLIER, CORE = "91350100M000100Y43", "91341721MA2T1007XH"
SUPPLIER2, CORE2 = "N2341721MA2TEKT02P", "91341721MA2T101760"
CUSTOMER = "91341721MA2TDEM147"
HEADER = "发票号码,供应商代码,核心企业代码,金额（万元）,开票日期,到期日"
ORDER_HEADER = "订单编号,卖方代码,买方代码,融资方,金额,下单日期,交货日期,预计付款日"


def row(
    number: str = "A1",
    creditor: str = SUPPLIER,
    debtor: str = CORE,
    amount: str = "10",
    issued: str = "2026-11-02",
    due: str = "2027-01-11",
) -> str:
    return ",".join((number, creditor, debtor, amount, issued, due))


def take(
    database: Database,
    lines: list[str],
    actor: Actor = COMMAND,
    *,
    header: str = HEADER,
    kind: str = "receivables",
) -> ImportResult:
    """Import lines under a header in a transaction of their own."""
    data = "\n".join([header, *lines]).encode()
    with database.writing() as session:
        context = ImportContext(session, actor, NOW, TODAY, SECRET)
        return run_import(IMPORTERS[kind], context, data, "单据.csv")


def counts(result: ImportResult) -> tuple[int, int, int]:
    assert result.rows == result.accepted + result.unchanged + result.rejected
    return result.accepted, result.unchanged, result.rejected


def by_number(database: Database, number: str) -> Asset:
    with database.reading() as session:
        query = select(Asset).where(columns(Asset).document_no == number)
        found: Asset = session.execute(query).scalar_one()
        return found


def refused(result: ImportResult) -> tuple[str, str]:
    """Field and message of the only refusal."""
    (error,) = result.errors
    return error.field, error.message


def test_the_operators_rows_are_entered_and_not_confirmed(database: Database, world: World) -> None:
    assert counts(take(database, [row()])) == (1, 0, 0)
    asset = by_number(database, "A1")
    assert (asset.state, asset.amount_fen, asset.confirmed_fen) == ("entered", 10 * WAN, 0)
    assert asset.entered_by == world.org("operator")
    assert events(database, asset.id) == ["enter"]


def test_the_debtors_upload_confirms(database: Database, world: World) -> None:
    assert counts(take(database, [row()], world.actor("core"))) == (1, 0, 0)
    asset = by_number(database, "A1")
    assert (asset.state, asset.confirmed_fen) == ("confirmed", 10 * WAN)
    assert asset.confirmation_no == "QQ-20261124-0001"
    assert events(database, asset.id) == ["enter", "confirm"]


def test_the_creditors_upload_waits_and_the_debtors_later_one_confirms(
    database: Database, world: World
) -> None:
    take(database, [row()], world.actor("supplier"))
    assert by_number(database, "A1").state == "entered"
    assert counts(take(database, [row()], world.actor("core"))) == (1, 0, 0)
    assert by_number(database, "A1").state == "confirmed"
    assert counts(take(database, [row()], world.actor("core"))) == (0, 1, 0)


def test_a_second_time_changes_nothing_and_leaves_no_audit_entry(
    database: Database, world: World
) -> None:
    lines = [row(f"A{n}", amount=str(n)) for n in range(1, 40)]
    assert counts(take(database, lines)) == (39, 0, 0)
    entries = count(database, AuditEntry)
    assert counts(take(database, lines)) == (0, 39, 0)
    assert count(database, AuditEntry) == entries
    assert by_number(database, "A39").number == "YS-20261124-0039"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (row(creditor="91350100M000100Y4Z"), "creditor_uscc"),
        (row(debtor="91350100M000100Y4Z"), "debtor_uscc"),
        (row(creditor="91341721MA2TDEM3X8"), "creditor_uscc"),
        (row(debtor=SUPPLIER), "debtor_uscc"),
        (row(amount="0"), "amount"),
        (row(amount="-5"), "amount"),
        (row(amount="十万八"), "amount"),
        (row(issued="2026-02-30"), "invoice_date"),
        (row(issued="2026-11-25"), "invoice_date"),
        (row(due="2026-11-02"), "due_date"),
        (row(due="2046-11-02"), "due_date"),
        (row(number="发票"), "invoice_no"),
        (row(number=""), "invoice_no"),
    ],
)
def test_a_bad_row_is_named_by_row_and_field_and_the_rest_applied(
    database: Database, world: World, line: str, field: str
) -> None:
    result = take(database, [row("G1"), line, row("G2", amount="11")])
    assert counts(result) == (2, 0, 1)
    assert (result.errors[0].row, result.errors[0].field) == (3, field)
    assert result.errors[0].message
    assert count(database, Asset) == 2


def test_a_later_duplicate_is_refused(database: Database, world: World) -> None:
    result = take(database, [row("A1"), row("ａ 1", amount="99")])
    assert counts(result) == (1, 0, 1)
    assert "第 2 行" in refused(result)[1]
    assert by_number(database, "A1").amount_fen == 10 * WAN


def test_two_firms_without_a_link_pass_for_the_operator_alone(
    database: Database, world: World
) -> None:
    line = row(creditor=SUPPLIER2)
    field, message = refused(take(database, [line], world.actor("supplier2")))
    assert field == "debtor_uscc"
    assert "合作方" in message
    assert counts(take(database, [line])) == (1, 0, 0)


def test_a_firm_imports_its_own_documents_alone(database: Database, world: World) -> None:
    for who in ("supplier2", "core2", "customer"):
        result = take(database, [row()], world.actor(who))
        assert counts(result) == (0, 0, 1)
        assert "买卖双方" in refused(result)[1]
    assert count(database, Asset) == 0


def test_what_is_not_confirmed_may_still_change(database: Database, world: World) -> None:
    take(database, [row()])
    before = by_number(database, "A1")
    assert counts(take(database, [row(amount="12", due="2027-01-16")])) == (1, 0, 0)
    after = by_number(database, "A1")
    assert (after.amount_fen, after.effective_due_date) == (12 * WAN, date(2027, 1, 18))
    assert after.fingerprint != before.fingerprint
    assert after.near_fingerprint != before.near_fingerprint


def test_a_confirmed_amount_may_not_change(database: Database, world: World) -> None:
    take(database, [row()], world.actor("core"))
    for actor in (COMMAND, world.actor("supplier"), world.actor("core")):
        field, message = refused(take(database, [row(amount="12")], actor))
        assert field == "amount"
        assert "已确权" in message
    assert by_number(database, "A1").confirmed_fen == 10 * WAN


def test_the_debtor_does_not_change_the_creditors_amount(database: Database, world: World) -> None:
    take(database, [row()], world.actor("supplier"))
    field, message = refused(take(database, [row(amount="9")], world.actor("core")))
    assert (field, "部分确权" in message) == ("amount", True)
    assert by_number(database, "A1").state == "entered"


def test_a_due_date_that_the_debtor_moved_is_no_difference(
    database: Database, world: World
) -> None:
    take(database, [row()], world.actor("supplier"))
    asset_id = by_number(database, "A1").id
    with database.writing() as session:
        core, moved = world.actor("core"), {"due_date": date(2027, 3, 1), "reason": "合同约定"}
        confirm_asset(session, core, asset_id, NOW, TODAY, **moved)
    assert counts(take(database, [row()], world.actor("supplier"))) == (0, 1, 0)
    field, _message = refused(take(database, [row(due="2027-04-01")], world.actor("supplier")))
    assert field == "due_date"


def test_wishes_change_until_the_document_is_financed(database: Database, world: World) -> None:
    header = f"{HEADER},拟融资金额,可拆分"
    take(database, [row()], world.actor("core"))
    wish = [f"{row()},50000,是"]
    assert counts(take(database, wish, world.actor("supplier"), header=header)) == (1, 0, 0)
    asset = by_number(database, "A1")
    assert (asset.requested_fen, asset.splittable) == (5 * WAN, True)
    with database.writing() as session:
        claim_asset(session, asset.id, world.org("bank"), "a", WAN, 8 * WAN, NOW)
    again = take(database, [f"{row()},60000,是"], world.actor("supplier"), header=header)
    assert refused(again)[0] == "requested"


def test_disputes_and_payments_are_taken_over(database: Database, world: World) -> None:
    header = f"{HEADER},有争议,结清日期,结清金额"
    lines = [
        f"{row('D1')},是,,",
        f"{row('D2', amount='11')},否,2026-11-20,110000",
        f"{row('D3', amount='12')},,2026-12-20,",
    ]
    assert counts(take(database, lines, header=header)) == (3, 0, 0)
    states = {number: by_number(database, number) for number in ("D1", "D2", "D3")}
    assert states["D1"].state == "disputed"
    assert states["D1"].dispute_reason
    assert (states["D2"].state, states["D2"].settled_on) == ("entered", date(2026, 11, 20))
    assert states["D3"].settled_fen == 12 * WAN
    assert counts(take(database, lines, header=header)) == (0, 3, 0)
    confirmed = take(database, lines, world.actor("core"), header=header)
    assert counts(confirmed) == (2, 1, 0)
    assert [by_number(database, one).state for one in ("D1", "D2", "D3")] == [
        "disputed",
        "settled",
        "confirmed",
    ]
    assert events(database, states["D2"].id) == ["enter", "confirm", "settle"]


def test_a_payment_before_the_document_is_impossible(database: Database, world: World) -> None:
    header = f"{HEADER},结清日期"
    assert refused(take(database, [f"{row()},2026-11-01"], header=header))[0] == "settled_date"


def test_a_disputed_document_is_mended_by_importing_it_anew(
    database: Database, world: World
) -> None:
    take(database, [row()], world.actor("supplier"))
    asset_id = by_number(database, "A1").id
    with database.writing() as session:
        dispute_asset(session, world.actor("core"), asset_id, "数量不符", NOW)
    assert counts(take(database, [row()], world.actor("supplier"))) == (0, 1, 0)
    assert by_number(database, "A1").state == "disputed"
    assert counts(take(database, [row(amount="9")], world.actor("supplier"))) == (1, 0, 0)
    assert events(database, asset_id) == ["enter", "dispute", "resubmit"]


def test_a_near_document_is_applied_with_a_warning(database: Database, world: World) -> None:
    result = take(database, [row("N1"), row("N2")])
    assert counts(result) == (2, 0, 0)
    near = [(one.row, one.field) for one in result.warnings if one.field != "due_date"]
    assert near == [(3, "amount")]
    assert by_number(database, "N2").near_reason
    assert by_number(database, "N1").near_reason == ""


def test_many_rows_tell_a_firm_once(database: Database, world: World) -> None:
    take(database, [row(f"A{n}", amount=str(n)) for n in range(1, 9)], world.actor("supplier"))
    with database.reading() as session:
        notices = session.execute(select(Notice)).scalars().all()
    assert [(one.organisation_id, one.path) for one in notices] == [
        (world.org("core"), "/confirmations")
    ]


def order_row(
    number: str = "PO-1",
    seller: str = SUPPLIER,
    buyer: str = CORE,
    borrower: str = "",
    delivered: str = "2026-12-20",
) -> str:
    return f"{number},{seller},{buyer},{borrower},300000,2026-11-02,{delivered},2027-01-11"


def take_orders(database: Database, lines: list[str], actor: Actor = COMMAND) -> ImportResult:
    return take(database, lines, actor, header=ORDER_HEADER, kind="orders")


def test_orders_come_from_a_file_twice_and_change_nothing(database: Database, world: World) -> None:
    lines = [order_row(), order_row("PO-2", CORE, CUSTOMER, "买方")]
    assert counts(take_orders(database, lines)) == (2, 0, 0)
    assert counts(take_orders(database, lines)) == (0, 2, 0)
    sold, bought = by_number(database, "PO-1"), by_number(database, "PO-2")
    assert (sold.kind, sold.state, sold.number) == ("order", "entered", "DD-20261124-0001")
    assert (sold.borrower_id, sold.core_id) == (world.org("supplier"), world.org("core"))
    assert (bought.borrower_id, bought.core_id) == (world.org("customer"), world.org("core"))


def test_a_core_enterprises_orders_are_confirmed_by_its_upload(
    database: Database, world: World
) -> None:
    lines = [
        order_row(),
        order_row("PO-2", CORE, CUSTOMER, "buyer"),
        order_row("PO-3", CORE, CUSTOMER),
    ]
    assert counts(take_orders(database, lines, world.actor("core"))) == (3, 0, 0)
    states = [by_number(database, number).state for number in ("PO-1", "PO-2", "PO-3")]
    assert states == ["confirmed", "confirmed", "entered"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (order_row(delivered="2026-11-01"), "delivery_date"),
        (order_row(delivered=""), "delivery_date"),
        (order_row(borrower="银行"), "borrower"),
        (order_row(buyer=SUPPLIER), "buyer_uscc"),
        (order_row(number="x" * 61), "order_no"),
    ],
)
def test_a_bad_order_is_refused_at_its_field(
    database: Database, world: World, line: str, field: str
) -> None:
    assert refused(take_orders(database, [line]))[0] == field


def test_an_order_keeps_its_borrower(database: Database, world: World) -> None:
    take_orders(database, [order_row("PO-2", CORE, CUSTOMER)])
    assert (
        refused(take_orders(database, [order_row("PO-2", CORE, CUSTOMER, "buyer")]))[0]
        == "borrower"
    )


def test_a_file_is_one_entry_of_the_audit_chain(database: Database, world: World) -> None:
    take(database, [row("A1"), row("A2", amount="11")])
    entry = columns(AuditEntry)
    with database.reading() as session:
        actions = list(session.execute(select(entry.action).order_by(entry.seq)).scalars())
    assert actions[-1] == "import_receivables"
    assert audited(database, by_number(database, "A1").id) == []
