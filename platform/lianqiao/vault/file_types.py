"""What a file is, told by its content: the types that the vault keeps, and no other."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from flask_babel import gettext as _

from ..shared.xlsx_guard import FAULTS, FileIsRefused, attributes_of, check_directory
from .errors import TheFileHoldsMacros, TheFileIsDamaged, ThisFileIsNotTaken
from .rules import check_size


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file: what it is called, its media type, how its names end."""

    code: str
    media_type: str
    extensions: tuple[str, ...]


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
PDF: Final = FileType("PDF", "application/pdf", (".pdf",))
PNG: Final = FileType("PNG", "image/png", (".png",))
JPEG: Final = FileType("JPEG", "image/jpeg", (".jpg", ".jpeg"))
XLSX: Final = FileType("xlsx", f"{_OFFICE}spreadsheetml.sheet", (".xlsx",))
DOCX: Final = FileType("docx", f"{_OFFICE}wordprocessingml.document", (".docx",))
OFD: Final = FileType("OFD", "application/ofd", (".ofd",))
XML: Final = FileType("XML", "application/xml", (".xml",))
# Any text, a table or a script too, is kept as what an editor opens: a spreadsheet or a shell
# would take its lines for formulas or commands.
TEXT: Final = FileType("TXT", "text/plain; charset=utf-8", (".txt",))
CHINESE_TEXT: Final = FileType("TXT", "text/plain; charset=gb18030", (".txt",))
ACCEPTED: Final = (PDF, PNG, JPEG, XLSX, DOCX, OFD, XML, TEXT, CHINESE_TEXT)
ENDINGS: Final = tuple(ending for one in ACCEPTED[:-1] for ending in one.extensions)
"""For the browser's file chooser: a comfort, not a check."""

_MAIN_PARTS: Final[Mapping[str, FileType]] = {
    f"{_OFFICE}spreadsheetml.sheet.main+xml": XLSX,
    f"{_OFFICE}wordprocessingml.document.main+xml": DOCX,
}
_CONTENT_TYPES: Final = "[content_types].xml"
_RUNS: Final = ("macroenabled", "vbaproject", "macrosheet", "activex")
"""In a content type or in the name of a part, in lower case."""
_CHUNK: Final = 64 * 1024
_PNG_SIGN: Final = b"\x89PNG\r\n\x1a\n"
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,100}encoding=[\"'](gb[\w-]+)[\"']", re.IGNORECASE)
_MARKUP: Final = re.compile(r"\s*(<!doctype|<html|<script|<svg|\{\\rtf)", re.IGNORECASE)
_PAGES: Final = ("http://www.w3.org/1999/xhtml ", "http://www.w3.org/2000/svg ")


def recognise(data: bytes) -> FileType:
    """The type of a file's content; its name does not count.

    Raises TheFileIsEmpty, TheFileIsTooLarge, TheFileIsDamaged, TheFileHoldsMacros,
    ThisFileIsNotTaken.
    """
    check_size(len(data))
    if data.startswith(b"%PDF-"):
        return _whole(PDF, b"%%EOF" in data[-4096:])
    if data.startswith(_PNG_SIGN):
        return _whole(PNG, _png_ends(data))
    if data.startswith(b"\xff\xd8\xff"):
        return _whole(JPEG, data.rfind(b"\xff\xd9") > 0)
    if data.startswith(b"PK\x03\x04"):
        return _look_into(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ThisFileIsNotTaken(
            _("不收旧版 Office 文件（.doc、.xls）和加密的文件，请另存为 docx、xlsx 或 PDF"), "file"
        )
    if _opening(data).startswith("<?xml"):
        return _parse(data)
    return _loose(data)


def _whole(found: FileType, is_whole: bool) -> FileType:
    if not is_whole:
        raise _damaged()
    return found


def _damaged() -> TheFileIsDamaged:
    return TheFileIsDamaged(
        _("文件不完整或已损坏、加了密码，或解压后超过 100 MB，请重新导出后再传"), "file"
    )


def _not_taken() -> ThisFileIsNotTaken:
    return ThisFileIsNotTaken(
        _("只收 PDF、PNG、JPEG、xlsx、docx、OFD、XML 和纯文本（TXT），请换一种格式"), "file"
    )


def _png_ends(data: bytes) -> bool:
    """Whether the chunks, each with its length before it, lead to the one that ends a PNG."""
    at = len(_PNG_SIGN)
    while at + 12 <= len(data):
        if data[at + 4 : at + 8] == b"IEND":
            return True
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return False


def _look_into(data: bytes) -> FileType:
    """An Office file or an OFD; every part is unpacked once, within the limits of a zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = check_directory(archive)
            _unpack(archive, parts)
            return _kind_of_archive(archive, parts)
    except FAULTS:
        raise _damaged() from None


def _unpack(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> None:
    """A part that is cut, altered or longer than it says fails its checksum."""
    for entry in parts.values():
        with archive.open(entry) as source:
            while source.read(_CHUNK):
                pass


def _kind_of_archive(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> FileType:
    if "ofd.xml" in parts:
        return OFD
    if _CONTENT_TYPES not in parts:
        raise _not_taken()
    declared = [
        one.get("ContentType", "").lower()
        for element in ("Override", "Default")
        for one in attributes_of(archive, parts[_CONTENT_TYPES], element)
    ]
    if any(word in text for word in _RUNS for text in (*declared, *parts)):
        raise TheFileHoldsMacros(
            _("文件里有宏或控件，打开就会运行程序。请另存为不带宏的 xlsx、docx 或 PDF"),
            "file",
        )
    for content_type, found in _MAIN_PARTS.items():
        if content_type in declared:
            return found
    raise _not_taken()


def _opening(data: bytes) -> str:
    """How it begins, whatever marks and widths of signs stand before and between."""
    head = data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").replace(b"\x00", b"")
    return head.decode("latin-1")


def _loose(data: bytes) -> FileType:
    """Text, or XML that does not say that it is."""
    opening = _opening(data)
    if opening.startswith("<") and not _MARKUP.match(opening):
        try:
            return _parse(data)
        except TheFileIsDamaged:  # 「<关于付款的说明>」 is a text like any other
            return _text(data)
    return _text(data)


def _parse(data: bytes) -> FileType:
    """XML without a document type, so without entities; nothing that a browser would run."""
    declared = _DECLARED.match(data)
    parser = expat.ParserCreate("utf-8" if declared else None, " ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = _refuse_page
    try:
        # The parser reads no multi-byte encoding of China's own.
        parser.Parse(data.decode("gb18030").encode() if declared else data, True)
    except FileIsRefused:
        raise _not_taken() from None
    except FAULTS:
        raise _damaged() from None
    return XML


def _refuse_doctype(*_declared: object) -> None:
    raise FileIsRefused


def _refuse_page(name: str, _attributes: dict[str, str]) -> None:
    if name.startswith(_PAGES) or name.lower() in ("html", "svg"):
        raise FileIsRefused


def _text(data: bytes) -> FileType:
    for found, encoding in ((TEXT, "utf-8-sig"), (CHINESE_TEXT, "gb18030")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _UNSEEN.search(text) and text.strip() and not _MARKUP.match(text):
            return found
    raise _not_taken()
