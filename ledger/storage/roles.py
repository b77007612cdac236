"""What each role of a shared ledger may do on a server, as grants: by table, and no more than its acts need.

What is recorded is inserted and nothing else, whoever one is: no role is granted UPDATE or DELETE on it, and the
triggers refuse both even to who made the tables.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ledger.storage import guards, schema
from ledger.storage.database import Database, Store

ROLES = ("reader", "analyst", "reviewer", "owner")
_VIEWS = ("v_changes", "v_history", "v_readings", "v_sources")
_VERDICTS = ("review", "proposal_verdict", "draft_step")
_DERIVED = ("pair",)
_SETTINGS = ("ledger",)
_LISTS = tuple(
    f"{record}_{name}"
    for record, names in {
        "party": ("aliases", "members", "tags"), "person": ("aliases", "offices"), "round": ("parties",),
        "item": ("by", "to", "links", "tags"),
    }.items()
    for name in names
)  # fmt: skip
"""Tables whose rows are an element of a record's list: an edit writes the list anew."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One statement, and the role that it is for."""

    role: str
    sql: str


def grants(store: Store, prefix: str | None = None) -> list[Grant]:
    """Return the statements that make the roles of a ledger, and grant each what it may do."""
    run = store.connection.exec_driver_sql
    database, where = (str(run(f"SELECT {what}").scalar()) for what in ("current_database()", "current_schema()"))
    quote = store.connection.dialect.identifier_preparer.quote
    return list(_grants(prefix or re.sub(r"\W", "_", database), quote(where), quote))


def _grants(prefix: str, where: str, quote: Callable[[str], str]) -> Iterator[Grant]:
    name = {role: quote(f"{prefix}_{role}") for role in ROLES}
    for role in ROLES:
        yield Grant(role, f"CREATE ROLE {name[role]} NOLOGIN")
    yield Grant("reader", f"GRANT USAGE ON SCHEMA {where} TO {name['reader']}")
    yield Grant(
        "reader",
        _on("SELECT", [*schema.tables, guards.REVISION, guards.SEARCH, *_VIEWS], where, name["reader"]),
    )
    for role in ("analyst", "reviewer"):
        yield Grant(role, f"GRANT {name['reader']} TO {name[role]}")
    described = sorted(set(schema.tables) - {*schema.APPEND_ONLY, *_SETTINGS, *_DERIVED})
    recorded = sorted({*schema.APPEND_ONLY, *_DERIVED} - {*_VERDICTS, "redaction"} | {"draft_step"})
    yield Grant("analyst", _on("INSERT", [*recorded, *described, guards.SEARCH], where, name["analyst"]))
    yield Grant("analyst", _on("UPDATE", [each for each in described if each not in _LISTS], where, name["analyst"]))
    yield Grant("analyst", _on("DELETE", [*_LISTS, guards.SEARCH], where, name["analyst"]))
    yield Grant(
        "reviewer",
        _on("INSERT", ["changeset", "claim", "signature", *_VERDICTS, guards.SEARCH], where, name["reviewer"]),
    )
    for role in ("analyst", "reviewer"):
        yield Grant("owner", f"GRANT {name[role]} TO {name['owner']}")
    yield Grant("owner", _on("INSERT, UPDATE", [*_SETTINGS], where, name["owner"]))


def _on(rights: str, tables: list[str], where: str, role: str) -> str:
    return f"GRANT {rights} ON {', '.join(f'{where}.{table}' for table in tables)} TO {role}"


def apply(database: Database, wanted: list[Grant]) -> None:
    """Run the statements, all or none; roles that are there already stay. Raises ``Unavailable`` without the right."""
    with database.write() as store:
        run = store.connection.exec_driver_sql
        known = set(run("SELECT rolname FROM pg_roles").scalars())
        for each in wanted:
            made = re.fullmatch(r'CREATE ROLE "?(\w+)"? NOLOGIN', each.sql)
            if made is None or made[1] not in known:
                run(each.sql)
