"""What columns and tables are made of, on both engines.

Every column is an integer or text: days are ISO text, so that both engines sort, compare and hash them alike.
"""

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from ledger.domain.field_types import Citation

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

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


def of_changeset(name: str = "changeset_id") -> Column[int]:
    # Deferred: a changeset is written last, when the hash of what it holds is known.
    return Column(
        name,
        Integer,
        ForeignKey("changeset.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
        index=True,
    )


def ref(name: str, target: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(target), nullable=nullable, index=index)


def key_ref(name: str, target: str, *, nullable: bool = True, primary_key: bool = False) -> Column[str]:
    # Deferred: in one changeset an item may be part of one that comes after it.
    reference = ForeignKey(target, deferrable=True, initially="DEFERRED")
    return Column(name, TEXT, reference, nullable=nullable, primary_key=primary_key)


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


def table(name: str, *args: Column[int] | Column[str] | CheckConstraint | UniqueConstraint | Index) -> Table:
    return Table(name, metadata, *args, sqlite_strict=True)
