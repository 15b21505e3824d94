"""The form of a guarantor's capacity."""

from flask_babel import lazy_gettext as _l

from ..shared.forms import HouseForm, Required, whole_field, yuan_field
from .forms import NOT_NEGATIVE


class CapacityForm(HouseForm):
    """Net assets after an audit, and the multiple; what follows from them is the capacity."""

    net_assets_fen = yuan_field(_l("净资产"), Required(), NOT_NEGATIVE)
    multiple = whole_field(_l("放大倍数"), Required())
