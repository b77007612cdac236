"""Whether something has taken an entry's place: the one predicate, for every statement that asks it."""

from sqlalchemy import ColumnElement, Exists, exists

from ledger.storage import schema

NEWER = schema.entry.alias("newer")


def superseded(entry: ColumnElement[int], known_at: ColumnElement[int] | int | None = None) -> Exists:
    """Whether what a number names was corrected or retracted, as known at a changeset (now, when left out)."""
    replaced = exists().where(NEWER.c.supersedes_id == entry)
    return replaced if known_at is None else replaced.where(NEWER.c.changeset_id <= known_at)
