"""What tests of confirming start from: colleagues of the debtor, documents above the amount."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from characters import PASSWORD, WAN, World
from sqlmodel import Session
from trade_samples import NOW, TODAY, a_receivable, enter

from lianqiao.accounts.join_organisation import add_user
from lianqiao.accounts.models import Organisation
from lianqiao.accounts.passwords import Passwords
from lianqiao.shared.database import Database
from lianqiao.trade.confirm_asset import confirm_asset
from lianqiao.trade.credit_note_rules import NewCreditNote
from lianqiao.trade.enter_credit_note import enter_credit_note
from lianqiao.trade.models import Asset

LARGE = 600 * WAN  # above confirm.second_person


def add_colleagues(database: Database, world: World) -> None:
    """A clerk and an approver of the core enterprise, who sign in like the others."""
    with database.writing() as session:
        for name, roles in (("core-clerk", ("clerk",)), ("core-approver", ("approver",))):
            _add(session, world, name, roles)


def _add(session: Session, world: World, name: str, roles: tuple[str, ...]) -> None:
    organisation = session.get_one(Organisation, world.org("core"))
    secret = Passwords(cheap=True).hash(PASSWORD)
    person = name, f"演示{name}", secret, roles, f"{name}@example.com"
    user = add_user(session, organisation, *person)
    world.users[name] = user.id
    actor = replace(world.actor("core"), user_id=user.id, roles=frozenset(roles))
    world.actors[name] = replace(actor, name=f"演示{name}")


def large(database: Database, world: World, number: str = "12345678", **more: Any) -> str:
    """A receivable above the amount; its id."""
    return enter(database, world, a_receivable(world, number, **({"amount_fen": LARGE} | more)))


def confirm(
    database: Database, world: World, who: str, asset_id: str, now: datetime = NOW, **more: Any
) -> str:
    """Somebody confirms in a transaction of its own; the state afterwards."""
    with database.writing() as session:
        return confirm_asset(session, world.actor(who), asset_id, now, TODAY, **more).state


def credit(
    database: Database,
    world: World,
    who: str,
    asset_id: str,
    amount_fen: int,
    number: str = "H-1",
) -> Asset:
    """Somebody enters a credit note in a transaction of its own."""
    note = NewCreditNote(number, TODAY, amount_fen, "退货")
    with database.writing() as session:
        return enter_credit_note(session, world.actor(who), asset_id, note, NOW, TODAY)
