"""The queries that hold the invariants against the database."""
