"""Looks into an uploaded xlsx before any library unfolds it, and keeps only what is read."""

import io
import posixpath
import re
import zipfile
import zlib
from array import array
from dataclasses import dataclass
from functools import cache
from typing import IO, Final
from xml.parsers import expat

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 100 * 1024 * 1024
MAX_RATIO: Final = 100
MAX_ENTRIES: Final = 200
MAX_ROWS: Final = 20_001
"""The header and 20,000 rows."""
MAX_COLUMNS: Final = 60
MAX_TEXT: Final = 30_000_000
"""Characters of all cells together: one long shared string may stand in a million cells."""

_CHUNK: Final = 64 * 1024
_RATIO_FREE_BYTES: Final = 1024 * 1024
_CELL: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_KEPT: Final = ("[content_types].xml", "_rels/.rels", "xl/styles.xml", "xl/sharedstrings.xml")
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    LookupError,
)
"""What reading a damaged zip and its XML may raise."""
_BROKEN: Final = _l("文件已损坏或不是 xlsx 工作簿，请在表格软件中另存为 xlsx 后重试")


class FileIsRefused(ValueError):
    """An upload cannot be read, or is larger than the limits; the message is for its user."""


@dataclass(frozen=True, slots=True)
class CheckedWorkbook:
    """A small copy of a workbook that holds one worksheet within the limits.

    ``faults`` are the columns, by row, whose formula came to an error; both count from 1.
    """

    data: bytes
    sheet: str
    faults: dict[int, list[int]]


def check_workbook(data: bytes) -> CheckedWorkbook:
    """Check the zip directory, then the cells of the first visible sheet.

    The copy holds only the parts that were looked at here, so another reader of the same
    bytes cannot be led to a part that was not. Raises FileIsRefused.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = check_directory(archive)
            sheet, part = _first_visible_sheet(archive, parts)
            data, faults = _checked_copy(archive, parts, part)
            return CheckedWorkbook(data, sheet, faults)
    except FileIsRefused:
        raise
    except FAULTS:
        raise FileIsRefused(str(_BROKEN)) from None


def check_directory(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The parts of a zip by their name in lower case; raises FileIsRefused beyond the limits."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise FileIsRefused(
            gettext(
                "xlsx 内含 %(entries)s 个部件，最多 %(max_entries)s 个",
                entries=len(entries),
                max_entries=MAX_ENTRIES,
            )
        )
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise FileIsRefused(gettext("xlsx 解压后超过 100 MB，请拆分后上传"))
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > max(_RATIO_FREE_BYTES, MAX_RATIO * packed):
        raise FileIsRefused(gettext("xlsx 的压缩比超过 100 倍，已拒绝，请另存为 CSV 后上传"))
    parts = {entry.filename.lower(): entry for entry in entries}
    if len(parts) != len(entries) or any(entry.flag_bits & 1 for entry in entries):
        raise FileIsRefused(str(_BROKEN))
    return parts


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise FileIsRefused(gettext("xlsx 含有不允许的 XML 声明，请另存为新文件后重试"))


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _first_visible_sheet(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]
) -> tuple[str, str]:
    sheets = attributes_of(archive, parts[_WORKBOOK], "sheet")
    relations = attributes_of(archive, parts[_RELATIONS], "Relationship")
    targets = {
        relation["Id"]: posixpath.normpath(posixpath.join("/xl", relation["Target"]))
        for relation in relations
        if relation["Type"].endswith("/worksheet")
    }
    for sheet in sheets:
        target = targets.get(sheet.get("id", ""))
        if target and sheet.get("state", "visible") == "visible":
            return sheet["name"], target.removeprefix("/").lower()
    raise FileIsRefused(gettext("工作簿中没有可见的工作表"))


def attributes_of(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, element: str
) -> list[dict[str, str]]:
    """The attributes of every element of a name in a part, without name spaces."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == element:
            found.append({_local(key): value for key, value in attributes.items()})

    parser = _parser()
    parser.StartElementHandler = start
    parser.Parse(archive.read(entry), True)
    return found


