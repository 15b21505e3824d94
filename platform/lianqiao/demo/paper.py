"""Papers for the demo: one page of PDF with plainly invented words, the same bytes each time."""

from collections.abc import Sequence

HEAD = "演示文件 — 内容皆为虚构，不产生任何效力"
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    b" /DescendantFonts [5 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 6 0 R"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
    b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
)


def pdf(title: str, lines: Sequence[str]) -> bytes:
    """A page with a title and lines below it, in a font that readers of Chinese PDF have."""
    written = [(18, 770, title), (10, 740, HEAD)]
    written += [(12, 700 - 26 * at, line) for at, line in enumerate(lines)]
    text = b"".join(
        b"BT /F1 %d Tf 70 %d Td <%s> Tj ET\n" % (size, y, words.encode("utf-16-be").hex().encode())
        for size, y, words in written
    )
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        *_FONT,
        b"<< /Length %d >>\nstream\n%sendstream" % (len(text), text),
    )


def _file(*objects: bytes) -> bytes:
    """Objects one after another, and the table of where each begins."""
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(data))
    )
