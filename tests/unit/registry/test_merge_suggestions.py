"""Which firms may be one and the same."""

import pytest

from lianqiao.registry.merge_suggestions import Candidate, suggest
from lianqiao.shared.uscc import make


def firm(id_: str, name: str, body: str, person: str = "", phone: str = "") -> Candidate:
    return Candidate(id_, name, make("91341721", body), person, phone)


A = firm("a", "演示金桂化工有限公司", "MA2T1007", "王示", "0566-1234567")


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        (firm("b", "演示金桂化工有限责任公司", "MA9X9999"), ("name",)),
        (firm("b", "演示 金桂化工（有限公司）", "MA9X9999"), ("name",)),
        (firm("b", "别的名字", "MA9X9999", "王示", "05661234567"), ("person",)),
        (firm("b", "演示金柱化工有限公司", "MA2T1008"), ("code",)),
        (firm("b", "别的名字", "MA2T1008", "", "0566 1234567"), ("code",)),
        (
            firm("b", "演示金桂化工公司", "MA2T1008", "王示", "0566-1234567"),
            ("name", "person", "code"),
        ),
        (firm("b", "别的名字", "MA2T1008"), ()),
        (firm("b", "别的名字", "MA9X9999", "王示", "0566-7654321"), ()),
        (firm("b", "演示金桂化工贸易有限公司", "MA2T1019"), ()),
    ],
)
def test_two_firms_are_suggested_for_reasons(other: Candidate, reasons: tuple[str, ...]) -> None:
    found = suggest([A, other])
    assert [pair.reasons for pair in found] == ([reasons] if reasons else [])


def test_empty_facts_make_nobody_alike() -> None:
    assert suggest([firm("a", "甲", "MA100001"), firm("b", "乙", "MA555555")]) == []


def test_a_switchboard_that_many_share_says_nothing() -> None:
    firms = [firm(str(n), f"演示{n}", f"MA{n:06d}", "王示", "0566-1") for n in range(100, 160)]
    assert [pair for pair in suggest(firms) if "person" in pair.reasons] == []


def test_the_best_founded_comes_first() -> None:
    weak = [firm("c", "演示乙", "MA300001"), firm("d", "演示乙公司", "MA400009")]
    strong = firm("b", "演示金桂化工公司", "MA2T1008", "王示", "0566-1234567")
    found = suggest([A, *weak, strong])
    assert [len(pair.reasons) for pair in found] == [3, 1]
