"""A merged firm's code keeps resolving: files and forms that name it say which one to use."""

import json

import pytest
from characters import TODAY, World
from twins import TWIN_CODE, add_twin, merge

from lianqiao.cli import main
from lianqiao.commands.import_file import KINDS, find_importer
from lianqiao.products.draft_product import check_cores
from lianqiao.products.errors import CoreIsUnknown
from lianqiao.products.queries import get_line_for_bank
from lianqiao.registry.errors import TheFirmIsMerged
from lianqiao.registry.register_firm import NewFirm, register_enterprise
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, run_import
from lianqiao.shared.tables import utc_now
from lianqiao.shared.uscc import make

WORDS = "该企业已并入 演示甲供应（代码 91350100M000100Y43），请改用新代码"
CORE = "91341721MA2T1007XH"
FILES = {
    "enterprises": ("uscc", f"uscc,name,industry\n{TWIN_CODE},演示,26"),
    "links": ("partner_uscc", f"core_uscc,partner_uscc,direction\n{CORE},{TWIN_CODE},supplier"),
    "invitations": ("uscc", f"uscc,email\n{TWIN_CODE},a@example.com"),
    "receivables": (
        "creditor_uscc",
        "invoice_no,creditor_uscc,debtor_uscc,amount,invoice_date,due_date\n"
        f"26340000000000000009,{TWIN_CODE},{CORE},100,2026-11-01,2027-01-01",
    ),
    "orders": (
        "buyer_uscc",
        "order_no,seller_uscc,buyer_uscc,amount,order_date,delivery_date,due_date\n"
        f"D-1,{CORE},{TWIN_CODE},100,2026-11-01,2026-12-01,2027-01-01",
    ),
    "products": (
        "core_list",
        "product_id,bank,max_amount,rate,core_list\n" + f"P-9,demo-bank,100,4,{TWIN_CODE}",
    ),
    "limits": ("party_uscc", f"bank,scope,party_uscc,limit\ndemo-bank,borrower,{TWIN_CODE},100"),
    "loans": (
        "borrower_uscc",
        "loan_no,bank,borrower_uscc,kind,principal,balance,rate,drawdown_date,maturity_date\n"
        f"J-9,demo-bank,{TWIN_CODE},流动资金,100,100,4,2026-01-05,2027-01-05",
    ),
}
WITHOUT_FIRMS = {"banks", "returns", "people", "dishonest"}  # the list is by code alone


@pytest.fixture
def merged(database: Database, world: World) -> World:
    """The twin is merged into the supplier."""
    add_twin(database, world)
    merge(database, world)
    return world


def errors_of(database: Database, kind: str, text: str) -> list[tuple[str, str, str]]:
    with database.writing() as session:
        context = ImportContext(session, COMMAND, utc_now(), TODAY, "secret")
        result = run_import(find_importer(kind), context, text.encode(), f"{kind}.csv")
    return [(one.field, one.value, one.message) for one in result.errors]


@pytest.mark.parametrize("kind", sorted(FILES))
def test_a_file_that_names_the_old_code_is_told_the_new_one(merged, database, kind: str) -> None:
    field, text = FILES[kind]
    assert errors_of(database, kind, text) == [(field, TWIN_CODE, WORDS)]


@pytest.mark.parametrize("kind", sorted(set(FILES) - {"invitations"}))
def test_before_the_merge_the_same_file_has_nothing_against_it(world, database, kind: str) -> None:
    add_twin(database, world)
    assert errors_of(database, kind, FILES[kind][1]) == []


def test_no_kind_of_file_that_names_firms_is_forgotten() -> None:
    assert set(FILES) | WITHOUT_FIRMS == set(KINDS)


def test_nobody_imports_on_behalf_of_the_old_code(
    merged, url, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("LIANQIAO_DATABASE_URL", url)
    monkeypatch.setenv("LIANQIAO_MODE", "demo")
    place = tmp_path / "links.csv"
    place.write_text(FILES["links"][1], encoding="utf-8")
    assert main(["import", "links", str(place), "--as", TWIN_CODE, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"] == WORDS


def test_forms_say_it_too(merged, database, as_) -> None:
    firm = NewFirm(TWIN_CODE, "演示", "26")
    with database.writing() as session, pytest.raises(TheFirmIsMerged, match="已并入"):
        register_enterprise(session, COMMAND, firm, utc_now())
    with database.reading() as session, pytest.raises(TheFirmIsMerged, match="已并入"):
        get_line_for_bank(session, merged.actor("bank-approver"), "borrower", None, TWIN_CODE)
    limit = {"scope": "borrower", "party_uscc": TWIN_CODE, "ceiling_fen": "100"}
    page = as_("bank-approver").post("/limits/new", data=limit)
    assert page.status_code == 422
    assert WORDS in page.text


def test_a_product_s_list_takes_no_merged_core_enterprise(merged, database) -> None:
    with database.reading() as session:
        with pytest.raises(TheFirmIsMerged, match="已并入"):
            check_cores(session, (CORE, TWIN_CODE))
        with pytest.raises(CoreIsUnknown):
            check_cores(session, (CORE, make("91341721", "MA999999")))
        check_cores(session, (CORE,))
