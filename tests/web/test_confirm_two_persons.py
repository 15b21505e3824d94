"""Above an amount two persons of the debtor confirm; one alone never does, nor is locked out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from characters import WAN, World
from confirm_samples import LARGE, add_colleagues, confirm, large
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from trade_samples import NOW, TODAY, a_receivable, audited, enter, events, read

from lianqiao.accounts.models import Notice
from lianqiao.home import collect_todos
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere, TransitionIsNotAllowed
from lianqiao.shared.models import RuleParameterRow
from lianqiao.shared.tables import columns, table
from lianqiao.shared.web import Application
from lianqiao.trade import confirm_asset as confirming
from lianqiao.trade.asset_page import find_anchor
from lianqiao.trade.dispute_asset import dispute_asset
from lianqiao.trade.errors import (
    AnotherPersonAnswers,
    OnlyAnApproverAnswers,
    ProposalHasChanged,
    ReasonIsMissing,
    SomebodyDidItAlready,
)
from lianqiao.trade.models import Asset
from lianqiao.trade.queries import find_entered_at
from lianqiao.trade.send_back_confirmation import send_back_confirmation
from lianqiao.trade.withdraw_asset import withdraw_asset
from lianqiao.verify import verify_database

As = Callable[[str], FlaskClient]
LATER = NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
def _colleagues(database: Database, world: World) -> None:
    add_colleagues(database, world)


def send_back(database: Database, world: World, who: str, asset_id: str, reason: str = "") -> str:
    with database.writing() as session:
        actor = world.actor(who)
        return send_back_confirmation(session, actor, asset_id, reason, LATER).state


def notices(database: Database, organisation_id: str) -> list[tuple[str, str, str]]:
    note = columns(Notice)
    query = select(note.kind, note.role, note.body).where(note.organisation_id == organisation_id)
    with database.reading() as session:
        return [tuple(row) for row in session.execute(query.order_by(note.id))]


def test_the_first_person_proposes_and_another_one_confirms(
    database: Database, world: World
) -> None:
    asset_id = large(database, world)
    assert confirm(database, world, "core-clerk", asset_id) == "confirming"
    asset = read(database, asset_id)
    assert (asset.confirmed_fen, asset.confirmation_no) == (0, "")
    assert (asset.proposed_fen, asset.proposed_by) == (LARGE, world.users["core-clerk"])
    assert confirm(database, world, "core-approver", asset_id, LATER) == "confirmed"
    asset = read(database, asset_id)
    assert (asset.confirmed_fen, asset.proposed_fen, asset.proposed_due) == (LARGE, None, None)
    assert (asset.proposed_by, asset.confirmed_by) == (
        world.users["core-clerk"],
        world.users["core-approver"],
    )
    assert events(database, asset_id) == ["enter", "propose", "confirm"]
    assert audited(database, asset_id)[1:] == ["propose_confirmation", "confirm_asset"]
    with database.reading() as session:
        assert find_anchor(session, session.get_one(Asset, asset_id)) is not None
    assert [one.violations for one in verify_database(database).findings if not one.ok] == []


def test_up_to_the_amount_one_person_will_do(database: Database, world: World) -> None:
    at_most = large(database, world, "A1", amount_fen=500 * WAN)
    assert confirm(database, world, "core-clerk", at_most) == "confirmed"
    part = large(database, world, "A2")
    more = {"amount_fen": 500 * WAN, "reason": "其余未验收"}
    assert confirm(database, world, "core-clerk", part, **more) == "confirmed"


def test_the_figure_in_force_decides(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world))
    with database.writing() as session:
        row = table(RuleParameterRow)
        step = update(row).where(row.c.key == "confirm.second_person")
        session.execute(step.values(value=str(99 * WAN)))
    assert confirm(database, world, "core-clerk", asset_id) == "confirming"


def test_the_first_person_is_not_the_second(database: Database, world: World) -> None:
    asset_id = large(database, world)
    assert confirm(database, world, "core", asset_id) == "confirming"
    with pytest.raises(AnotherPersonAnswers):
        confirm(database, world, "core", asset_id)
    assert read(database, asset_id).state == "confirming"


def test_without_the_rule_the_database_refuses_one_person_for_two(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the rule: the CHECK stands behind it."""
    monkeypatch.setattr(confirming, "check_second_person", lambda *_: None)
    asset_id = large(database, world)
    confirm(database, world, "core", asset_id)
    with pytest.raises(IntegrityError, match="four_eyes"):
        confirm(database, world, "core", asset_id)
    assert read(database, asset_id).state == "confirming"


