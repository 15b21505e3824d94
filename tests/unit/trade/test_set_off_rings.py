"""The order of a ring, and which of its firms stand in the picture by name."""

from types import SimpleNamespace

import pytest

from lianqiao.trade.set_off_picture import draw_ring, ring_of


def parts(*pairs: str) -> list[SimpleNamespace]:
    return [SimpleNamespace(debtor_id=pair[0], creditor_id=pair[1]) for pair in pairs]


def test_a_ring_is_told_from_any_of_its_firms_on() -> None:
    listed = parts("ca", "bc", "ab", "ab")
    assert ring_of(listed, "a") == ["a", "b", "c"]
    assert ring_of(listed, "c") == ["c", "a", "b"]


@pytest.mark.parametrize("start", ["a", "b", "c"])
def test_a_ring_two_of_whose_firms_were_merged_comes_to_an_end(start: str) -> None:
    assert ring_of(parts("ab", "ba", "ac", "ca"), start)[0] == start


def test_firms_without_a_name_stand_together_where_they_follow_one_another() -> None:
    names = {"a": "示例甲有限公司", "b": "示例乙", "e": "示例戊"}
    drawn = draw_ring(["a", "b", "c", "d", "e"], names, {"b"}, "a", 1_000_000)
    assert [node.label for node in drawn.nodes] == ["示例甲", "示例乙", "另 2 家企业", "示例戊"]
    assert [node.sublabel for node in drawn.nodes] == [
        "贵公司",
        "贵公司欠它",
        "名称不公开",
        "欠贵公司",
    ]
    assert [node.kind for node in drawn.nodes] == ["enterprise", "core", "others", "enterprise"]
    assert [node.focus for node in drawn.nodes] == [True, False, False, False]
    assert [edge.label for edge in drawn.edges] == ["1.00 万", "", "", "1.00 万"]


def test_of_two_each_owes_the_other() -> None:
    drawn = draw_ring(["a", "b"], {"a": "甲", "b": "乙"}, set(), "a", 100)
    assert [node.sublabel for node in drawn.nodes] == ["贵公司", "与贵公司互有欠款"]


def test_the_operator_sees_every_amount_and_his_own_notes() -> None:
    names = {"a": "甲", "b": "乙", "c": "丙"}
    notes = {"a": "已同意", "b": "未答复", "c": "不同意"}
    drawn = draw_ring(["a", "b", "c"], names, set(), "", 1_000_000, notes)
    assert [node.sublabel for node in drawn.nodes] == ["已同意", "未答复", "不同意"]
    assert all(edge.label for edge in drawn.edges)
