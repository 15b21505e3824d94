"""Who opens which document: every address × role × own, shared, foreign, missing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from characters import TODAY, USERS, World
from deals import applied, confirmed_asset, freeze
from flask.testing import FlaskClient
from sqlalchemy import select
from vault_files import a_pdf, uploaded
from walls import plain

from lianqiao.financing.models import MatchRun, Opportunity
from lianqiao.registry.models import Authorisation, TradeLink
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns
from lianqiao.trade.models import Asset

MISSING = "0" * 26
As = Callable[[str], FlaskClient]


@dataclass(frozen=True)
class Shown:
    """Subjects with what is attached to them; ``loose`` is a document that stands nowhere."""

    link: str
    firm: str
    asset: str
    at_link: str
    at_firm: str
    at_asset: str
    of_core: str
    loose: str
    foreign: str


@pytest.fixture
def shown(as_: As, database: Database, world: World) -> Shown:
    """The supplier shows a document at its link, its file and its receivable; core adds one."""
    freeze(database)
    link = columns(TradeLink)
    with database.writing() as session:
        query = select(link.id).where(link.partner_id == world.org("supplier"))
        link_id = session.execute(query).scalar_one()
        asset = confirmed_asset(session, world)
        applied(session, world, asset)
        asset_id = asset.id
    supplier, core, firm = as_("supplier"), as_("core"), world.org("supplier")
    places = (f"/partners/{link_id}", f"/enterprises/{firm}", f"/receivables/{asset_id}")
    kept = [_attached(supplier, place, f"供{n}") for n, place in enumerate(places)]
    return Shown(
        link=link_id,
        firm=firm,
        asset=asset_id,
        at_link=kept[0],
        at_firm=kept[1],
        at_asset=kept[2],
        of_core=_attached(core, places[2], "核"),
        loose=uploaded(supplier, data=a_pdf("没有用到")),
        foreign=uploaded(as_("core2"), data=a_pdf("别家的")),
    )


def _attached(client: FlaskClient, place: str, title: str) -> str:
    page = uploaded(client, data=a_pdf(title), title=title)
    answer = client.post(f"{place}/documents/new", data={"document_id": page, "kind": "other"})
    assert answer.status_code == 302
    return page


FIRMS = ("core", "core2", "supplier", "supplier2", "customer")
BANKS = ("bank", "bank-colleague", "bank-approver", "bank2", "bank2-approver")
ASKED = ("bank", "bank-colleague", "bank-approver")
SIDES = ("core", "supplier")


def rules(shown: Shown) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Address of a subject's documents, a document there, who may open it, who has the page."""
    yield f"/partners/{shown.link}/documents", shown.at_link, SIDES, FIRMS
    readers = ("supplier", *BANKS, "regulator", "operator")
    viewers = (*FIRMS, *BANKS, "regulator", "operator")
    yield f"/enterprises/{shown.firm}/documents", shown.at_firm, readers, viewers
    for document in (shown.at_asset, shown.of_core):
        yield f"/receivables/{shown.asset}/documents", document, SIDES, FIRMS
        yield f"/assets/{shown.asset}/documents", document, ASKED, BANKS


def breaches(as_: As, shown: Shown) -> list[tuple[str, str, int]]:
    """Every answer that is not as it must be: who, where, what came."""
    every = {name: getattr(shown, name) for name in ("at_link", "at_firm", "at_asset", "of_core")}
    found = []
    for user in USERS:
        client = as_(user)
        for folder, document, readers, viewers in rules(shown):
            nothing = client.get(f"{folder}/{MISSING}")
            opened = client.get(f"{folder}/{document}")
            expected = 200 if user in readers else 404 if user in viewers else 403
            if opened.status_code != expected:
                found.append((user, f"{folder}/{document}", opened.status_code))
            if expected == 404 and plain(opened.text) != plain(nothing.text):
                found.append((user, f"{folder} differs from nothing", opened.status_code))
            elsewhere = {*every.values(), shown.loose, shown.foreign} - _at(shown, folder)
            for other in elsewhere:
                answer = client.get(f"{folder}/{other}")
                same = plain(answer.text) == plain(nothing.text)
                if not same or answer.status_code not in (404, 403):
                    found.append((user, f"{folder}/{other}", answer.status_code))
    return found


def _at(shown: Shown, folder: str) -> set[str]:
    if "/partners/" in folder:
        return {shown.at_link}
    return {shown.at_firm} if "/enterprises/" in folder else {shown.at_asset, shown.of_core}


def test_every_address_opens_what_is_shown_there_to_whom_it_is_shown(as_, shown) -> None:
    assert breaches(as_, shown) == []


def test_without_the_fetch_of_the_subject_the_wall_would_be_seen_to_fall(
    as_, shown, monkeypatch
) -> None:
    monkeypatch.setattr("lianqiao.registry.views_documents.get_link_for_side", _anything)
    assert {who for who, _path, status in breaches(as_, shown) if status == 200} >= {"core2"}


def test_without_the_check_of_the_use_the_wall_would_be_seen_to_fall(
    as_, shown, monkeypatch
) -> None:
    from lianqiao.vault.models import VaultDocument

    def any_document(session, document_id, *_subject):
        return session.get_one(VaultDocument, document_id)

    monkeypatch.setattr("lianqiao.trade.views_documents.get_document_at", any_document)
    fallen = [path for _who, path, status in breaches(as_, shown) if status == 200]
    assert any(shown.loose in path for path in fallen)


