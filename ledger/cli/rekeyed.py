"""What renaming, joining and splitting have in common: records named by table and key."""

from collections.abc import Collection


def named(what: str, tables: Collection[str]) -> tuple[str, str]:
    """Return table and key of ``party:KEY``; a bare key is an item's. Raises ``UsageError`` for another table."""
    from ledger.domain.naming import instead
    from ledger.errors import UsageError

    table, colon, key = what.partition(":")
    if not colon:
        return "item", what
    if table not in tables:
        raise UsageError(f'"{what}" cannot be named here', hint=instead(table, sorted(tables), what="kind"))
    return table, key
