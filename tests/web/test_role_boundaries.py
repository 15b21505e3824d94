"""What one role may do no other may: every route that names a role, and the use cases behind."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from characters import PASSWORD, TODAY, World
from deals import OFFER, applied, confirmed_asset, drafted, freeze
from loan_book import lend

from lianqiao.accounts.join_organisation import add_user
from lianqiao.accounts.models import Organisation
from lianqiao.accounts.passwords import Passwords
from lianqiao.financing.approve_quote import approve_quote
from lianqiao.financing.claim_application import claim_application
from lianqiao.financing.draft_quote import draft_quote
from lianqiao.financing.errors import (
    MakerCannotApprove,
    OnlyAClerkMayDoThis,
    OnlyAnApproverMayDoThis,
)
from lianqiao.financing.refuse_application import refuse_application
from lianqiao.financing.return_application import return_application
from lianqiao.financing.send_back_quote import send_back_quote
from lianqiao.loans.hand_to_risk import write_off_loan
from lianqiao.products.draft_product import draft_product
from lianqiao.products.errors import OnlyAClerkDrafts, OnlyAnApproverDecides
from lianqiao.products.publish_product import publish_product, retire_product
from lianqiao.products.set_limit import add_limit
from lianqiao.products.terms import Terms
from lianqiao.shared.actor import Actor
from lianqiao.shared.errors import ItIsNotYours
from lianqiao.shared.tables import utc_now
from lianqiao.shared.web import Access, access_of

ROLES = ("clerk", "approver", "administrator")
KINDS = {"enterprise": "core", "bank": "bank", "guarantor": "guarantor", "regulator": "regulator"}
KINDS |= {"operator": "operator"}


@pytest.fixture
def alone(database, world, as_) -> Callable[[str, str], object]:
    """A client that is signed in as a person with one role alone."""
    secret = Passwords(cheap=True).hash(PASSWORD)
    with database.writing() as session:
        for kind, key in KINDS.items():
            organisation = session.get_one(Organisation, world.org(key))
            for role in ROLES:
                add_user(session, organisation, f"only-{kind}-{role}", "演示", secret, (role,))
    return lambda kind, role: as_(f"only-{kind}-{role}")


def routes(app) -> list[tuple[str, str, Access]]:
    """(method, address of nothing, access) of every route that names a role."""
    found = []
    for rule in app.url_map.iter_rules():
        declared = access_of(app, rule.endpoint)
        if declared is None or not any(":" in word for word in declared.who):
            continue
        path = re.sub(r"<[^>]+>", "0" * 26, rule.rule)
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        found.append((method, path, declared))
    return found


def admitted(declared: Access, kind: str, role: str) -> bool:
    return not {kind, f"{kind}:{role}", "signed_in"}.isdisjoint(declared.who)


@pytest.mark.parametrize("kind", KINDS)
def test_a_route_that_names_a_role_is_shut_to_every_other(app, alone, kind: str) -> None:
    wrong, tried = [], 0
    for role in ROLES:
        client = alone(kind, role)
        for method, path, declared in routes(app):
            status = client.open(path, method=method).status_code
            expected = admitted(declared, kind, role)
            tried += 1
            if (status != 403) != expected:
                wrong.append((role, method, path, status))
    assert wrong == []
    assert tried >= 3 * 25


def test_each_role_of_a_bank_has_routes_of_its_own(app) -> None:
    mine = {
        role: {path for _method, path, who in routes(app) if admitted(who, "bank", role)}
        for role in ROLES
    }
    assert all(mine.values())
    assert not mine["clerk"] & mine["approver"]
    assert not mine["approver"] & mine["administrator"]


def with_roles(actor: Actor, *roles: str) -> Actor:
    return replace(actor, roles=frozenset(roles))


@pytest.mark.parametrize(
    "roles", [("approver",), ("administrator",), ("approver", "administrator")]
)
def test_only_a_clerk_handles_a_case(database, world: World, roles: tuple[str, ...]) -> None:
    freeze(database)
    other = with_roles(world.actor("bank"), *roles)
    with database.writing() as session:
        case = applied(session, world, confirmed_asset(session, world)).id
    steps = {
        "claim": lambda s: claim_application(s, other, case, utc_now()),
        "quote": lambda s: draft_quote(s, other, case, OFFER, utc_now(), TODAY),
        "refuse": lambda s: refuse_application(s, other, case, "x", utc_now()),
        "return": lambda s: return_application(s, other, case, "x", utc_now()),
    }
    for step in steps.values():
        with database.writing() as session, pytest.raises(OnlyAClerkMayDoThis):
            step(session)
    with database.writing() as session:  # the control: the clerk claims it
        claim_application(session, world.actor("bank"), case, utc_now())


@pytest.mark.parametrize("roles", [("clerk",), ("administrator",), ("clerk", "administrator")])
def test_only_an_approver_decides_on_a_quote(
    database, world: World, roles: tuple[str, ...]
) -> None:
    freeze(database)
    other = with_roles(world.actor("bank-approver"), *roles)
    with database.writing() as session:
        quote = drafted(session, world, confirmed_asset(session, world)).id
    for decide in (approve_quote, send_back_quote):
        more = (TODAY,) if decide is approve_quote else ()
        ask = (quote, utc_now(), *more) if more else (quote, "x", utc_now())
        with database.writing() as session, pytest.raises(OnlyAnApproverMayDoThis):
            decide(session, other, *ask)
    with database.writing() as session:
        approve_quote(session, world.actor("bank-approver"), quote, utc_now(), TODAY)


def test_whoever_holds_every_role_still_does_not_approve_their_own(database, world: World) -> None:
    """An organisation may give one person all roles: four eyes are two people all the same."""
    freeze(database)
    both = with_roles(world.actor("bank"), *ROLES)
    with database.writing() as session:
        quote = drafted(session, world, confirmed_asset(session, world)).id
    for decide, ask in (
        (approve_quote, (quote, utc_now(), TODAY)),
        (send_back_quote, (quote, "x", utc_now())),
    ):
        with database.writing() as session, pytest.raises(MakerCannotApprove):
            decide(session, both, *ask)


def test_a_clerk_neither_publishes_nor_retires_nor_sets_a_limit(database, world: World) -> None:
    clerk, product = world.actor("bank"), world.products["P-A"]
    with database.writing() as session:
        for ask in (
            lambda: publish_product(session, clerk, product, utc_now()),
            lambda: retire_product(session, clerk, product, utc_now()),
            lambda: add_limit(session, clerk, "bank", 100, utc_now()),
        ):
            with pytest.raises(OnlyAnApproverDecides):
                ask()


def test_an_approver_drafts_no_product(database, world: World) -> None:
    terms = Terms(name="演示", max_amount_fen=100, rate_ppm=40_000)
    with database.writing() as session, pytest.raises(OnlyAClerkDrafts):
        draft_product(session, world.actor("bank-approver"), terms, utc_now())


def test_only_an_approver_writes_a_loan_off(database, world: World) -> None:
    loan = lend(database, world, due=TODAY - timedelta(days=5))
    with database.writing() as session, pytest.raises(ItIsNotYours):
        write_off_loan(session, world.actor("bank"), loan, "x", utc_now(), TODAY)
