"""Receivables and orders: entered, confirmed, disputed, claimed."""
