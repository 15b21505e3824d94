"""Rules of merging two firms: which link stays, which limit fits, which document is left."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.registry import merge_rules as rules
from lianqiao.registry.merge_rules import LinkFact, LinkPlan, Party, Taken
from lianqiao.registry.states import LINK

GONE, STAY = "gone", "stay"
NOBODY = frozenset[str]()


def link(
    id_: str, core: str, partner: str, state: str = "active", way: str = "supplier"
) -> LinkFact:
    return LinkFact(id_, core, partner, way, state)


def test_links_with_different_firms_or_the_other_way_round_all_move() -> None:
    links = [
        link("a", "core", GONE),
        link("b", "core2", STAY),
        link("c", "core2", GONE, way="customer"),
        link("d", GONE, "far"),
    ]
    assert rules.plan_links(links, GONE, STAY) == LinkPlan((), (), NOBODY, NOBODY)


@pytest.mark.parametrize(
    ("gone_state", "stay_state", "ends", "parked", "traded"),
    [
        ("active", "active", "g", "g", ""),
        ("proposed", "active", "g", "g", ""),
        ("active", "proposed", "s", "", "s"),
        ("active", "ended", "", "", "s"),
        ("proposed", "refused", "", "", "s"),
        ("ended", "active", "", "g", ""),
        ("ended", "refused", "", "g", ""),
    ],
)
def test_of_two_links_that_say_the_same_the_livelier_stays(
    gone_state: str, stay_state: str, ends: str, parked: str, traded: str
) -> None:
    links = [link("g", "core", GONE, gone_state), link("s", "core", STAY, stay_state)]
    plan = rules.plan_links(links, GONE, STAY)
    assert plan == LinkPlan((), tuple(ends), frozenset(parked), frozenset(traded))


def test_the_same_relation_entered_from_the_other_side_is_a_double_too() -> None:
    links = [link("g", GONE, "core", "proposed", "customer"), link("s", "core", STAY)]
    assert rules.plan_links(links, GONE, STAY) == LinkPlan((), ("g",), NOBODY, NOBODY)


def test_a_link_between_the_two_is_named_while_it_lives_and_left_when_it_is_over() -> None:
    for state, live in (("active", True), ("proposed", True), ("ended", False), ("refused", False)):
        plan = rules.plan_links([link("x", GONE, STAY, state)], GONE, STAY)
        assert plan.between == (("x",) if live else ())
        assert plan.parked == (NOBODY if live else frozenset("x"))


FIRMS = ("core", "core2", GONE, STAY)
SIDES = [
    (a, b, way) for a, b in product(FIRMS, FIRMS) if a != b for way in ("supplier", "customer")
]


@given(st.lists(st.tuples(st.sampled_from(SIDES), st.sampled_from(LINK.states)), max_size=12))
def test_afterwards_no_key_stands_twice_and_no_relation_lives_twice(chosen) -> None:
    known = dict(chosen)
    links = [LinkFact(str(n), *side, state) for n, (side, state) in enumerate(known.items())]
    links = [one for one in links if {one.core_id, one.partner_id} & {GONE, STAY}]
    before = [rules._relation(one, {GONE, STAY}) for one in links if one.is_live]
    plan = rules.plan_links(links, GONE, STAY)
    if plan.between:
        return
    ended = {"active": "ended", "proposed": "ended"}
    after = []
    for one in links:
        core, partner = one.core_id, one.partner_id
        if one.id in plan.traded:
            core, partner = (GONE if end == STAY else end for end in (core, partner))
        elif one.id not in plan.parked:
            core, partner = (STAY if end == GONE else end for end in (core, partner))
        state = ended[one.state] if one.id in plan.ends else one.state
        after.append(LinkFact(one.id, core, partner, one.direction, state))
    keys = [(one.core_id, one.partner_id, one.direction) for one in after]
    assert len(keys) == len(set(keys))
    lives = [one for one in after if one.is_live]
    assert all(GONE not in (one.core_id, one.partner_id) for one in lives)
    relations = [rules._relation(one, {STAY}) for one in lives]
    assert sorted(relations) == sorted(set(before))


@pytest.mark.parametrize(
    ("gone", "stay", "words"),
    [
        (Taken(10, 3, 0), Taken(10, 0, 0), ""),
        (Taken(10, 0, 0), Taken(10, 4, 4), ""),
        (Taken(10, 3, 4), Taken(7, 0, 0), ""),
        (Taken(10, 3, 4), Taken(6, 0, 0), "容不下"),
        (Taken(10, 1, 0), Taken(99, 0, 1), "都有正在占用"),
    ],
)
def test_what_is_taken_must_fit_under_one_limit(gone: Taken, stay: Taken, words: str) -> None:
    obstacle = rules.check_limits(gone, stay)
    assert words in str(obstacle.why) if obstacle else not words


@pytest.mark.parametrize(
    ("gone", "stay", "place"),
    [
        ("withdrawn", "confirmed", "park"),
        ("confirmed", "withdrawn", "trade"),
        ("withdrawn", "withdrawn", "park"),
        ("settled", "settled", "park"),
        ("delivered", "delivered", "park"),
        ("confirmed", "confirmed", "refuse"),
        ("entered", "settled", "refuse"),
        ("settled", "entered", "refuse"),
    ],
)
def test_of_the_same_document_only_a_live_pair_stands_against_it(
    gone: str, stay: str, place: str
) -> None:
    assert rules.place_of_same_paper(gone, stay) == place


@pytest.mark.parametrize("stay_state", ["applied", "suspended", "refused", "merged"])
def test_only_an_approved_firm_stays(stay_state: str) -> None:
    pair = Party("g", "甲", "approved", False), Party("s", "乙", stay_state, False)
    assert [str(one.why) for one in rules.check_parties(*pair)] == ["保留的「乙」不是已开通的企业"]


def test_a_core_enterprise_goes_only_into_a_core_enterprise() -> None:
    core, plain = Party("g", "甲", "approved", True), Party("s", "乙", "approved", False)
    assert len(rules.check_parties(core, plain)) == 1
    assert rules.check_parties(plain, core) == []


def test_many_numbers_are_named_in_part() -> None:
    said = str(rules.same_papers([str(n) for n in range(9)]).why)
    assert said.endswith("0、1、2、3、4 等 9 张")
