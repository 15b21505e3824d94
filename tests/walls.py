"""What is foreign to whom: an object of each kind that exists and is not the viewer's."""

import re
from collections.abc import Iterator

from sqlalchemy import Select, and_, or_, select
from sqlmodel import Session, SQLModel
from werkzeug.routing import Map, Rule

from lianqiao.accounts.models import Membership, User
from lianqiao.financing.models import (
    Application,
    AssignmentNotice,
    Opportunity,
    Quote,
    Registration,
)
from lianqiao.loans.models import Loan, Renewal
from lianqiao.oversight.models import RiskFindingFirm
from lianqiao.products.models import CreditLimit, Product
from lianqiao.registry.models import (
    Authorisation,
    DishonestyListing,
    Enterprise,
    ScorecardFact,
    TradeLink,
)
from lianqiao.shared.actor import Actor
from lianqiao.shared.tables import columns
from lianqiao.trade.models import Asset, SetOff, SetOffPart
from lianqiao.vault.models import VaultDocument

MISSING = "0" * 26
EXEMPT = {
    "token": "an invitation's link is known to nobody but the invited person",
    "filename": "files of the house, the same for everybody",
    "kind": "a word of the address, no object",
    "key": "a word of the address, no object",
}
OPEN = {
    # those who may see every object of the kind
    "enterprise_id": ("operator", "regulator"),
    "product_id": ("operator", "regulator"),
    "run_id": ("operator", "regulator"),
    "finding_id": ("operator", "regulator"),
    "organisation_id": ("operator",),
    "set_off_id": ("operator",),
    "letter_id": ("operator",),
    "authorisation_id": ("operator", "regulator"),
    "fact_id": ("operator",),
    "listing_id": ("operator", "regulator"),
}
Query = Select[tuple[str]]


def object_routes(routes: Map) -> Iterator[tuple[Rule, str]]:
    """Every GET route whose address names an object, with the argument's name."""
    for rule in routes.iter_rules():
        names = re.findall(r"<(?:\w+:)?(\w+)>", rule.rule)
        if "GET" in (rule.methods or ()):
            yield from ((rule, name) for name in names if name not in EXEMPT)


# what belongs to one organisation, and the column that says to which
OWNED: dict[str, tuple[type[SQLModel], str]] = {
    "document_id": (VaultDocument, "owner_id"),
    "limit_id": (CreditLimit, "holder_id"),
    "opportunity_id": (Opportunity, "bank_id"),
    "fact_id": (ScorecardFact, "enterprise_id"),
    "notice_id": (AssignmentNotice, "debtor_id"),
}


def address(rule: Rule, object_id: str) -> str:
    """The route's address for one object."""
    return re.sub(r"<[^>]+>", object_id, rule.rule)


def find_foreign(session: Session, name: str, actor: Actor) -> str | None:
    """The id of an object that exists and that the viewer must not see."""
    return session.execute(_foreign(name, actor).limit(1)).scalar()


def _foreign(name: str, actor: Actor) -> Query:
    own = actor.organisation
    if name in OWNED:
        model, owner = OWNED[name]
        return select(columns(model).id).where(columns(model)[owner] != own)
    match name:
        case "application_id" | "loan_id" | "renewal_id":
            model = {"application_id": Application, "loan_id": Loan}.get(name, Renewal)
            row = columns(model)
            return select(row.id).where(row.borrower_id != own, row.bank_id != own)
        case "quote_id" | "registration_id":
            row = columns(Quote if name == "quote_id" else Registration)
            case = columns(Application)
            joined = select(row.id).join(Application, case.id == row.application_id)
            return joined.where(case.borrower_id != own, case.bank_id != own)
        case "asset_id":
            row = columns(Asset)
            return select(row.id).where(
                row.creditor_id != own, row.debtor_id != own, row.id.not_in(_offered_to(own))
            )
        case "user_id":
            member = columns(Membership)
            ours = select(member.user_id).where(member.organisation_id == own)
            return select(columns(User).id).where(columns(User).id.not_in(ours))
        case "link_id":
            row = columns(TradeLink)
            return select(row.id).where(row.core_id != own, row.partner_id != own)
        case "set_off_id":
            row, part = columns(SetOff), columns(SetOffPart)
            mine = select(part.set_off_id).where(
                or_(part.debtor_id == own, part.creditor_id == own)
            )
            return select(row.id).where(row.id.not_in(mine))
        case "enterprise_id":
            return _firm(actor)
        case "authorisation_id":
            row = columns(Authorisation)
            unseen = row.bank_id.is_not(None) if actor.kind == "bank" else row.id.is_not(None)
            other = or_(row.bank_id.is_(None), row.bank_id != own)
            return select(row.id).where(row.enterprise_id != own, unseen, other)
        case "listing_id":
            row, firm = columns(DishonestyListing), columns(Enterprise)
            mine = select(firm.uscc).where(firm.id == own)
            return select(row.id).where(row.uscc.not_in(mine))
        case "finding_id":
            return _finding(actor)
        case "product_id":
            row = columns(Product)
            unseen = or_(actor.kind == "bank", row.state == "draft")
            return select(row.id).where(row.bank_id != own, unseen)
    raise LookupError(f"say in walls.py what is foreign under <{name}>")


def _offered_to(bank_id: str) -> Query:
    asked = select(columns(Application).asset_id).where(columns(Application).bank_id == bank_id)
    return asked.union_all(
        select(columns(Opportunity).asset_id).where(columns(Opportunity).bank_id == bank_id)
    )


def _firm(actor: Actor) -> Query:
    firm, consent = columns(Enterprise), columns(Authorisation)
    agreed = select(consent.enterprise_id).where(consent.revoked_on.is_(None))
    silent = or_(actor.kind != "bank", firm.id.not_in(agreed))
    return select(firm.id).where(and_(firm.id != actor.organisation, silent))


def _finding(actor: Actor) -> Query:
    part, consent = columns(RiskFindingFirm), columns(Authorisation)
    agreed = select(consent.enterprise_id).where(consent.revoked_on.is_(None))
    return select(part.finding_id).where(
        or_(actor.kind != "bank", part.enterprise_id.not_in(agreed))
    )


def plain(text: str) -> str:
    """A page without what differs from request to request."""
    return re.sub(r"[\w.\-]{26,}", "", text)  # tokens and ids
