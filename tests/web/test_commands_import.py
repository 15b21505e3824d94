"""lianqiao import: the operator, an organisation, a foreign file, a dry run, bad input."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from characters import ENTERPRISES, World
from sqlalchemy import func, select
from sqlmodel import SQLModel

from lianqiao.cli import main
from lianqiao.commands.import_file import KINDS, find_importer
from lianqiao.oversight.models import MonthlyReturn
from lianqiao.registry.models import Bank, DishonestyListing, Enterprise
from lianqiao.shared.audit import inspect_chain
from lianqiao.shared.database import Database
from lianqiao.trade.models import Asset

Answer = dict[str, Any]
Ask = Callable[..., tuple[int, Answer]]
CORE, SUPPLIER = ENTERPRISES["core"][1], ENTERPRISES["supplier"][1]
BANKS = "bank,name,kind\nb-1,演示一号银行,state\nb-2,演示二号银行,没有这种\nb-1,又一次,local\n"
INVOICES = (
    "invoice_no,creditor_uscc,debtor_uscc,amount,invoice_date,due_date\n"
    f"INV-1,{SUPPLIER},{CORE},100000,2026-10-01,2027-01-10\n"
    f"INV-2,{SUPPLIER},{CORE},12.5万元,2026/10/02,2027年1月11日\n"
)


@pytest.fixture
def ask(
    url: str,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Ask:
    """Run `lianqiao import … --json` against the world."""
    monkeypatch.setenv("LIANQIAO_DATABASE_URL", url)
    monkeypatch.setenv("LIANQIAO_MODE", "demo")
    monkeypatch.setenv("LIANQIAO_SECRET_KEY", "tests only")
    monkeypatch.setenv("LIANQIAO_VAR_DIR", str(tmp_path / "var"))

    def run(*words: str) -> tuple[int, Answer]:
        status = main(["import", *words, "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    """Write a file and return its path."""

    def write(text: str, name: str = "in.csv", encoding: str = "utf-8") -> str:
        place = tmp_path / name
        place.write_text(text, encoding=encoding)
        return str(place)

    return write


def _count(database: Database, model: type[SQLModel]) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_the_contract_has_its_importer(kind: str) -> None:
    assert find_importer(kind).kind == kind


def test_good_rows_are_kept_and_bad_ones_named_and_written_beside(ask, file, database) -> None:
    status, answer = ask("banks", file(BANKS))
    assert status == 0
    counts = (answer["rows"], answer["accepted"], answer["rejected"], answer["unchanged"])
    assert counts == (3, 1, 2, 0)
    assert [error["row"] for error in answer["errors"]] == [3, 4]
    assert {tuple(error) for error in answer["errors"]} == {("row", "field", "value", "message")}
    assert Path(answer["rejected_file"]).name == "in.rejected.csv"
    assert "没有这种" in Path(answer["rejected_file"]).read_text(encoding="utf-8-sig")
    assert _count(database, Bank) == 3


def test_the_same_file_twice_changes_nothing(ask, file, database: Database) -> None:
    place = file("bank,name,kind\nb-1,演示一号银行,state\n")
    assert ask("banks", place)[1]["accepted"] == 1
    again = ask("banks", place)[1]
    assert (again["accepted"], again["unchanged"], again["rejected"]) == (0, 1, 0)
    assert again["rejected_file"] is None


def test_a_dry_run_keeps_nothing(ask, file, database: Database) -> None:
    with database.reading() as session:
        before = inspect_chain(session)
    status, answer = ask("banks", file(BANKS), "--dry-run")
    assert (status, answer["accepted"], answer["dry_run"]) == (0, 1, True)
    assert _count(database, Bank) == 2
    with database.reading() as session:
        assert inspect_chain(session) == before


def test_the_operator_confirms_nothing_and_the_debtors_own_file_confirms(ask, file, database):
    ask("receivables", file(INVOICES))
    with database.reading() as session:
        states = session.execute(select(Asset.state)).scalars().all()
    assert states == ["entered", "entered"]
    status, answer = ask("receivables", file(INVOICES), "--as", CORE.lower())
    assert status == 0, answer
    with database.reading() as session:
        rows = session.execute(select(Asset.state, Asset.confirmed_fen)).all()
    assert sorted(map(tuple, rows)) == [("confirmed", 10_000_000), ("confirmed", 12_500_000)]


def test_a_foreign_file_is_read_through_a_mapping(ask, file, database: Database) -> None:
    text = "Inv,Cust,Amt,Date,Due\nX-1,C9,1.5,05/10/2026,01/02/2027\n"
    mapping = {
        "columns": {"invoice_no": "Inv", "debtor_uscc": "Cust", "amount": "Amt"}
        | {"invoice_date": "Date", "due_date": "Due"},
        "constants": {"creditor_uscc": SUPPLIER},
        "date_format": "%d/%m/%Y",
        "amount_factor": "1000",
        "parties": {"C9": CORE},
    }
    status, answer = ask("receivables", file(text), "--mapping", json.dumps(mapping))
    assert (status, answer["accepted"]) == (0, 1), answer
    with database.reading() as session:
        row = session.execute(select(Asset.amount_fen, Asset.issue_date)).one()
    assert (row.amount_fen, row.issue_date.isoformat()) == (150_000, "2026-10-05")


def test_a_bank_without_a_credit_code_is_named_by_its_own_code(ask, file, database) -> None:
    header = "bank,month,all_loans,manufacturing_loans,manufacturing_medium_long"
    more = ",manufacturing_credit,manufacturing_borrowers,first_time_borrowers,weighted_rate\n"
    rows = "demo-bank,2026-09,9,5,1,1,4,1,4\ndemo-bank2,2026-09,9,5,1,1,4,1,4\n"
    status, answer = ask("returns", file(header + more + rows), "--as", "demo-bank")
    assert (status, answer["accepted"], answer["rejected"]) == (0, 1, 1)
    assert _count(database, MonthlyReturn) == 1


def test_gb18030_and_chinese_headers_are_understood(ask, file, database: Database) -> None:
    text = "银行代码,名称,类型\nb-7,演示七号银行,村镇\n"
    assert ask("banks", file(text, encoding="gb18030"))[1]["accepted"] == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("banks", "nothing.csv"), "无法读取"),
        (("banks", "."), "无法读取"),
        (("banks", "{empty}"), ""),
        (("banks", "{binary}"), ""),
        (("banks", "{good}", "--as", "91341721MA2T1007XX"), "没有统一社会信用代码"),
        (("banks", "{good}", "--mapping", '{"colums": {}}'), "不认识"),
        (("banks", "{good}", "--mapping", "{"), "JSON"),
        (("returns", "{good}"), "缺少必填列"),
        (("loans", "{loans}", "--as", SUPPLIER), "只能由银行"),
    ],
)
def test_bad_input_is_refused_in_words(words, why, ask, tmp_path: Path, database) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "binary.xlsx").write_bytes(b"PK\x03\x04" + bytes(range(256)))
    (tmp_path / "good.csv").write_text("bank,name,kind\nb-1,演示一号银行,state\n", encoding="utf-8")
    (tmp_path / "loans.csv").write_text(
        "loan_no,bank,borrower_uscc,kind,principal,balance,rate,drawdown_date,maturity_date\n"
        f"L,demo-bank,{SUPPLIER},order,1,1,4,2026-01-01,2027-01-01\n",
        encoding="utf-8",
    )
    places = {"empty": "empty.csv", "binary": "binary.xlsx", "good": "good.csv"}
    places["loans"] = "loans.csv"
    for name, place in places.items():
        words = tuple(str(tmp_path / place) if word == f"{{{name}}}" else word for word in words)
    status, answer = ask(*words)
    assert status == 1
    assert why in answer["error"]
    assert _count(database, Bank) == 2


def test_a_wrong_kind_is_wrong_usage(ask, file, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        ask("cheques", file(BANKS))
    assert ended.value.code == 2
    assert "invalid choice" in capsys.readouterr().err


def test_without_json_the_answer_is_words(ask, file, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "banks", file(BANKS)]) == 0
    said = capsys.readouterr().out
    assert "共 3 行：接受 1，未变 0，拒绝 2" in said
    assert "第 3 行" in said


def test_an_enterprise_file_counts_as_the_contract_says(ask, file, database: Database) -> None:
    known = _count(database, Enterprise)
    text = (
        "统一社会信用代码,名称,行业代码,营业收入（万元）,从业人员,园区\n"
        "91341721MADEM001X3,演示新企业,26,1200,35,东至经开区\n"
        f"{SUPPLIER},演示甲供应,26,,,\n"
        "91350100M000100Y4Z,校验码不对,26,,,\n"
    )
    from lianqiao.shared import uscc

    text = text.replace("91341721MADEM001X3", uscc.make("91341721", "MADEM991"))
    answer = ask("enterprises", file(text))[1]
    assert answer["rows"] == answer["accepted"] + answer["unchanged"] + answer["rejected"] == 3
    assert answer["rejected"] == 1
    assert _count(database, Enterprise) == known + 1


def test_the_dishonest_list_comes_by_the_operator_alone_and_twice_changes_nothing(
    ask, file, database
) -> None:
    place = file(
        "uscc,name,case_no,authority,reason,listed_on,expires_on\n"
        f"{SUPPLIER},演示甲供应,（2026）演执1号,示例法院,拒不履行,2012-01-01,\n"
        f"{SUPPLIER},演示甲供应,（2026）演执2号,示例法院,拒不履行,2012-01-01,2011-01-01\n"
    )
    status, answer = ask("dishonest", place, "--as", CORE)
    assert status == 1
    assert "平台运营" in answer["error"]
    assert _count(database, DishonestyListing) == 0
    for accepted, unchanged in ((1, 0), (0, 1)):
        status, answer = ask("dishonest", place)
        counts = (answer["accepted"], answer["unchanged"], answer["rejected"])
        assert (status, counts) == (0, (accepted, unchanged, 1))
        assert [error["field"] for error in answer["errors"]] == ["expires_on"]
