"""Codes of people as words that people read."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

ROLE_NAMES: Mapping[str, Any] = {
    "clerk": _l("经办"),
    "approver": _l("审批"),
    "administrator": _l("管理员"),
}
