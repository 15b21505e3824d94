"""Reading assets.csv, products.csv and limits.csv, with every fault named; writing the result."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from matching.cells import ASSETS, LIMITS, PRODUCTS, CellIsFaulty, Column
from matching.columns import CODED, NO_REQUEST, AssetColumns, Coded
from matching.errors import Fault, InputFilesAreFaulty
from matching.instance import Instance
from matching.model import Limit, Product

CHUNK = 50_000

Table = dict[str, list[Any]]


class Reader:
    """One file with a header: reads chunks of columns and collects its faults."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self.path = path
        self.columns = columns
        self.faults: list[Fault] = []
        self.numbers: list[int] = []
        self._memo: dict[str, dict[str, Any]] = {column.name: {} for column in columns}

    def fault(self, row: int, column: str, message: str) -> None:
        """Remember a fault."""
        self.faults.append(Fault(self.path.name, row, column, message))

    def chunks(self) -> Iterator[Table]:
        """Columns of values, some rows at a time; rows with a fault are left out."""
        text = self._text()
        if text is None:
            return
        rows = csv.reader(text.splitlines(keepends=True), strict=True)
        try:
            header = [name.strip() for name in next(rows, [])]
            places = self._places(header)
            numbered = enumerate(rows, start=2)
            while places and (chunk := list(islice(numbered, CHUNK))):
                yield self._chunk(chunk, len(header), places)
        except csv.Error:
            self.fault(rows.line_num, "", "这一行不是有效的 CSV，请检查引号和不可见字符")

    def table(self) -> Table:
        """The whole file at once."""
        whole: Table = {column.name: [] for column in self.columns}
        for chunk in self.chunks():
            for name, values in chunk.items():
                whole[name] += values
        return whole

    def _text(self) -> str | None:
        try:
            raw = self.path.read_bytes()
        except OSError:
            self.fault(0, "", "文件不存在或无法读取，请把它放进输入目录")
            return None
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        self.fault(0, "", "编码既不是 UTF-8 也不是 GB18030，请另存为 UTF-8")
        return None

    def _places(self, header: list[str]) -> dict[str, int]:
        """Where each column stands; empty when the header cannot be used."""
        before = len(self.faults)
        for column in self.columns:
            count = header.count(column.name)
            if count != 1:
                mend = "缺少这一列，请在表头补上" if not count else "表头里出现了多次，请只留一个"
                self.fault(1, column.name, mend)
        if len(self.faults) > before:
            return {}
        return {column.name: header.index(column.name) for column in self.columns}

    def _chunk(
        self, chunk: list[tuple[int, list[str]]], width: int, places: dict[str, int]
    ) -> Table:
        full = [(number, row) for number, row in chunk if self._is_whole(number, row, width)]
        numbers = [number for number, _ in full]
        bad: set[int] = set()
        table: Table = {}
        for column in self.columns:
            place = places[column.name]
            table[column.name] = self._cells(column, [row[place] for _, row in full], numbers, bad)
        if bad:
            good = [index for index, number in enumerate(numbers) if number not in bad]
            numbers = [numbers[index] for index in good]
            table = {name: [values[i] for i in good] for name, values in table.items()}
        self.numbers += numbers
        return table

    def _is_whole(self, number: int, row: list[str], width: int) -> bool:
        if len(row) != width and row:
            self.fault(number, "", f"有 {len(row)} 个单元格，表头有 {width} 个，请补齐或删去多余的")
        return len(row) == width

    def _cells(
        self, column: Column, texts: list[str], numbers: list[int], bad: set[int]
    ) -> list[Any]:
        memo, values = self._memo[column.name], []
        for number, text in zip(numbers, texts, strict=True):
            try:
                if text not in memo:
                    memo[text] = column.read(text.strip())
                values.append(memo[text])
            except CellIsFaulty as fault:
                self.fault(number, column.name, str(fault))
                bad.add(number)
                values.append(None)
        return values

    def refuse_doubles(self, columns: str, keys: Sequence[Any]) -> None:
        """Every key once."""
        seen: dict[Any, int] = {}
        for number, key in zip(self.numbers, keys, strict=True):
            first = seen.setdefault(key, number)
            if first != number:
                self.fault(number, columns, f"与第 {first} 行重复，请只留一行")


def read_instance(folder: Path, as_of: date) -> Instance:
    """The instance in a folder. Raises InputFilesAreFaulty with every fault of all three files."""
    faults: list[Fault] = []
    assets = _assets(folder / "assets.csv", faults)
    products = _products(folder / "products.csv", faults)
    limits = _limits(folder / "limits.csv", faults)
    if faults:
        raise InputFilesAreFaulty(faults)
    return Instance.of(assets, products, limits, as_of)


NUMBERS: dict[str, Callable[[Table], list[Any]]] = {
    "grade": lambda table: table["grade"],
    "amount_fen": lambda table: table["amount"],
    "requested_fen": lambda table: [NO_REQUEST if r is None else r for r in table["requested"]],
    "due": lambda table: [day.toordinal() for day in table["due_date"]],
    "weight_ppm": lambda table: table["weight"],
}


def _assets(path: Path, faults: list[Fault]) -> AssetColumns:
    reader = Reader(path, ASSETS)
    texts: Table = {name: [] for name in ("asset_id", *CODED)}
    arrays: dict[str, list[Any]] = {name: [np.zeros(0, np.int64)] for name in NUMBERS}
    split = [np.zeros(0, bool)]
    for table in reader.chunks():
        for name, values in texts.items():
            values.extend(table[name])
        for name, column in NUMBERS.items():
            arrays[name].append(np.array(column(table), np.int64))
        split.append(np.array(table["splittable"], bool))
    reader.refuse_doubles("asset_id", texts["asset_id"])
    faults += reader.faults
    columns: dict[str, Any] = {name: Coded.of(texts[name]) for name in CODED}
    columns |= {name: np.concatenate(chunks) for name, chunks in arrays.items()}
    return AssetColumns(
        ids=texts["asset_id"],
        splittable=np.concatenate(split),
        **columns,
    )


def _products(path: Path, faults: list[Fault]) -> list[Product]:
    reader = Reader(path, PRODUCTS)
    table = reader.table()
    reader.refuse_doubles("product_id", table["product_id"])
    for least, most in (("min_amount", "max_amount"), ("min_days", "max_days")):
        for number, low, high in zip(reader.numbers, table[least], table[most], strict=True):
            if low > high:
                reader.fault(number, least, f"大于 {most}，请把两者对调或改正")
    faults += reader.faults
    return [Product(*row) for row in zip(*table.values(), strict=True)]


def _limits(path: Path, faults: list[Fault]) -> list[Limit]:
    reader = Reader(path, LIMITS)
    table = reader.table()
    keys = list(zip(table["bank"], table["scope"], table["party_uscc"], strict=True))
    reader.refuse_doubles("party_uscc", keys)
    for number, (_, scope, party) in zip(reader.numbers, keys, strict=True):
        if scope == "bank" and party:
            reader.fault(number, "party_uscc", "scope 为 bank 时应留空，请删去")
    faults += reader.faults
    return [Limit(*row) for row in zip(*table.values(), strict=True)]


def write_json(body: dict[str, Any], seconds: Callable[[], dict[str, float]], out: Path) -> None:
    """Write the body, and the seconds last, so that they count the writing too."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    with out.open("w", encoding="utf-8", newline="") as file:
        file.write(text[:-1])
        file.write(f',"seconds":{json.dumps(seconds())}}}\n')
