"""The one line over HTTP with real forms, from registering the chain to renewal, both engines."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from characters import PASSWORD
from walker import Walker, Words

from lianqiao.loans.conditions import CONDITIONS
from lianqiao.loans.scan_maturities import ScanResult, scan_maturities
from lianqiao.shared import uscc
from lianqiao.shared.audit import inspect_chain
from lianqiao.shared.clock import Clock
from lianqiao.shared.database import Database
from lianqiao.shared.web import Application

TODAY = Clock().today()
CORE = uscc.make("91341721", "MA2TJY01")
SUPPLIER = uscc.make("91341721", "MA2TJY02")
CUSTOMER = uscc.make("91341721", "MA2TJY03")
FIRM = {
    "industry": "26",
    "park": "dongzhi",
    "employees": "50",
    "revenue_fen": "１,２００ 万",
    "assets_fen": "800万",
}


@pytest.fixture
def person(as_) -> Callable[[str], Walker]:
    """A walker who is signed in as one of the characters."""

    def sign_in(name: str) -> Walker:
        return Walker(as_(name), name)

    return sign_in


def join(app: Application, text: str, username: str) -> Walker:
    """Follow an invitation's link as a stranger, choose a name, sign in."""
    link = re.search(r"/join/[\w-]+", text)
    assert link is not None, text
    walker = Walker(app.test_client(), username)
    typed = {"username": username, "display_name": f"演示{username}"}
    walker.open(link[0]).press("加入", password=PASSWORD, repeat=PASSWORD, **typed)
    walker.press("登录", username=username, password=PASSWORD)
    return walker.sees("您好")


class Line:
    """The people of the journey, as they come in."""

    def __init__(self, app: Application, person: Callable[[str], Walker]) -> None:
        self.app = app
        self.operator = person("operator")

    def operator_approves(self, button: str, username: str, **typed: str) -> Walker:
        """An organisation is entered, approved, and its first administrator invited."""
        desk = self.operator
        desk.open("/organisations").follow(button)
        desk.press("登记", **typed).sees("待审核")
        desk.press("同意开通").press("生成邀请链接", email=f"{username}@example.com")
        return join(self.app, desk.text, username)

    def core_registers(self, core: Walker, direction: str, code: str, username: str) -> Walker:
        """A partner is registered by form, and joins by the link."""
        core.open("/partners").follow("登记合作方")
        core.press(
            "核对",
            direction=direction,
            uscc=code,
            name=f"演示{username}公司",
            since="2024-01-01",
            payment_days="60",
            email=f"{username}@example.com",
            **FIRM,
        )
        core.sees("还没有保存", "小型").press("登记并邀请").sees("只显示这一次")
        return join(self.app, core.text, username)

    def bank_hires(self, administrator: Walker, username: str, role: str) -> Walker:
        """The bank's administrator invites a colleague."""
        administrator.open("/users").press(
            "生成邀请", role=role, contact_name=username, email=f"{username}@example.com"
        )
        return join(self.app, administrator.text, username)

    def product(self, clerk: Walker, approver: Walker) -> None:
        """A clerk drafts a product and submits it, another person publishes it."""
        clerk.open("/products").follow("新建产品").press(
            "核对",
            name="演示旅程贷",
            kinds=["receivable", "order"],
            max_grade="10",
            min_amount_fen="1万",
            max_amount_fen="500万",
            min_days="1",
            max_days="365",
            advance_ppm="80",
            rate_ppm="3.85",
            fee_ppm="0",
            decision_days="3",
            quota_fen="1000万",
        )
        clerk.press("保存为草稿").sees("演示旅程贷")
        approver.open(clerk.path).press("发布").sees("已发布")


def enter_receivable(supplier: Walker, number: str, amount: str) -> None:
    """A receivable against the core enterprise, due in fifty days."""
    due = TODAY + timedelta(days=50)
    supplier.open("/receivables").follow("录入应收账款").press(
        "核对",
        partner_id=Words("演示旅程制药"),
        invoice_no=number,
        amount_fen=amount,
        issue_date=TODAY.isoformat(),
        delivery_date=TODAY.isoformat(),
        due_date=due.isoformat(),
    )
    supplier.sees("还没有保存").press("请对方确权").sees("待确权", number)


