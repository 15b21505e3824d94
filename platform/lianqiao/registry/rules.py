"""Rules of the registry: values in, an outcome or a refusal out."""

from dataclasses import dataclass

from flask_babel import gettext as _

from ..shared.codes import IndustryIsUnknown, division_of
from ..shared.size_class import classify
from .errors import (
    IndustryIsNotKnown,
    PartnerIsOneself,
    ThisCustomerMustRegisterFirst,
)

OTHER_WAY = {"supplier": "customer", "customer": "supplier"}


@dataclass(frozen=True)
class Measured:
    """A firm's industry division and its size class; ``guessed`` when figures are missing."""

    division: str
    size_class: str
    guessed: bool


def measure(
    industry: str, employees: int | None, revenue_fen: int | None, assets_fen: int | None
) -> Measured:
    """Division and size class by 工信部联企业〔2011〕300号; micro where figures are missing.

    Micro, because a firm that states nothing must not be taken for a large one that owes
    confirmation within a term of law. Raises IndustryIsNotKnown.
    """
    try:
        division = division_of(industry)
        size = classify(industry, employees, revenue_fen, assets_fen)
    except IndustryIsUnknown as error:
        raise IndustryIsNotKnown(str(error), "industry") from None
    return Measured(division, size or "micro", size is None)


def check_partner(
    own_uscc: str, partner_uscc: str, direction: str, *, known: bool, by_core: bool
) -> None:
    """Whether a firm may register this partner.

    Raises PartnerIsOneself, ThisCustomerMustRegisterFirst.
    """
    if own_uscc == partner_uscc:
        raise PartnerIsOneself(_("这是贵公司自己的代码，请填写合作方的"), "uscc")
    if direction == "customer" and not known and not by_core:
        raise ThisCustomerMustRegisterFirst(
            _("该客户还没有加入平台。付款方须由平台运营或核心企业登记，请联系平台运营"), "uscc"
        )


def link_starts_active(*, by_core: bool, partner_has_joined: bool) -> bool:
    """Whether a new link counts at once.

    A firm for which nobody acts yet cannot answer: a core enterprise's word stands until
    somebody joins, who may then end the link. Everyone else waits for the answer.
    """
    return by_core and not partner_has_joined


def on_word_of_one_side() -> str:
    """What the timeline says of a link that counts before the partner could answer."""
    words: str = _("对方尚未加入，先按登记方所述生效；对方加入后可以更正")
    return words


def phase_of_link(state: str) -> str:
    """How a link stands for its documents: they come and go while it lives, and stay after."""
    return "open" if state in ("proposed", "active") else "over"


def may_invite(
    *,
    registered_by: str | None,
    inviter: str,
    inviter_is_core: bool,
    partner_is_core: bool,
    partner_is_customer: bool,
    link_is_active: bool,
) -> bool:
    """Whether a partner may invite the first person of a firm.

    Who confirms what it owes must not be let in by its creditor: nobody invites a core
    enterprise, and only a core enterprise its customers. A firm that another side
    registered is invited by a partner only when that side was the operator and the link
    counts.
    """
    return not why_not_invite(
        registered_by=registered_by,
        inviter=inviter,
        inviter_is_core=inviter_is_core,
        partner_is_core=partner_is_core,
        partner_is_customer=partner_is_customer,
        link_is_active=link_is_active,
    )


def why_not_invite(
    *,
    registered_by: str | None,
    inviter: str,
    inviter_is_core: bool,
    partner_is_core: bool,
    partner_is_customer: bool,
    link_is_active: bool,
) -> str:
    """Why ``may_invite`` says no, with the mend; empty where it says yes."""
    words = ""
    if partner_is_core:
        words = _("核心企业由平台运营邀请，请联系平台运营")
    elif partner_is_customer and not inviter_is_core:
        words = _("付款方须由平台运营或核心企业邀请，请联系平台运营")
    elif registered_by is None and not link_is_active:
        words = _("合作关系还没有生效，生效后才能邀请")
    elif registered_by not in (None, inviter):
        words = _("该企业由别的单位登记，请由它或平台运营邀请")
    return words
