"""Assets as columns: compact arrays that hold millions, in an order that names do not decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np

from matching.arrays import Bools, Indices, Ints
from matching.model import Asset

NO_REQUEST = np.iinfo(np.int64).max
CODED = ("kind", "borrower_uscc", "core_uscc", "park", "industry", "size")


@dataclass(frozen=True, slots=True)
class Coded:
    """A text column as codes into its distinct names."""

    codes: Indices
    names: list[str]

    @classmethod
    def of(cls, values: Iterable[str]) -> "Coded":
        """Codes by first appearance."""
        seen: dict[str, int] = {}
        codes = np.fromiter((seen.setdefault(v, len(seen)) for v in values), np.int32)
        return cls(codes, list(seen))

    def take(self, order: Ints) -> "Coded":
        """The rows of `order`, coded anew by first appearance in it."""
        codes = self.codes[order]
        present, first = np.unique(codes, return_index=True)
        ranked = present[np.argsort(first)]
        fresh = np.zeros(len(self.names), np.int32)
        fresh[ranked] = np.arange(len(ranked), dtype=np.int32)
        return Coded(fresh[codes], [self.names[code] for code in ranked])

    def joined(self, other: "Coded") -> "Coded":
        """These rows, then the other's."""
        number = {name: code for code, name in enumerate(self.names)}
        codes = [number.setdefault(name, len(number)) for name in other.names]
        return Coded(
            np.append(self.codes, np.array(codes, np.int32)[other.codes]).astype(np.int32),
            list(number),
        )

    def by_name(self) -> Ints:
        """A key that sorts rows by their names."""
        rank = np.zeros(len(self.names), np.int64)
        rank[sorted(range(len(self.names)), key=self.names.__getitem__)] = np.arange(
            len(self.names)
        )
        return rank[self.codes]


@dataclass(frozen=True, slots=True)
class AssetColumns:
    """Assets, one array a field. Money in fen, `due` as proleptic ordinal days, weight in ppm."""

    ids: list[str]
    kind: Coded
    borrower_uscc: Coded
    core_uscc: Coded
    park: Coded
    industry: Coded
    size: Coded
    grade: Ints
    amount_fen: Ints
    requested_fen: Ints
    due: Ints
    splittable: Bools
    weight_ppm: Ints

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, assets: Sequence[Asset]) -> "AssetColumns":
        """Columns of asset objects, in their order."""

        def whole(values: Iterable[int]) -> Ints:
            return np.fromiter(values, np.int64, len(assets))

        texts = {name: Coded.of(getattr(a, name) for a in assets) for name in CODED}
        asked = (NO_REQUEST if a.requested_fen is None else a.requested_fen for a in assets)
        return cls(
            ids=[a.asset_id for a in assets],
            **texts,
            grade=whole(a.grade for a in assets),
            amount_fen=whole(a.amount_fen for a in assets),
            requested_fen=whole(asked),
            due=whole(a.due_date.toordinal() for a in assets),
            splittable=np.fromiter((a.splittable for a in assets), bool, len(assets)),
            weight_ppm=whole(a.weight_ppm for a in assets),
        )

    def asset(self, row: int) -> Asset:
        """One row as an object."""
        texts = {name: self.name_at(name, row) for name in CODED}
        asked = int(self.requested_fen[row])
        return Asset(
            asset_id=self.ids[row],
            **texts,
            grade=int(self.grade[row]),
            amount_fen=int(self.amount_fen[row]),
            requested_fen=None if asked == NO_REQUEST else asked,
            due_date=date.fromordinal(int(self.due[row])),
            splittable=bool(self.splittable[row]),
            weight_ppm=int(self.weight_ppm[row]),
        )

    def name_at(self, column: str, row: int) -> str:
        """The text of a coded column in one row."""
        coded: Coded = getattr(self, column)
        return coded.names[int(coded.codes[row])]

    def take(self, order: Ints) -> "AssetColumns":
        """The rows of `order`, in that order."""
        taken = {f.name: getattr(self, f.name) for f in fields(self)}
        for name, column in taken.items():
            if name == "ids":
                taken[name] = [self.ids[row] for row in order.tolist()]
            else:
                taken[name] = column.take(order) if isinstance(column, Coded) else column[order]
        return AssetColumns(**taken)

    def joined(self, other: "AssetColumns") -> "AssetColumns":
        """These assets, then the other's."""
        both: dict[str, Any] = {}
        for name in (f.name for f in fields(self)):
            one, more = getattr(self, name), getattr(other, name)
            if isinstance(one, Coded):
                both[name] = one.joined(more)
            else:
                both[name] = one + more if name == "ids" else np.append(one, more)
        return AssetColumns(**both)

    def canonical(self) -> "AssetColumns":
        """The same assets in an order of their contents; ids decide only between equals.

        So neither the order of the rows nor the names of firms change what is computed.
        """
        keys = [
            *(getattr(self, name).by_name() for name in ("kind", "park", "industry", "size")),
            self.splittable,
            *(self._weight_of(name) for name in ("core_uscc", "borrower_uscc")),
            *(self.grade, self.weight_ppm, self.requested_fen, self.due, self.amount_fen),
        ]
        order = np.lexsort(keys)
        return self.take(self._settle_ties(order, keys))

    def _weight_of(self, name: str) -> Ints:
        """A firm by what it brings, not by its name."""
        coded: Coded = getattr(self, name)
        total = np.zeros(len(coded.names), np.uint64)
        np.add.at(total, coded.codes, self.amount_fen.astype(np.uint64))
        return total[coded.codes].astype(np.int64)

    def _settle_ties(self, order: Ints, keys: Sequence[Ints | Bools]) -> Ints:
        """Put rows whose keys are all equal in the order of their ids."""
        if not len(order):
            return order
        same = np.ones(len(order) - 1, bool)
        for key in keys:
            same &= np.diff(key[order].astype(np.int64)) == 0
        if not same.any():
            return order
        group = np.concatenate([[0], np.cumsum(~same)]).tolist()
        rows = sorted(
            zip(group, order.tolist(), strict=True), key=lambda gr: (gr[0], self.ids[gr[1]])
        )
        return np.array([row for _, row in rows], np.int64)
