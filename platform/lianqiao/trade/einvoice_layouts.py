"""Which layout an invoice's XML has, and the facts in it as texts with their places."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from flask_babel import gettext as _

from ..shared.money import half_width
from .einvoice_names import LABELS, LINES, NAMES, ROOTS, WRAPPERS, plain
from .einvoice_xml import local
from .errors import EInvoiceIsRefused

UBL: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
CBC: Final = f"{{{UBL}CommonBasicComponents-2}}"
CAC: Final = f"{{{UBL}CommonAggregateComponents-2}}"
LONGEST_FACT: Final = 500
_ALL_NAMES_AGREE: Final = ("number",)
_REMARKS: Final = {
    "contract_no": re.compile(r"合同(?:编号|号码|号)\s*:?\s*(\w[\w/.#-]{1,79})", re.ASCII),
    "order_no": re.compile(r"订单(?:编号|号码|号)\s*:?\s*(\w[\w/.#-]{1,59})", re.ASCII),
}


@dataclass(frozen=True)
class Stated:
    """What an element says, and what it is called."""

    text: str
    where: str


@dataclass(frozen=True)
class Facts:
    """An invoice's facts as texts; ``layout`` is ``cn`` or ``ubl``."""

    layout: str
    stated: Mapping[str, Stated]

    def find(self, name: str) -> Stated | None:
        """A fact, None where the file does not say it."""
        return self.stated.get(name)

    def get(self, name: str) -> Stated:
        """A fact that an invoice cannot do without. Raises EInvoiceIsRefused."""
        found = self.stated.get(name)
        if found is None:
            label = UBL_LABELS[name] if self.layout == "ubl" else LABELS[name]
            raise EInvoiceIsRefused(
                _("缺少「%(name)s」，请从开票系统重新下载完整的 XML", name=label), label
            )
        return found

    def text(self, name: str) -> str:
        """A fact's text, empty where the file does not say it."""
        found = self.stated.get(name)
        return found.text if found else ""


def facts_of(root: Element) -> Facts:
    """The facts of the one invoice in a tree. Raises EInvoiceIsRefused."""
    name = local(root.tag)
    if str(root.tag).startswith(f"{{{UBL}"):
        return _ubl_facts(root, name)
    return Facts("cn", _chinese_facts(_the_invoice(root, name)))


def _the_invoice(root: Element, name: str) -> Element:
    if plain(name) in ROOTS and not _invoices_in(root):
        return root
    found = _invoices_in(root)
    if len(found) > 1:
        raise EInvoiceIsRefused(
            _("一个文件里有 %(n)s 张发票，请每张发票一个文件", n=len(found)), name
        )
    if len(found) == 1 and plain(name) in {*WRAPPERS, *ROOTS}:
        return found[0]
    raise EInvoiceIsRefused(
        _(
            "根元素「%(name)s」不是认得的发票（EInvoice、发票、fpxx 或 UBL Invoice），"
            "请上传发票的 XML 原件",
            name=name[:40],
        ),
        name[:40],
    )


def _invoices_in(root: Element) -> list[Element]:
    return [one for one in root if plain(local(one.tag)) in ROOTS and len(one)]


def _chinese_facts(invoice: Element) -> dict[str, Stated]:
    found: dict[str, list[Stated]] = {}
    for name, stated in _leaves(invoice):
        found.setdefault(name, []).append(stated)
    facts: dict[str, Stated] = {}
    for fact, names in NAMES.items():
        groups = [found[name] for name in names if name in found]
        if fact in _ALL_NAMES_AGREE and groups:
            groups = [[one for group in groups for one in group]]
        if groups:
            facts[fact] = _the_one(groups[0])
    for fact, pattern in _REMARKS.items():
        remark = facts.get("remark")
        if fact not in facts and remark and (match := pattern.search(half_width(remark.text))):
            facts[fact] = Stated(match[1], remark.where)
    return facts


def _leaves(element: Element) -> Iterator[tuple[str, Stated]]:
    """Every element that says something, outside lines of goods and signatures."""
    for one in element:
        name = local(one.tag)
        if not name or plain(name) in LINES:
            continue
        text = " ".join("".join(one.itertext() if _is_labelled(name) else one.text or "").split())
        if text:
            yield plain(name), Stated(text[:LONGEST_FACT], name)
        if not _is_labelled(name):
            yield from _leaves(one)


def _is_labelled(name: str) -> bool:
    """Code and words of a kind stand in two elements below it."""
    return plain(name) in NAMES["special"]


