"""The kinds of files that this slice reads."""

from .import_limits import LIMITS
from .import_products import PRODUCTS

IMPORTERS = (PRODUCTS, LIMITS)
