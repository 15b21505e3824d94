"""Unified social credit codes: the standard's example, village codes, and what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.shared import uscc

VALID = [
    "91350100M000100Y43",
    "91341721MA2T101760",
    "91341721MA2T1007XH",
    "N2341721MA2TEKT02P",
]


@pytest.mark.parametrize("code", VALID)
def test_the_published_codes_are_valid(code: str) -> None:
    uscc.check(code)
    assert uscc.is_valid(code)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("91350100M000100Y4Z", "第 18 位“Z”不能使用"),
        ("91350100M000100Y44", "第 18 位（校验位）应为 3"),
        ("91350100M000100Y53", "第 17 位（主体标识码校验位）应为 4"),
        ("91350100M000100Y4", "应为 18 位，现为 17 位"),
        ("", "现为 0 位"),
        ("91350100I000100Y43", "第 9 位“I”"),
        ("000000000000000000", "第 1 位“0”"),
        ("9135O100M000100Y43", "第 5 位“O”"),
        ("9135A100M000100Y43", "第 5 位“A”应为数字"),
        ("91350100M000100y43", "第 16 位“y”"),
        ("９1350100M000100Y43", "第 1 位“９”"),
    ],
)
def test_an_invalid_code_says_what_is_wrong(code: str, words: str) -> None:
    with pytest.raises(uscc.UsccIsInvalid, match=words):
        uscc.check(code)
    assert not uscc.is_valid(code)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("91350100M000100Y4Z", "第 18 位应为 3"),
        ("9135O100M000100Y43", "第 5 位应为 0"),
        ("９1350100M000100Y43", "第 1 位应为 9"),
        ("91341721MA2T101670", "第 16、17 位写反了，应为 76"),
        ("N2341721MA2TKET02P", "第 13、14 位写反了，应为 EK"),
    ],
)
def test_what_would_be_right_is_said_where_only_one_answer_fits(code: str, words: str) -> None:
    with pytest.raises(uscc.UsccIsInvalid, match=words):
        uscc.check(code)


def test_nothing_is_guessed_where_several_answers_fit() -> None:
    with pytest.raises(uscc.UsccIsInvalid) as refusal:
        uscc.check("91350100M000100Y44")
    assert str(refusal.value).endswith("请核对第 1–8 位和第 18 位")
    with pytest.raises(uscc.UsccIsInvalid) as refusal:
        uscc.check("IO350100M000100Y43")
    assert "应为 9" not in str(refusal.value)
    with pytest.raises(uscc.UsccIsInvalid) as refusal:
        uscc.check("91341721MA2T101706")  # 17 and 18 swapped, or X in the 13th place
    assert str(refusal.value).endswith("请核对第 9–17 位")


def test_a_typed_code_is_normalised() -> None:
    assert uscc.parse(" ９１350100 m000100Y43 ") == "91350100M000100Y43"


@pytest.mark.parametrize("code", VALID)
def test_make_rebuilds_the_published_codes(code: str) -> None:
    assert uscc.make(code[:8], code[8:16]) == code


@pytest.mark.parametrize(
    ("prefix", "body"),
    [("9134172", "MA2T1017"), ("91341721", "MA2T101"), ("91341721", "IA2T1017")],
)
def test_make_refuses_parts_that_cannot_stand_in_a_code(prefix: str, body: str) -> None:
    with pytest.raises(uscc.UsccIsInvalid):
        uscc.make(prefix, body)


bodies = st.text(alphabet=uscc.ALPHABET, min_size=8, max_size=8)
kinds = st.sampled_from(["91", "92", "93", "N1", "N2", "N3"])


@given(kinds, bodies)
def test_every_made_code_is_valid(kind: str, body: str) -> None:
    assert uscc.is_valid(uscc.make(kind + "341721", body))


@given(kinds, bodies, st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_one_wrong_character_is_always_seen(
    kind: str, body: str, position: int, character: str
) -> None:
    code = uscc.make(kind + "341721", body)
    changed = code[:position] + character + code[position + 1 :]
    assert uscc.is_valid(changed) == (changed == code)


@given(kinds, bodies, st.integers(8, 16), st.sampled_from(uscc.ALPHABET))
def test_a_remedy_for_one_wrong_character_of_the_body_is_the_right_one(
    kind: str, body: str, position: int, character: str
) -> None:
    code = uscc.make(kind + "341721", body)
    changed = code[:position] + character + code[position + 1 :]
    try:
        uscc.check(changed)
    except uscc.UsccIsInvalid as fault:
        words = str(fault)
        if "如只错一位" in words or "写反了" in words:
            assert f"第 {position + 1} 位应为 {code[position]}" in words


@given(st.text(max_size=25))
def test_any_text_is_either_valid_or_refused(text: str) -> None:
    assert uscc.is_valid(uscc.normalise(text)) in (True, False)
