"""Rules of the registry: size, who may register and invite whom, declared steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.accounts.states import ORGANISATION
from lianqiao.registry import errors, rules
from lianqiao.registry.states import DISHONESTY, FACT, LINK
from lianqiao.shared.errors import TransitionIsNotAllowed

CORE, OTHER = "91341721MA2T1007XH", "91341721MA2T101760"
WAN = 1_000_000
MACHINES = [LINK, FACT, DISHONESTY, ORGANISATION]


def test_a_firm_is_classed_by_its_industry_and_figures() -> None:
    measured = rules.measure("C2710", 400, 50_000 * WAN, None)
    assert (measured.division, measured.size_class, measured.guessed) == ("27", "medium", False)


def test_a_firm_that_states_nothing_counts_as_micro_and_says_so() -> None:
    measured = rules.measure("27", None, None, None)
    assert (measured.size_class, measured.guessed) == ("micro", True)


def test_an_unknown_industry_is_refused_at_its_field() -> None:
    with pytest.raises(errors.IndustryIsNotKnown) as refusal:
        rules.measure("98", 1, 1, 1)
    assert refusal.value.field == "industry"


def test_nobody_is_its_own_partner() -> None:
    with pytest.raises(errors.PartnerIsOneself):
        rules.check_partner(CORE, CORE, "supplier", known=True, by_core=True)


def test_only_a_core_enterprise_enters_a_new_customer() -> None:
    with pytest.raises(errors.ThisCustomerMustRegisterFirst):
        rules.check_partner(CORE, OTHER, "customer", known=False, by_core=False)
    rules.check_partner(CORE, OTHER, "customer", known=True, by_core=False)
    rules.check_partner(CORE, OTHER, "customer", known=False, by_core=True)
    rules.check_partner(CORE, OTHER, "supplier", known=False, by_core=False)


def test_a_core_enterprise_speaks_for_a_partner_that_has_not_joined() -> None:
    assert rules.link_starts_active(by_core=True, partner_has_joined=False)
    assert not rules.link_starts_active(by_core=True, partner_has_joined=True)
    assert not rules.link_starts_active(by_core=False, partner_has_joined=False)


@given(st.booleans(), st.booleans(), st.booleans(), st.sampled_from([None, "us", "them"]))
def test_nobody_invites_the_debtor_that_it_wants_a_confirmation_from(
    core: bool, customer: bool, active: bool, registered_by: str | None
) -> None:
    asked = {
        "registered_by": registered_by,
        "inviter": "us",
        "inviter_is_core": core,
        "partner_is_customer": customer,
        "link_is_active": active,
    }
    assert not rules.may_invite(partner_is_core=True, **asked)  # type: ignore[arg-type]
    allowed = rules.may_invite(partner_is_core=False, **asked)  # type: ignore[arg-type]
    if customer and not core:
        assert not allowed
    else:
        assert allowed == (registered_by == "us" or (registered_by is None and active))


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_step_leads_between_declared_states_by_a_named_verb(machine) -> None:
    for (source, event), target in machine.steps.items():
        assert {source, target} <= set(machine.states)
        assert event in machine.verbs
    assert set(machine.tones) == set(machine.states)


def test_an_undeclared_step_is_refused() -> None:
    with pytest.raises(TransitionIsNotAllowed):
        LINK.target("refused", "accept")