def test_a_clerk_is_not_the_second(database: Database, world: World) -> None:
    asset_id = large(database, world)
    confirm(database, world, "core-approver", asset_id)
    with pytest.raises(OnlyAnApproverAnswers):
        confirm(database, world, "core-clerk", asset_id)
    assert confirm(database, world, "core", asset_id) == "confirmed"


def test_who_confirms_something_else_than_was_proposed_is_told(
    database: Database, world: World
) -> None:
    asset_id = large(database, world)
    part = {"amount_fen": 550 * WAN, "reason": "其余未验收"}
    confirm(database, world, "core-clerk", asset_id, **part)
    with pytest.raises(ProposalHasChanged, match="演示core-clerk 刚刚已初审"):
        confirm(database, world, "core-approver", asset_id, amount_fen=LARGE)
    assert confirm(database, world, "core-approver", asset_id, amount_fen=550 * WAN) == "confirmed"


def test_the_reason_reaches_the_other_side_with_the_second_word(
    as_: As, database: Database, world: World
) -> None:
    asset_id = large(database, world)
    part = {"amount_fen": 550 * WAN, "reason": "其余未验收"}
    confirm(database, world, "core-clerk", asset_id, **part)
    supplier = as_("supplier")
    waiting = supplier.get(f"/receivables/{asset_id}").text
    assert "等另一人复核" in waiting
    assert "其余未验收" not in waiting
    assert "5,500,000" not in waiting
    confirm(database, world, "core-approver", asset_id, LATER)
    assert "其余未验收" in supplier.get(f"/receivables/{asset_id}").text
    told = [body for kind, _role, body in notices(database, world.org("supplier")) if kind]
    assert "其余未验收" in told[-1]


def test_an_approver_sends_back_with_a_reason_that_stays_inside(
    as_: As, database: Database, world: World
) -> None:
    asset_id = large(database, world)
    confirm(database, world, "core-clerk", asset_id)
    with pytest.raises(ReasonIsMissing):
        send_back(database, world, "core-approver", asset_id, " ")
    assert send_back(database, world, "core-approver", asset_id, "验收单没附") == "entered"
    asset = read(database, asset_id)
    assert (asset.proposed_fen, asset.proposed_due, asset.proposed_by) == (None, None, None)
    assert audited(database, asset_id)[-1] == "send_back_confirmation"
    assert "验收单没附" in as_("core-clerk").get(f"/receivables/{asset_id}").text
    assert "验收单没附" not in as_("supplier").get(f"/receivables/{asset_id}").text
    assert confirm(database, world, "core-approver", asset_id) == "confirming"


def test_the_clock_of_the_law_does_not_start_anew_when_it_goes_back(
    database: Database, world: World
) -> None:
    asset_id = large(database, world)
    confirm(database, world, "core-clerk", asset_id)
    send_back(database, world, "core-clerk", asset_id)
    with database.reading() as session:
        assert find_entered_at(session, asset_id) == NOW


def test_the_first_person_takes_its_own_back_without_a_word(
    database: Database, world: World
) -> None:
    asset_id = large(database, world)
    confirm(database, world, "core-clerk", asset_id)
    assert send_back(database, world, "core-clerk", asset_id) == "entered"
    with pytest.raises(TransitionIsNotAllowed):
        send_back(database, world, "core-clerk", asset_id)


def test_another_clerk_neither_sends_back_nor_disputes(database: Database, world: World) -> None:
    asset_id = large(database, world)
    confirm(database, world, "core-approver", asset_id)
    with pytest.raises(OnlyAnApproverAnswers):
        send_back(database, world, "core-clerk", asset_id, "不对")
    with pytest.raises(OnlyAnApproverAnswers), database.writing() as session:
        dispute_asset(session, world.actor("core-clerk"), asset_id, "数量不符", NOW)


def test_strangers_find_nothing_to_send_back(database: Database, world: World) -> None:
    asset_id = large(database, world)
    confirm(database, world, "core-clerk", asset_id)
    for who in ("supplier", "core2", "bank"):
        with pytest.raises(NothingIsThere):
            send_back(database, world, who, asset_id, "不对")


def test_a_dispute_takes_the_proposal_with_it(database: Database, world: World) -> None:
    asset_id = large(database, world)
    confirm(database, world, "core-clerk", asset_id)
    with database.writing() as session:
        dispute_asset(session, world.actor("core-approver"), asset_id, "数量不符", NOW)
    asset = read(database, asset_id)
    assert (asset.state, asset.proposed_by, asset.proposed_fen) == ("disputed", None, None)
    assert confirm(database, world, "core-clerk", asset_id) == "confirming"


