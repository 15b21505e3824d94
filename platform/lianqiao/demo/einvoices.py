"""The demo's e-invoices: two truckloads of one instalment, billed apart, read from their XML."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from ..shared.money import format_yuan
from ..trade.enter_einvoices import InvoiceFile, enter_einvoices
from ..trade.papers import Bill, NewReceivable, Terms
from ..trade.read_einvoice import read_einvoice
from .confirming import confirm
from .stage import Stage

FIRST_NUMBER = 970_000_000_000_000  # of invoices: far from those of the market
SELLER, BUYER = "supplier", "core"
ENTERED, CONFIRMED, DUE = -9, -8, 71
NETS_FEN = (16_500_000, 8_200_000)
TAX_PERCENT = 13
CONTRACT, INSTALMENT = "HT-2026-018", 2
REASON = "同一期分两车送货，第二车次日签收，另开发票"


def read_from_xml(stage: Stage) -> None:
    """The supplier enters both at once; the core enterprise confirms a day later."""
    stage.at(stage.day(ENTERED), partial(_enter, stage))


def _enter(stage: Stage, day: date) -> None:
    entries = [_entry(stage, at, day) for at in range(len(NETS_FEN))]
    by, now = stage.firm(SELLER), stage.moment(day)
    entered = enter_einvoices(stage.session, by, entries, now, day, secret=stage.secret)
    for asset in entered:
        stage.at(stage.day(CONFIRMED), partial(_confirm, stage, asset.id))


def _confirm(stage: Stage, asset_id: str, day: date) -> None:
    confirm(stage, stage.people[BUYER], asset_id, day)


def _entry(stage: Stage, at: int, day: date) -> tuple[NewReceivable, InvoiceFile]:
    issued = day - timedelta(days=2)
    data = _xml(stage, at, issued)
    read = read_einvoice(data, day)
    terms = Terms(read.gross_fen, issued, stage.day(DUE), issued)
    new = NewReceivable(
        stage.ids[SELLER],
        stage.ids[BUYER],
        read.number,
        replace(terms, contract_no=CONTRACT, instalment=INSTALMENT),
        near_reason=REASON if at else "",
        bill=Bill(read.kind, "einvoice", read.net_fen, read.tax_fen),
    )
    return new, InvoiceFile(f"演示数电票_{read.number}.xml", data)


def _xml(stage: Stage, at: int, issued: date) -> bytes:
    """A 数电票 as the tax service lays it out, with nothing but what the demo needs."""
    seller, buyer = stage.county.firms[SELLER], stage.county.firms[BUYER]
    net = NETS_FEN[at]
    tax = net * TAX_PERCENT // 100
    amounts = {"net": net, "tax": tax, "gross": net + tax}
    told = {name: format_yuan(fen).replace(",", "") for name, fen in amounts.items()}
    number = f"{issued:%y}341{FIRST_NUMBER + at}"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<EInvoice>
<Header><EIid>{number}</EIid><InherentLabel><GeneralOrSpecialVAT><LabelCode>01</LabelCode>
<LabelName>增值税专用发票</LabelName></GeneralOrSpecialVAT></InherentLabel></Header>
<EInvoiceData>
<SellerInformation><SellerIdNum>{seller.uscc}</SellerIdNum><SellerName>{seller.name}</SellerName>
</SellerInformation>
<BuyerInformation><BuyerIdNum>{buyer.uscc}</BuyerIdNum><BuyerName>{buyer.name}</BuyerName>
</BuyerInformation>
<BasicInformation><TotalAmWithoutTax>{told["net"]}</TotalAmWithoutTax>
<TotalTaxAm>{told["tax"]}</TotalTaxAm>
<TotalTax-includedAmount>{told["gross"]}</TotalTax-includedAmount></BasicInformation>
<AdditionalInformation><Remark>演示数据，合同编号：{CONTRACT}</Remark></AdditionalInformation>
</EInvoiceData>
<TaxSupervisionInfo><InvoiceNumber>{number}</InvoiceNumber>
<IssueTime>{issued.isoformat()}</IssueTime></TaxSupervisionInfo>
</EInvoice>
""".encode()
