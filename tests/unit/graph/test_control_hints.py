"""Hints that one hand steers several firms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.control import FirmTraits, Group, control_hints, plain_name, plain_phone
from graph.model import Controls, EdgeKind, EnterpriseNode, build, links_of_kind

NAME, PHONE = "legal_representative", "phone"


def test_firms_that_share_a_representative_or_a_phone_are_linked() -> None:
    hints = control_hints(
        [
            FirmTraits("c", "李示例", "0566-7654321"),
            FirmTraits("a", "张示例", "13900000000"),
            FirmTraits("b", "张示例", "0566-7654321"),
        ]
    )
    assert hints.groups == (Group(NAME, ("a", "b")), Group(PHONE, ("b", "c")))
    assert hints.links() == [Controls("a", "b", NAME), Controls("b", "c", PHONE)]
    graph = build([*(EnterpriseNode(firm, firm) for firm in "abc"), *hints.links()])
    assert len(list(links_of_kind(graph, EdgeKind.CONTROLS))) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("139 0000 0000", "13900000000"),
        ("１３９００００００００", "139-0000-0000"),
        ("+86 13900000000", "13900000000"),
        ("＋８６－139－0000－0000", "0086 13900000000"),
        ("（0566）1234567", "0566—1234567"),
        ("0566‑1234567", "0566 123\u30004567"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert plain_phone(one) == plain_phone(other) != ""


@pytest.mark.parametrize("number", ["", " ", "—", "无", "110", "95588", "+86", "123-456"])
def test_a_number_that_is_nobodys_own_is_ignored(number: str) -> None:
    traits = [FirmTraits(firm, "", number) for firm in "ab"]
    assert control_hints(traits).groups == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [("张 示例", "张\u3000示例"), ("阿·示例", "阿•示例"), ("ZHANG示例", "ｚｈａｎｇ示例")],
)
def test_a_name_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other) != ""


@pytest.mark.parametrize("name", ["", "  ", "\u3000", "—", "/"])
def test_an_empty_name_is_shared_by_nobody(name: str) -> None:
    assert control_hints([FirmTraits(firm, name) for firm in "ab"]).groups == ()


def test_the_number_of_an_agency_is_reported_apart_and_links_nobody() -> None:
    firms = [FirmTraits(f"f{n:02}", "", "0566-1234567") for n in range(11)]
    hints = control_hints(firms)
    assert (hints.groups, hints.links()) == ((), [])
    assert [(group.hint, len(group.firms)) for group in hints.too_large] == [(PHONE, 11)]
    assert len(control_hints(firms[1:]).links()) == 45
    assert control_hints(firms, largest=11).too_large == ()


def test_the_largest_groups_come_first() -> None:
    firms = [FirmTraits(firm, "李示例" if firm in "ab" else "王示例") for firm in "abcde"]
    assert [group.firms for group in control_hints(firms).groups] == [("c", "d", "e"), ("a", "b")]


def test_the_last_word_on_a_firm_counts() -> None:
    firms = [FirmTraits("a", "张示例"), FirmTraits("b", "张示例"), FirmTraits("b", "李示例")]
    assert control_hints(firms).groups == ()
    assert control_hints([FirmTraits("a", "张示例")] * 2).groups == ()


traits = st.builds(
    FirmTraits,
    st.sampled_from("abcdefgh"),
    st.sampled_from(("", "张示例", "张 示例", "李示例")),
    st.sampled_from(("", "139-0000-0001", "13900000001", "05661234567")),
)


@given(st.lists(traits, max_size=12), st.integers(1, 5))
def test_neither_a_name_nor_a_number_gets_out(firms: list[FirmTraits], largest: int) -> None:
    hints = control_hints(firms, largest)
    text = repr(hints) + repr(hints.links())
    assert "示例" not in text
    assert "139" not in text
    assert "0566" not in text


@given(st.lists(traits, max_size=12))
def test_two_firms_are_linked_once_and_in_one_order(firms: list[FirmTraits]) -> None:
    links = control_hints(firms).links()
    pairs = [(link.controller, link.controlled) for link in links]
    assert pairs == sorted(set(pairs))
    assert all(one < other for one, other in pairs)
    known = {firm.id: firm for firm in firms}
    for link in links:
        one, other = known[link.controller], known[link.controlled]
        same_name = plain_name(one.legal_representative) == plain_name(other.legal_representative)
        same_phone = plain_phone(one.phone) == plain_phone(other.phone)
        assert (NAME in link.hint, PHONE in link.hint) == (
            same_name and bool(one.legal_representative),
            same_phone and bool(one.phone),
        )
