"""The fit of a pair in the database: who lent before counts, the weights are shown, owners not."""

from collections.abc import Callable

import pytest
from characters import TODAY, World
from deals import applied, confirmed_asset, freeze
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlmodel import Session

from lianqiao.financing.models import Opportunity
from lianqiao.financing.run_match import run_match
from lianqiao.registry.models import BANK_KINDS, Bank
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.models import RuleParameterRow
from lianqiao.shared.tables import columns, utc_now

As = Callable[[str], FlaskClient]
SHOWN = "匹配度由这些得分加权得出"


def fits(session: Session, world: World) -> dict[str, int]:
    """Match, and the fit of the supplier's documents by bank."""
    run = run_match(session, COMMAND, TODAY, utc_now())
    row = columns(Opportunity)
    query = select(row.bank_id, row.fit).where(row.run_id == run.id)
    found: dict[str, int] = dict(session.execute(query).all())  # type: ignore[arg-type]
    return {name: found[world.org(name)] for name in ("bank", "bank2")}


def test_a_bank_that_lent_before_fits_better_and_the_other_one_as_before(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        confirmed_asset(session, world)
        before = fits(session, world)
        other = confirmed_asset(session, world)
        applied(session, world, other, bank="bank2").state = "drawn"
        other.state = "entered"
        after = fits(session, world)
    assert after == before | {"bank2": before["bank2"] + 15}


def test_an_open_application_is_no_relationship_yet(database: Database, world: World) -> None:
    with database.writing() as session:
        confirmed_asset(session, world)
        before = fits(session, world)
        other = confirmed_asset(session, world)
        applied(session, world, other, bank="bank2")
        other.state = "entered"
        assert fits(session, world) == before


@pytest.mark.parametrize("kind", BANK_KINDS)
def test_who_owns_a_bank_changes_nothing(database: Database, world: World, kind: str) -> None:
    with database.writing() as session:
        confirmed_asset(session, world)
        before = fits(session, world)
        session.get_one(Bank, world.org("bank")).kind = kind
        assert fits(session, world) == before


def _weight(session: Session, scope: str) -> RuleParameterRow:
    row = columns(RuleParameterRow)
    query = select(RuleParameterRow).where(row.key == "fit.weight", row.scope == scope)
    return session.execute(query).scalar_one()


def test_marks_and_weights_are_shown_and_the_weights_are_parameters(
    as_: As, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        before = fits(session, world)
    page = as_("supplier").get(f"/assets/{asset.id}/options").text
    for words in (
        "曾有往来 15",
        "综合成本低 45",
        "企业和银行的所有制不计分",
        "匹配度由这些得分加权得出",
    ):
        assert words in page, words
    with database.writing() as session:
        _weight(session, "speed").value = "1000"
    assert SHOWN not in as_("supplier").get(f"/assets/{asset.id}/options").text
    with database.writing() as session:
        assert fits(session, world) != before
    page = as_("supplier").get(f"/assets/{asset.id}/options").text
    assert "答复快 1000" in page
    assert SHOWN in page


def test_a_bank_sees_the_marks_of_its_own_opportunity_only(
    as_: As, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        confirmed_asset(session, world)
        other = confirmed_asset(session, world)
        applied(session, world, other, bank="bank2").state = "drawn"
        other.state = "entered"
        fits(session, world)
        row = columns(Opportunity)
        mine = session.execute(
            select(row.id).where(row.bank_id == world.org("bank"), row.eligible)
        ).scalar_one()
    page = as_("bank").get(f"/opportunities/{mine}").text
    assert '<td data-label="看什么">曾有往来</td><td class="right" data-label="得分">0</td>' in page
