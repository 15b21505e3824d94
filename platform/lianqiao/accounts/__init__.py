"""Organisations, their users, sessions and notices."""
