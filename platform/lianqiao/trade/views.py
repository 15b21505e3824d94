"""The trade slice's blueprint with every page on it."""

from . import (
    response_panel,
    views_assets,
    views_confirmations,
    views_confirming,
    views_documents,
    views_einvoices,
    views_entry,
    views_late_interest,
    views_lists,
    views_payments,
    views_performance,
    views_reminders,
    views_set_offs,
)
from .blueprint import trade

__all__ = [
    "response_panel",
    "trade",
    "views_assets",
    "views_confirmations",
    "views_confirming",
    "views_documents",
    "views_einvoices",
    "views_entry",
    "views_late_interest",
    "views_lists",
    "views_payments",
    "views_performance",
    "views_reminders",
    "views_set_offs",
]
