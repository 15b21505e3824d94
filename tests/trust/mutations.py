"""Damaged uploads: bytes flipped, cut, doubled; cells swapped for traps."""

import io
import random
import zipfile

from lianqiao.shared.tabular import write_xlsx

HEADERS = ["统一社会信用代码", "名称", "行业代码", "从业人员", "营业收入", "成立日期"]
TRAPS = ["", "=1+1", "９９９９", "2026-02-30", "１２.5 万", "-1", "\x00", "'", "﻿", "NaN", "1e309"]


def workbook(seed: int) -> bytes:
    """A small workbook of enterprises with traps in some cells."""
    chance = random.Random(seed)
    rows = [
        ["91341721MA2T1007XH", f"演示{n}", "27", "120", "2000万元", "2015-05-01"] for n in range(20)
    ]
    for _trap in range(chance.randrange(8)):
        chance.choice(rows)[chance.randrange(6)] = chance.choice(TRAPS)
    return write_xlsx(HEADERS, rows, "演示")


def table(seed: int) -> bytes:
    """The same as CSV, in one encoding or another."""
    chance = random.Random(seed)
    lines = [",".join(HEADERS)]
    lines += [f"91341721MA2T1007XH,演示{n},{chance.choice(TRAPS)},1,1,1" for n in range(20)]
    return "\n".join(lines).encode(chance.choice(["utf-8", "utf-8-sig", "gb18030"]), "replace")


def damaged(data: bytes, seed: int) -> bytes:
    """The file with some damage done to its bytes."""
    chance = random.Random(seed)
    bytes_ = bytearray(data)
    for _damage in range(chance.randrange(1, 12)):
        at = chance.randrange(len(bytes_))
        match chance.randrange(4):
            case 0:
                bytes_[at] = chance.randrange(256)
            case 1:
                del bytes_[at : at + chance.randrange(1, 200)]
            case 2:
                bytes_[at:at] = bytes_[at : at + chance.randrange(1, 200)]
            case _:
                bytes_[at:at] = chance.randbytes(chance.randrange(1, 50))
        if not bytes_:
            bytes_ = bytearray(b"?")
    return bytes(bytes_)


def bomb() -> bytes:
    """A workbook whose sheet unpacks to far more than it weighs."""
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 20_000_000)
    return place.getvalue()


def upload(seed: int) -> tuple[str, bytes]:
    """A damaged file and its name."""
    kind = seed % 3
    if kind == 0:
        return "演示.xlsx", damaged(workbook(seed), seed)
    if kind == 1:
        return "演示.csv", damaged(table(seed), seed)
    return "演示.xlsx", workbook(seed)
