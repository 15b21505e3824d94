"""Which firms may be one and the same: values in, pairs with the reasons out."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

from ..shared.money import half_width

Reason = Literal["name", "person", "code"]
REASONS: tuple[Reason, ...] = ("name", "person", "code")
_ENDINGS: Final = ("有限责任公司", "股份有限公司", "有限公司", "公司")
_NOISE: Final = frozenset(" \t·・.,，。、()（）[]【】-—_'\"“”《》")
_LARGEST_GROUP = 20  # a phone number that more firms share says nothing
_CODE_LENGTH = 16  # the last two characters of a credit code follow from the others


@dataclass(frozen=True)
class Candidate:
    """What is compared of a firm."""

    id: str
    name: str
    uscc: str
    legal_representative: str
    phone: str


@dataclass(frozen=True)
class Suggestion:
    """Two firms that may be one, and why."""

    first: Candidate
    second: Candidate
    reasons: tuple[Reason, ...]


def suggest(firms: Sequence[Candidate]) -> list[Suggestion]:
    """Pairs of firms that may be one, the best founded first.

    By the same name without its legal form; by the same legal representative at the same
    phone number; by credit codes that differ in one character, where phone or name speak
    for it too: neighbouring codes alone are given out one after the other. The last two
    characters are check characters and differ whenever another one does.
    """
    found: dict[tuple[str, str], set[Reason]] = defaultdict(set)
    _note(found, _groups((_plain(firm.name), firm) for firm in firms), "name")
    persons = ((_person(firm), firm) for firm in firms)
    _note(found, _groups(persons), "person")
    near = _groups((mask, firm) for firm in firms for mask in _masks(firm.uscc))
    for first, second in near:
        if _alike(first, second):
            found[(first.id, second.id)].add("code")
    known = {firm.id: firm for firm in firms}
    pairs = [
        Suggestion(known[a], known[b], tuple(one for one in REASONS if one in reasons))
        for (a, b), reasons in found.items()
    ]
    return sorted(pairs, key=lambda pair: (-len(pair.reasons), pair.first.name, pair.first.id))


def _note(
    found: Mapping[tuple[str, str], set[Reason]],
    pairs: Iterable[tuple[Candidate, Candidate]],
    reason: Reason,
) -> None:
    for first, second in pairs:
        found[(first.id, second.id)].add(reason)


def _groups(
    keyed: Iterable[tuple[Hashable, Candidate]],
) -> Iterable[tuple[Candidate, Candidate]]:
    """Pairs of firms with the same key; an empty key says nothing."""
    groups: dict[Hashable, list[Candidate]] = defaultdict(list)
    for key, firm in keyed:
        if key:
            groups[key].append(firm)
    for group in groups.values():
        if 2 <= len(group) <= _LARGEST_GROUP:
            yield from combinations(sorted(group, key=lambda firm: firm.id), 2)


def _plain(name: str) -> str:
    """A name without signs and legal form."""
    text = "".join(sign for sign in half_width(name).casefold() if sign not in _NOISE)
    for ending in _ENDINGS:
        if text.endswith(ending) and len(text) > len(ending) + 1:
            return text.removesuffix(ending)
    return text


def _phone(firm: Candidate) -> str:
    return "".join(sign for sign in half_width(firm.phone) if sign.isdigit())


def _person(firm: Candidate) -> tuple[str, str] | None:
    person = half_width(firm.legal_representative).strip()
    return (person, _phone(firm)) if person and _phone(firm) else None


def _masks(code: str) -> list[str]:
    """The code without its check characters, with each of its characters left out in turn."""
    body = code[:_CODE_LENGTH]
    return [f"{body[:at]}*{body[at + 1 :]}" for at in range(len(body))]


def _alike(first: Candidate, second: Candidate) -> bool:
    """Whether phone or name say the same as well: the names equal but for one character."""
    if _phone(first) and _phone(first) == _phone(second):
        return True
    a, b = sorted((_plain(first.name), _plain(second.name)), key=len)
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) <= 1
    return len(a) + 1 == len(b) and any(b[:at] + b[at + 1 :] == a for at in range(len(b)))
