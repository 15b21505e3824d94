"""A bank's view around an opportunity: nothing that it may not see gets into any of its forms."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

import pytest
from characters import TODAY, WAN, World
from deals import confirmed_asset, freeze
from loan_book import lend
from openpyxl import load_workbook
from sqlalchemy import delete, select

from lianqiao.accounts.models import Organisation
from lianqiao.financing.models import Opportunity
from lianqiao.financing.run_match import run_match
from lianqiao.oversight import network as network_rules
from lianqiao.registry.models import Authorisation, Enterprise, TradeLink
from lianqiao.shared import audit
from lianqiao.shared.actor import COMMAND, SYSTEM
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, table, utc_now
from lianqiao.trade.models import Asset

FIRMS = 12


@dataclass
class Seen:
    """A random world, as the test itself knows it."""

    opportunity: str
    own: str
    rival: str
    names: dict[str, str] = field(default_factory=dict)
    agreed: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    papers: dict[str, tuple[str, set[str]]] = field(default_factory=dict)
    loans: dict[str, tuple[str, str]] = field(default_factory=dict)
    document: str = ""

    def forbidden(self) -> set[str]:
        """Every name and id that the bank may not be told."""
        hidden = set(self.names) - self.agreed - self.ends
        found = hidden | {self.names[firm] for firm in hidden}
        for asset, (number, parties) in self.papers.items():
            if asset != self.document and not parties <= self.agreed:
                found |= {asset, number}
        for loan, (bank, _firm) in self.loans.items():
            if bank != self.own:
                found.add(loan)
        return found | {self.rival, "演示商业银行", "演示链捷贷"}


def _opportunity(database: Database, world: World, bank: str = "bank") -> str:
    row = columns(Opportunity)
    with database.reading() as session:
        query = select(row.id).where(row.bank_id == world.org(bank), row.eligible)
        return str(session.execute(query.order_by(row.id)).scalars().first())


def _firm(session: Any, number: int) -> str:
    row = Organisation(kind="enterprise", name=f"演示网络第{number:02d}户", state="approved")
    session.add(row)
    session.flush()
    firm = Enterprise(
        id=row.id,
        uscc=f"92{number:016d}",
        industry="26",
        size_class="small",
        phone=f"0566-{number // 3:07d}",
    )
    session.add(firm)
    return row.id


def _agree(session: Any, firm: str, bank: str | None = None) -> None:
    session.add(
        Authorisation(
            enterprise_id=firm,
            bank_id=bank,
            granted_on=TODAY - timedelta(days=5),
            expires_on=TODAY + timedelta(days=90),
        )
    )


def random_world(database: Database, world: World, seed: int) -> Seen:
    """Firms of which some let this bank in, some the rival alone, some nobody; and their trade."""
    rng = Random(seed)
    seen = Seen("", world.org("bank"), world.org("bank2"))
    with database.writing() as session:
        session.execute(delete(table(Authorisation)))
        firms = [_firm(session, number) for number in range(FIRMS)]
        firms += [world.org(name) for name in ("core", "supplier", "customer")]
        for firm in firms:
            chance = rng.random()
            if firm == world.org("supplier") or chance < 0.5:
                _agree(session, firm, seen.own if rng.random() < 0.5 else None)
                seen.agreed.add(firm)
            elif chance < 0.75:
                _agree(session, firm, seen.rival)
        for one, other in {tuple(rng.sample(firms[:FIRMS], 2)) for _link in range(15)}:
            link = TradeLink(core_id=one, partner_id=other, direction="supplier", state="active")
            session.add(link)
        for _paper in range(25):
            debtor, creditor = rng.sample(firms, 2)
            parties = {"debtor_id": debtor, "core_id": debtor, "entered_by": creditor}
            ends = parties | {"creditor_id": creditor, "borrower_id": creditor}
            asset = confirmed_asset(
                session, world, **ends, kind=rng.choice(("receivable", "order"))
            )
            seen.papers[asset.id] = (asset.document_no, {debtor, creditor})
        own = confirmed_asset(session, world)
        seen.papers[own.id] = (own.document_no, {own.debtor_id, own.creditor_id})
        run_match(session, COMMAND, TODAY, utc_now())
    _find(database, seen, own.id, firms)
    for number in range(10):
        bank, firm = rng.choice((seen.own, seen.rival)), rng.choice(firms)
        loan = lend(database, world, f"J-{number}", bank_id=bank, borrower_id=firm)
        seen.loans[loan] = (bank, firm)
    with database.writing() as session:
        audit.record(session, SYSTEM, "plant", "", utc_now())
    return seen


def _find(database: Database, seen: Seen, asset: str, firms: list[str]) -> None:
    row, organisation = columns(Opportunity), columns(Organisation)
    with database.reading() as session:
        query = select(row.id).where(row.bank_id == seen.own, row.asset_id == asset, row.eligible)
        seen.opportunity = str(session.execute(query).scalar_one())
        found = session.get_one(Asset, asset)
        seen.document, seen.ends = asset, {found.debtor_id, found.creditor_id}
        names = select(organisation.id, organisation.name).where(organisation.id.in_(firms))
        seen.names = dict(session.execute(names).all())


def _told(client: Any, path: str) -> str:
    """What an answer says, cells of a workbook included; the page without its frame."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    if "spreadsheet" in answer.content_type:
        sheet = load_workbook(BytesIO(answer.data)).active
        return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    return str(answer.text)