def test_the_supplier_withdraws_only_while_nobody_has_touched_it(
    as_: As, database: Database, world: World
) -> None:
    asset_id = large(database, world)
    confirm(database, world, "core-clerk", asset_id)
    with pytest.raises(TransitionIsNotAllowed), database.writing() as session:
        withdraw_asset(session, world.actor("supplier"), asset_id, NOW)
    client = as_("supplier")
    assert "要撤回，请联系对方先退回" in client.get(f"/receivables/{asset_id}").text
    assert client.post(f"/receivables/{asset_id}/withdraw").status_code == 409
    send_back(database, world, "core-clerk", asset_id)
    assert client.post(f"/receivables/{asset_id}/withdraw").status_code == 302


def test_a_confirmed_document_says_why_it_is_not_withdrawn(
    as_: As, database: Database, world: World
) -> None:
    asset_id = enter(database, world, a_receivable(world))
    confirm(database, world, "core", asset_id)
    assert "登记红冲" in as_("supplier").get(f"/receivables/{asset_id}").text


def test_the_list_waits_for_an_approver_who_is_not_the_first(
    app: Application, as_: As, database: Database, world: World
) -> None:
    asset_id = large(database, world, "WAIT-1")
    confirm(database, world, "core-approver", asset_id)
    counts = {}
    with app.test_request_context(), database.reading() as session:
        for who in ("core", "core-approver", "core-clerk"):
            todos = collect_todos(session, world.actor(who), TODAY)
            counts[who] = {todo.path: todo.count for todo in todos}.get("/confirmations", 0)
    assert counts == {"core": 1, "core-approver": 0, "core-clerk": 0}
    for who, count in counts.items():
        page = as_(who).get("/confirmations").text
        assert ("WAIT-1" in page) == bool(count)
        assert "1 张单据已初审" in page


def test_a_firm_with_one_person_is_told_what_to_do(
    as_: As, database: Database, world: World
) -> None:
    """The other core enterprise has nobody but one person."""
    new = a_receivable(world, "ONE-1", amount_fen=LARGE)
    new = type(new)(world.org("supplier2"), world.org("core2"), new.invoice_no, new.terms)
    asset_id, client = enter(database, world, new, by="supplier2"), as_("core2")
    assert "请管理员邀请另一位审批人" in client.get(f"/receivables/{asset_id}").text
    data = {"confirmed_fen": "600万", "confirmed_due": "2027-01-11"}
    said = client.post(f"/receivables/{asset_id}/confirm", data=data, follow_redirects=True).text
    assert "等本单位另一位有审批权限的人员复核" in said
    assert "请管理员邀请另一位审批人" in said
    assert '/users"' in said
    told = notices(database, world.org("core2"))[-1]
    assert told[:2] == ("asset_to_review", "administrator")
    back = client.post(f"/receivables/{asset_id}/send-back", data={}, follow_redirects=True)
    assert back.status_code == 200
    assert read(database, asset_id).state == "entered"


def test_the_pages_of_both_persons_lead_through(as_: As, database: Database, world: World) -> None:
    asset_id = large(database, world)
    path = f"/receivables/{asset_id}"
    clerk, approver = as_("core-clerk"), as_("core-approver")
    assert "还要本单位另一位审批人复核" in clerk.get(path).text
    data = {"confirmed_fen": "600万", "confirmed_due": "2027-01-11"}
    assert clerk.post(f"{path}/confirm", data=data).status_code == 302
    own = clerk.get(path).text
    assert "撤回初审" in own
    assert "复核同意" not in own
    page = approver.get(path).text
    assert "演示core-clerk 已初审" in page
    assert "复核同意，确权" in page
    refused = approver.post(f"{path}/send-back", data={"back_reason": ""})
    assert refused.status_code == 422
    assert "请写明原因" in refused.text
    assert approver.post(f"{path}/confirm", data=data).status_code == 302
    done = approver.get(path).text
    assert "全额确权 6,000,000.00 元" in done
    again = approver.post(f"{path}/confirm", data=data)
    assert (again.status_code, "已由 演示core-approver 确权" in again.text) == (409, True)


def test_who_clicks_twice_as_the_first_person_is_told_so(
    as_: As, database: Database, world: World
) -> None:
    path, client = f"/receivables/{large(database, world)}", as_("core")
    data = {"confirmed_fen": "600万", "confirmed_due": "2027-01-11"}
    assert client.post(f"{path}/confirm", data=data).status_code == 302
    again = client.post(f"{path}/confirm", data=data)
    assert (again.status_code, "您已初审同意" in again.text) == (409, True)


def test_a_colleague_who_is_late_is_named(database: Database, world: World) -> None:
    asset_id = large(database, world)
    confirm(database, world, "core-clerk", asset_id)
    confirm(database, world, "core-approver", asset_id)
    with pytest.raises(SomebodyDidItAlready, match="演示core-approver"):
        confirm(database, world, "core", asset_id)
