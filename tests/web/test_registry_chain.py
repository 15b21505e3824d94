"""The chain: everybody sees their own links, and further ones only by consent."""

from datetime import date

import pytest
from characters import TODAY, World
from sqlalchemy import update
from sqlmodel import Session

from lianqiao.registry.chain import chain_for_viewer
from lianqiao.registry.models import Authorisation, TradeLink
from lianqiao.shared.database import Database
from lianqiao.shared.tables import table


def names(database: Database, world: World, who: str, park: str = "") -> set[str]:
    with database.reading() as session:
        graph = chain_for_viewer(session, world.actor(who), TODAY, park)
        return {label for _node, label in graph.nodes(data="label")}


@pytest.fixture
def second_tier(world: World, database: Database) -> str:
    """The supplier buys from supplier2; the chain may not see it yet."""
    with database.writing() as session:
        link = TradeLink(
            core_id=world.org("supplier"),
            partner_id=world.org("supplier2"),
            direction="supplier",
            state="active",
        )
        session.add(link)
        return link.id


def show(session: Session, link_id: str) -> None:
    link = table(TradeLink)
    session.execute(update(link).where(link.c.id == link_id).values(shown_in_chain=True))


def test_a_firm_sees_its_own_links(world, database) -> None:
    assert names(database, world, "supplier") == {"演示甲供应", "演示东至制药"}
    assert names(database, world, "core") == {"演示甲供应", "演示东至制药", "演示丙经销"}


def test_a_second_tier_shows_upstream_once_its_buyer_lets_it(world, database, second_tier) -> None:
    assert "演示乙合作社" not in names(database, world, "core")
    with database.writing() as session:
        show(session, second_tier)
    assert "演示乙合作社" in names(database, world, "core")
    assert "演示东至制药" not in names(database, world, "supplier2")
    assert "演示丙经销" not in names(database, world, "supplier")


def test_a_bank_sees_links_between_firms_that_consented(world, database) -> None:
    assert len(names(database, world, "bank")) == 5
    row = table(Authorisation)
    with database.writing() as session:
        session.execute(
            update(row)
            .where(row.c.enterprise_id == world.org("supplier"))
            .values(revoked_on=date(2026, 1, 1))
        )
    assert "演示甲供应" not in names(database, world, "bank")


def test_the_regulator_sees_the_county_and_each_park(world, database) -> None:
    assert len(names(database, world, "regulator")) == 5
    assert names(database, world, "regulator", "dadukou") == {"演示大渡口食品", "演示乙合作社"}
    assert names(database, world, "guarantor") == set()


def test_links_that_do_not_count_are_not_drawn(world, database) -> None:
    link = table(TradeLink)
    with database.writing() as session:
        session.execute(update(link).values(state="proposed"))
    assert names(database, world, "core") == {"演示东至制药"}


def test_the_page_shows_picture_and_table_and_leads_to_the_partner(as_, world) -> None:
    page = as_("core").get("/chain").text
    assert "<svg" in page
    assert page.count("演示甲供应") >= 2
    assert "/partners/" in page
    park = as_("regulator").get("/chain?park=dadukou").text
    assert "演示大渡口食品" in park
    assert "演示东至制药" not in park
    assert as_("regulator").get("/chain?park=nowhere").status_code == 200
    assert as_("guarantor").get("/chain").status_code == 403
