"""Links from either side, again after a no, and several tiers of them."""

import re

import pytest
from characters import PASSWORD
from sqlalchemy import select
from twins import add_link, rows_of

from lianqiao.accounts.models import Organisation
from lianqiao.registry.models import Enterprise, TradeLink
from lianqiao.shared.models import StateChange
from lianqiao.shared.tables import columns
from lianqiao.shared.uscc import make

NEW = make("91341721", "MA00TER2")
CODES = {"core": "91341721MA2T1007XH", "supplier2": "N2341721MA2TEKT02P"}
TYPED = {"name": "演示", "industry": "26", "park": "dongzhi", "step": "save"}


def propose(client, whom: str, direction: str, **more: str):
    data = TYPED | {"uscc": CODES.get(whom, whom), "direction": direction} | more
    return client.post("/partners/new", data=data)


def steps(database, link_id: str) -> list[tuple[str, str]]:
    step = columns(StateChange)
    with database.reading() as session:
        query = select(step.event, step.reason).where(step.subject_id == link_id)
        return [
            tuple(row) for row in session.execute(query.order_by(step.at, step.created_at, step.id))
        ]


def links_between(database, world) -> list[TradeLink]:
    pair = {world.org("core"), world.org("supplier2")}
    return [row for row in rows_of(database, TradeLink) if {row.core_id, row.partner_id} == pair]


def test_the_supplier_proposes_and_the_core_enterprise_accepts(as_, world, database) -> None:
    place = propose(as_("supplier2"), "core", "customer").headers["Location"]
    core = as_("core")
    assert "请确认合作关系" in core.get(place).text
    assert core.post(f"{place}/accept").status_code == 302
    (link,) = links_between(database, world)
    assert (link.state, link.core_size, link.partner_size) == ("active", "micro", "large")


def test_whoever_comes_second_is_sent_to_the_other_s_proposal(as_, world, database) -> None:
    propose(as_("supplier2"), "core", "customer")
    page = propose(as_("core"), "supplier2", "supplier", contract_no="HT-9")
    assert page.status_code == 422
    assert "对方已先向贵公司提出" in page.text
    assert 'value="HT-9"' in page.text
    assert len(links_between(database, world)) == 1


@pytest.mark.parametrize(
    ("how", "last"), [("refuse", "没有往来"), ("end", "合同到期"), ("withdraw", "")]
)
def test_a_link_proposed_again_keeps_what_was_before(as_, world, database, how, last) -> None:
    core, other = as_("core"), as_("supplier2")
    place = propose(core, "supplier2", "supplier", payment_days="30").headers["Location"]
    if how == "withdraw":
        core.post(f"{place}/withdraw")
    else:
        if how == "end":
            other.post(f"{place}/accept")
        other.post(f"{place}/end", data={"event": how, "reason": last})
    again = propose(core, "supplier2", "supplier", payment_days="60").headers["Location"]
    assert again == place
    (link,) = links_between(database, world)
    assert (link.state, link.payment_days) == ("proposed", 60)
    told = steps(database, link.id)
    assert [event for event, _reason in told][-2:] == [how, "propose"]
    assert told[-2][1] == last
    page = other.get(place).text
    assert last in page
    other.post(f"{place}/accept")
    (link,) = links_between(database, world)
    assert (link.state, link.ended_on) == ("active", None)


def test_after_a_no_the_other_side_may_propose_and_both_histories_stay(
    as_, world, database
) -> None:
    core, other = as_("core"), as_("supplier2")
    first = propose(core, "supplier2", "supplier").headers["Location"]
    other.post(f"{first}/end", data={"event": "refuse", "reason": "没有往来"})
    second = propose(other, "core", "customer").headers["Location"]
    assert second != first
    assert core.post(f"{second}/accept").status_code == 302
    states = {row.core_id: row.state for row in links_between(database, world)}
    assert states == {world.org("core"): "refused", world.org("supplier2"): "active"}
    assert "没有往来" in core.get(first).text
    assert propose(core, "supplier2", "supplier").status_code == 422


def test_a_supplier_registers_a_customer_that_the_platform_knows(as_, world, database) -> None:
    place = propose(as_("supplier"), "supplier2", "customer").headers["Location"]
    assert as_("supplier2").post(f"{place}/accept").status_code == 302


def second_tier(as_, app, database, *, shown: bool) -> None:
    """The supplier enters its own supplier, the operator approves it, it joins and accepts."""
    more = {"shown_in_chain": "y"} if shown else {}
    page = propose(as_("supplier"), NEW, "supplier", name="演示二级供应", **more)
    path = re.search(r"(/join/[^\"]+)\"", page.text)
    assert path is not None
    (firm,) = rows_of(database, Enterprise, columns(Enterprise).uscc == NEW)
    decide = f"/organisations/{firm.id}/decide"
    as_("operator").post(decide, data={"event": "approve"})
    guest = app.test_client()
    person = {"display_name": "甲", "username": "tier2", "password": PASSWORD}
    guest.post(path[1], data=person | {"repeat": PASSWORD})
    guest.post("/login", data={"username": "tier2", "password": PASSWORD})
    (link,) = rows_of(database, TradeLink, columns(TradeLink).partner_id == firm.id)
    assert "演示二级供应" not in as_("core").get("/chain").text  # not before the answer
    assert guest.post(f"/partners/{link.id}/accept").status_code == 302


def test_a_supplier_s_supplier_stands_in_the_core_enterprise_s_chain_as_second_tier(
    as_, app, world, database
) -> None:
    second_tier(as_, app, database, shown=True)
    page = as_("core").get("/chain").text
    assert "演示二级供应" in page
    assert "2 级" in page
    assert "演示二级供应" not in as_("core2").get("/chain").text
    assert "演示二级供应" not in as_("core").get("/partners").text


def test_it_does_not_where_the_supplier_did_not_show_it(as_, app, world, database) -> None:
    second_tier(as_, app, database, shown=False)
    assert "演示二级供应" not in as_("core").get("/chain").text
    assert "演示二级供应" in as_("supplier").get("/chain").text


def test_the_third_tier_is_the_last_that_is_shown(as_, world, database) -> None:
    names = [f"演示第{tier}级" for tier in (2, 3, 4)]
    with database.writing() as session:
        below = world.org("supplier")
        for number, name in enumerate(names):
            firm = Organisation(kind="enterprise", name=name, state="approved")
            session.add(firm)
            code = make("91341721", f"MA00T{number:03d}")
            session.add(Enterprise(id=firm.id, uscc=code, industry="26"))
            session.flush()
            add_link(session, below, firm.id, shown_in_chain=True)
            below = firm.id
    page = as_("core").get("/chain").text
    assert [name in page for name in names] == [True, True, False]
