"""The tree of an uploaded XML: without document type, entities, references, within limits.

OWASP ASVS 5.0 1.5.1 (no external entities) and TRUST.md, Security, uploads.
"""

import re
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.ElementTree import DefusedXMLParser
from flask_babel import gettext as _

from .errors import EInvoiceIsRefused

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_DEPTH: Final = 32
MAX_ELEMENTS: Final = 50_000
MAX_ATTRIBUTES: Final = 64
_DECLARED: Final = re.compile(
    rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']", re.IGNORECASE
)
_READ: Final = frozenset(
    ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "us-ascii")
)
"""Python knows more, and some of those take very long."""
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_UTF_8_MARK: Final = b"\xef\xbb\xbf"
_NOT_XML: Final = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "OFD / ZIP / Excel"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\xd0\xcf\x11\xe0", "Office"),
)


class _Limited(TreeBuilder):
    """Builds a tree and stops where it grows beyond what an invoice can be."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.elements = 0

    def start(self, tag: Any, attrs: Any) -> Any:
        """An element begins."""
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            raise EInvoiceIsRefused(
                _("元素嵌套超过 %(n)s 层，不像发票，请从开票系统重新下载 XML", n=MAX_DEPTH)
            )
        if self.elements > MAX_ELEMENTS:
            raise EInvoiceIsRefused(
                _("元素超过 %(n)s 个，不像一张发票，请每张发票一个文件", n=f"{MAX_ELEMENTS:,}")
            )
        if len(attrs) > MAX_ATTRIBUTES:
            raise EInvoiceIsRefused(
                _("一个元素的属性超过 %(n)s 个，不像发票，请重新下载 XML", n=MAX_ATTRIBUTES)
            )
        return super().start(tag, attrs)

    def end(self, tag: Any) -> Any:
        """An element ends."""
        self.depth -= 1
        return super().end(tag)


def read_tree(data: bytes) -> Element:
    """The root element of an XML file. Raises EInvoiceIsRefused in words of its own."""
    _check_size(data)
    _check_type(data)
    text = _decoded(data)
    parser = DefusedXMLParser(
        target=_Limited(), encoding="utf-8", forbid_entities=True, forbid_external=True
    )
    parser.parser.StartDoctypeDeclHandler = _refuse_outer_type
    parser.parser.EndDoctypeDeclHandler = _refuse_type
    try:
        parser.feed(text.encode())
        root: Element = parser.close()
    except EntitiesForbidden as found:
        raise _entity_refusal(outside=bool(found.sysid or found.pubid)) from None
    except ExternalReferenceForbidden:
        raise _entity_refusal(outside=True) from None
    except (ParseError, ValueError, LookupError) as error:
        raise _broken(error) from None
    return root


def local(tag: object) -> str:
    """An element's name without its namespace; empty for comments and instructions."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _check_size(data: bytes) -> None:
    if not data.strip():
        raise EInvoiceIsRefused(_("文件是空的，请重新选择"))
    if len(data) > MAX_BYTES:
        raise EInvoiceIsRefused(_("文件超过 2 MB，不像一张发票的 XML，请从开票系统单张下载"))


def _check_type(data: bytes) -> None:
    for sign, name in _NOT_XML:
        if data.startswith(sign):
            raise EInvoiceIsRefused(
                _(
                    "这是 %(name)s 文件，不是 XML：版式文件请作为附件上传，这里要 XML 原件",
                    name=name,
                )
            )
    head = data[:400].removeprefix(_UTF_8_MARK).replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n")
    if not head.startswith(b"<"):
        raise EInvoiceIsRefused(_("文件不是 XML（应以「<」开头），请上传开票系统下载的 XML 原件"))
    if re.match(rb"<(!doctype\s+html|html)\b", head, re.IGNORECASE):
        raise EInvoiceIsRefused(_("这是网页，不是发票：可能存成了登录页或查验页，请下载 XML 原件"))


def _decoded(data: bytes) -> str:
    """The text in the encoding that it declares. China's own are read too."""
    declared = _encoding(data)
    if declared not in _READ:
        raise EInvoiceIsRefused(
            _("声明的编码「%(name)s」不收，请另存为 UTF-8 后再传", name=declared[:20])
        )
    try:
        text = data.decode(declared)
    except UnicodeError:
        raise EInvoiceIsRefused(
            _("内容与声明的编码 %(name)s 不符，可能被别的软件改过，请重新下载原件", name=declared)
        ) from None
    if "\x00" in text:
        raise EInvoiceIsRefused(_("文件含有空字符，已损坏，请重新下载原件"))
    # What is fed to the parser is UTF-8 now, whatever the declaration says.
    return text.lstrip("\ufeff \t\r\n")


def _encoding(data: bytes) -> str:
    if data.startswith(_UTF_16):
        return "utf-16"
    if data.startswith(_UTF_8_MARK):
        return "utf-8-sig"
    if b"<\x00" in data[:8] or b"\x00<" in data[:8]:
        return "utf-16-be" if data[:1] == b"\x00" else "utf-16-le"
    match = _DECLARED.match(data)
    name = match[1].decode("latin-1").lower() if match else "utf-8"
    return "gb18030" if name.startswith("gb") else name


def _refuse_outer_type(_name: str, system_id: Any, public_id: Any, _subset: int) -> None:
    if system_id or public_id:
        raise EInvoiceIsRefused(
            _("文件引用了外部的 DTD，平台不读取外部文件；请上传没有改动过的 XML 原件"),
            "DOCTYPE",
        )


def _refuse_type() -> None:
    raise EInvoiceIsRefused(
        _("文件带有 DTD（DOCTYPE），发票原件没有这一段；请上传没有改动过的 XML 原件"), "DOCTYPE"
    )


def _entity_refusal(*, outside: bool) -> EInvoiceIsRefused:
    if outside:
        words = _("文件引用了外部实体，平台不读取外部文件；请上传没有改动过的 XML 原件")
    else:
        words = _("文件自己定义了实体（可能是展开攻击），已拒绝；请上传没有改动过的 XML 原件")
    return EInvoiceIsRefused(words, "ENTITY")


def _broken(error: Exception) -> EInvoiceIsRefused:
    line = getattr(error, "position", (0, 0))[0]
    text = str(error)
    if "no element found" in text or "unclosed" in text:
        words = _("XML 到第 %(n)s 行就断了，文件不完整，请重新下载", n=line)
    elif "mismatched tag" in text:
        words = _("XML 第 %(n)s 行的标签前后不对应，请重新下载原件", n=line)
    elif "undefined entity" in text:
        words = _("XML 第 %(n)s 行用了没有定义的实体，请重新下载原件", n=line)
    elif "junk after" in text:
        words = _("XML 第 %(n)s 行在根元素之后还有内容：请每张发票一个文件", n=line)
    elif "unbound prefix" in text:
        words = _("XML 第 %(n)s 行用了没有声明的命名空间前缀，请重新导出", n=line)
    elif "duplicate attribute" in text:
        words = _("XML 第 %(n)s 行的一个属性写了两次，请重新导出", n=line)
    elif line:
        words = _("XML 第 %(n)s 行写法有误，已损坏，请重新下载原件", n=line)
    else:
        words = _("XML 已损坏，读不出来，请重新下载原件")
    return EInvoiceIsRefused(words)
