"""Receivables as Kingdee and Yonyou export them: read by a built-in mapping, codes by the firm."""

import re

import pytest
from characters import ENTERPRISES, World
from faulty_files import Desk, as_xlsx
from sqlalchemy import select
from trade_samples import count

from lianqiao.shared.database import Database
from lianqiao.shared.models import SavedMapping
from lianqiao.shared.tables import columns
from lianqiao.trade.models import Asset, Receivable

PATH = "/receivables/import"
CORE, SUPPLIER = ENTERPRISES["core"][1], ENTERPRISES["supplier"][1]
KINGDEE = [
    "单据编号,单据类型,业务日期,客户编码,客户,币别,金额,价税合计,到期日,合同编号,单据状态",
    "AR00000123,标准应收单,2026/11/2,CUST-0007,演示东至制药,人民币,100000,113000.00,2027/1/11,XS-01,已审核",
    "AR00000124,标准应收单,2026/11/3,CUST-0007,演示东至制药,人民币,50000,56500.00,2027/1/12,XS-01,已审核",
]
YONYOU = [
    "单据类型,单据编号,单据日期,客户编码,客户简称,部门,币种,原币金额,本币金额,到期日,合同号",
    "应收单,YS2026110001,2026-11-02,01-003,东至制药,销售部,人民币,226000.00,226000.00,2027-01-11,HT7",
    "销售专用发票,YS2026110002,2026-11-05,01-003,东至制药,销售部,人民币,1130.00,1130.00,2027-01-20,",
]
PAYABLES = [
    "单据编号,业务日期,供应商编码,供应商,价税合计,到期日",
    "AP0001,2026/11/2,SUP-11,演示甲供应,113000.00,2027/1/11",
]


def as_bytes(lines: list[str]) -> bytes:
    return "\n".join(lines).encode("gb18030")


@pytest.fixture
def desk(as_) -> Desk:
    """The supplier's clerk at the page of receivables."""
    return Desk(as_("supplier"), PATH)


def rows_of(database: Database) -> list[tuple[str, int, str, str, str]]:
    asset, bill = columns(Asset), columns(Receivable)
    query = (
        select(bill.invoice_no, asset.amount_fen, asset.due_date, asset.contract_no, bill.source)
        .join(Asset, asset.id == bill.id)
        .order_by(bill.invoice_no)
    )
    with database.reading() as session:
        return [(no, fen, str(due), ht, src) for no, fen, due, ht, src in session.execute(query)]


@pytest.mark.parametrize(
    ("lines", "name", "code", "expected"),
    [
        (
            KINGDEE,
            "金蝶应收单导出",
            "CUST-0007",
            [
                ("AR00000123", 11_300_000, "2027-01-11", "XS-01", "file"),
                ("AR00000124", 5_650_000, "2027-01-12", "XS-01", "file"),
            ],
        ),
        (
            YONYOU,
            "用友应收单导出",
            "01-003",
            [
                ("YS2026110001", 22_600_000, "2027-01-11", "HT7", "file"),
                ("YS2026110002", 113_000, "2027-01-20", "", "file"),
            ],
        ),
    ],
    ids=["kingdee", "yonyou"],
)
def test_an_export_is_read_its_codes_are_mapped_kept_and_used_the_next_time(
    desk: Desk, database: Database, lines: list[str], name: str, code: str, expected: list[object]
) -> None:
    desk.send("receivables", as_bytes(lines), "导出.csv")
    assert f"正在使用「{name}」" in desk.page.text
    assert desk.counts == (2, 0, 0, 2)
    assert f"“{code}”不是统一社会信用代码" in desk.page.text
    assert "企业代码对照表" in desk.page.text
    desk.press("use", mapping_id=f"preset:{'kingdee' if '金蝶' in name else 'yonyou'}")
    read = _typed(desk)
    desk.press("read", **read | {"parties": f"WRONG {CORE}"})
    assert f"“{code}”不在企业代码对照表里，请补上" in desk.page.text
    desk.press("read", **_typed(desk) | {"parties": f"{code}\t{CORE}"})
    assert desk.counts == (2, 2, 0, 0)
    desk.press("save", name=name, **_typed(desk) | {"parties": f"{code} {CORE}"})
    assert f"已保存「{name}」" in desk.page.text
    desk.confirm()
    assert rows_of(database) == expected
    desk.send("receivables", as_bytes(lines), "再导出.csv")
    assert desk.counts == (2, 0, 2, 0)  # by the kept mapping, codes and all
    with database.reading() as session:
        kept = session.execute(select(SavedMapping)).scalar_one()
    assert kept.mapping["parties"] == {code: CORE}
    assert kept.mapping["constants"] == {"creditor_uscc": SUPPLIER}


