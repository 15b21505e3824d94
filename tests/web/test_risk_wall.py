"""The tenant wall of risk findings: a bank sees those of which every firm has let it in."""

from datetime import timedelta
from io import BytesIO

import pytest
from characters import TODAY, World
from deals import freeze
from openpyxl import load_workbook
from risky import common_control, concentration, ring
from sqlalchemy import delete, select, update

from lianqiao.oversight.models import RiskFinding
from lianqiao.oversight.scan_risks import scan_risks
from lianqiao.registry.models import Authorisation
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, table, utc_now

RING = {"演示东至制药", "演示甲供应", "演示丙经销"}
CONSENT = columns(Authorisation)


@pytest.fixture
def found(database: Database, world: World) -> dict[str, str]:
    """The id of a planted finding of each kind."""
    freeze(database)
    ring(database, world)
    concentration(database, world)
    common_control(database, world)
    with database.writing() as session:
        scan_risks(session, TODAY, utc_now())
    row = columns(RiskFinding)
    with database.reading() as session:
        return dict(session.execute(select(row.kind, row.id)).all())


def withdraw(database: Database, world: World, name: str) -> None:
    with database.writing() as session:
        statement = delete(table(Authorisation))
        session.execute(statement.where(CONSENT.enterprise_id == world.org(name)))


def everything(client, finding_id: str) -> str:
    """All that a bank is told of findings, in every form."""
    book = load_workbook(BytesIO(client.get("/risks?format=xlsx").data)).active
    cells = [str(cell) for row in book.iter_rows(values_only=True) for cell in row]
    pages = [
        client.get(path).text
        for path in (
            "/risks",
            "/risks?q=演示",
            f"/risks/{finding_id}",
            f"/risks/{finding_id}?format=json",
        )
    ]
    return " ".join([*cells, *pages])


def test_a_bank_whom_all_firms_let_in_sees_the_evidence_and_no_people(as_, found, database) -> None:
    office = as_("regulator")
    path = f"/risks/{found['ring']}"
    office.post(f"{path}/open")
    office.post(f"{path}/comment", data={"words": "内部记录"})
    office.post(f"{path}/close", data={"close-reason": "内部结论"})
    page = as_("bank").get(path)
    assert page.status_code == 200
    for name in RING:
        assert name in page.text
    for hidden in ("内部记录", "内部结论", "演示regulator", "演示金融监管局", "记一笔"):
        assert hidden not in page.text
    assert "内部结论" in office.get(path).text


@pytest.mark.parametrize("silent", ["core", "supplier", "customer"])
def test_one_firm_without_consent_hides_the_whole_finding(
    as_, found, database, world, silent: str
) -> None:
    before = everything(as_("bank"), found["ring"])
    assert all(name in before for name in RING)
    withdraw(database, world, silent)
    client = as_("bank")
    assert client.get(f"/risks/{found['ring']}").status_code == 404
    for form in ("", "?format=json"):
        foreign = client.get(f"/risks/{found['ring']}{form}")
        missing = client.get(f"/risks/{'0' * 26}{form}")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.text.partition("<main")[2] == missing.text.partition("<main")[2]
    told = everything(client, found["ring"])
    assert not any(name in told for name in RING)
    assert world.org(silent) not in told
    assert "客户集中" in told


def test_a_consent_to_one_bank_lets_in_that_one_alone(as_, found, database, world) -> None:
    withdraw(database, world, "customer")
    with database.writing() as session:
        session.add(
            Authorisation(
                enterprise_id=world.org("customer"),
                bank_id=world.org("bank"),
                granted_on=TODAY,
                expires_on=TODAY + timedelta(days=30),
            )
        )
    assert as_("bank").get(f"/risks/{found['ring']}").status_code == 200
    assert as_("bank2").get(f"/risks/{found['ring']}").status_code == 404


def test_a_consent_that_is_over_lets_nobody_in(as_, found, database, world) -> None:
    with database.writing() as session:
        session.execute(
            update(table(Authorisation))
            .where(CONSENT.enterprise_id == world.org("supplier"))
            .values(expires_on=TODAY - timedelta(days=1))
        )
    assert as_("bank").get(f"/risks/{found['ring']}").status_code == 404
    assert as_("bank").get("/risks").text.count("row-link") == 2


def test_offices_see_all_whatever_firms_agreed_to(as_, found, database, world) -> None:
    for name in ("core", "supplier", "customer"):
        withdraw(database, world, name)
    for who in ("regulator", "operator"):
        assert as_(who).get(f"/risks/{found['ring']}").status_code == 200
