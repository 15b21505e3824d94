"""Files of a thousand rows with 37 faults of every kind, what mends them, and the desk for them."""

import csv
import io
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lianqiao.shared.tabular import write_xlsx
from lianqiao.shared.uscc import make

ROWS, FAULTS = 1000, 37
CORE = "91341721MA2T1007XH"
UNKNOWN = make("91341721", "MW999999")
Lines = list[list[str]]
FORMULA = '=HYPERLINK("http://example.com")'
BELL = "演示\x07响铃"


def code(number: int) -> str:
    """The credit code of a firm that a file brings."""
    return make("91341721", f"MK{number:06d}")


def _wrong(character: int) -> str:
    """A code whose character at the position is another one than the checks demand."""
    plain = list(code(77))
    plain[character] = "2" if plain[character] != "2" else "3"
    return "".join(plain)


# Faults: the column, and what stands there. DUPLICATE takes the key cells of the first row.
DUPLICATE = "duplicate"
Fault = tuple[int | str, str]

CODES = (_wrong(17), _wrong(16), code(77)[:17], code(77) + "1", "9134172IMK000077", "")
AMOUNTS = ("-100", "很多", "1.2.3", "1E+10", "12,34.5", "9" * 20, "0.00000000001", "12%")
DATES = ("2026-02-30", "2026-13-01", "去年", "1850-01-01", "31/12/2026", "2200-01-01")

ENTERPRISES: tuple[Fault, ...] = (
    *((0, text) for text in CODES),
    (0, "X" + code(77)[1:]),
    (0, "9134ABCD" + code(77)[8:]),
    (DUPLICATE, ""),
    (DUPLICATE, "full width"),
    *((1, text) for text in ("", "长" * 201, FORMULA, BELL)),
    *((2, text) for text in ("合肥高新区", "dongzhi2")),
    *((3, text) for text in ("", "00", "A26", "化工")),
    *((4, text) for text in ("很多", "-5", "12.5", "99999999999")),
    *((5, text) for text in AMOUNTS[:3]),
    *((6, text) for text in AMOUNTS[3:6]),
    *((7, text) for text in DATES[:3]),
    (8, "长" * 81),
    (9, "0" * 31),
    (10, "也许"),
    (11, "11"),
)
LINKS: tuple[Fault, ...] = (
    *((0, text) for text in (*CODES, UNKNOWN)),
    *((1, text) for text in (*CODES, UNKNOWN, CORE)),
    *((2, text) for text in ("", "朋友", "supplier2")),
    (DUPLICATE, ""),
    (DUPLICATE, "full width"),
    *((3, text) for text in DATES),
    *((4, text) for text in AMOUNTS[:5]),
    *((5, text) for text in ("-1", "4000", "月结")),
    *((6, text) for text in ("长" * 81, FORMULA, BELL)),
)
BANKS: tuple[Fault, ...] = (
    *((0, text) for text in ("", "长" * 41, FORMULA, BELL)),
    (DUPLICATE, ""),
    (DUPLICATE, "spaces"),
    *((1, text) for text in ("", "长" * 201, FORMULA, BELL)),
    *((2, text) for text in (*CODES[:5], "X" + code(77)[1:], "9134ABCD" + code(77)[8:])),
    *((3, text) for text in ("私人银行", "foreign", "国", "1")),
    *((4, text) for text in AMOUNTS),
    *((5, text) for text in (*AMOUNTS[:4], AMOUNTS[4], AMOUNTS[7], "=1+1", "一百块")),
)


@dataclass(frozen=True)
class Kind:
    """A kind of file: where it is uploaded, its header, a good row, its faults, its key."""

    name: str
    path: str
    header: list[str]
    good: Callable[[int], list[str]]
    faults: Sequence[Fault]
    key: int

    def mended(self) -> Lines:
        """A thousand good rows."""
        return [self.good(number) for number in range(ROWS)]

    def faulty(self) -> Lines:
        """The same rows, 37 of them with one fault each, in any place but the first."""
        lines = self.mended()
        for (column, text), at in zip(self.faults, self.places(), strict=True):
            if isinstance(column, int):
                lines[at][column] = text
            else:
                lines[at][: self.key] = [_written(cell, text) for cell in lines[0][: self.key]]
        return lines

    def places(self) -> list[int]:
        """Which rows are faulty, by their place below the header."""
        return sorted(random.Random(self.name).sample(range(1, ROWS), FAULTS))


