"""A changeset follows the last one, and on a server its author is who connected: refused else, whoever writes it.

Revision ID: 0011
Revises: 0010
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ON_SQLITE = (
    "CREATE TRIGGER changeset_in_turn BEFORE INSERT ON changeset "
    "WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM changeset) "
    "OR NEW.previous IS NOT (SELECT hash FROM changeset ORDER BY id DESC LIMIT 1) BEGIN "
    "SELECT RAISE(ABORT, 'a changeset follows the last one, and names its hash'); END"
)
# The table by its own schema: a search path of the writer's cannot put another in its place. Who made the tables may
# also replay what others recorded.
ON_POSTGRESQL = (
    "DECLARE last_id integer; last_hash text; BEGIN "
    "EXECUTE format('SELECT id, hash FROM %I.%I ORDER BY id DESC LIMIT 1', TG_TABLE_SCHEMA, TG_TABLE_NAME) "
    "INTO last_id, last_hash; "
    "IF NEW.id IS DISTINCT FROM coalesce(last_id, 0) + 1 OR NEW.previous IS DISTINCT FROM last_hash THEN "
    "RAISE EXCEPTION 'a changeset follows the last one, and names its hash'; END IF; "
    "IF NEW.author IS DISTINCT FROM session_user::text AND NOT pg_catalog.pg_has_role(session_user, "
    "(SELECT relowner FROM pg_catalog.pg_class WHERE oid = TG_RELID), 'MEMBER') THEN "
    "RAISE EXCEPTION 'the author of a changeset is the role that connects, %', session_user "
    "USING ERRCODE = 'insufficient_privilege'; END IF; "
    "RETURN NEW; END"
)


def upgrade() -> None:
    """Set the guard."""
    if op.get_bind().dialect.name != "postgresql":
        op.execute(ON_SQLITE)
        return
    op.execute(f"CREATE FUNCTION in_turn() RETURNS trigger LANGUAGE plpgsql AS $$ {ON_POSTGRESQL} $$")
    op.execute("CREATE TRIGGER changeset_in_turn BEFORE INSERT ON changeset FOR EACH ROW EXECUTE FUNCTION in_turn()")


def downgrade() -> None:
    """Take it away."""
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TRIGGER changeset_in_turn")
        return
    op.execute("DROP TRIGGER changeset_in_turn ON changeset")
    op.execute("DROP FUNCTION in_turn()")
