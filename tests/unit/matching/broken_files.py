"""Valid files, and mutations that break them in a known place."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from matching.generate import ASSET_HEADER, LIMIT_HEADER, PRODUCT_HEADER

Place = tuple[str, int, str]
Rows = list[list[str]]

HEADERS = {
    "assets.csv": list(ASSET_HEADER),
    "products.csv": list(PRODUCT_HEADER),
    "limits.csv": list(LIMIT_HEADER),
}
ROWS = {
    "assets.csv": [
        f"A{n},receivable,S{n % 3},C{n % 2},dongzhi,27,small,4,{9000 + n}.5,,2027-0{n}-2{n},0,"
        for n in range(1, 8)
    ],
    "products.csv": [
        f"P{n},B{n % 3},receivable;order,,27; 13,,6,1000,500000,10,180,80,3.{n},0.1,90000,"
        for n in range(1, 6)
    ],
    "limits.csv": [
        *(f"B{n},bank,,80000" for n in range(3)),
        *(f"B{n},core,,70000" for n in range(3)),
        *(f"B{n},borrower,S1,60000" for n in range(3)),
    ],
}
KEYS = {"assets.csv": "asset_id", "products.csv": "product_id", "limits.csv": "party_uscc"}

MONEY = ("abc", "-1", "1.005", "1e5", "1 000", "１２", "￥5", "9" * 20, "NaN", "0x10", "5元", "+3")
WORDS = ("gift", "RECEIVABLE", "应收账款", "x;y", "0")
NUMBERS = ("-1", "1.5", "", "many", "1_0", "四", "99999999999")
DATES = ("2027-02-30", "21/02/2027", "2027-2-1", "20270221", "soon", "", "0000-01-01")
CODES = ("x" * 201, "a\x07b", "a\u200bb", "")
LISTS = ("gift", "receivable;gift", "receivable,order")
BAD = {
    "assets.csv": {
        **dict.fromkeys(("asset_id", "borrower_uscc", "core_uscc", "industry"), CODES),
        **dict.fromkeys(("kind", "park", "size"), (*WORDS, "")),
        "grade": (*NUMBERS, "0", "11"),
        "amount": (*MONEY, "", "0", "0.00"),
        "requested": (*MONEY, "0"),
        "due_date": DATES,
        "splittable": ("2", "yes", "-", "true"),
        "weight": ("-1", "1.0000001", "heavy", "1,2", "1001"),
    },
    "products.csv": {
        **dict.fromkeys(("product_id", "bank"), CODES),
        **dict.fromkeys(("kinds", "parks", "sizes"), LISTS),
        **dict.fromkeys(("industries", "core_list"), ("27;" + "x" * 201, "a\x07b;27")),
        "max_grade": (*NUMBERS, "0", "11"),
        **dict.fromkeys(("min_amount", "max_amount", "quota"), (*MONEY, "")),
        **dict.fromkeys(("min_days", "max_days"), NUMBERS),
        "advance_rate": ("-1", "0", "", "1.00001", "80%", "１"),
        "rate": ("-1", "", "1.00001", "3.85%", "three"),
        "fee": ("-1", "1.00001", "0.1%", "none"),
    },
    "limits.csv": {
        "bank": CODES,
        "scope": (*WORDS, "", "region"),
        "party_uscc": ("x" * 201, "a\x07b"),
        "limit": (*MONEY, ""),
    },
}


@dataclass
class Files:
    """The three files while they are being broken, and where that should be found."""

    rows: dict[str, Rows]
    chance: Random
    raw: dict[str, bytes | None] = field(default_factory=dict)
    places: set[Place] = field(default_factory=set)
    taken: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, chance: Random) -> "Files":
        """Files without a fault."""
        rows = {name: [HEADERS[name], *(line.split(",") for line in ROWS[name])] for name in ROWS}
        return cls({name: [list(row) for row in table] for name, table in rows.items()}, chance)

    def row(self, name: str) -> int | None:
        """A row that nothing has happened to yet, as it counts in the list."""
        free = [at for at in range(1, len(ROWS[name]) + 1) if (name, at) not in self.taken]
        if not free or (name, 0) in self.taken:
            return None
        at = self.chance.choice(free)
        self.taken.add((name, at))
        return at

    def header(self, name: str) -> bool:
        """May the header be broken? Not when rows are, for then they would not be read."""
        if any(file == name for file, _ in self.taken):
            return False
        self.taken.add((name, 0))
        return True

    def write(self, folder: Path) -> None:
        """Write the three files, or what is left of them."""
        for name, table in self.rows.items():
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(table)
            raw = self.raw.get(name, text.getvalue().encode())
            (folder / name).unlink(missing_ok=True)
            if raw is not None:
                (folder / name).write_bytes(raw)


def a_cell(files: Files, name: str) -> None:
    """One cell that cannot be used."""
    at = files.row(name)
    if at is not None:
        column = files.chance.choice(list(BAD[name]))
        files.rows[name][at][HEADERS[name].index(column)] = files.chance.choice(BAD[name][column])
        files.places.add((name, at + 1, column))


def two_cells(files: Files, name: str) -> None:
    """Two cells of one row: both are named."""
    at = files.row(name)
    if at is not None:
        for column in files.chance.sample(list(BAD[name]), 2):
            place = HEADERS[name].index(column)
            files.rows[name][at][place] = files.chance.choice(BAD[name][column])
            files.places.add((name, at + 1, column))


def a_short_row(files: Files, name: str) -> None:
    """A row with a cell too many or too few."""
    at = files.row(name)
    if at is not None:
        row = files.rows[name][at]
        if files.chance.random() < 0.5:
            row.append("")
        else:
            del row[files.chance.randrange(len(row))]
        files.places.add((name, at + 1, ""))


def a_double(files: Files, name: str) -> None:
    """A row that comes twice."""
    at = files.row(name)
    if at is not None:
        files.rows[name].append(list(files.rows[name][at]))
        files.places.add((name, len(files.rows[name]), KEYS[name]))


def a_contradiction(files: Files, name: str) -> None:
    """Bounds the wrong way round, or a party where none belongs."""
    at = files.row(name)
    if at is None or name == "assets.csv":
        return
    row = files.rows[name][at]
    if name == "limits.csv":
        row[1:3] = ["bank", f"S{at}"]
        files.places.add((name, at + 1, "party_uscc"))
        return
    column, value = files.chance.choice([("min_amount", "500000.01"), ("min_days", "181")])
    row[HEADERS[name].index(column)] = value
    files.places.add((name, at + 1, column))


def a_column(files: Files, name: str) -> None:
    """A column without its name, or with that of another."""
    if files.header(name):
        header = files.rows[name][0]
        column = files.chance.choice(header)
        if files.chance.random() < 0.5:
            header[header.index(column)] = column.upper() + "?"
        else:
            for row in files.rows[name]:
                row.append(row[header.index(column)] if row is not header else column)
        files.places.add((name, 1, column))


def a_file(files: Files, name: str) -> None:
    """A file that is missing, empty, or no text."""
    if files.header(name):
        raw, columns = files.chance.choice(
            [(None, [""]), (b"\xff\xfe\xff\xff", [""]), (b"", HEADERS[name])]
        )
        files.raw[name] = raw
        row = 1 if raw == b"" else 0
        files.places |= {(name, row, column) for column in columns}


def a_quote(files: Files, name: str) -> None:
    """A quote in the last row that never ends."""
    if files.header(name):
        lines = [",".join(row) for row in files.rows[name]]
        files.raw[name] = ("\n".join(lines) + '\n"').encode()
        files.places.add((name, len(lines) + 1, ""))


MUTATIONS: tuple[Callable[[Files, str], None], ...] = (
    *(a_cell, a_cell, a_cell, a_cell, two_cells, two_cells),
    *(a_short_row, a_double, a_contradiction, a_column, a_file, a_quote),
)


def broken(seed: int) -> Files:
    """Files with one to four faults."""
    chance = Random(seed)
    files = Files.of(chance)
    for _ in range(chance.randint(1, 4)):
        chance.choice(MUTATIONS)(files, chance.choice(list(ROWS)))
    return files