def _written(cell: str, way: str) -> str:
    if way == "full width":
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in cell)
    return f" {cell} " if way else cell


def _cells(text: str) -> list[str]:
    return text.split(",")


def _firm(n: int) -> list[str]:
    who = f"{code(n)},演示批量{n},东至经开区,C26,{n % 500},{n},1200000"
    return _cells(f"{who},2015-05-01,演示人{n},0566-1234567,否,5,否")


def _link(n: int) -> list[str]:
    direction = ("供应商", "经销商")[n % 2]
    return _cells(f"{CORE},{code(n // 2)},{direction},2020-01-01,{n},60,HT-{n}")


def _bank(n: int) -> list[str]:
    return _cells(f"B-{n:04d},演示批量银行{n},{code(n)},地方法人,{n},350000000")


FIRM_HEADER = (
    "统一社会信用代码,名称,园区,行业代码,从业人员,营业收入（万元）,资产总额,成立日期,"
    "法定代表人,联系电话,是否核心企业,信用等级,外贸企业"
)
LINK_HEADER = "核心企业代码,合作方代码,方向,合作起始日,年交易额（万元）,账期,合同编号"
BANK_HEADER = "银行代码,名称,统一社会信用代码,类型,资本净额（亿元）,一级资本净额"
PATH = "/organisations/import"
KINDS = {
    "enterprises": Kind("enterprises", PATH, _cells(FIRM_HEADER), _firm, ENTERPRISES, 1),
    "links": Kind("links", PATH, _cells(LINK_HEADER), _link, LINKS, 3),
    "banks": Kind("banks", PATH, _cells(BANK_HEADER), _bank, BANKS, 1),
}


def as_csv(header: list[str], lines: Lines, encoding: str = "utf-8-sig") -> bytes:
    """The rows as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *lines])
    return text.getvalue().encode(encoding)


def as_xlsx(header: list[str], lines: Lines) -> bytes:
    """The rows as xlsx."""
    return write_xlsx(header, lines, "演示")


class Desk:
    """One person at an import page; waits for what runs beside the request."""

    def __init__(self, client: FlaskClient, path: str) -> None:
        self.client, self.path = client, path
        self.page: TestResponse

    def send(self, kind: str, data: bytes, filename: str = "演示.csv", **more: object) -> "Desk":
        """Upload a file and wait for its preview."""
        sent = FileStorage(io.BytesIO(data), filename, "file")
        # Encoded here: the client would leave the temporary file of a large body open.
        boundary, body = encode_multipart({"kind": kind, "file": sent, **more})
        header = f"multipart/form-data; boundary={boundary}"
        self.page = self.client.post(self.path, data=body, content_type=header)
        return self.settle()

    def press(self, step: str = "", **fields: object) -> "Desk":
        """Press a button of the file's page and wait for what comes of it."""
        data = {"token": self.token, "step": step, **fields}
        self.page = self.client.post(self.path, data=data, content_type="multipart/form-data")
        return self.settle()

    def confirm(self) -> "Desk":
        """Import what was previewed."""
        return self.press()

    def settle(self) -> "Desk":
        """Follow to the page of the file, until nothing runs any more."""
        until = time.monotonic() + 60
        while self.page.status_code == 302 or 'id="progress"' in self.page.text:
            assert time.monotonic() < until, self.page.text
            if self.page.status_code == 302:
                self.page = self.client.get(self.page.headers["Location"])
            else:
                time.sleep(0.05)
                self.page = self.client.get(f"{self.path}?job={self.token}")
        return self

    @property
    def token(self) -> str:
        """The token of the file that the page is about."""
        found = re.search(r'(?:name="token" value="|\?job=|rejected=)([\w-]{43})', self.page.text)
        assert found is not None, self.page.text
        return found[1]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Rows, accepted, unchanged, rejected, as the tiles show them."""
        shown = re.findall(r'class="tile-value">(\d+)<', self.page.text)
        assert len(shown) == 4, self.page.text
        rows, accepted, unchanged, rejected = map(int, shown)
        return rows, accepted, unchanged, rejected

    def refused(self, form: str) -> bytes:
        """The file of refused rows."""
        answer = self.client.get(f"{self.path}?rejected={self.token}&format={form}")
        assert answer.status_code == 200
        return bytes(answer.data)
