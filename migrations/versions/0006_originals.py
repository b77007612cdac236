"""What a text was read out of: the original's sha256, what read it, and how many paragraphs each of its pages has.

No hash changes: what an attachment does not have is left out of its record.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COLUMNS = ("original", "extractor", "pages")


def upgrade() -> None:
    """Add the columns; neither engine makes the table anew for that, so the triggers stay."""
    for column in COLUMNS:
        op.add_column("attachment", sa.Column(column, TEXT))


def downgrade() -> None:
    """Take them out again."""
    for column in reversed(COLUMNS):
        op.drop_column("attachment", column)
