"""Two hundred bad invoices: each refused with its own words, or caught as a (near) duplicate."""

import html
import re
from collections.abc import Callable

import pytest
from bad_invoices import Bad, bad_invoices
from characters import World
from flask.testing import FlaskClient
from invoice_files import NUMBER, digital, older, ubl
from trade_samples import TODAY, count
from web.test_einvoices import fields_of, named, send

from lianqiao.shared.database import Database
from lianqiao.trade.errors import EInvoiceIsRefused
from lianqiao.trade.models import Asset
from lianqiao.trade.read_einvoice import read_einvoice

As = Callable[[str], FlaskClient]
PATH = "/receivables/einvoices"
MOST_BYTES = 8 * 1024 * 1024
WIDE = str.maketrans("0123456789-INV", "０１２３４５６７８９－ＩＮＶ")


def says(text: str, bad: Bad) -> bool:
    """Whether one of the words stands there; ``&`` joins what stands there both."""
    return any(all(part in text for part in words.split("&")) for words in bad.any_of)


def batches(files: list[Bad]) -> list[list[Bad]]:
    """Fifty at most, and no more bytes than one request may have."""
    found: list[list[Bad]] = [[]]
    for one in files:
        weight = sum(len(other.data) for other in found[-1]) + len(one.data)
        if len(found[-1]) == 50 or weight > MOST_BYTES:
            found.append([])
        found[-1].append(one)
    return found


def refusals(page: str) -> dict[str, str]:
    """What the page says of each refused file."""
    rows = re.findall(r"<tr>(.*?)</tr>", page[page.index('id="refused"') :], re.S)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in rows]
    return {html.unescape(row[0].split(" <")[0]): html.unescape(row[2]) for row in cells if row}


def test_there_are_two_hundred_and_no_two_are_the_same() -> None:
    files = bad_invoices()
    assert len(files) >= 200
    assert len({one.name for one in files}) == len({one.data for one in files}) == len(files)


def test_each_is_refused_with_its_own_words(app) -> None:
    wrong = []
    with app.test_request_context():
        for bad in bad_invoices():
            try:
                read_einvoice(bad.data, TODAY)
            except EInvoiceIsRefused as refusal:
                if not says(str(refusal), bad):
                    wrong.append((bad.name, str(refusal)))
            else:
                wrong.append((bad.name, "was read"))
    assert wrong == []


def test_the_page_tells_each_and_keeps_nothing(as_: As, world: World, database: Database) -> None:
    client = as_("supplier")
    for files in batches(bad_invoices()):
        page = send(client, *((f"{one.name}.xml", one.data) for one in files))
        assert page.status_code == 422
        told = refusals(page.text)
        assert len(told) == len(files)
        for one in files:
            assert says(told[f"{one.name}.xml"], one), (one.name, told[f"{one.name}.xml"])
    assert count(database, Asset) == 0


def test_good_ones_of_every_layout_are_read(app) -> None:
    """The negative control: it is what is wrong in each that is refused, not the layout."""
    head = '<?xml version="1.0" encoding="{}"?>'
    gbk = digital(head=head.format("GBK")).decode().encode("gb18030")
    wide = digital(head=head.format("UTF-16")).decode().encode("utf-16")
    wrapped = b"<EInvoices>" + digital(head="").strip() + b"</EInvoices>"
    marked = b"\xef\xbb\xbf" + digital()
    with app.test_request_context():
        for data in (digital(), older(), ubl(), gbk, wide, wrapped, marked):
            read = read_einvoice(data, TODAY)
            assert read.gross_fen == 11_300_000
            assert read.tax_fen == 1_300_000


def enter_all(client: FlaskClient, *files: bytes) -> None:
    page = send(client, *((f"{at}.xml", data) for at, data in enumerate(files)))
    fields = fields_of(page.text)
    for at in range(len(files)):
        fields[named(fields, "due_date", at)] = f"2027-0{1 + at}-20"
    assert client.post(PATH, data=fields).status_code == 302


SAME = {
    "with blanks": digital(number=" 2635 2000 0000 0000 0017 "),
    "with full-width digits": digital(number=NUMBER.translate(WIDE), eiid=NUMBER),
    "with full-width blanks": digital(number=NUMBER[:8] + "\u3000" + NUMBER[8:], eiid=NUMBER),
    "with unseen signs": digital(number=NUMBER[:8] + "\u200b" + NUMBER[8:]),
    "with another amount": digital(net="1", tax="0.13", gross="1.13"),
    "of another day": digital(issued="2026-11-03"),
    "in another encoding": digital(head='<?xml version="1.0" encoding="GBK"?>')
    .decode()
    .encode("gb18030"),
    "with a remark more": digital(remark="补打"),
    "with another type": digital(label="普通发票"),
    "older with blanks": older(number="0012 3456", code="3500 261130"),
    "older with full-width digits": older(number="００１２３４５６", code="３５００２６１１３０"),
    "older with another amount": older(net="1", tax="0.13", gross="1.13"),
    "UBL in small letters": ubl(number="inv-2026-0017", payable="112999.00"),
    "UBL with full-width letters": ubl(number="INV-2026-0017".translate(WIDE)),
    "UBL with blanks": ubl(number="INV - 2026 - 0017"),
}
NEAR = {
    "without hyphens": "INV20260017",
    "with zeros before it": "000INV-2026-0017",
    "with slashes": "INV/2026/0017",
    "with dots": "INV.2026.0017",
    "with marks": "INV#2026#0017",
    "with the letter O": "INV-2O26-OO17",
    "with the letter l": "lNV-2026-00l7",
    "with the figure 1": "1NV-2026-0017",
    "with hyphens elsewhere": "INV-20-26-0017",
    "with the letter Z": "INV-Z0Z6-0017",
}


def test_duplicates_are_caught_however_they_are_written(
    as_: As, world: World, database: Database
) -> None:
    client = as_("supplier")
    enter_all(client, digital(), older(), ubl())
    page = send(client, *((f"{name}.xml", data) for name, data in SAME.items()))
    assert page.status_code == 422
    told = refusals(page.text)
    assert {name.removesuffix(".xml") for name in told} == set(SAME)
    for name, words in told.items():
        assert "已在平台登记" in words, name
    assert count(database, Asset) == 3


@pytest.mark.parametrize("how", NEAR)
def test_near_numbers_ask_for_a_reason(as_: As, world: World, database: Database, how: str) -> None:
    client = as_("supplier")
    enter_all(client, ubl())
    other = {"net": "10", "tax": "1.3", "gross": "11.3", "payable": "11.3", "due": "2027-05-05"}
    page = send(client, ("近.xml", ubl(number=NEAR[how], **other)))
    assert "号码只差空格、标点" in page.text
    fields = fields_of(page.text)
    asked = client.post(PATH, data=fields)
    assert asked.status_code == 422
    assert "如不是同一笔，请写明区别" in asked.text
    assert count(database, Asset) == 1
    fields[named(fields, "near_reason")] = "另一批货，另开的票"
    assert client.post(PATH, data=fields).status_code == 302


def test_a_number_that_differs_is_not_near(as_: As, world: World, database: Database) -> None:
    """The negative control of near numbers."""
    client = as_("supplier")
    enter_all(client, ubl())
    other = {"net": "10", "tax": "1.3", "gross": "11.3", "payable": "11.3", "due": "2027-05-05"}
    page = send(client, ("别.xml", ubl(number="INV-2026-0018", **other)))
    assert "有相近单据" not in page.text
    assert client.post(PATH, data=fields_of(page.text)).status_code == 302
    assert count(database, Asset) == 2