def _the_one(stated: list[Stated]) -> Stated:
    first = stated[0]
    other = next((one for one in stated if _same(one.text) != _same(first.text)), None)
    if other is not None:
        raise EInvoiceIsRefused(
            _(
                "「%(one)s」与「%(other)s」说的不一样（%(a)s、%(b)s），文件自相矛盾，请重新下载原件",
                one=first.where,
                other=other.where,
                a=first.text[:30],
                b=other.text[:30],
            ),
            first.where,
        )
    return first


def _same(text: str) -> str:
    return half_width(text).replace(" ", "").upper()


UBL_PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("cbc:ID",),
    "issued": ("cbc:IssueDate",),
    "due": (
        *("cbc:DueDate", "cac:PaymentMeans/cbc:PaymentDueDate"),
        "cac:PaymentTerms/cbc:PaymentDueDate",
    ),
    "type": ("cbc:InvoiceTypeCode",),
    "currency": ("cbc:DocumentCurrencyCode",),
    "contract_no": ("cac:ContractDocumentReference/cbc:ID",),
    "order_no": ("cac:OrderReference/cbc:ID",),
    "net": ("cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",),
    "whole": ("cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount",),
    "gross": ("cac:LegalMonetaryTotal/cbc:PayableAmount",),
    "tax": ("cac:TaxTotal/cbc:TaxAmount",),
    "original": ("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",),
}
UBL_SIDES: Final = {
    "seller": "cac:AccountingSupplierParty/cac:Party/",
    "buyer": "cac:AccountingCustomerParty/cac:Party/",
}
UBL_CODES: Final = (
    "cac:PartyTaxScheme/cbc:CompanyID",
    "cac:PartyLegalEntity/cbc:CompanyID",
    "cac:PartyIdentification/cbc:ID",
)
UBL_NAMES: Final = ("cac:PartyLegalEntity/cbc:RegistrationName", "cac:PartyName/cbc:Name")
UBL_LABELS: Final[Mapping[str, str]] = {
    **{name: paths[0] for name, paths in UBL_PATHS.items()},
    "seller_uscc": UBL_SIDES["seller"] + UBL_CODES[0],
    "buyer_uscc": UBL_SIDES["buyer"] + UBL_CODES[0],
    "seller_name": UBL_SIDES["seller"] + UBL_NAMES[0],
    "buyer_name": UBL_SIDES["buyer"] + UBL_NAMES[0],
}
CURRENCY: Final = "CNY"


def _ubl_facts(root: Element, name: str) -> Facts:
    if name == "CreditNote":
        raise EInvoiceIsRefused(
            _("这是 UBL 贷项通知单（红字），不能当作应收账款：请打开原单据，登记红冲"), name
        )
    if name != "Invoice":
        raise EInvoiceIsRefused(
            _("UBL 的「%(name)s」不是发票，请上传 UBL 2.1 的 Invoice", name=name[:40]), name[:40]
        )
    facts: dict[str, Stated] = {}
    paths = dict(UBL_PATHS)
    for side, party in UBL_SIDES.items():
        paths[f"{side}_uscc"] = tuple(party + one for one in UBL_CODES)
        paths[f"{side}_name"] = tuple(party + one for one in UBL_NAMES)
    for fact, places in paths.items():
        for path in places:
            stated = _ubl_stated(root, path)
            if stated:
                facts[fact] = stated[0] if fact.endswith("_name") else _the_one(stated)
                break
    return Facts("ubl", facts)


def _ubl_stated(root: Element, path: str) -> list[Stated]:
    """What stands at a path. Amounts are read in yuan; one in another currency is refused."""
    full = path.replace("cac:", CAC).replace("cbc:", CBC)
    found = [(one, " ".join((one.text or "").split())) for one in root.findall(full)]
    stated = [(one, text) for one, text in found if text]
    foreign = [one for one, _text in stated if one.get("currencyID", CURRENCY) != CURRENCY]
    if foreign and len(foreign) == len(stated):
        raise currency_refusal(foreign[0].get("currencyID", ""), path)
    return [Stated(text[:LONGEST_FACT], path) for one, text in stated if one not in foreign]


def currency_refusal(currency: str, where: str) -> EInvoiceIsRefused:
    """Only yuan are financed here."""
    return EInvoiceIsRefused(
        _("币种是 %(name)s：平台只收人民币（CNY）的发票", name=currency[:10] or "—"), where
    )