def _typed(desk: Desk) -> dict[str, str]:
    """The page's form of headers as it stands."""
    page = desk.page.text
    found = {}
    for field in re.findall(r'<select[^>]*name="(column_\w+)".*?</select>', page, re.S):
        block = re.search(rf'<select[^>]*name="{field}".*?</select>', page, re.S)
        assert block is not None
        chosen = re.search(r'<option selected value="([^"]*)"', block[0])
        found[field] = chosen[1] if chosen else ""
    for field, value in re.findall(r'name="(constant_\w+)"[^>]*value="([^"]*)"', page):
        found[field] = value
    return found


def test_a_payables_list_puts_the_own_firm_on_the_other_side(
    as_, world: World, database: Database
) -> None:
    desk = Desk(as_("core"), PATH)
    desk.send("receivables", as_bytes(PAYABLES), "应付.csv")
    assert "正在使用「金蝶应收单导出」" in desk.page.text
    desk.press("read", **_typed(desk) | {"parties": f"SUP-11 {SUPPLIER}"})
    desk.confirm()
    with database.reading() as session:
        asset = session.execute(select(Asset)).scalar_one()
    assert asset.creditor_id == world.org("supplier")
    assert asset.state == "confirmed"  # the debtor's own upload


def test_presets_stand_beside_kept_mappings_and_can_be_left(desk: Desk) -> None:
    header, *lines = [line.split(",") for line in KINGDEE]
    desk.send("receivables", as_xlsx(header, lines), "导出.xlsx")
    for name in ("金蝶应收单导出", "用友应收单导出", "通用应收明细"):
        assert name in desk.page.text
    desk.press("use", mapping_id="")
    assert desk.page.status_code == 422
    assert "缺少必填列" in desk.page.text
    desk.press("use", mapping_id="preset:generic")
    assert "正在使用「通用应收明细」" in desk.page.text
    desk.press("use", mapping_id="preset:nothing")
    assert desk.page.status_code == 404


def test_a_file_with_our_own_headers_is_read_by_them(desk: Desk, database: Database) -> None:
    """The negative control: no preset where the headers alone tell enough."""
    header = "发票号码,债权人代码,债务人代码,金额,开票日期,到期日,合同编号,期次"
    line = f"ST-1,{SUPPLIER},{CORE},100,2026-11-02,2027-01-11,HT-9,第2期"
    desk.send("receivables", f"{header}\n{line}".encode())
    assert "正在使用" not in desk.page.text
    desk.confirm()
    with database.reading() as session:
        asset = session.execute(select(Asset)).scalar_one()
    assert (asset.contract_no, asset.instalment) == ("HT-9", 2)


def test_other_kinds_of_files_have_no_presets(as_) -> None:
    desk = Desk(as_("supplier"), "/orders/import")
    desk.send("orders", as_bytes(KINGDEE), "导出.csv")
    assert desk.page.status_code == 422
    assert "preset:" not in desk.page.text


def test_near_rows_are_told_by_each_of_the_three_ways(desk: Desk, database: Database) -> None:
    header = "发票号码,债权人代码,债务人代码,金额,开票日期,到期日,合同编号,期次"
    sides = f"{SUPPLIER},{CORE}"
    lines = [
        f"ST-0012,{sides},100,2026-11-02,2027-01-11,HT-9,1",
        f"OTHER-5,{sides},100,2026-11-02,2027-01-11,HT-8,1",  # buyer, amount and due date
        f"ST 12,{sides},777,2026-11-02,2027-02-11,,",  # the bare number
        f"LAST-7,{sides},555,2026-11-02,2027-03-11,ht 9,第1期",  # contract and instalment
        f"ALONE-9,{sides},444,2026-11-02,2027-04-11,HT-9,2",  # like none
    ]
    desk.send("receivables", "\n".join([header, *lines]).encode())
    assert desk.counts == (5, 5, 0, 0)
    for words in ("付款方、金额、到期日都相同", "号码只差空格、标点", "合同编号和期次都相同"):
        assert desk.page.text.count(words) == 1, words
    desk.confirm()
    with database.reading() as session:
        rows = session.execute(select(Asset).order_by(columns(Asset).number)).scalars().all()
    assert [bool(row.near_reason) for row in rows] == [False, True, True, True, False]
    assert count(database, Asset) == 5
    desk.send("receivables", "\n".join([header, *lines]).encode())
    assert desk.counts == (5, 0, 5, 0)
