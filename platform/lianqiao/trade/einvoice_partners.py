"""Who an e-invoice is between: the viewer's firm, and one of its partners."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..registry.merged import codes_by_firm
from ..registry.queries import partners_query
from ..shared.actor import Actor
from .einvoice import EInvoice, Side
from .errors import EInvoiceIsRefused, NoTradeLinkIsActive


@dataclass(frozen=True)
class Partner:
    """A firm with which the viewer's firm trades in one direction; ``state`` is the link's."""

    id: str
    uscc: str
    name: str
    state: str
    payment_days: int | None
    contract_no: str


@dataclass(frozen=True)
class Partners:
    """The viewer's firm, and its partners by direction (``customer``, ``supplier``) and USCC.

    The codes of merged firms stand for the firm into which they went: an invoice of before
    carries them for ever.
    """

    own_id: str
    own_codes: frozenset[str]
    known: Mapping[tuple[str, str], Partner]

    def match(self, invoice: EInvoice) -> tuple[str, Partner]:
        """The viewer's role (``creditor`` or ``debtor``) and the firm on the other side.

        Raises EInvoiceIsRefused where the viewer's firm is neither, NoTradeLinkIsActive.
        """
        if invoice.seller.uscc in self.own_codes:
            role, direction, other = "creditor", "customer", invoice.buyer
        elif invoice.buyer.uscc in self.own_codes:
            role, direction, other = "debtor", "supplier", invoice.seller
        else:
            raise EInvoiceIsRefused(
                _(
                    "销售方（%(seller)s）和购买方（%(buyer)s）都不是贵公司：发票由买卖双方自己录入",
                    seller=_called(invoice.seller),
                    buyer=_called(invoice.buyer),
                )
            )
        partner = self.known.get((direction, other.uscc))
        if partner is None or partner.state != "active":
            raise _no_link(direction, other, is_known=partner is not None)
        return role, partner


def load_partners(session: Session, actor: Actor) -> Partners:
    """The partners of the viewer's firm."""
    rows = partners_query(actor).subquery()
    query = select(
        rows.c.other_id,
        rows.c.uscc,
        rows.c.name,
        rows.c.direction,
        rows.c.state,
        rows.c.payment_days,
        rows.c.contract_no,
    )
    found = session.execute(query).all()
    codes = codes_by_firm(session, (actor.organisation, *(row.other_id for row in found)))
    known: dict[tuple[str, str], Partner] = {}
    for row in found:
        partner = Partner(
            row.other_id, row.uscc, row.name, row.state, row.payment_days, row.contract_no
        )
        for code in codes[row.other_id]:
            key = (row.direction, code)
            if key not in known or partner.state == "active":
                known[key] = partner
    return Partners(actor.organisation, frozenset(codes[actor.organisation]), known)


def _called(side: Side) -> str:
    return side.name or side.uscc


def _no_link(direction: str, other: Side, *, is_known: bool) -> NoTradeLinkIsActive:
    role = _("客户") if direction == "customer" else _("供应商")
    if is_known:
        words = _(
            "%(name)s（%(code)s）作为%(role)s的合作关系还没有生效，请在「合作方」办好再传",
            name=_called(other),
            code=other.uscc,
            role=role,
        )
    else:
        words = _(
            "%(name)s（%(code)s）还不是贵公司的%(role)s，请先在「合作方」登记并由对方确认",
            name=_called(other),
            code=other.uscc,
            role=role,
        )
    return NoTradeLinkIsActive(words)
