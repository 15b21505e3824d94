"""Guard the audit chain: one head row; UPDATE and DELETE of entries are refused."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSED = "audit entries are never changed"
SQLITE = (
    f"CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    f"CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
)
POSTGRESQL = (
    f"CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$",
    "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry "
    "EXECUTE FUNCTION refuse_audit_change()",
)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    """Add the head of the chain and the triggers."""
    head = sa.table("audit_head", sa.column("id"), sa.column("seq"), sa.column("hash"))
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64}])
    for statement in SQLITE if _is_sqlite() else POSTGRESQL:
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop the triggers and the head."""
    if _is_sqlite():
        op.execute(sa.text("DROP TRIGGER audit_entry_no_update"))
        op.execute(sa.text("DROP TRIGGER audit_entry_no_delete"))
    else:
        op.execute(sa.text("DROP TRIGGER audit_entry_no_change ON audit_entry"))
        op.execute(sa.text("DROP TRIGGER audit_entry_no_truncate ON audit_entry"))
        op.execute(sa.text("DROP FUNCTION refuse_audit_change()"))
    op.execute(sa.text("DELETE FROM audit_head"))
