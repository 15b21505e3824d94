"""One financing under fire: tabs, double clicks, replays, an order beside its invoices."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from characters import TODAY, WAN, World, build_world
from deals import accepted, confirmed_asset, freeze, offered
from loan_book import NOW
from order_deals import an_order, billed, confirmed, delivered, financed_order, occupied
from sqlalchemy import func, select
from sqlmodel import SQLModel

from lianqiao.financing.accept_quote import accept_quote
from lianqiao.financing.models import Application
from lianqiao.financing.record_registration import record_registration
from lianqiao.loans.models import Loan
from lianqiao.shared.database import Database
from lianqiao.shared.ids import new_id
from lianqiao.shared.tables import columns, table, utc_now
from lianqiao.trade import claims
from lianqiao.trade.claims import claim_asset, release_claim
from lianqiao.trade.credit_note_rules import NewCreditNote
from lianqiao.trade.enter_credit_note import enter_credit_note
from lianqiao.trade.errors import AssetIsOccupied
from lianqiao.trade.models import Asset, AssetClaim
from lianqiao.trade.order_family import hold
from lianqiao.verify import verify_database

OCCUPIED = "该单据已被占用"
Act = Callable[[], object]


def at_once(acts: Sequence[Act]) -> list[object]:
    """What each act returned, or what it raised, all begun at one moment."""
    start = threading.Barrier(len(acts))

    def run(act: Act) -> object:
        start.wait(timeout=60)
        try:
            return act()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def count(database: Database, model: type[SQLModel], *conditions: object) -> int:
    with database.reading() as session:
        query = select(func.count()).select_from(table(model)).where(*conditions)  # type: ignore[arg-type]
        return int(session.execute(query).scalar_one())


def two_quotes(database: Database, world: World) -> tuple[str, dict[str, str]]:
    """A document on which both banks have made an offer: its id, and the quotes by bank."""
    freeze(database)
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        quotes = {bank: offered(session, world, asset, bank).id for bank in ("bank", "bank2")}
    return asset.id, quotes


def accepting(client, quote_id: str, key: str) -> Act:
    return lambda: client.post(f"/quotes/{quote_id}/accept", data={"idempotency_key": key})


def held(database: Database, asset_id: str) -> tuple[int, int]:
    """Live claims on a document, and what it says is occupied."""
    claim = columns(AssetClaim)
    live = count(database, AssetClaim, claim.asset_id == asset_id, claim.live)
    with database.reading() as session:
        return live, session.get_one(Asset, asset_id).occupied_fen


def test_two_tabs_on_the_quotes_of_two_banks_make_one_financing(
    as_, database: Database, world: World
) -> None:
    asset_id, quotes = two_quotes(database, world)
    tabs = [as_("supplier"), as_("supplier")]
    acts = [
        accepting(tab, quote, key)
        for tab, quote, key in zip(tabs, quotes.values(), ("one", "two"), strict=True)
    ]
    answers = at_once(acts)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    assert OCCUPIED in lost.text
    assert held(database, asset_id) == (1, 80 * WAN)
    won = 0 if answers[0].status_code == 302 else 1
    bank, rival = ("bank", "bank2") if won == 0 else ("bank2", "bank")
    with database.reading() as session:
        application = columns(Application)
        owner = select(application.id).where(application.bank_id == world.org(rival))
        case = session.execute(owner).scalar_one()
    seen = as_(rival).get(f"/applications/{case}").text
    names = {"bank": "演示农商银行", "bank2": "演示商业银行"}
    assert names[bank] not in seen


def test_two_tabs_on_one_quote_make_one_financing(as_, database: Database, world: World) -> None:
    asset_id, quotes = two_quotes(database, world)
    tabs = [as_("supplier"), as_("supplier")]
    answers = at_once([accepting(tab, quotes["bank"], f"tab-{n}") for n, tab in enumerate(tabs)])
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert held(database, asset_id) == (1, 80 * WAN)


def test_a_double_click_is_answered_twice_and_done_once(
    as_, database: Database, world: World
) -> None:
    asset_id, quotes = two_quotes(database, world)
    tabs = [as_("supplier"), as_("supplier")]
    answers = at_once([accepting(tab, quotes["bank"], "same") for tab in tabs])
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert held(database, asset_id) == (1, 80 * WAN)


def test_a_replay_says_the_same_and_with_another_body_it_is_refused(
    as_, database: Database, world: World
) -> None:
    asset_id, quotes = two_quotes(database, world)
    supplier = as_("supplier")
    first = accepting(supplier, quotes["bank"], "key")()
    again = accepting(supplier, quotes["bank"], "key")()
    assert (first.status_code, again.status_code) == (302, 302)
    other = accepting(supplier, quotes["bank2"], "key")()
    assert other.status_code == 409
    assert "与之前同一凭证的不同" in other.text
    late = accepting(supplier, quotes["bank2"], "new key")()
    assert late.status_code == 409
    assert OCCUPIED in late.text
    assert held(database, asset_id) == (1, 80 * WAN)


def test_two_clicks_on_the_drawdown_make_one_loan(as_, database: Database, world: World) -> None:
    freeze(database)
    with database.writing() as session:
        application = accepted(session, world, confirmed_asset(session, world))
        bank, expires = world.actor("bank"), TODAY.replace(year=2036)
        record_registration(session, bank, application.id, "A00001", NOW, expires, NOW, NOW)
    path = f"/applications/{application.id}/drawdown"

    def drawing(who: str, number: str) -> Act:
        client = as_(who)
        typed = {"loan_no": number, "drawdown_date": TODAY.isoformat()}
        return lambda: client.post(path, data=typed | {"idempotency_key": number})

    answers = at_once([drawing("bank", "J-1"), drawing("bank-colleague", "J-2")])
    assert Counter(answer.status_code for answer in answers)[302] == 1
    lost = next(answer for answer in answers if answer.status_code != 302)
    assert lost.status_code == 409
    assert "刚刚已处理" in lost.text
    assert count(database, Loan) == 1


def _family(database: Database, world: World) -> tuple[str, str, str]:
    """80 lie on the order, 40 and 60 are billed: 20 of both bills together are free."""
    with database.writing() as session:
        order, application_id = financed_order(session, world)
        small = confirmed(session, world, billed(session, world, order, 40 * WAN, 1))
        other = confirmed(session, world, billed(session, world, order, 60 * WAN, 2))
        assert occupied(session, order, small, other) == [80 * WAN, 0, 0]
    return small.id, other.id, application_id


def _claiming(database: Database, world: World, asset_id: str, amount_fen: int) -> Act:
    def act() -> None:
        with database.writing() as session:
            bank, at = world.org("bank2"), new_id()
            claim_asset(session, asset_id, bank, at, amount_fen, amount_fen, utc_now())

    return act


def _orders_fit(database: Database) -> bool:
    found = verify_database(database).findings
    return all(one.ok for one in found if one.name == "orders_and_bills_fit")


def test_two_bills_of_one_financed_order_at_once_lend_no_more_than_is_left(
    database: Database, world: World
) -> None:
    small, other, _application = _family(database, world)
    acts = [_claiming(database, world, one, 15 * WAN) for one in (small, other)]
    outcomes = at_once(acts)
    assert sorted(type(one).__name__ for one in outcomes) == ["AssetIsOccupied", "NoneType"]
    assert _orders_fit(database)


def test_without_holding_the_order_first_both_bills_are_lent_on(
    postgresql_url: str, monkeypatch
) -> None:
    """The control: each bill is held by itself, and both have read before either writes."""
    database = Database(postgresql_url)
    world = build_world(database)
    small, other, _application = _family(database, world)
    look, both_have_read = claims.find_held_back, threading.Barrier(2)

    def read_and_wait(*asked: object) -> dict[str, int]:
        found = look(*asked)  # type: ignore[arg-type]
        both_have_read.wait(timeout=60)
        return found

    monkeypatch.setattr(claims, "hold_behind_order", hold)
    monkeypatch.setattr(claims, "find_held_back", read_and_wait)
    outcomes = at_once([_claiming(database, world, one, 15 * WAN) for one in (small, other)])
    assert outcomes == [None, None]
    assert not _orders_fit(database)
    database.dispose()


def test_confirming_the_bill_and_ending_the_debt_at_once_leave_nothing_behind(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        order, application_id = financed_order(session, world)
        bill = billed(session, world, order, 90 * WAN, 1)

    def confirm() -> None:
        with database.writing() as session:
            confirmed(session, world, bill)

    def end() -> None:
        with database.writing() as session:
            assert release_claim(session, application_id, utc_now())

    assert at_once([confirm, end]) == [None, None]
    with database.reading() as session:
        assert occupied(session, order, bill) == [0, 0]
    assert count(database, AssetClaim, columns(AssetClaim).live) == 0


def test_a_carried_order_and_another_bank_on_its_bill_at_once_make_one_financing(
    database: Database, world: World
) -> None:
    """Whoever comes first: the bill never carries the order's debt and another one's."""
    with database.writing() as session:
        order, _application = financed_order(session, world)
        bill = billed(session, world, order, 90 * WAN, 1)

    def confirm() -> None:
        with database.writing() as session:
            confirmed(session, world, bill)

    outcomes = at_once([confirm, _claiming(database, world, bill.id, 60 * WAN)])
    assert outcomes[0] is None
    assert isinstance(outcomes[1], AssetIsOccupied)
    with database.reading() as session:
        assert occupied(session, order, bill) == [0, 80 * WAN]
    late = _claiming(database, world, bill.id, 10 * WAN + 1)
    assert isinstance(at_once([late])[0], AssetIsOccupied)


def test_the_order_itself_and_its_quote_at_once_with_the_delivery(
    database: Database, world: World
) -> None:
    """A quote on an order is accepted before it was delivered, or not at all."""
    with database.writing() as session:
        order = an_order(session, world)
        quote = offered(session, world, order)

    def accept() -> None:
        with database.writing() as session:
            accept_quote(session, world.actor("supplier"), quote.id, utc_now(), TODAY)

    def deliver() -> None:
        with database.writing() as session:
            delivered(session, world, session.get_one(Asset, order.id))

    outcomes = at_once([accept, deliver])
    assert any(one is None for one in outcomes)
    live, occupied_fen = held(database, order.id)
    assert (live, occupied_fen) == ((1, 80 * WAN) if outcomes[0] is None else (0, 0))


def test_confirming_claiming_crediting_and_releasing_in_a_tangle_wait_for_nobody_for_ever(
    database: Database, world: World
) -> None:
    """All of them hold the order first: none is undone by the database, and the sums fit."""
    with database.writing() as session:
        order, application_id = financed_order(session, world)
        small = confirmed(session, world, billed(session, world, order, 40 * WAN, 1))
        other = billed(session, world, order, 70 * WAN, 2)
        third = billed(session, world, order, 50 * WAN, 3)

    def confirming(asset: Asset) -> Act:
        def act() -> None:
            with database.writing() as session:
                confirmed(session, world, session.get_one(Asset, asset.id))

        return act

    def crediting(asset: Asset, number: int) -> Act:
        def act() -> None:
            with database.writing() as session:
                new = NewCreditNote(f"HZ-{number:06d}", TODAY, 2 * WAN, "退货")
                enter_credit_note(session, world.actor("supplier"), asset.id, new, utc_now(), TODAY)

        return act

    def ending() -> None:
        with database.writing() as session:
            release_claim(session, application_id, utc_now())

    outcomes = at_once(
        [
            confirming(other),
            confirming(third),
            crediting(small, 1),
            crediting(other, 2),
            crediting(third, 3),
            _claiming(database, world, small.id, 10 * WAN),
            _claiming(database, world, other.id, 10 * WAN),
            ending,
        ]
    )
    refused = [one for one in outcomes if one is not None]
    assert all(isinstance(one, AssetIsOccupied) for one in refused), refused
    assert _orders_fit(database)
    with database.reading() as session:
        assert occupied(session, order) == [0]
