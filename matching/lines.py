"""Limits as numbered lines: product quota, bank, (bank, core), (bank, borrower), guarantor."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from matching.arrays import Indices, Ints
from matching.eligibility import Pairs
from matching.instance import Instance
from matching.model import Limit

KINDS = 4  # lines that every pair may count against: quota, bank, core, borrower
# A guarantor's line is a fifth. It has a row only where it can matter, so that problems of millions
# of pairs without a guarantor carry no row of blanks.


Named = dict[tuple[str, str, str], Limit]


@dataclass(frozen=True, slots=True)
class Lines:
    """Existing limits that some pair counts against.

    `of_pair` has a row for each of the four kinds, a fifth where a product has a guarantor with a
    limit, and a column a pair: the line's number, or len(limit_fen) where no such limit exists.
    """

    names: list[str]
    limit_fen: Ints
    of_pair: Indices

    def __len__(self) -> int:
        return len(self.names)


@dataclass(slots=True)
class _Book:
    """Lines as they are numbered."""

    names: list[str]
    limits: list[int]

    def add(self, name: str, limit: int | None) -> int:
        """The number of a new line, or -1 where there is no limit."""
        if limit is None:
            return -1
        self.names.append(name)
        self.limits.append(limit)
        return len(self.names) - 1


def line_name(scope: str, bank: str, party_uscc: str = "") -> str:
    """The name of a bank's limit, or of a guarantor's, in the limit prices."""
    if scope == "guarantee":
        return f"guarantee:{party_uscc}"
    return f"bank:{bank}" if scope == "bank" else f"{scope}:{bank}:{party_uscc}"


def number_lines(instance: Instance, pairs: Pairs) -> Lines:
    """Number the limits that exist and matter, and point each pair at its own."""
    book = _Book([], [])
    named: Named = {(limit.bank, limit.scope, limit.party_uscc): limit for limit in instance.limits}
    banks = instance.banks()
    bank_of_pair: Indices = banks.codes[pairs.product]
    guaranteed = _is_guaranteed(instance, named)
    rows = np.full((KINDS + guaranteed, len(pairs)), -1, np.int32)
    rows[0] = _quotas(instance, pairs, book)[pairs.product]
    rows[1] = _bank_lines(banks.names, bank_of_pair, named, book)[bank_of_pair]
    assets = instance.assets
    for row, scope, firm in ((2, "core", assets.core_uscc), (3, "borrower", assets.borrower_uscc)):
        codes = firm.codes[pairs.asset]
        table = _party_lines(scope, (banks.names, bank_of_pair), (firm.names, codes), named, book)
        rows[row] = table[bank_of_pair, codes]
    if guaranteed:
        rows[KINDS] = _guarantee_lines(instance, pairs, named, book)[pairs.product]
    rows[rows < 0] = len(book.names)
    return Lines(book.names, np.array(book.limits, np.int64), rows)


def _quotas(instance: Instance, pairs: Pairs, book: _Book) -> Indices:
    present = np.bincount(pairs.product, minlength=len(instance.products)).tolist()
    numbers = [
        book.add(f"product:{p.product_id}", p.quota_fen if count else None)
        for p, count in zip(instance.products, present, strict=True)
    ]
    return np.array(numbers, np.int32)


def _bank_lines(banks: list[str], used: Indices, named: Named, book: _Book) -> Indices:
    present = np.bincount(used, minlength=len(banks)).tolist()
    numbers = []
    for bank, count in zip(banks, present, strict=True):
        limit = named.get((bank, "bank", "")) if count else None
        numbers.append(book.add(line_name("bank", bank), limit.limit_fen if limit else None))
    return np.array(numbers, np.int32)


def _party_lines(
    scope: str,
    banks: tuple[list[str], Indices],
    firms: tuple[list[str], Indices],
    named: Named,
    book: _Book,
) -> Indices:
    """Table bank x firm of line numbers; the row without a party serves each firm not named."""
    table = np.full((len(banks[0]), len(firms[0])), -1, np.int32)
    present = np.zeros(table.shape, bool)
    present[banks[1], firms[1]] = True
    limited = [bank for bank, name in enumerate(banks[0]) if _has_scope(named, name, scope)]
    for bank in limited:
        default = named.get((banks[0][bank], scope, ""))
        for firm in np.flatnonzero(present[bank]).tolist():
            limit = named.get((banks[0][bank], scope, firms[0][firm]), default)
            name = line_name(scope, banks[0][bank], firms[0][firm])
            table[bank, firm] = book.add(name, limit.limit_fen if limit else None)
    return table


def _is_guaranteed(instance: Instance, named: Named) -> bool:
    """Whether some product has a guarantor with a limit.

    It does not depend on the pairs: those that come later have as many rows.
    """
    return any(("", "guarantee", product.guarantor) in named for product in instance.products)


def _guarantee_lines(instance: Instance, pairs: Pairs, named: Named, book: _Book) -> Indices:
    """The line of each product's guarantor: one for all that it stands behind, at any bank."""
    present = np.bincount(pairs.product, minlength=len(instance.products)).tolist()
    numbers: dict[str, int] = {}
    for product, count in zip(instance.products, present, strict=True):
        limit = named.get(("", "guarantee", product.guarantor)) if count else None
        if limit is not None and product.guarantor not in numbers:
            name = line_name("guarantee", "", product.guarantor)
            numbers[product.guarantor] = book.add(name, limit.limit_fen)
    return np.array([numbers.get(p.guarantor, -1) for p in instance.products], np.int32)


def _has_scope(named: Iterable[tuple[str, str, str]], bank: str, scope: str) -> bool:
    return any(key[0] == bank and key[1] == scope for key in named)
