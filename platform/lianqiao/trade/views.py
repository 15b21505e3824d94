"""The trade slice's blueprint with every page on it."""

from . import (
    views_assets,
    views_confirmations,
    views_documents,
    views_entry,
    views_late_interest,
    views_lists,
    views_payments,
    views_performance,
    views_set_offs,
)
from .blueprint import trade

__all__ = [
    "trade",
    "views_assets",
    "views_confirmations",
    "views_documents",
    "views_entry",
    "views_late_interest",
    "views_lists",
    "views_payments",
    "views_performance",
    "views_set_offs",
]
