"""A search index of the program's own tokens, the same on either database; it is left empty for the program to fill.

Revision ID: 0013
Revises: 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP TABLE search_index")
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql("tokens text NOT NULL, ", "array_to_tsvector(string_to_array(tokens, ' '))")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5(kind UNINDEXED, ref UNINDEXED, place UNINDEXED, "
            'body UNINDEXED, tokens, tokenize = "ascii")'
        )


def downgrade() -> None:
    """The schema before indexes the same texts by the database's own tokens."""
    op.execute(
        "CREATE TABLE kept AS SELECT kind, ref, place, body FROM search_index "
        "WHERE kind IN ('entry', 'quote', 'item', 'source', 'text')"
    )
    op.execute("DROP TABLE search_index")
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql("", "to_tsvector('simple', body)")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5("
            'kind UNINDEXED, ref UNINDEXED, place UNINDEXED, body, tokenize = "unicode61 remove_diacritics 2")'
        )
    op.execute("INSERT INTO search_index (kind, ref, place, body) SELECT kind, ref, place, body FROM kept")
    op.execute("DROP TABLE kept")


def _on_postgresql(tokens: str, words: str) -> None:
    op.execute(
        "CREATE TABLE search_index (kind text NOT NULL, ref text NOT NULL, place text NOT NULL, body text NOT NULL, "
        f"{tokens}words tsvector GENERATED ALWAYS AS ({words}) STORED)"
    )
    op.execute("CREATE INDEX search_index_words ON search_index USING gin (words)")
    op.execute("CREATE INDEX search_index_ref ON search_index (kind, ref)")