def _forms(seen: Seen) -> list[str]:
    base = f"/opportunities/{seen.opportunity}/network"
    focus = sorted(seen.agreed | seen.ends)[:3]
    middles = ["", *(f"&focus={firm}" for firm in focus)]
    return [
        f"{base}?radius={radius}{middle}{form}"
        for radius in (1, 2, 3)
        for middle in middles
        for form in ("", "&format=json", "&format=xlsx")
    ]


@pytest.mark.parametrize("seed", range(6))
def test_in_any_world_no_name_or_id_of_what_is_foreign_gets_out(
    as_, database: Database, world: World, seed: int
) -> None:
    freeze(database)
    seen = random_world(database, world, seed)
    client = as_("bank")
    forbidden = seen.forbidden()
    assert len(forbidden) > 10
    said = ""
    for path in _forms(seen):
        text = _told(client, path)
        said += text
        leaked = [word for word in forbidden if word in text.replace(path, "")]
        assert leaked == [], path
    assert seen.names[world.org("supplier")] in said
    assert seen.papers[seen.document][0] in said


@pytest.mark.parametrize("seed", range(3))
def test_the_property_sees_a_wall_that_is_broken(
    as_, database: Database, world: World, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    freeze(database)
    seen = random_world(database, world, seed)
    monkeypatch.setattr(network_rules.Sight, "node", lambda _self, _node, _data: True)
    monkeypatch.setattr(network_rules.Sight, "link", lambda _self, _one, _other, _data: True)
    client = as_("bank")
    said = " ".join(_told(client, path) for path in _forms(seen))
    assert [word for word in seen.forbidden() if word in said]


@pytest.fixture
def plain(database: Database, world: World) -> str:
    """The supplier's document on the core enterprise, matched; returns the bank's opportunity."""
    freeze(database)
    with database.writing() as session:
        confirmed_asset(session, world)
        run_match(session, COMMAND, TODAY, utc_now())
    return _opportunity(database, world)


def test_the_page_has_picture_table_json_and_leads_on_by_plain_links(
    as_, world, database, plain
) -> None:
    lend(database, world, "J-OWN")
    lend(database, world, "J-RIVAL", bank_id=world.org("bank2"), principal_fen=77 * WAN)
    with database.writing() as session:
        audit.record(session, SYSTEM, "plant", "", utc_now())
    client = as_("bank")
    assert f"/opportunities/{plain}/network" in client.get(f"/opportunities/{plain}").text
    page = client.get(f"/opportunities/{plain}/network").text
    for words in (
        "演示甲供应 的关系网",
        "演示东至制药",
        "演示丙经销",
        "<svg",
        "图例",
        "演示农商银行",
    ):
        assert words in page
    assert 'aria-current="true">2 步之内' in page
    assert "770,000.00" not in page
    links = set(re.findall(r'href="(/opportunities/[^"]+network[^"]*)"', page))
    assert len(links) > 4
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200
    near = client.get(f"/opportunities/{plain}/network?radius=1").text
    assert "演示丙经销" not in near
    told = client.get(f"/opportunities/{plain}/network?format=json").json
    kinds = {node["kind"] for node in told["nodes"]}
    assert kinds == {"enterprise", "receivable", "bank"}
    lent = [edge for edge in told["edges"] if edge["kind"] == "lends"]
    assert [edge["amount_fen"] for edge in lent] == [100 * WAN]


def test_another_firm_in_the_middle_and_one_that_may_not_be_seen(
    as_, world, database, plain
) -> None:
    client, path = as_("bank"), f"/opportunities/{plain}/network"
    around = client.get(f"{path}?focus={world.org('customer')}&radius=1")
    assert "演示丙经销 的关系网" in around.text
    assert "回到申请企业" in around.text
    with database.writing() as session:
        row = table(Authorisation)
        session.execute(delete(row).where(row.c.enterprise_id == world.org("customer")))
    hidden = client.get(f"{path}?focus={world.org('customer')}")
    missing = client.get(f"{path}?focus={'0' * 26}")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.text.partition("<main")[2] == missing.text.partition("<main")[2]
    assert "演示丙经销" not in client.get(f"{path}?radius=3").text


def test_of_a_party_without_consent_no_more_is_shown_than_the_opportunity_tells(
    as_, world, database, plain
) -> None:
    with database.writing() as session:
        row = table(Authorisation)
        session.execute(delete(row).where(row.c.enterprise_id == world.org("core")))
        foreign = confirmed_asset(session, world, document_no="26340000000000000777")
    client = as_("bank")
    page = client.get(f"/opportunities/{plain}/network?radius=3").text
    assert "演示东至制药" in page
    assert "演示丙经销" not in page
    assert "供货" not in page.partition('class="table"')[2]
    assert foreign.document_no not in page
    told = json.loads(client.get(f"/opportunities/{plain}/network?format=json").text)
    assert {edge["kind"] for edge in told["edges"]} == {"owes", "holds", "against"}


def test_a_foreign_opportunity_and_a_missing_one_are_the_same(as_, world, database, plain) -> None:
    theirs = _opportunity(database, world, "bank2")
    foreign = as_("bank").get(f"/opportunities/{theirs}/network")
    missing = as_("bank").get(f"/opportunities/{'0' * 26}/network")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.text.partition("<main")[2] == missing.text.partition("<main")[2]
    for who in ("core", "supplier", "regulator", "operator", "guarantor"):
        assert as_(who).get(f"/opportunities/{plain}/network").status_code == 403
