"""A dispute carries its reason, a paper that both sides may open, and the part that is owed."""

from collections.abc import Callable
from io import BytesIO

import pytest
from characters import WAN, World
from confirm_samples import add_colleagues, confirm, large
from flask.testing import FlaskClient
from sqlalchemy import func, select
from trade_samples import NOW, TODAY, a_receivable, audited, enter, read
from vault_files import a_pdf

from lianqiao.shared.database import Database
from lianqiao.trade.papers import Terms
from lianqiao.trade.resubmit_asset import resubmit_asset
from lianqiao.vault.models import VaultDocument, VaultUse

As = Callable[[str], FlaskClient]
PDF = a_pdf()


@pytest.fixture
def waiting(database: Database, world: World) -> str:
    return enter(database, world, a_receivable(world))


def dispute(client: FlaskClient, asset_id: str, data: bytes = PDF, **more: str):
    form = {"reason": "少到 12 箱", **more, "file": (BytesIO(data), "收货记录.pdf")}
    return client.post(f"/receivables/{asset_id}/dispute", data=form)


def count(database: Database, model: type) -> int:
    with database.reading() as session:
        return int(session.execute(select(func.count()).select_from(model)).scalar_one())


def test_the_other_side_reads_reason_and_paper_and_what_to_do(
    as_: As, database: Database, waiting: str
) -> None:
    assert dispute(as_("core"), waiting).status_code == 302
    assert audited(database, waiting)[-1] == "dispute_asset"
    page = as_("supplier").get(f"/receivables/{waiting}").text
    assert "少到 12 箱" in page
    assert "异议材料" in page
    assert "更正后重新提交" in page
    path = page.split(f"/receivables/{waiting}/documents/")[1].split('"')[0]
    paper = as_("supplier").get(f"/receivables/{waiting}/documents/{path}")
    assert (paper.status_code, paper.data) == (200, PDF)
    assert as_("supplier2").get(f"/receivables/{waiting}/documents/{path}").status_code == 404


def test_without_a_paper_a_reason_will_do(as_: As, database: Database, waiting: str) -> None:
    answer = as_("core").post(f"/receivables/{waiting}/dispute", data={"reason": "重复开票"})
    assert answer.status_code == 302
    assert count(database, VaultDocument) == 0


def test_a_paper_that_is_refused_leaves_no_dispute(
    as_: As, database: Database, waiting: str
) -> None:
    answer = dispute(as_("core"), waiting, b"MZ\x00\x90no paper")
    assert answer.status_code == 422
    assert "只收 PDF" in answer.text
    assert "少到 12 箱" in answer.text
    assert read(database, waiting).state == "entered"
    assert (count(database, VaultDocument), count(database, VaultUse)) == (0, 0)


def test_a_paper_that_is_there_already_is_attached_and_kept_once(
    as_: As, database: Database, world: World, waiting: str
) -> None:
    client = as_("core")
    other = enter(database, world, a_receivable(world, "87654321", amount_fen=WAN))
    for asset_id in (waiting, other):
        assert dispute(client, asset_id).status_code == 302
    assert (count(database, VaultDocument), count(database, VaultUse)) == (1, 2)


def test_the_undisputed_part_is_told_and_filled_in(
    as_: As, database: Database, waiting: str
) -> None:
    client = as_("core")
    assert dispute(client, waiting, undisputed_fen="80万").status_code == 302
    assert read(database, waiting).proposed_fen == 80 * WAN
    page = as_("supplier").get(f"/receivables/{waiting}").text
    assert "没有争议的金额" in page
    assert "第十五条" in page
    own = client.get(f"/receivables/{waiting}").text
    assert 'value="800,000.00"' in own
    assert "没有争议的部分现在就可以确权" in own


@pytest.mark.parametrize("part", ["100万", "101万", "-1"])
def test_a_part_that_is_no_part_is_refused(
    as_: As, database: Database, waiting: str, part: str
) -> None:
    answer = dispute(as_("core"), waiting, undisputed_fen=part)
    assert answer.status_code == 422
    assert read(database, waiting).state == "entered"


def test_the_part_is_confirmed_as_it_was_filled_in(
    as_: As, database: Database, world: World, waiting: str
) -> None:
    dispute(as_("core"), waiting, undisputed_fen="80万")
    more = {"amount_fen": 80 * WAN, "reason": "少到 12 箱"}
    assert confirm(database, world, "core", waiting, **more) == "confirmed"
    asset = read(database, waiting)
    assert (asset.confirmed_fen, asset.proposed_fen, asset.dispute_reason) == (80 * WAN, None, "")


def test_a_mended_document_forgets_the_part(
    as_: As, database: Database, world: World, waiting: str
) -> None:
    """The mended amount is below what was undisputed before."""
    dispute(as_("core"), waiting, undisputed_fen="80万")
    asset = read(database, waiting)
    terms = Terms(70 * WAN, asset.issue_date, asset.due_date, asset.delivery_date)
    with database.writing() as session:
        actor = world.actor("supplier")
        resubmit_asset(session, actor, waiting, "改金额", NOW, TODAY, terms=terms, secret="x")
    asset = read(database, waiting)
    assert (asset.state, asset.proposed_fen) == ("entered", None)


def test_papers_stay_while_the_second_person_looks(
    as_: As, database: Database, world: World
) -> None:
    add_colleagues(database, world)
    asset_id = large(database, world)
    confirm(database, world, "core-clerk", asset_id)
    assert as_("supplier").get(f"/receivables/{asset_id}/documents/new").status_code == 200
