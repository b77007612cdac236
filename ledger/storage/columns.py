"""What columns and tables are made of, on both engines.

Every column is an integer or text: days are ISO text, so that both engines sort, compare and hash them alike.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from itertools import chain
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from ledger.domain.field_types import Citation

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_metadata = MetaData(naming_convention=NAMING)
tables: Mapping[str, Table] = _metadata.tables
"""The tables by name, as rows are read and written by: without the rules of ``with_rules``."""

# Collation "C" orders by code point on PostgreSQL as SQLite's BINARY does: one order on both engines.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")
LONG = BigInteger().with_variant(Integer, "sqlite")  # SQLite's INTEGER holds 64 bits as it is


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """An OR chain: on bulk load in SQLite an IN list costs two and a half times as much."""
    chain = " OR ".join(f"{column} = '{word.value}'" for word in words)
    return CheckConstraint(chain, name=column)


def between(column: str, low: int, high: int) -> CheckConstraint:
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=column)


def cite() -> list[Column[int] | Column[str]]:
    """The columns of a citation that stands inside a record; of the plain ones it has the names, behind ``cite_``."""
    number = "cite_credibility"
    names = [f"cite_{name}" for name in Citation.model_fields]
    return [Column(name, Integer) if name == number else Column(name, TEXT) for name in names]


def number() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=False)


def of_changeset(name: str = "changeset_id", *, index: bool = True) -> Column[int]:
    # Deferred: a changeset is written last, when the hash of what it holds is known.
    return Column(name, Integer, nullable=False, info=_later("changeset.id", deferred=True, index=index))


def ref(
    name: str,
    target: str,
    *,
    nullable: bool = False,
    index: bool = False,
    primary_key: bool = False,
    unique: bool = False,
    of_type: TypeEngine[int] | type[Integer] = Integer,
) -> Column[int]:
    later = _later(target, index=index)
    own: Any = {"primary_key": True, "autoincrement": False} if primary_key else {"unique": unique or None}
    return Column(name, of_type, nullable=nullable, info=later, **own)


def key_ref(name: str, target: str, *, nullable: bool = True, primary_key: bool = False) -> Column[str]:
    # Deferred: in one changeset an item may be part of one that comes after it.
    return Column(name, TEXT, nullable=nullable, primary_key=primary_key, info=_later(target, deferred=True))


_LATER, _RULES = "later", "rules"


class _Later(NamedTuple):
    """What is said of a column once the rules are wanted."""

    target: str
    deferred: bool
    indexed: bool


def _later(target: str, *, deferred: bool = False, index: bool = False) -> dict[str, Any]:
    return {_LATER: _Later(target, deferred, index)}


class YesNo(TypeDecorator[bool]):
    """Yes or no: 1 or 0 in the table, since SQLite's strict tables know no other; ``bool`` in Python."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: object) -> int | None:  # noqa: ARG002, FBT001 - its name
        """Return what the table keeps."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: object) -> bool | None:  # noqa: ARG002 - its name
        """Return what the program takes."""
        return None if value is None else bool(value)


def struck() -> Column[int]:
    return Column("struck", Integer, nullable=False)


Rule = CheckConstraint | UniqueConstraint | Index


def table(name: str, *columns: Column[int] | Column[str], rules: Callable[[], tuple[Rule, ...]] = lambda: ()) -> Table:
    """Make a table of its columns; what it refuses, and its indexes, are added when somebody asks (``with_rules``)."""
    made = Table(name, _metadata, *columns, sqlite_strict=True)
    made.info[_RULES] = rules
    return made


_MAKING = Lock()


@cache
def with_rules() -> MetaData:
    """Return the tables with their foreign keys, checks and indexes: for what makes, moves or verifies them.

    Nothing that reads or writes rows needs those, and making them takes longer than reading a small ledger.
    """
    with _MAKING:
        for made in list(tables.values()):
            if found := made.info.pop(_RULES, None):  # once, whoever else asks meanwhile
                rules = [*chain.from_iterable(map(_of_column, made.columns)), *found()]
                Table(made.name, _metadata, *rules, extend_existing=True)
    return _metadata


def _of_column(column: Column[Any]) -> Iterator[ForeignKeyConstraint | Index]:
    later: _Later | None = column.info.get(_LATER)
    if later is None:
        return
    deferred: Any = {"deferrable": True, "initially": "DEFERRED"} if later.deferred else {}
    yield ForeignKeyConstraint([column.name], [later.target], **deferred)
    if later.indexed:
        yield Index(None, column.name)