def _checked_copy(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], sheet: str
) -> tuple[bytes, dict[int, list[int]]]:
    if sheet not in parts:
        raise FileIsRefused(str(_BROKEN))
    copy = io.BytesIO()
    strings, cells = _SharedStrings(), _Cells()
    scans: dict[str, _Scan] = {"xl/sharedstrings.xml": strings, sheet: cells}
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in (*_KEPT, _WORKBOOK, _RELATIONS, sheet):
            if name in parts:
                entry = parts[name]
                with target.open(entry.filename, "w") as sink:
                    _scan_part(archive, entry, scans.get(name, _Scan()), sink)
    if cells.shared_cells * max(strings.lengths, default=0) > MAX_TEXT:
        _scan_part(archive, parts[sheet], _SharedText(strings.lengths), io.BytesIO())
    return copy.getvalue(), cells.faults


def _scan_part(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, scan: "_Scan", sink: IO[bytes]
) -> None:
    parser = _parser()
    for handler in ("StartElementHandler", "EndElementHandler", "CharacterDataHandler"):
        setattr(parser, handler, getattr(scan, handler, None))
    with archive.open(entry) as source:
        while chunk := source.read(_CHUNK):
            parser.Parse(chunk, False)
            sink.write(chunk)
    parser.Parse(b"", True)


class _Scan:
    """What is looked at in a part: the handlers that it has are set on the parser."""


class _SharedStrings(_Scan):
    """Lengths of the shared strings, in order."""

    def __init__(self) -> None:
        self.lengths = array("l")

    def StartElementHandler(self, name: str, _: dict[str, str]) -> None:  # noqa: N802
        if _local(name) == "si":
            self.lengths.append(0)

    def CharacterDataHandler(self, data: str) -> None:  # noqa: N802
        if self.lengths:
            self.lengths[-1] += len(data)


class _Cells(_Scan):
    """Where cells with a value stand, and how many; which hold an error."""

    def __init__(self) -> None:
        self.shared_cells = 0
        self.faults: dict[int, list[int]] = {}
        self._is_fault = False
        self._cells = self._row = self._column = 0

    def StartElementHandler(self, name: str, attributes: dict[str, str]) -> None:  # noqa: N802
        match name if ":" not in name else _local(name):
            case "c":
                self._start_cell(attributes)
            case "v" | "is":
                self._count_cell()
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("t")
        self.shared_cells += kind == "s"
        self._is_fault = kind == "e"
        self._column += 1
        if reference := attributes.get("r"):
            match = _CELL.fullmatch(reference)
            if match is None:
                raise FileIsRefused(str(_BROKEN))
            self._column = _column_number(match[1])
            self._row = int(match[2])

    def _count_cell(self) -> None:
        self._cells += 1
        if self._column > MAX_COLUMNS + 1:  # one more: the column of reasons that we added
            raise FileIsRefused(
                gettext("表格超过 %(max_columns)s 列，请删除多余的列", max_columns=MAX_COLUMNS)
            )
        if self._row > MAX_ROWS or self._cells > MAX_ROWS * MAX_COLUMNS:
            raise FileIsRefused(
                gettext("表格超过 %(max_rows)s 行，请拆分后上传", max_rows=f"{MAX_ROWS - 1:,}")
            )
        if self._is_fault:
            self.faults.setdefault(self._row, []).append(self._column)


class _SharedText(_Scan):
    """How much text the cells hold that name a shared string."""

    def __init__(self, lengths: "array[int]") -> None:
        self._lengths = lengths
        self._is_shared = False
        self._characters = 0
        self._index = ""

    def StartElementHandler(self, name: str, attributes: dict[str, str]) -> None:  # noqa: N802
        if _local(name) == "c":
            self._is_shared = attributes.get("t") == "s"
        self._index = ""

    def CharacterDataHandler(self, data: str) -> None:  # noqa: N802
        self._index += data[:20]

    def EndElementHandler(self, name: str) -> None:  # noqa: N802
        index = self._index.strip()
        if _local(name) == "v" and self._is_shared and index.isdecimal():
            at = int(index)
            self._characters += self._lengths[at] if at < len(self._lengths) else 0
        if self._characters > MAX_TEXT:
            raise FileIsRefused(gettext("表格的文字过多，请拆分后上传"))


@cache
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
