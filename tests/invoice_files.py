"""E-invoices for tests, made here: 数电票, older VAT invoices and UBL 2.1, each fact changeable."""

from characters import ENTERPRISES

from lianqiao.shared.money import format_yuan

SUPPLIER, SUPPLIER_NAME = ENTERPRISES["supplier"][1], ENTERPRISES["supplier"][0]
CORE, CORE_NAME = ENTERPRISES["core"][1], ENTERPRISES["core"][0]
CUSTOMER, CUSTOMER_NAME = ENTERPRISES["customer"][1], ENTERPRISES["customer"][0]
NUMBER = "26352000000000000017"
DIGITAL = {
    "number": NUMBER,
    "eiid": "",
    "issued": "2026-11-02 10:20:30",
    "seller": SUPPLIER,
    "seller_name": SUPPLIER_NAME,
    "buyer": CORE,
    "buyer_name": CORE_NAME,
    "net": "100000.00",
    "tax": "13000.00",
    "gross": "113000.00",
    "label": "增值税专用发票",
    "more": "",
    "remark": "",
    "root": "EInvoice",
    "head": '<?xml version="1.0" encoding="UTF-8"?>',
}
OLDER = DIGITAL | {"number": "00123456", "code": "3500261130", "issued": "20261102"}
UBL = DIGITAL | {
    "number": "INV-2026-0017",
    "issued": "2026-11-02",
    "due": "2027-01-11",
    "currency": "CNY",
    "payable": "113000.00",
    "root": "Invoice",
}
NAMESPACES = " ".join(
    f'xmlns{prefix}="urn:oasis:names:specification:ubl:schema:xsd:{name}-2"'
    for prefix, name in (
        (":cac", "CommonAggregateComponents"),
        (":cbc", "CommonBasicComponents"),
    )
)


def digital(**changes: str) -> bytes:
    """A 数电票 as the tax service delivers it. An empty fact is left out with its element."""
    told = DIGITAL | changes
    return f"""{told["head"]}
<{told["root"]}>
<Header>{_tag("EIid", told["eiid"] or told["number"])}<EInvoiceTag>SWEI3200</EInvoiceTag>
<InherentLabel><GeneralOrSpecialVAT><LabelCode>01</LabelCode><LabelName>{told["label"]}</LabelName>
</GeneralOrSpecialVAT></InherentLabel></Header>
<EInvoiceData>
<SellerInformation>{_tag("SellerIdNum", told["seller"])}{_tag("SellerName", told["seller_name"])}
</SellerInformation>
<BuyerInformation>{_tag("BuyerIdNum", told["buyer"])}{_tag("BuyerName", told["buyer_name"])}
</BuyerInformation>
<BasicInformation>{_tag("TotalAmWithoutTax", told["net"])}{_tag("TotalTaxAm", told["tax"])}
{_tag("TotalTax-includedAmount", told["gross"])}<Drawer>演示</Drawer>{told["more"]}
</BasicInformation>
<IssuItemInformation><ItemName>*演示*辅料</ItemName><Amount>1.00</Amount><ComTaxAm>0.13</ComTaxAm>
<TotaltaxIncludedAmount>1.13</TotaltaxIncludedAmount></IssuItemInformation>
<AdditionalInformation>{_tag("Remark", told["remark"])}</AdditionalInformation>
</EInvoiceData>
<TaxSupervisionInfo>{_tag("InvoiceNumber", told["number"])}{_tag("IssueTime", told["issued"])}
</TaxSupervisionInfo>
</{told["root"]}>""".encode()


def older(**changes: str) -> bytes:
    """An older VAT invoice with the pinyin names of the tax service's interfaces."""
    told = OLDER | changes
    return f"""{told["head"]}
<fpxx><fplx>{told["label"]}</fplx>{_tag("fpdm", told["code"])}{_tag("fphm", told["number"])}
{_tag("kprq", told["issued"])}{_tag("XSF_NSRSBH", told["seller"])}
{_tag("XSF_MC", told["seller_name"])}{_tag("GMF_NSRSBH", told["buyer"])}
{_tag("GMF_MC", told["buyer_name"])}{_tag("HJJE", told["net"])}{_tag("HJSE", told["tax"])}
{_tag("JSHJ", told["gross"])}{_tag("bz", told["remark"])}{told["more"]}
<COMMON_FPKJ_XMXXS><COMMON_FPKJ_XMXX><XMJE>1.00</XMJE></COMMON_FPKJ_XMXX></COMMON_FPKJ_XMXXS>
</fpxx>""".encode()


def ubl(**changes: str) -> bytes:
    """A UBL 2.1 invoice."""
    told = UBL | changes
    kind = "CreditNote" if told["root"] == "CreditNote" else "Invoice"
    space = f'xmlns="urn:oasis:names:specification:ubl:schema:xsd:{kind}-2" {NAMESPACES}'
    money = f'currencyID="{told["currency"]}"'
    return f"""{told["head"]}
<{told["root"]} {space}><cbc:UBLVersionID>2.1</cbc:UBLVersionID>{_tag("cbc:ID", told["number"])}
{_tag("cbc:IssueDate", told["issued"])}{_tag("cbc:DueDate", told["due"])}
{_tag("cbc:DocumentCurrencyCode", told["currency"])}{told["more"]}
{_party("Supplier", told["seller"], told["seller_name"])}
{_party("Customer", told["buyer"], told["buyer_name"])}
<cac:TaxTotal><cbc:TaxAmount {money}>{told["tax"]}</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount {money}>{told["net"]}</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount {money}>{told["gross"]}</cbc:TaxInclusiveAmount>
<cbc:PayableAmount {money}>{told["payable"]}</cbc:PayableAmount></cac:LegalMonetaryTotal>
</{told["root"]}>""".encode()


def numbered(at: int, **changes: str) -> bytes:
    """One of many 数电票: another number and amount for each."""
    net, tax = 1_000_000 + at * 10_000, 130_000 + at * 1_300
    amounts = {"net": net, "tax": tax, "gross": net + tax}
    told = {name: format_yuan(fen) for name, fen in amounts.items()}
    return digital(number=f"2635{2:01d}{at:015d}", **(told | changes))


def _tag(name: str, text: str) -> str:
    return f"<{name}>{text}</{name}>" if text else ""


def _party(side: str, code: str, name: str) -> str:
    tax = f"<cac:PartyTaxScheme>{_tag('cbc:CompanyID', code)}</cac:PartyTaxScheme>"
    legal = _tag("cbc:RegistrationName", name)
    legal = f"<cac:PartyLegalEntity>{legal}</cac:PartyLegalEntity>"
    part = f"Accounting{side}Party"
    return f"<cac:{part}><cac:Party>{tax}{legal}</cac:Party></cac:{part}>"