def _anything(*_asked: object) -> None:
    return None


@pytest.mark.parametrize("page", ["", "/file", "/replace", "/correct"])
def test_a_document_s_own_pages_are_its_owner_s_alone(as_, shown: Shown, page: str) -> None:
    for who in (*FIRMS, *BANKS):
        client = as_(who)
        nothing = client.get(f"/documents/{MISSING}{page}")
        owned = client.get(f"/documents/{shown.at_link}{page}")
        assert nothing.status_code == 404
        if who == "supplier":
            assert owned.status_code == 200
        else:
            assert owned.status_code == 404
            assert plain(owned.text) == plain(nothing.text)


@pytest.mark.parametrize("act", ["replace", "correct", "withdraw"])
def test_nobody_changes_what_was_only_shown_to_it(as_, shown: Shown, act: str) -> None:
    for who in ("core", "core2", "bank"):
        for document in (shown.at_link, MISSING):
            assert as_(who).post(f"/documents/{document}/{act}").status_code == 404


def test_lists_hold_one_s_own_documents_alone(as_, shown: Shown) -> None:
    assert set(re.findall(r"/documents/(\w{26})", as_("core").get("/documents").text)) == {
        shown.of_core
    }
    assert "row-link" not in as_("bank").get("/documents?state=").text


def test_a_bank_whose_consent_was_revoked_finds_nothing_at_once(
    as_, database, shown: Shown
) -> None:
    bank = as_("bank")
    opened = [f"/enterprises/{shown.firm}/documents/{shown.at_firm}"]
    opened += [f"/assets/{shown.asset}/documents/{one}" for one in (shown.at_asset, shown.of_core)]
    assert [bank.get(path).status_code for path in opened] == [200] * 3
    case = re.search(r'href="(/applications/\w{26})"', bank.get("/applications").text)
    assert case is not None
    assert shown.at_asset in bank.get(case[1]).text
    row = columns(Authorisation)
    with database.reading() as session:
        live = select(row.id).where(row.enterprise_id == shown.firm, row.revoked_on.is_(None))
        consents = session.execute(live).scalars().all()
    for consent in consents:
        assert as_("supplier").post(f"/consents/{consent}/revoke").status_code == 302
    for path in opened:
        answer, nothing = bank.get(path), bank.get(path[:-26] + MISSING)
        assert answer.status_code == 404
        assert plain(answer.text) == plain(nothing.text)
    page = bank.get(case[1]).text
    assert shown.at_asset not in page
    assert "现在不能查阅" in page
    side = f"/receivables/{shown.asset}/documents/{shown.at_asset}"
    assert as_("core").get(side).status_code == 200


def test_an_expired_consent_shows_nothing_either(as_, shown, database, world) -> None:
    row = columns(Authorisation)
    with database.writing() as session:
        query = select(Authorisation).where(row.enterprise_id == world.org("supplier"))
        session.execute(query).scalar_one().expires_on = TODAY - timedelta(days=1)
    path = f"/assets/{shown.asset}/documents/{shown.at_asset}"
    assert as_("bank").get(path).status_code == 404


def test_a_bank_with_an_opportunity_reads_the_papers_until_the_run_is_over(
    as_, shown, database, world
) -> None:
    bank, path = as_("bank2"), f"/assets/{shown.asset}/documents/{shown.at_asset}"
    assert bank.get(path).status_code == 404
    opportunity = _opportunity(database, world, shown.asset)
    assert bank.get(path).data == a_pdf("供2")
    assert path in bank.get(f"/opportunities/{opportunity}").text
    with database.writing() as session:
        session.execute(select(MatchRun)).scalar_one().is_current = False
    assert bank.get(path).status_code == 404


def _opportunity(database: Database, world: World, asset_id: str) -> str:
    with database.writing() as session:
        run = MatchRun(as_of=TODAY, state="done", is_current=True, rule_version="1")
        asset = session.get_one(Asset, asset_id)
        row = Opportunity(
            run_id=run.id,
            asset_id=asset_id,
            product_id=world.products["P-B"],
            bank_id=world.org("bank2"),
            borrower_id=asset.borrower_id,
            eligible=True,
            principal_fen=1,
        )
        session.add_all([run, row])
        return row.id


def test_a_bank_that_refused_the_case_reads_no_papers_any_more(as_, shown: Shown) -> None:
    bank, path = as_("bank"), f"/assets/{shown.asset}/documents/{shown.at_asset}"
    case = re.search(r'href="/applications/(\w{26})"', bank.get("/applications").text)
    assert case is not None
    bank.post(f"/applications/{case[1]}/claim")
    refused = bank.post(f"/applications/{case[1]}/refuse", data={"refuse-reason": "材料不足"})
    assert refused.status_code == 302
    assert bank.get(path).status_code == 404


def test_the_firm_sees_its_papers_in_its_own_case_and_can_add_some(as_, shown: Shown) -> None:
    client = as_("supplier")
    case = re.search(r'href="(/applications/\w{26})"', client.get("/applications").text)
    assert case is not None
    page = client.get(case[1]).text
    assert f"/receivables/{shown.asset}/documents/{shown.at_asset}" in page
    assert f"/receivables/{shown.asset}/documents/new" in page
