"""The trade slice's pages, gathered by the views that import this."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, current_app, url_for
from flask_babel import lazy_gettext as _l

from .models import Asset
from .payment_words import MEANS_WORDS
from .states import ASSET
from .tell import FOLDERS

trade = Blueprint("trade", __name__)
View = TypeVar("View", bound=Callable[..., Any])
KIND_NAMES = {"receivable": _l("应收账款"), "order": _l("订单")}


def for_both(name: str, rule: str, *, post: bool = False) -> Callable[[View], View]:
    """Register a view under /receivables and under /orders; it is given the kind.

    Endpoints are ``receivables_<name>`` and ``orders_<name>``.
    """

    def register(view: View) -> View:
        for kind, folder in FOLDERS.items():
            trade.add_url_rule(
                f"/{folder}{rule}",
                f"{folder}_{name}",
                view,
                defaults={"kind": kind},
                methods=["POST"] if post else ["GET"],
            )
        return view

    return register


def address(asset: Asset, name: str = "show") -> str:
    """The address of one of a document's pages."""
    return url_for(f"trade.{FOLDERS[asset.kind]}_{name}", asset_id=asset.id)


def secret() -> str:
    """What keys the fingerprints."""
    return str(current_app.extensions["lianqiao.settings"].secret)


@trade.context_processor
def words() -> dict[str, Any]:
    """The words and addresses that the slice's templates use."""
    return {
        "kind_names": KIND_NAMES,
        "machine": ASSET,
        "address": address,
        "folders": FOLDERS,
        "means_words": MEANS_WORDS,
    }
