"""Hints that one hand steers several firms: a legal representative or a phone number in common."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from graph.links import Controls

LEGAL_REPRESENTATIVE, PHONE = "legal_representative", "phone"
COUNTRY_CODE = "0086"
SHORTEST_PHONE = 7


class FirmTraits(NamedTuple):
    """What two firms may have in common; empty where it is not known."""

    id: str
    legal_representative: str = ""
    phone: str = ""


class Group(NamedTuple):
    """Firms, by id, that have one thing in common; never what it is, only of which kind."""

    hint: str
    firms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hints:
    """What was found.

    Attributes
    ----------
    groups : tuple of Group
        The largest first, then by hint and firms.
    too_large : tuple of Group
        Groups with more firms than the bound: more likely the number of a book-keeping agency or a
        common name than one hand.
    """

    groups: tuple[Group, ...]
    too_large: tuple[Group, ...]

    def links(self) -> list[Controls]:
        """Return a link for every two firms of a group, the lower id first, ordered by ids.

        Its hint holds the codes of all that the two have in common, with a comma between them.
        """
        common: dict[tuple[str, str], set[str]] = {}
        for group in self.groups:
            for pair in combinations(group.firms, 2):
                common.setdefault(pair, set()).add(group.hint)
        return [Controls(*pair, ",".join(sorted(common[pair]))) for pair in sorted(common)]


def control_hints(firms: Iterable[FirmTraits], largest: int = 10) -> Hints:
    """Group firms by legal representative and by phone number.

    Parameters
    ----------
    firms : iterable of FirmTraits
        In any order; of records with one id the last counts.
    largest : int
        Groups of more firms are reported apart and make no links.

    Returns
    -------
    Hints
        Ids and codes only, ``"legal_representative"`` and ``"phone"``: neither a person's name nor
        a number gets into the graph.

    Notes
    -----
    A hint is no proof: people share names. Full-width letters and digits, blanks, dashes and
    brackets make no difference, nor does the country code +86. Numbers of fewer than seven digits
    are nobody's own.

    Examples
    --------
    >>> found = control_hints([
    ...     FirmTraits("a", "张示例", "0566-123 4567"),
    ...     FirmTraits("b", "张 示例", "（０５６６）1234567"),
    ...     FirmTraits("c", "李示例", ""),
    ... ])
    >>> [(group.hint, group.firms) for group in found.groups]
    [('legal_representative', ('a', 'b')), ('phone', ('a', 'b'))]
    >>> found.links()
    [Controls(controller='a', controlled='b', hint='legal_representative,phone')]
    """
    known = {firm.id: firm for firm in firms}
    shared: dict[tuple[str, str], list[str]] = {}
    for firm in sorted(known.values()):
        for hint, value in (
            (LEGAL_REPRESENTATIVE, plain_name(firm.legal_representative)),
            (PHONE, plain_phone(firm.phone)),
        ):
            if value:
                shared.setdefault((hint, value), []).append(firm.id)
    groups = [Group(hint, tuple(ids)) for (hint, _), ids in shared.items() if len(ids) > 1]
    groups.sort(key=lambda group: (-len(group.firms), group))
    return Hints(
        groups=tuple(group for group in groups if len(group.firms) <= largest),
        too_large=tuple(group for group in groups if len(group.firms) > largest),
    )


def plain_name(text: str) -> str:
    """Write a name the way in which names are compared: letters only, case and width ignored.

    Examples
    --------
    >>> plain_name(" Ｚｈａｎｇ·示例 ") == plain_name("zhang 示例")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def plain_phone(text: str) -> str:
    """Write a phone number the way in which numbers are compared; empty if it is too short.

    Examples
    --------
    >>> plain_phone("+86 139-0000-0000"), plain_phone("0566 1234567"), plain_phone("110")
    ('13900000000', '05661234567', '')
    """
    folded = unicodedata.normalize("NFKC", text).strip().replace("+", "00", 1)
    digits = "".join(char for char in folded if char in "0123456789")
    number = digits.removeprefix(COUNTRY_CODE)
    return number if len(number) >= SHORTEST_PHONE else ""
