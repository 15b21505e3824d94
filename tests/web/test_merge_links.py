"""Links, invitations of partners and files after a merge: one live link, history kept."""

import pytest
from characters import World
from sqlalchemy import select
from twins import TWIN_CODE, add_link, add_twin, count, merge, rows_of

from lianqiao.registry.models import TradeLink
from lianqiao.shared.database import Database
from lianqiao.shared.models import StateChange
from lianqiao.shared.tables import columns
from lianqiao.vault.models import VaultDocument, VaultUse
from lianqiao.verify import verify_database


@pytest.fixture
def twin(database: Database, world: World) -> str:
    """The supplier's twin."""
    return add_twin(database, world)


def link_with(database: Database, firm: str, other: str) -> TradeLink:
    link = columns(TradeLink)
    (row,) = rows_of(database, TradeLink, link.core_id == other, link.partner_id == firm)
    return row


def events(database: Database, link_id: str) -> list[str]:
    step = columns(StateChange)
    with database.reading() as session:
        query = (
            select(step.event)
            .where(step.subject_id == link_id)
            .order_by(step.at, step.created_at, step.id)
        )
        return list(session.execute(query).scalars())


def test_the_staying_firm_s_active_link_stays_and_the_double_ends(twin, database, world) -> None:
    with database.writing() as session:
        double = add_link(session, world.org("core"), twin).id
    merge(database, world)
    assert link_with(database, world.org("supplier"), world.org("core")).state == "active"
    left = link_with(database, twin, world.org("core"))
    assert (left.id, left.state) == (double, "ended")
    assert left.ended_on is not None
    assert events(database, double) == ["propose", "accept", "end"]
    assert verify_database(database).ok


def test_a_livelier_link_of_the_merged_firm_takes_the_place_and_keeps_its_id(
    twin, database, world
) -> None:
    kept = link_with(database, world.org("supplier"), world.org("core"))
    with database.writing() as session:
        session.get_one(TradeLink, kept.id).state = "ended"
        lively = add_link(session, world.org("core"), twin, payment_days=45).id
    merge(database, world)
    now = link_with(database, world.org("supplier"), world.org("core"))
    assert (now.id, now.state, now.payment_days) == (lively, "active", 45)
    history = link_with(database, twin, world.org("core"))
    assert (history.id, history.state) == (kept.id, "ended")


def test_a_proposal_of_the_merged_firm_that_was_made_already_is_withdrawn(
    twin, database, world
) -> None:
    with database.writing() as session:
        mirrored = add_link(session, twin, world.org("core"), "customer", "proposed").id
    merge(database, world)
    assert events(database, mirrored)[-1] == "withdraw"
    link = columns(TradeLink)
    live = link.state.in_(("proposed", "active"))
    own = (link.core_id == world.org("supplier")) | (link.partner_id == world.org("supplier"))
    assert count(database, TradeLink, live, own) == 1


def test_other_links_go_over_as_they_are_and_partners_see_the_new_name(
    twin, database, world, as_
) -> None:
    with database.writing() as session:
        add_link(session, world.org("core2"), twin, payment_days=30, shown_in_chain=True)
    merge(database, world)
    moved = link_with(database, world.org("supplier"), world.org("core2"))
    assert (moved.state, moved.payment_days, moved.shown_in_chain) == ("active", 30, True)
    page = as_("core2").get("/partners").text
    assert "演示甲供应" in page
    assert "演示甲供应（二）" not in page


def test_a_partner_that_names_the_old_code_is_told_the_new_one(twin, database, world, as_) -> None:
    merge(database, world)
    typed = {
        "direction": "supplier",
        "uscc": TWIN_CODE,
        "name": "演示甲供应",
        "industry": "26",
        "park": "dongzhi",
    }
    for step in ("check", "save"):
        page = as_("core2").post("/partners/new", data=typed | {"step": step})
        assert page.status_code == 422
        assert "已并入 演示甲供应（代码 91350100M000100Y43），请改用新代码" in page.text


def test_papers_follow_and_the_same_file_is_not_kept_twice(twin, database, world) -> None:
    with database.writing() as session:
        link = add_link(session, world.org("core2"), twin)
        papers = {}
        for key, owner, digest in (
            ("own", twin, "a"),
            ("double", twin, "b"),
            ("kept", world.org("supplier"), "b"),
        ):
            paper = VaultDocument(
                owner_id=owner,
                kind="licence",
                title=key,
                filename=f"{key}.pdf",
                media_type="application/pdf",
                size_bytes=1,
                sha256=digest * 64,
            )
            session.add(paper)
            session.flush()
            papers[key] = paper.id
        for key, kind, subject in (
            ("double", "trade_link", link.id),
            ("double", "enterprise", twin),
            ("kept", "enterprise", world.org("supplier")),
            ("own", "enterprise", twin),
        ):
            use = VaultUse(document_id=papers[key], subject_kind=kind, subject_id=subject)
            session.add(use)
    merge(database, world)
    owners = {row.title: row.owner_id for row in rows_of(database, VaultDocument)}
    assert owners == {"own": world.org("supplier"), "double": twin, "kept": world.org("supplier")}
    uses = {
        (row.document_id, row.subject_kind, row.subject_id) for row in rows_of(database, VaultUse)
    }
    assert (papers["kept"], "trade_link", link.id) in uses
    assert (papers["own"], "enterprise", world.org("supplier")) in uses
    assert (papers["kept"], "enterprise", world.org("supplier")) in uses
