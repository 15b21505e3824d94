"""Words of payments that pages and files share."""

from flask_babel import lazy_gettext as _l

MEANS_WORDS = {
    "transfer": _l("转账"),
    "bill": _l("票据"),
    "cash": _l("现金"),
    "other": _l("其他"),
}
