"""Damaged uploads: bytes flipped, cut, doubled; traps in cells, archives, encodings and XML."""

import io
import random
import zipfile
from collections.abc import Callable
from functools import cache

from invoice_files import DIGITAL, UBL, digital, older, ubl

from lianqiao.shared.tabular import write_xlsx

HEADERS = ["统一社会信用代码", "名称", "行业代码", "从业人员", "营业收入", "成立日期"]
ROW = ["91341721MA2T1007XH", "演示", "27", "120", "2000万元", "2015-05-01"]
TRAPS = [
    "",
    "=1+1",
    "９９９９",
    "2026-02-30",
    "１２.5 万",
    "-1",
    "\x00",
    "'",
    "\ufeff",
    "NaN",
    "1e309",
    "\x07",
    "\u202e",
    "x" * 400,
    "0" * 40,
    "2026-11-23T25:61:00",
]
SHEET = "xl/worksheets/sheet1.xml"
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "big5", "latin-1")
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><worksheet><sheetData><row><c><v>&j;</v></c></row></sheetData></worksheet>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE w SYSTEM "file:///etc/passwd"><w>&x;</w>'
Chance = random.Random
Upload = tuple[str, bytes]


def workbook(seed: int) -> bytes:
    """A small workbook of enterprises with traps in some cells."""
    chance = Chance(seed)
    rows = [[*ROW[:1], f"演示{n}", *ROW[2:]] for n in range(20)]
    for _trap in range(chance.randrange(8)):
        chance.choice(rows)[chance.randrange(6)] = chance.choice(TRAPS)
    return write_xlsx(HEADERS, rows, "演示")


def table(seed: int, encoding: str = "utf-8") -> bytes:
    """The same as CSV, in one encoding or another."""
    chance = Chance(seed)
    lines = [",".join(HEADERS)]
    lines += [f"91341721MA2T1007XH,演示{n},{chance.choice(TRAPS)},1,1,1" for n in range(20)]
    return "\n".join(lines).encode(encoding, "replace")


def damaged(data: bytes, seed: int) -> bytes:
    """The file with some damage done to its bytes."""
    chance = Chance(seed)
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


def rewritten(data: bytes, part: str, text: bytes) -> bytes:
    """A workbook with one part replaced: a sound archive around an unsound part."""
    place = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(place, "w") as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name), zipfile.ZIP_DEFLATED)
    return place.getvalue()


@cache
def plain_workbook() -> bytes:
    """A workbook without traps."""
    return write_xlsx(HEADERS, [ROW] * 20, "演示")


@cache
def bomb(variant: int = 0) -> bytes:
    """A workbook that unpacks to far more than it weighs, has too many parts, or hides its size."""
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as box:
        match variant:
            case 0:
                box.writestr(SHEET, b"<row/>" * 20_000_000)
            case 1:
                for number in range(300):
                    box.writestr(f"xl/part{number}.xml", b"<x/>")
            case _:
                box.writestr(SHEET, b" " * 5_000_000)
    data = place.getvalue()
    if variant == 2:  # the directory says that little is packed in it
        return data.replace((5_000_000).to_bytes(4, "little"), (500).to_bytes(4, "little"))
    return data


def _of_bytes(seed: int) -> Upload:
    return "演示.xlsx", damaged(workbook(seed), seed)


def _of_text(seed: int) -> Upload:
    return "演示.csv", damaged(table(seed, Chance(seed).choice(ENCODINGS[:3])), seed)


def _trapped_workbook(seed: int) -> Upload:
    return "演示.xlsx", workbook(seed)


def _trapped_text(seed: int) -> Upload:
    return "演示.csv", table(seed, Chance(seed).choice(ENCODINGS))


def _with_nul(seed: int) -> Upload:
    chance = Chance(seed)
    data = bytearray(table(seed))
    for _nul in range(chance.randrange(1, 9)):
        data.insert(chance.randrange(len(data)), 0)
    return chance.choice(["演示.csv", "演示.xlsx", "演示"]), bytes(data)


def _huge_cells(seed: int) -> Upload:
    chance = Chance(seed)
    size = chance.choice([32_767, 131_072, 1_000_000, 4_000_000])
    if chance.random() < 0.5:
        return "演示.csv", f"{','.join(HEADERS)}\n{'长' * size},x,26,1,1,1\n".encode()
    long = b"<t>" + b"x" * size + b"</t>"
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is>%s</is></c></row>' % (row, row, long)
        for row in range(1, 1 + 8_000_000 // size)
    )
    sheet = b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>"
    return "演示.xlsx", rewritten(plain_workbook(), SHEET, sheet)


