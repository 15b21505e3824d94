"""How a financier stands on a receivable: pledge, factoring with recourse or not, assignment."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from .errors import ArrangementDoesNotFit
from .models import ARRANGEMENTS

NAMES: Mapping[str, Any] = {
    "pledge": _l("质押"),
    "recourse_factoring": _l("有追索权保理"),
    "factoring": _l("无追索权保理"),
    "assignment": _l("转让"),
}
MEANS: Mapping[str, Any] = {
    "pledge": _l("账款仍归企业，出质给银行；登记时质权设立（民法典第四百四十五条）"),
    "recourse_factoring": _l(
        "账款转给银行，付款方不付的可以找企业；收回的款还清本息后，剩余退还企业（民法典第七百六十六条）"
    ),
    "factoring": _l("账款卖给银行，付款方不付的由银行承担；多收的归银行（民法典第七百六十七条）"),
    "assignment": _l("账款转给银行，通知付款方后对其生效（民法典第五百四十六条）"),
}
FACTORING = ("recourse_factoring", "factoring")


def check_arrangement(arrangement: str, kind: str) -> None:
    """A declared one; factoring only of goods that were delivered (银监会令2014年第5号 art. 13).

    Raises ArrangementDoesNotFit.
    """
    if arrangement not in ARRANGEMENTS:
        raise ArrangementDoesNotFit(_("请从列表里选择融资方式"), "arrangement")
    if kind == "order" and arrangement in FACTORING:
        words = _(
            "订单还没有交货，不能做保理（银监会令2014年第5号第十三条）；请选质押，交货开票后再做保理"
        )
        raise ArrangementDoesNotFit(words, "arrangement")
