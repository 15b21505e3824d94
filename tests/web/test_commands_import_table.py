"""lianqiao import against the contract, as tables: kinds, encodings, dates, amounts, words."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from characters import ENTERPRISES, World
from faulty_files import as_xlsx, code
from sqlalchemy import select, update

from lianqiao.accounts.models import Organisation
from lianqiao.cli import main
from lianqiao.registry.models import Enterprise
from lianqiao.shared.audit import inspect_chain
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, table
from lianqiao.shared.tabular import write_xlsx

CORE, SUPPLIER = ENTERPRISES["core"][1], ENTERPRISES["supplier"][1]
NEW = code(1)
Answer = dict[str, Any]
Ask = Callable[..., tuple[int, Answer]]

# kind → English header, Chinese header, a good row
FILES = {
    "banks": (
        "bank,name,uscc,kind,net_capital,tier1_capital",
        "银行代码,名称,统一社会信用代码,类型,资本净额,一级资本净额",
        f"b-1,演示一号银行,{code(2)},村镇,3.5亿,2亿",
    ),
    "enterprises": (
        "uscc,name,park,industry,employees,revenue,assets,founded,legal_representative,phone,"
        "is_core,grade,foreign_trade",
        "统一社会信用代码,名称,园区,行业代码,从业人员,营业收入,资产总额,成立日期,法定代表人,联系电话,"
        "是否核心企业,信用等级,外贸企业",
        f"{NEW},演示新企业,其他,26,120,1200万,800万,2015-05-01,演示人,0566-1,是,2,否",
    ),
    "links": (
        "core_uscc,partner_uscc,direction,since,annual_volume,payment_days,contract_no",
        "核心企业代码,合作方代码,方向,合作起始日,年交易额,账期,合同编号",
        f"{CORE},N2341721MA2TEKT02P,供应商,2024-01-01,500万,45,HT-1",
    ),
    "receivables": (
        "invoice_no,invoice_code,creditor_uscc,debtor_uscc,amount,invoice_date,delivery_date,"
        "due_date,requested,splittable,disputed",
        "发票号码,发票代码,供应商代码,核心企业代码,金额,开票日期,交付日期,到期日,拟融资金额,可拆分,有争议",
        f"INV-1,,{SUPPLIER},{CORE},100000,2026-10-01,2026-10-02,2027-01-10,50000,是,否",
    ),
    "orders": (
        "order_no,seller_uscc,buyer_uscc,borrower,amount,order_date,delivery_date,due_date",
        "订单编号,卖方代码,买方代码,融资方,金额,下单日期,交货日期,预计付款日",
        f"PO-1,{SUPPLIER},{CORE},卖方,100000,2026-10-01,2026-12-01,2027-03-01",
    ),
    "products": (
        "product_id,bank,kinds,max_amount,rate,quota,name",
        "产品编号,银行代码,业务种类,最高金额,年利率,产品额度,产品名称",
        "P-9,demo-bank,receivable;order,500万,3.85,2000万,演示新品",
    ),
    "limits": (
        "bank,scope,party_uscc,limit",
        "银行代码,额度种类,对方代码,额度",
        f"demo-bank,core,{CORE},3000万",
    ),
    "loans": (
        "loan_no,bank,borrower_uscc,kind,principal,balance,rate,drawdown_date,maturity_date",
        "借据号,银行,借款人代码,贷款种类,本金,余额,年利率,放款日,到期日",
        f"L-1,demo-bank,{SUPPLIER},流动资金,100万,80万,3.85,2026-01-05,2027-01-05",
    ),
    "returns": (
        "bank,month,all_loans,manufacturing_loans,manufacturing_medium_long,manufacturing_credit,"
        "manufacturing_borrowers,first_time_borrowers,weighted_rate",
        "银行,月份,各项贷款余额,制造业贷款余额,制造业中长期贷款余额,制造业信用贷款余额,制造业贷款户数,"
        "首贷户数,加权平均利率",
        "demo-bank,2026-09,9亿,5亿,1亿,1亿,40,3,3.95%",
    ),
}
KEYS = {"rows", "accepted", "rejected", "unchanged", "rejected_file", "errors", "warnings"}


@pytest.fixture
def ask(
    url: str,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Ask:
    """Run `lianqiao import … --json` over a file of these bytes."""
    monkeypatch.setenv("LIANQIAO_DATABASE_URL", url)
    monkeypatch.setenv("LIANQIAO_MODE", "demo")
    monkeypatch.setenv("LIANQIAO_SECRET_KEY", "tests only")
    monkeypatch.setenv("LIANQIAO_VAR_DIR", str(tmp_path / "var"))

    def run(kind: str, data: bytes | str, *words: str, name: str = "in.csv") -> tuple[int, Answer]:
        place = tmp_path / name
        place.write_bytes(data.encode() if isinstance(data, str) else data)
        status = main(["import", kind, str(place), *words, "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run


def counts(answer: Answer) -> tuple[int, int, int, int]:
    return answer["rows"], answer["accepted"], answer["unchanged"], answer["rejected"]


def firm(database: Database, uscc: str = NEW) -> Enterprise:
    with database.reading() as session:
        query = select(Enterprise).where(columns(Enterprise).uscc == uscc)
        return session.execute(query).scalar_one()


@pytest.mark.parametrize("kind", sorted(FILES))
def test_each_kind_is_tried_applied_and_left_as_it_is(kind: str, ask: Ask, database) -> None:
    english, chinese, row = FILES[kind]
    with database.reading() as session:
        before = inspect_chain(session)
    status, tried = ask(kind, f"{english}\n{row}\n", "--dry-run")
    assert (status, counts(tried), tried["dry_run"]) == (0, (1, 1, 0, 0), True), tried
    assert tried.keys() >= KEYS
    with database.reading() as session:
        assert inspect_chain(session) == before
    status, applied = ask(kind, f"{english}\n{row}\n")
    assert (status, counts(applied)) == (0, (1, 1, 0, 0)), applied
    assert (applied["errors"], applied["rejected_file"]) == ([], None)
    for data, name in (
        (f"{chinese}\n{row}\n".encode("gb18030"), "gb.csv"),
        (f"{chinese}\n{row}\n".encode("utf-8-sig"), "bom.csv"),
        (as_xlsx(chinese.split(","), [row.split(",")]), "in.xlsx"),
    ):
        again = ask(kind, data, name=name)[1]
        assert counts(again) == (1, 0, 1, 0), again
    with database.reading() as session:
        chain = inspect_chain(session)
    assert (chain.ok, chain.rows) == (True, before.rows + 1)


@pytest.mark.parametrize("kind", sorted(FILES))
def test_of_each_kind_columns_stand_in_any_order_and_unknown_ones_are_named(kind, ask) -> None:
    english, _chinese, row = FILES[kind]
    names, cells = english.split(","), row.split(",")
    text = ",".join(["备注", *reversed(names)]) + "\n" + ",".join(["随便", *reversed(cells)])
    answer = ask(kind, text)[1]
    assert counts(answer) == (1, 1, 0, 0), answer
    assert answer["notes"] == ["以下列不认识，已忽略：备注"]


@pytest.mark.parametrize("kind", sorted(FILES))
def test_of_each_kind_a_later_duplicate_is_refused_by_its_row(kind: str, ask: Ask) -> None:
    english, _chinese, row = FILES[kind]
    answer = ask(kind, f"{english}\n{row}\n\n{row}\n")[1]
    assert counts(answer) == (2, 1, 0, 1), answer
    assert [error["row"] for error in answer["errors"]] == [4]
    assert "与第 2 行重复" in answer["errors"][0]["message"]


@pytest.mark.parametrize("kind", sorted(FILES))
def test_of_each_kind_a_missing_column_refuses_the_file(kind: str, ask: Ask) -> None:
    first = FILES[kind][0].split(",")[0]
    status, answer = ask(kind, f"{first}\nx\n")
    if kind == "limits":  # the bank's code may be left out
        first = "scope"
    assert status == 1
    assert answer.keys() == {"error"}
    assert "缺少必填列" in answer["error"]


FIRM = "uscc,name,industry"


def spelled(ask: Ask, header: str, cells: Sequence[str]) -> None:
    """A file of firms in which one column is written in every way."""
    lines = [f'{code(10 + n)},演示{n},26,"{cell}"' for n, cell in enumerate(cells)]
    answer = ask("enterprises", "\n".join([f"{FIRM},{header}", *lines]))[1]
    assert counts(answer) == (len(cells), len(cells), 0, 0), answer


def test_dates_are_read_as_people_write_them(ask: Ask, database: Database) -> None:
    spellings = ["2015-05-01", "2015/5/1", "20150501", "2015年5月1日", "2015.05.01", "42125"]
    spellings.append("２０１５-０５-０１")
    spelled(ask, "founded", spellings)
    for number in range(len(spellings)):
        assert firm(database, code(10 + number)).founded == date(2015, 5, 1)


def test_excel_dates_and_numbers_are_read(ask: Ask, database: Database) -> None:
    header = [*FIRM.split(","), "founded", "employees", "revenue"]
    data = write_xlsx(header, [[NEW, "演示甲", 26, date(2015, 5, 1), 120, 12.5]], "x")
    answer = ask("enterprises", data, name="in.xlsx")[1]
    assert counts(answer) == (1, 1, 0, 0), answer
    found = firm(database)
    assert (found.founded, found.employees, found.revenue_fen) == (date(2015, 5, 1), 120, 1250)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (
            "revenue",
            ["1250000", "1,250,000.00", "１２５ 万", "125万元", "0.0125亿元", "¥1250000元"],
        ),
        ("营业收入（万元）", ["125", "125万元", "１２５"]),
        ("营业收入(单位：亿元)", ["0.0125", "125万元"]),
        ("营业收入 万元", ["125"]),
    ],
)
def test_amounts_know_their_unit(header: str, cells: list[str], ask: Ask, database) -> None:
    spelled(ask, header, cells)
    for number in range(len(cells)):
        assert firm(database, code(10 + number)).revenue_fen == 125_000_000


def test_yes_and_no_in_any_word(ask: Ask, database: Database) -> None:
    words = {"是": True, "1": True, "true": True, "TRUE": True, "Yes": True, "１": True}
    words |= {"否": False, "0": False, "false": False, "no": False, "": False}
    spelled(ask, "is_core", list(words))
    for number, flag in enumerate(words.values()):
        assert firm(database, code(10 + number)).is_core is flag


def test_parks_by_code_and_by_name(ask: Ask, database: Database) -> None:
    words = {"dongzhi": "dongzhi", "东至经开区": "dongzhi", "大渡口经开区": "dadukou"}
    words |= {"dadukou": "dadukou", "其他": "other", "other": "other", "": "other"}
    spelled(ask, "park", list(words))
    for number, park in enumerate(words.values()):
        assert firm(database, code(10 + number)).park == park


MAPPING = {
    "columns": {"uscc": "Tax", "name": "Firm", "revenue": "Turnover", "founded": "Since"},
    "constants": {"industry": "26"},
    "date_format": "%d/%m/%Y",
    "amount_factor": "1000",
    "parties": {"F-1": NEW},
}
FOREIGN = "Tax,Firm,Turnover,Since\nF-1,演示甲,12.5,23/11/2015\n"


@pytest.mark.parametrize("by_path", [False, True])
def test_a_mapping_is_given_inline_or_by_its_path(by_path, ask, tmp_path, database) -> None:
    option = json.dumps(MAPPING)
    if by_path:
        (tmp_path / "mapping.json").write_text(option, encoding="utf-8")
        option = str(tmp_path / "mapping.json")
    status, answer = ask("enterprises", FOREIGN, "--mapping", option)
    assert (status, counts(answer)) == (0, (1, 1, 0, 0)), answer
    found = firm(database)
    assert (found.revenue_fen, found.founded) == (12_500_00, date(2015, 11, 23))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colums": {}}, "“colums”不认识"),
        ({"columns": {"price": "Tax"}}, "“price”不认识"),
        ({"columns": {"uscc": "Nowhere"}}, "“Nowhere”在文件中不存在"),
        ({"constants": {"uscc": "x"}}, "既有列又有固定值"),
        ({"date_format": "dmy"}, "date_format"),
        ({"amount_factor": "-1"}, "正数"),
        ({"parties": ["F-1"]}, "parties"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(change: Answer, words: str, ask: Ask) -> None:
    status, answer = ask("enterprises", FOREIGN, "--mapping", json.dumps(MAPPING | change))
    assert status == 1
    assert words in answer["error"]


def test_warnings_stand_apart_from_errors(ask: Ask) -> None:
    text = f"{FIRM},grade\n{SUPPLIER},演示甲供应,26,1\n{code(3)[:-1]}9,演示丁,26,\n"
    answer = ask("enterprises", text, "--as", CORE)[1]
    assert counts(answer) == (2, 0, 1, 1)
    assert [(error["row"], error["field"]) for error in answer["errors"]] == [(3, "uscc")]
    assert {(one["row"], one["field"]) for one in answer["warnings"]} == {(2, "uscc"), (2, "grade")}
    assert answer["warnings"][0].keys() == {"row", "field", "value", "message"}
    assert SUPPLIER in {one["value"] for one in answer["warnings"]}


def test_an_organisation_that_is_not_approved_acts_for_nobody(ask, world, database) -> None:
    with database.writing() as session:
        place = table(Organisation)
        query = update(place).where(place.c.id == world.org("supplier"))
        session.execute(query.values(state="suspended"))
    status, answer = ask("links", "a,b\n1,2\n", "--as", SUPPLIER)
    assert status == 1
    assert "未获准入或已停用" in answer["error"]


@pytest.mark.parametrize(
    "words", ["", "banks", "cheques a.csv", "banks a.csv --nonsense", "banks a.csv --as"]
)
def test_wrong_usage_is_exit_2(words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["import", *words.split()])
    assert ended.value.code == 2


def test_a_refused_value_is_told_as_it_stands_in_the_file(ask: Ask) -> None:
    text = f"core_uscc,partner_uscc,direction,annual_volume\n{CORE},{code(9)},供应商,１２.5 万\n"
    error = ask("links", text)[1]["errors"][0]
    assert (error["field"], error["value"]) == ("partner_uscc", code(9))