def _bomb(seed: int) -> Upload:
    data = bomb(seed // len(RECIPES) % 3)
    return "演示.xlsx", data if Chance(seed).random() < 0.5 else damaged(data, seed)


def _deep_xml(seed: int) -> Upload:
    chance = Chance(seed)
    depth = chance.choice([1_000, 50_000, 200_000])
    nested = b"<worksheet>" + b"<a>" * depth + b"</a>" * chance.choice([depth, 0]) + b"</worksheet>"
    sheet = chance.choice([nested, LAUGHS.encode(), OUTSIDE.encode()])
    part = chance.choice([SHEET, SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
    return "演示.xlsx", rewritten(plain_workbook(), part, sheet)


def _damaged_part(seed: int) -> Upload:
    chance = Chance(seed)
    book = workbook(seed)
    with zipfile.ZipFile(io.BytesIO(book)) as box:
        part = chance.choice([SHEET, SHEET, *box.namelist()])
        return "演示.xlsx", rewritten(book, part, damaged(box.read(part), seed))


def _too_large(seed: int) -> Upload:
    chance = Chance(seed)
    rows, columns = chance.choice([(20_001, 1), (3, 61), (3, 5_000), (200_000, 1), (6_000, 3)])
    line = ",".join(["1"] * columns)
    return "演示.csv", "\n".join([",".join(HEADERS), *[line] * rows]).encode()


def _odd_quotes(seed: int) -> Upload:
    chance = Chance(seed)
    signs = ['"', "'", ",", ";", "\t", "\r", "\n", "\r\n", "\\", "\ufeff", "甲", "1", " ", '""']
    text = "".join(chance.choice(signs) for _sign in range(chance.randrange(1, 400)))
    return "演示.csv", (",".join(HEADERS) + "\n" + text).encode()


def _cells_in_odd_places(seed: int) -> Upload:
    chance = Chance(seed)
    odd = ["XFD1048576", "A0", "AAAA1", "a1", "1A", "A99999999999", "", "A20002"]
    cells = []
    for letter in "ABCDEF"[: chance.randrange(1, 7)]:
        place = chance.choice(odd) if chance.random() < 0.1 else f"{letter}2"
        kind = chance.choice(["str", "str", "inlineStr", "b", "e", "d", "n", "s", "x"])
        value = chance.choice(["0", "1", "-1", "999999", "1e400", "NaN", "#REF!", "_x0000_", ""])
        cells.append(f'<c r="{place}" t="{kind}"><v>{value}</v></c>')
    header = "".join(f'<c t="str"><v>{header}</v></c>' for header in HEADERS)
    rows = f'<row r="1">{header}</row><row r="{chance.choice("2222x0")}">{"".join(cells)}</row>'
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    return "演示.xlsx", rewritten(plain_workbook(), SHEET, sheet.encode())


def _invoice(seed: int, **changes: str) -> bytes:
    return Chance(seed).choice([digital, older, ubl])(**changes)


def _invoice_of_bytes(seed: int) -> Upload:
    chance = Chance(seed)
    data = _invoice(seed)
    return "发票.xml", damaged(data, seed) if chance.random() < 0.8 else data


def _trapped_invoice(seed: int) -> Upload:
    chance = Chance(seed)
    names = [name for name in DIGITAL | UBL if name not in ("head", "root", "more")]
    traps = [
        *TRAPS,
        "&#x0;",
        "<a/>",
        "]]>",
        "<!--",
        "<![CDATA[1]]>",
        "&lt;",
        "０",
        "-0",
        "1" * 5_000,
    ]
    changes = {chance.choice(names): chance.choice(traps) for _trap in range(3)}
    return "发票.xml", _invoice(seed, **changes)


def _invoice_with_entities(seed: int) -> Upload:
    chance = Chance(seed)
    laughs = LAUGHS.partition("<worksheet>")[0].replace("!DOCTYPE l", "!DOCTYPE EInvoice")
    parameter = "<!DOCTYPE e [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/'>%p;]>"
    head = chance.choice([laughs, OUTSIDE.partition("<w>")[0], parameter, "<!DOCTYPE e>"])
    more = chance.choice(["", "<x>&j;</x>", "<x>&x;</x>", "<x>&#xD800;</x>"])
    return "发票.xml", _invoice(seed, head=head, more=more)


def _invoice_in_odd_encoding(seed: int) -> Upload:
    chance = Chance(seed)
    said = chance.choice([*ENCODINGS, "utf-7", "hex", "punycode", "ucs-4", "", "\u00e9"])
    head = f'<?xml version="1.0" encoding="{said}"?>'
    data = _invoice(seed, head=head).decode().encode(chance.choice(ENCODINGS), "replace")
    return "发票.xml", chance.choice([b"", b"\xff\xfe", b"\xef\xbb\xbf", b"\x00"]) + data


def _grown_invoice(seed: int) -> Upload:
    chance = Chance(seed)
    size = chance.choice([10, 1_000, 50_000])
    shape = chance.choice(["<a>" * size + "</a>" * size, "<a/>" * size, "<!--x-->" * size])
    wide = "<a " + " ".join(f'b{n}="1"' for n in range(size)) + "/>"
    long = f"<Remark>{'长' * size * 20}</Remark>"
    many = "<InvoiceNumber>1</InvoiceNumber>" * size
    return "发票.xml", _invoice(seed, more=chance.choice([shape, wide, long, many]))


RECIPES: tuple[Callable[[int], Upload], ...] = (
    _of_bytes,
    _of_text,
    _trapped_workbook,
    _trapped_text,
    _with_nul,
    _huge_cells,
    _bomb,
    _deep_xml,
    _damaged_part,
    _too_large,
    _odd_quotes,
    _cells_in_odd_places,
    _invoice_of_bytes,
    _trapped_invoice,
    _invoice_with_entities,
    _invoice_in_odd_encoding,
    _grown_invoice,
)


def upload(seed: int) -> Upload:
    """A damaged file and its name; each recipe in turn."""
    return RECIPES[seed % len(RECIPES)](seed)