def test_the_line_from_chain_to_renewal(app: Application, database: Database, person) -> None:
    line = Line(app, person)

    # 1–2: the chain is registered, invited, and joins
    core = line.operator_approves(
        "登记企业", "jcore", uscc=CORE, name="演示旅程制药", grade="2", is_core="1", **FIRM
    )
    head = line.operator_approves(
        "登记银行",
        "jbank",
        code="journey",
        name="演示旅程银行",
        kind="local",
        net_capital_fen="10亿",
    )
    supplier = line.core_registers(core, "supplier", SUPPLIER, "jsupplier")
    line.core_registers(core, "customer", CUSTOMER, "jcustomer")
    core.open("/chain").sees("演示jsupplier公司", "演示jcustomer公司")

    # 3: entered; one confirmed, one disputed with a reason
    supplier.open("/enterprises").follow("签署授权书").press(
        "签署授权", expires_on=(TODAY + timedelta(days=365)).isoformat(), agreed="1"
    )
    enter_receivable(supplier, "26342000000000000017", "１２.5 万")
    first = supplier.path
    enter_receivable(supplier, "26342000000000000018", "80,000")
    core.open("/confirmations").sees("125,000.00", "80,000.00").follow("26342000000000000018")
    core.press("提出异议", reason="数量与验收单不符").sees("有争议")
    core.open("/confirmations").follow("26342000000000000017").press("确权").sees("已确权")
    supplier.open("/").sees("有争议").open(first).sees("已确权")

    # 4: matched, with the reason for every rule
    officer = line.bank_hires(head, "jofficer", "clerk")
    approver = line.bank_hires(head, "japprover", "approver")
    line.product(officer, approver)
    line.operator.open("/matching").press("开始匹配").sees("单据")
    asset = first.rpartition("/")[2]
    supplier.open("/opportunities").sees("26342000000000000017")
    supplier.open(f"/assets/{asset}/options").sees("演示旅程贷", "100,000.00", "演示旅程银行")
    supplier.open(f"/assets/{asset}/picture").sees("演示旅程贷")
    officer.open("/opportunities").sees("演示jsupplier公司")

    # 5–6: applied for, claimed, quoted, approved by another person
    supplier.open(f"/assets/{asset}/options").follow("申请")
    supplier.press("核对", purpose="采购原料").press("提交").sees("已提交")
    case = supplier.path
    officer.open("/").open(case).press("受理").press("提交审批").sees("审批")
    officer_text = officer.text
    assert "/approve" not in officer_text
    approver.open("/").open(case).press("同意").sees("报价已送达企业")

    # 7: compared and accepted
    supplier.open(f"/quotes?asset={asset}").sees("演示旅程银行").follow("接受").press("接受")
    supplier.sees("已接受")

    # 8: registered, drawn down, a loan with a schedule
    stamp = f"{TODAY.isoformat()} 00:01"
    officer.open(case).follow("登记").press(
        "登记", number="12345678901234567890", registered_at=stamp, queried_at=stamp
    )
    officer.open(f"{case}/drawdown").press("放款", loan_no="JJ-0001").sees("JJ-0001")
    loan = officer.path
    officer.sees("100,000.00")

    # 9: each stage of the maturity is raised once, in-app and by letter
    moment = datetime.now(UTC)
    scanned = scan(database, moment)
    assert scanned.alerts_created >= 1
    assert scan(database, moment).alerts_created == 0
    supplier.open("/notices").sees("JJ-0001")
    line.operator.open("/outbox").sees("jsupplier@example.com")

    # 10: the renewal review, the bank's opinion before maturity, the firm sees it
    supplier.open("/renewals").follow("JJ-0001").press("提交申请", statement="订单稳定，续贷采购")
    review = supplier.path
    officer.open(review)
    officer.press("保存评估", **dict.fromkeys(CONDITIONS, "yes"))
    officer.press("提交审批", opinion="renew", opinion_text="同意续贷一年")
    approver.open(review).press("同意").sees("同意续贷一年")
    supplier.open(review).sees("同意续贷一年")
    officer.open(review).press(
        "登记签订",
        loan_no="JJ-0002",
        signed_on=TODAY.isoformat(),
        maturity_date=(TODAY + timedelta(days=300)).isoformat(),
    )
    officer.open(loan).sees("已续贷")
    supplier.open("/loans").sees("JJ-0002")
    with database.reading() as session:
        assert inspect_chain(session).ok


def scan(database: Database, moment: datetime) -> ScanResult:
    """The scheduler's scan, now."""
    with database.writing() as session:
        return scan_maturities(session, TODAY, moment)
