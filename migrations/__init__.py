"""Numbered Alembic migrations."""
