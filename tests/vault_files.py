"""Files for tests of the vault, small and made here: one of every type that is kept."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lianqiao.demo.paper import pdf
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns
from lianqiao.shared.tabular import write_xlsx
from lianqiao.vault.models import VaultDocument, VaultUse

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
NOTHING: dict[str, str] = {}


def a_pdf(title: str = "演示合同") -> bytes:
    """A page with a title: another title, other bytes."""
    return pdf(title, ["甲方：演示东至制药"])


def a_png() -> bytes:
    """One white point."""
    head = b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\x00\xff")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(name + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + name + data + check


def a_jpeg() -> bytes:
    """Begins and ends as a JPEG does."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\xff\xd9"


def an_xlsx() -> bytes:
    """A statement of one line."""
    return write_xlsx(["科目", "金额"], [["货币资金", "12.50"]], "报表")


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in parts.items():
            box.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return place.getvalue()


def office(main: str, more: Mapping[str, str | bytes] = NOTHING, overrides: str = "") -> bytes:
    """An Office file whose main part is of a content type, with other parts beside it."""
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/main.xml" ContentType="{main}"/>{overrides}</Types>'
    )
    return zipped({"[Content_Types].xml": types, "main.xml": "<document/>", **more})


def a_docx() -> bytes:
    """A contract without words."""
    return office(WORD)


def an_ofd() -> bytes:
    """An invoice as the tax office prints it."""
    return zipped({"OFD.xml": "<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'/>"})


def an_xml() -> bytes:
    """An invoice as data."""
    return "<?xml version='1.0' encoding='UTF-8'?><EInvoice><号码>1</号码></EInvoice>".encode()


SAMPLES: dict[str, tuple[str, bytes]] = {
    "pdf": ("合同.pdf", a_pdf()),
    "png": ("执照.png", a_png()),
    "jpeg": ("执照.jpg", a_jpeg()),
    "xlsx": ("报表.xlsx", an_xlsx()),
    "docx": ("合同.docx", a_docx()),
    "ofd": ("发票.ofd", an_ofd()),
    "xml": ("发票.xml", an_xml()),
    "text": ("说明.txt", "已于本月付清。".encode()),
    "chinese text": ("说明.txt", "已于本月付清。".encode("gb18030")),
}


def post_file(
    client: FlaskClient,
    path: str = "/documents/new",
    data: bytes | None = None,
    filename: str = "演示合同.pdf",
    **typed: str,
) -> TestResponse:
    """Send a form with a file."""
    content = a_pdf() if data is None else data
    values: dict[str, Any] = {"kind": "contract"} | typed
    values["file"] = FileStorage(io.BytesIO(content), filename, "file")
    # Encoded here: the client would leave the temporary file of a large body open.
    boundary, body = encode_multipart(values)
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def uploaded(client: FlaskClient, **more: Any) -> str:
    """Upload a file; its document's id."""
    answer = post_file(client, **more)
    assert answer.status_code == 302, answer.text
    found = re.search(r"/documents/(\w{26})$", answer.headers["Location"])
    assert found is not None
    return found[1]


def read_document(database: Database, document_id: str) -> VaultDocument:
    """The row as it is now."""
    with database.reading() as session:
        return session.get_one(VaultDocument, document_id)


def uses_of(database: Database, document_id: str) -> list[tuple[str, str]]:
    """Kind and id of every subject at which a document is shown."""
    use = columns(VaultUse)
    query = select(use.subject_kind, use.subject_id).where(use.document_id == document_id)
    with database.reading() as session:
        return [(row.subject_kind, row.subject_id) for row in session.execute(query)]
