"""Pledge, factoring, assignment: from the quote to the comparison and the text to register."""

from typing import Any

import pytest
from characters import TODAY, World
from deals import OFFER, accepted, applied, confirmed_asset, freeze, offered
from order_deals import an_order
from sqlalchemy import select

from lianqiao.financing.accept_quote import accept_quote
from lianqiao.financing.arrangements import MEANS, NAMES
from lianqiao.financing.case import look_at_case
from lianqiao.financing.claim_application import claim_application
from lianqiao.financing.errors import ArrangementDoesNotFit
from lianqiao.financing.models import ARRANGEMENTS, Quote
from lianqiao.financing.queries import get_accepted_quote
from lianqiao.financing.registration_text import registration_text
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, utc_now

WORDS = {
    "pledge": ("应收账款质押", "质权人", "第四百四十五条"),
    "recourse_factoring": ("保理（有追索权）", "保理人", "第七百六十六条"),
    "factoring": ("保理（无追索权）", "保理人", "第七百六十七条"),
    "assignment": ("应收账款转让", "受让人", "第五百四十六条"),
}


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_the_arrangement_is_kept_through_acceptance_and_shapes_the_text(
    database: Database, world: World, arrangement: str
) -> None:
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        quote = offered(session, world, asset, arrangement=arrangement)
        application = accept_quote(session, world.actor("supplier"), quote.id, utc_now(), TODAY)
        assert get_accepted_quote(session, application.id).arrangement == arrangement
        case = look_at_case(session, world.actor("bank"), application.id, TODAY)
        text = registration_text(case)
    assert all(words in text for words in WORDS[arrangement])
    assert "800,000.00" in text
    assert asset.document_no in text


def test_without_a_word_it_is_a_pledge(database: Database, world: World) -> None:
    with database.writing() as session:
        application = accepted(session, world, confirmed_asset(session, world))
        assert get_accepted_quote(session, application.id).arrangement == "pledge"


@pytest.mark.parametrize("arrangement", ["recourse_factoring", "factoring", "lien"])
def test_goods_that_are_not_delivered_are_not_factored(
    database: Database, world: World, arrangement: str
) -> None:
    with database.writing() as session:
        order = an_order(session, world)
        with pytest.raises(ArrangementDoesNotFit) as refused:
            offered(session, world, order, arrangement=arrangement)
        assert refused.value.field == "arrangement"


def test_the_firm_reads_what_each_means_before_it_chooses(
    as_, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        quote = offered(session, world, asset, "bank", arrangement="recourse_factoring")
        offered(session, world, asset, "bank2", arrangement="factoring")
    supplier = as_("supplier")
    compared = supplier.get(f"/quotes?asset={asset.id}").text
    for code in ("recourse_factoring", "factoring"):
        assert str(NAMES[code]) in compared
        assert str(MEANS[code]) in compared
    assert str(MEANS["recourse_factoring"]) in supplier.get(f"/quotes/{quote.id}/accept").text
    assert (
        str(NAMES["recourse_factoring"])
        in supplier.get(f"/applications/{quote.application_id}").text
    )


def test_the_form_of_a_quote_asks_for_it(as_, database: Database, world: World) -> None:
    freeze(database)
    with database.writing() as session:
        application = applied(session, world, confirmed_asset(session, world))
        claim_application(session, world.actor("bank"), application.id, utc_now())
    bank = as_("bank")
    path = f"/applications/{application.id}"
    assert '<option selected value="pledge">' in bank.get(path).text
    typed: dict[str, Any] = {
        "principal_fen": str(OFFER.principal_fen // 100),
        "rate_ppm": "4",
        "fee_ppm": "0",
        "guarantee_fee_ppm": "0",
        "guarantee": "pledged",
        "start_date": OFFER.start_date.isoformat(),
        "maturity_date": OFFER.maturity_date.isoformat(),
        "valid_until": OFFER.valid_until.isoformat(),
        "arrangement": "lien",
    }
    wrong = bank.post(f"{path}/quote", data=typed)
    assert wrong.status_code == 422
    sent = bank.post(f"{path}/quote", data=typed | {"arrangement": "factoring"})
    assert sent.status_code == 302, sent.text
    with database.reading() as session:
        kept = session.execute(select(columns(Quote).arrangement)).scalar_one()
    assert kept == "factoring"
