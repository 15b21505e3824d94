"""Every table of the application, gathered for migrations and tests."""

from .accounts import models as accounts
from .financing import models as financing
from .loans import models as loans
from .oversight import models as oversight
from .products import models as products
from .registry import models as registry
from .shared import models as shared
from .shared.tables import metadata
from .trade import models as trade
from .vault import models as vault

__all__ = [
    "accounts",
    "financing",
    "loans",
    "metadata",
    "oversight",
    "products",
    "registry",
    "shared",
    "trade",
    "vault",
]
