"""The graph around one document: firm, document, products, banks, and the reasons between them."""

from collections.abc import Sequence
from typing import Any, Literal

from graph.kinds import Reason
from graph.model import (
    BankNode,
    Eligible,
    EnterpriseNode,
    Offers,
    Ordered,
    OrderNode,
    Owes,
    ProductNode,
    ReceivableNode,
    Record,
    TradeGraph,
    build,
)
from graph.view import neighbourhood

from ..trade.models import Asset


def picture_of(asset: Asset, names: dict[str, str], options: Sequence[Any]) -> TradeGraph:
    """The graph of a document with the options that its viewer was given, and nothing else.

    ``names`` holds the two firms of the document; ``options`` are eligible rows with the names
    of product and bank.
    """
    eligible = [option for option in options if option.eligible]
    records = [*document_records(asset, names), *offer_records(eligible)]
    shown = {asset.id, asset.borrower_id, asset.core_id}
    shown |= {end for option in eligible for end in (option.product_id, option.bank_id)}
    graph = build(records)
    return neighbourhood(graph, asset.id, lambda node, _data: node in shown, radius=3)


def document_records(asset: Any, names: dict[str, str]) -> list[Record]:
    """A document between its two firms; ``names`` holds these."""
    firms: list[Record] = [
        EnterpriseNode(asset.borrower_id, names[asset.borrower_id]),
        EnterpriseNode(asset.core_id, names[asset.core_id]),
    ]
    if asset.kind == "order":
        borrower: Literal["seller", "buyer"] = (
            "seller" if asset.borrower_id == asset.creditor_id else "buyer"
        )
        return [
            *firms,
            OrderNode(asset.id, asset.document_no, asset.amount_fen, asset.due_date),
            Ordered(asset.debtor_id, asset.creditor_id, asset.id, asset.amount_fen, borrower),
        ]
    return [
        *firms,
        ReceivableNode(asset.id, asset.document_no, asset.amount_fen, asset.due_date),
        Owes(asset.debtor_id, asset.creditor_id, asset.id, asset.amount_fen),
    ]


def offer_records(options: Sequence[Any]) -> list[Record]:
    """Products and banks that accept a document, each with its reasons."""
    records: list[Record] = []
    for option in options:
        reasons = tuple(
            Reason(check["rule"], check["value"], check["required"]) for check in option.checks
        )
        records += [
            BankNode(option.bank_id, option.bank),
            ProductNode(option.product_id, option.product, option.rate_ppm),
            Offers(option.bank_id, option.product_id),
            Eligible(
                option.asset_id,
                option.product_id,
                reasons,
                option.principal_fen,
                option.cost_fen,
                option.recommended_fen > 0,
            ),
        ]
    return records
