"""Loan book, schedules, maturities, alerts and renewal reviews."""
