"""Lists of receivables and orders, and many of them by file."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from ..registry.models import Enterprise
from ..shared.import_pages import ImportPage, receive_import, show_import
from ..shared.listing import Column, Listing
from ..shared.saved_mappings import Kept
from ..shared.tables import columns
from ..shared.web import access, get_session, render, today, viewer
from .asset_filters import DAYS, ROLES, SIDES, choices_for, narrowed
from .blueprint import KIND_NAMES, trade
from .erp_presets import presets_for
from .importers import IMPORTERS
from .models import Asset, owed_fen
from .queries import assets_query, overdue_since, seen_occupied
from .states import ASSET
from .tell import FOLDERS


def _presets(kind: str, headers: Sequence[str]) -> Sequence[Kept]:
    """The usual systems' exports, with the viewer's firm as the side that stands in no column."""
    own = get_session().get_one(Enterprise, viewer().organisation)
    return presets_for(kind, headers, own.uscc)


IMPORT_PAGES = {
    kind: ImportPage(
        {folder: IMPORTERS[folder]},
        f"trade.{folder}_import",
        label,
        f"trade.{folder}",
        _l("付款方（融资方的对方）上传即为确权；其他单据等对方确权。"),
        presets=_presets,
    )
    for kind, folder, label in (
        ("receivable", "receivables", _l("批量导入应收账款")),
        ("order", "orders", _l("批量导入订单")),
    )
}


def _late() -> Column:
    days = func.coalesce(overdue_since(today()), 0)
    return Column("days_overdue", _l("逾期天数"), "number", days, in_file_only=True)


def _columns(kind: str) -> tuple[Column, ...]:
    asset = columns(Asset)
    one_role = request.args.get("role") in ROLES[kind]  # the page says it above the list
    return (
        Column("number", _l("编号"), order=asset.number, link=True),
        Column("document_no", _l("发票号码") if kind == "receivable" else _l("订单编号")),
        Column("partner", _l("对方")),
        Column("role", _l("角色"), "choice", labels=SIDES[kind], in_file_only=one_role),
        Column("amount_fen", _l("金额"), "money", asset.amount_fen),
        Column("owed_fen", _l("已确权尚欠"), "money", owed_fen(asset)),
        Column("occupied_fen", _l("已占用"), "money", seen_occupied(viewer())),
        Column("due_date", _l("到期日"), "due", asset.due_date),
        *((_late(),) if kind == "receivable" else ()),
        Column("state", _l("状态"), "state", asset.state, labels=ASSET.labels, tones=ASSET.tones),
    )


@trade.get("/receivables")
@access("enterprise")
def receivables() -> Any:
    """What is owed to the viewer's firm, and what it owes."""
    return _list_page("receivable")


@trade.get("/orders")
@access("enterprise")
def orders() -> Any:
    """What the viewer's firm sold and bought by order."""
    return _list_page("order")


def _list_page(kind: str) -> Any:
    path = url_for(f"trade.{FOLDERS[kind]}")
    choices = choices_for(get_session(), viewer(), kind)
    listing = Listing(_columns(kind), request.args, path, choices, "-number", days=DAYS)
    query = narrowed(assets_query(viewer(), kind, today()), listing, viewer(), today())
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, str(KIND_NAMES[kind]))
    page = listing.fetch(get_session(), query)
    return render("trade/assets.html", "listing", page=page, kind=kind)


@trade.get("/receivables/import")
@access("enterprise")
def receivables_import() -> Any:
    """The upload page of receivables."""
    return show_import(IMPORT_PAGES["receivable"])


@trade.post("/receivables/import")
@access("enterprise")
def receivables_import_post() -> Any:
    """A file of receivables: previewed first, then applied."""
    return receive_import(IMPORT_PAGES["receivable"])


@trade.get("/orders/import")
@access("enterprise")
def orders_import() -> Any:
    """The upload page of orders."""
    return show_import(IMPORT_PAGES["order"])


@trade.post("/orders/import")
@access("enterprise")
def orders_import_post() -> Any:
    """A file of orders: previewed first, then applied."""
    return receive_import(IMPORT_PAGES["order"])
