"""The tables, on both engines: they mirror the domain's models column for column (``domain.records``, ``entries``).

Every column is an integer or text: days are ISO text, so that both engines sort, compare and hash them alike.
Descriptive tables refer to one another by natural key; entries, of which there may be millions, by number.
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
    text,
)

from ledger.domain.records import Citation
from ledger.domain.words import (
    Confidence,
    Counted,
    DraftStep,
    EntryKind,
    Handling,
    ItemKind,
    LinkKind,
    Matter,
    Op,
    Outcome,
    Precision,
    Relation,
    Reliability,
    Role,
    RoundKind,
    RoundStatus,
    SettlementKind,
    SourceKind,
    Speaker,
    Stance,
    Status,
    Verdict,
    Voice,
)

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
CITATIONS_PER_ENTRY = 1_000_000
"""A citation's number is its entry's number times this, plus its place among the entry's citations, from 1.

So the number follows from the record: a replay gives it back without being told, and two citations cannot change places
unseen.
"""


def _one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """An OR chain: on bulk load in SQLite an IN list costs two and a half times as much."""
    chain = " OR ".join(f"{column} = '{word.value}'" for word in words)
    return CheckConstraint(chain, name=column)


def _between(column: str, low: int, high: int) -> CheckConstraint:
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=column)


def _cite() -> list[Column[int] | Column[str]]:
    """The columns of a citation that stands inside a record; of the plain ones it has the names, behind ``cite_``."""
    number = "cite_credibility"
    names = [f"cite_{name}" for name in Citation.model_fields]
    return [Column(name, Integer) if name == number else Column(name, TEXT) for name in names]


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=False)


def _changeset(name: str = "changeset_id") -> Column[int]:
    # Deferred: a changeset is written last, when the hash of what it holds is known.
    return Column(
        name,
        Integer,
        ForeignKey("changeset.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
        index=True,
    )


def _ref(name: str, target: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(target), nullable=nullable, index=index)


def _key_ref(name: str, target: str, *, nullable: bool = True, primary_key: bool = False) -> Column[str]:
    # Deferred: in one changeset an item may be part of one that comes after it.
    reference = ForeignKey(target, deferrable=True, initially="DEFERRED")
    return Column(name, TEXT, reference, nullable=nullable, primary_key=primary_key)


class Flag(TypeDecorator[bool]):
    """Yes or no: 1 or 0 in the table, since SQLite's strict tables know no other; ``bool`` in Python."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: object) -> int | None:  # noqa: ARG002, FBT001 - its name
        """Return what the table keeps."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: object) -> bool | None:  # noqa: ARG002 - its name
        """Return what the program takes."""
        return None if value is None else bool(value)


def _struck() -> Column[int]:
    return Column("struck", Integer, nullable=False)


def _table(name: str, *args: Column[int] | Column[str] | CheckConstraint | UniqueConstraint | Index) -> Table:
    return Table(name, metadata, *args, sqlite_strict=True)


# -- acts -------------------------------------------------------------------------------------------------------------

changeset = _table(
    "changeset",
    _id(),
    Column("author", TEXT, nullable=False),
    Column("recorded_at", TEXT, nullable=False),
    Column("tool", TEXT, nullable=False),
    Column("message", TEXT),
    Column("previous", TEXT),
    Column("hash", TEXT, nullable=False, unique=True),
    Column("streams", TEXT, nullable=False),  # the lines under the hash: they tell which kind was touched
    Column("name", TEXT),  # what a role of a server called itself
    Column("claimed_author", TEXT),
    Column("claimed_recorded_at", TEXT),
    Column("claimed_tool", TEXT),
    Column("origin", TEXT),  # of what was merged from another copy: the hash that it had there
    Column("merged_by", TEXT),
    CheckConstraint("length(hash) = 64", name="hash"),
)

edit = _table(
    "edit",
    _id(),
    Column("record", TEXT, nullable=False, index=True),
    Column("field", TEXT, nullable=False),
    Column("old", TEXT, nullable=False),
    Column("new", TEXT, nullable=False),
    _changeset(),
    Index("ix_edit_of_keys", "id", sqlite_where=text("field = 'key'")),
)

# -- descriptive records ----------------------------------------------------------------------------------------------

ledger = _table(
    "ledger",
    _id(),
    Column("title", TEXT),
    Column("description", TEXT),
    Column("four_eyes", Integer, nullable=False),
    Column("counts", TEXT, nullable=False, server_default=Counted.all.value),
    Column("floor_at_least", TEXT),
    Column("floor_voice", TEXT),
    Column("floor_independent", Integer),
    Column("owners", TEXT),  # a line for each
    _changeset(),
    Column("marking", TEXT),
    CheckConstraint("id = 1", name="single"),
    _between("four_eyes", 0, 1),
    _one_of("counts", Counted),
    CheckConstraint("length(floor_at_least) = 2", name="floor_at_least"),
    _one_of("floor_voice", Voice),
    _between("floor_independent", 1, 99),
    _one_of("marking", Handling),
)

party = _table(
    "party",
    _id(),
    Column("key", TEXT, nullable=False, unique=True),
    Column("code", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("role", TEXT, nullable=False),
    _struck(),
    _between("struck", 0, 1),
    _changeset(),
    Column("joined", TEXT),
    _one_of("role", Role),
)

party_aliases = _table(
    "party_aliases",
    _key_ref("party", "party.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("value", TEXT, nullable=False),
)

party_tags = _table(
    "party_tags",
    _key_ref("party", "party.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("value", TEXT, nullable=False),
)

party_members = _table(
    "party_members",
    _key_ref("party", "party.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    _key_ref("member", "party.key", nullable=False),
    Column("from", TEXT),
    Column("to", TEXT),
)

person = _table(
    "person",
    _id(),
    Column("key", TEXT, nullable=False, unique=True),
    Column("name", TEXT, nullable=False),
    _struck(),
    _between("struck", 0, 1),
    _changeset(),
    Column("joined", TEXT),
)

person_aliases = _table(
    "person_aliases",
    _key_ref("person", "person.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("value", TEXT, nullable=False),
)

person_offices = _table(
    "person_offices",
    _key_ref("person", "person.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("office", TEXT, nullable=False),
    _key_ref("party", "party.key"),
    Column("from", TEXT),
    Column("to", TEXT),
)

round_ = _table(
    "round",
    _id(),
    Column("key", TEXT, nullable=False, unique=True),
    Column("title", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("status", TEXT, nullable=False),
    Column("planned_for", TEXT),
    Column("starts", TEXT),
    Column("ends", TEXT),
    Column("venue", TEXT),
    _key_ref("host", "party.key"),
    _struck(),
    _between("struck", 0, 1),
    _changeset(),
    _one_of("kind", RoundKind),
    _one_of("status", RoundStatus),
)

round_parties = _table(
    "round_parties",
    _key_ref("round", "round.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    _key_ref("value", "party.key", nullable=False),
)

source = _table(
    "source",
    _id(),
    Column("key", TEXT, nullable=False, unique=True),
    Column("title", TEXT, nullable=False),
    Column("publisher", TEXT),
    Column("kind", TEXT, nullable=False),
    Column("published", TEXT),
    Column("url", TEXT),
    Column("archived_url", TEXT),
    Column("accessed", TEXT),
    Column("language", TEXT),
    Column("translated_from", TEXT),
    Column("reliability", TEXT, nullable=False),
    Column("carries", TEXT),  # a line for each
    Column("sha256", TEXT),
    _struck(),
    _between("struck", 0, 1),
    _changeset(),
    Column("joined", TEXT),
    Column("marking", TEXT),
    Column("embargo", TEXT),
    _one_of("kind", SourceKind),
    _one_of("marking", Handling),
    _one_of("reliability", Reliability),
)

item = _table(
    "item",
    _id(),
    Column("key", TEXT, nullable=False, unique=True),
    Column("kind", TEXT, nullable=False),
    Column("matter", TEXT, nullable=False, server_default=Matter.substance.value),
    Column("title", TEXT, nullable=False),
    Column("question", TEXT),
    Column("category", TEXT),
    Column("track", TEXT),
    Column("difficulty", Integer),
    Column("scale_low", TEXT),
    Column("scale_high", TEXT),
    _key_ref("part_of", "item.key"),
    Column("due", TEXT),
    Column("owner", TEXT),
    _struck(),
    _between("struck", 0, 1),
    _changeset(),
    Column("joined", TEXT),
    Column("split_from", TEXT),
    Column("marking", TEXT),
    Column("embargo", TEXT),
    _one_of("kind", ItemKind),
    _one_of("marking", Handling),
    _one_of("matter", Matter),
    _between("difficulty", 1, 5),
)

item_by = _table(
    "item_by",
    _key_ref("item", "item.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    _key_ref("value", "party.key", nullable=False),
)

item_to = _table(
    "item_to",
    _key_ref("item", "item.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    _key_ref("value", "party.key", nullable=False),
)

item_links = _table(
    "item_links",
    _key_ref("item", "item.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("kind", TEXT, nullable=False),
    _key_ref("to", "item.key", nullable=False),
    _one_of("kind", LinkKind),
)

item_tags = _table(
    "item_tags",
    _key_ref("item", "item.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("value", TEXT, nullable=False),
)

delegate = _table(
    "delegate",
    _id(),
    _key_ref("round", "round.key", nullable=False),
    _key_ref("party", "party.key", nullable=False),
    Column("person", TEXT, nullable=False),
    Column("office", TEXT),
    Column("lead", Integer, nullable=False),
    *_cite(),
    _struck(),
    _between("struck", 0, 1),
    _changeset(),
    UniqueConstraint("round", "party", "person", "cite_source"),
    _between("lead", 0, 1),
    _one_of("cite_speaker", Speaker),
    _between("cite_credibility", 1, 6),
)

mark = _table(
    "mark",
    _id(),
    Column("key", TEXT, nullable=False, unique=True),
    Column("name", TEXT, nullable=False),
    Column("held", TEXT, nullable=False),
    Column("known_at", Integer, nullable=False),
    _struck(),
    CheckConstraint("known_at >= 0", name="known_at"),
    _between("struck", 0, 1),
    _changeset(),
)

view = _table(
    "view",
    _id(),
    Column("key", TEXT, nullable=False, unique=True),
    Column("name", TEXT, nullable=False),
    Column("filter", TEXT),
    Column("sort", TEXT),
    Column("folded", TEXT),
    _struck(),
    _between("struck", 0, 1),
    _changeset(),
)

attachment = _table(
    "attachment",
    _id(),
    _ref("source_id", "source.id"),
    Column("edition", Integer, nullable=False),
    Column("sha256", TEXT, nullable=False),
    Column("text", TEXT, nullable=False),
    Column("original", TEXT),
    Column("extractor", TEXT),
    Column("pages", TEXT),
    _changeset(),
    UniqueConstraint("source_id", "edition"),
)

# -- the record -------------------------------------------------------------------------------------------------------

entry = _table(
    "entry",
    _id(),
    Column("kind", TEXT, nullable=False),
    Column("op", TEXT, nullable=False),
    _ref("item_id", "item.id", nullable=True),
    _ref("party_id", "party.id", nullable=True),
    _ref("round_id", "round.id", nullable=True),
    Column("held_from", TEXT, nullable=False),
    Column("held_to", TEXT, nullable=False),
    Column("held_precision", TEXT, nullable=False),
    Column("held_text", TEXT),  # EDTF, where days and precision alone would be written otherwise
    Column("stance", TEXT),
    Column("condition", TEXT),
    Column("position", Integer),
    Column("salience", Integer),
    Column("on_behalf_of", TEXT),  # a line for each
    Column("status", TEXT),
    Column("title", TEXT),
    _ref("by_id", "person.id", nullable=True),
    Column("tone", Integer),
    Column("text", TEXT),
    Column("summary", TEXT),
    Column("confidence", TEXT),
    Column("rank", Integer, nullable=False),
    Column("after_id", Integer, ForeignKey("entry.id")),
    Column("supersedes_id", Integer, ForeignKey("entry.id")),
    Column("reason", TEXT),
    Column(
        "changeset_id", Integer, ForeignKey("changeset.id", deferrable=True, initially="DEFERRED"), nullable=False
    ),
    Column("marking", TEXT),
    Column("embargo", TEXT),
    _one_of("kind", EntryKind),
    _one_of("op", Op),
    _one_of("held_precision", Precision),
    _one_of("stance", Stance),
    _one_of("status", Status),
    _one_of("confidence", Confidence),
    _one_of("marking", Handling),
    _between("position", 0, 100),
    _between("salience", 0, 100),
    _between("tone", -2, 2),
    CheckConstraint("length(held_from) = 10", name="held_from"),
    CheckConstraint("length(held_to) = 10 AND held_from <= held_to", name="held_to"),
    CheckConstraint("op = 'assert' OR supersedes_id IS NOT NULL", name="retracts"),
    CheckConstraint(
        "op = 'retract'"
        " OR (kind = 'stance' AND item_id IS NOT NULL AND party_id IS NOT NULL AND stance IS NOT NULL)"
        " OR (kind = 'status' AND item_id IS NOT NULL AND party_id IS NULL AND status IS NOT NULL)"
        " OR (kind = 'event' AND item_id IS NULL AND party_id IS NULL AND title IS NOT NULL)"
        " OR (kind = 'remark' AND item_id IS NULL AND party_id IS NULL AND text IS NOT NULL)",
        name="shape",
    ),
    CheckConstraint("stance IS NULL OR stance <> 'conditional' OR condition IS NOT NULL", name="condition"),
    Index(  # partial: with the many that supersede nothing in it, a planner takes it for useless once ANALYZE has run
        "uq_entry_supersedes_id",
        "supersedes_id",
        unique=True,
        sqlite_where=text("supersedes_id IS NOT NULL"),
    ),
    Index("ix_entry_held", "held_from", "item_id", "party_id"),
    Index(  # what becomes sure between two days
        "ix_entry_sure", "held_to", "item_id", "party_id", sqlite_where=text("held_to <> held_from")
    ),
    Index("ix_entry_known", "changeset_id", "item_id", "party_id"),
)  # fmt: skip

Index(  # of the entries begun by a day, the last begun, then the first ended: read backwards
    "ix_entry_as_of",
    entry.c.kind, entry.c.item_id, entry.c.party_id, entry.c.held_from, entry.c.held_to.desc(), entry.c.rank,
    entry.c.changeset_id,
    sqlite_where=text("op = 'assert'"),
)  # fmt: skip

entry_items = _table(
    "entry_items",
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    _ref("item_id", "item.id", index=True),
)

entry_figures = _table(
    "entry_figures",
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("what", TEXT, nullable=False),
    Column("value", TEXT, nullable=False),  # in digits: no engine rounds it, and it hashes alike everywhere
    Column("unit", TEXT),
    Column("about", TEXT),
    Column("approx", Integer, nullable=False),
    _between("approx", 0, 1),
)

citation = _table(
    "citation",
    Column("id", LONG, primary_key=True, autoincrement=False),
    _ref("entry_id", "entry.id", index=True),
    _ref("source_id", "source.id", index=True),
    Column("at", TEXT),
    Column("quote", TEXT),
    Column("prefix", TEXT),
    Column("suffix", TEXT),
    Column("translation", TEXT),
    _ref("by_id", "person.id", nullable=True, index=True),
    Column("speaker", TEXT),
    Column("credibility", Integer, nullable=False),
    Column("carries", TEXT),  # a line for each
    Column("note", TEXT),
    _changeset(),
    _one_of("speaker", Speaker),
    _between("credibility", 1, 6),
    CheckConstraint(f"id / {CITATIONS_PER_ENTRY} = entry_id", name="number"),
)

dropped_citation = _table(
    "dropped_citation",
    _id(),
    Column("citation_id", LONG, ForeignKey("citation.id"), nullable=False, unique=True),
    Column("reason", TEXT, nullable=False),
    _changeset(),
)

rival = _table(
    "rival",
    _id(),
    _ref("entry_id", "entry.id"),
    _ref("other_id", "entry.id", index=True),
    _changeset(),
    UniqueConstraint("entry_id", "other_id"),
    CheckConstraint("entry_id < other_id", name="ordered"),
)

pair = _table(  # derived, and no part of the hash: entries of a cell whose days overlap and that no rule orders
    "pair",
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("other_id", Integer, ForeignKey("entry.id"), primary_key=True, autoincrement=False, index=True),
    Column("relation", TEXT, nullable=False),
    _one_of("relation", Relation),
    CheckConstraint("entry_id < other_id", name="ordered"),
)

settlement = _table(
    "settlement",
    _id(),
    Column("how", TEXT, nullable=False),
    _ref("entry_id", "entry.id", index=True),
    _ref("other_id", "entry.id", index=True),
    Column("reason", TEXT, nullable=False),
    _changeset(),
    _one_of("how", SettlementKind),
)

review = _table(
    "review",
    _id(),
    _ref("entry_id", "entry.id", index=True),
    Column("verdict", TEXT, nullable=False),
    Column("reviewer", TEXT, nullable=False),
    Column("note", TEXT),
    _changeset(),
    _one_of("verdict", Verdict),
)

claim = _table(  # a verdict that somebody else is said to have given: apart, so that nothing can count it
    "claim",
    _id(),
    _ref("entry_id", "entry.id", index=True),
    Column("verdict", TEXT, nullable=False),
    Column("reviewer", TEXT, nullable=False),
    Column("note", TEXT),
    _changeset(),
    _one_of("verdict", Verdict),
)

# Of a record that something was taken out of: the digest that it was hashed with, and the one it has.
redaction = _table(
    "redaction",
    _id(),
    Column("touched", Integer, ForeignKey("changeset.id"), nullable=False, index=True),
    Column("stream", TEXT, nullable=False),
    Column("record", TEXT, nullable=False),
    Column("fields", TEXT, nullable=False),
    Column("before", TEXT, nullable=False),
    Column("after", TEXT, nullable=False),
    Column("salted", TEXT, nullable=False),  # a line for each
    _changeset(),
)

# -- beside the record: what counts for nothing until somebody accepts it --------------------------------------------

draft = _table("draft", _id(), Column("name", TEXT, nullable=False, unique=True))

draft_step = _table(
    "draft_step",
    _id(),
    _ref("draft_id", "draft.id", index=True),
    Column("step", TEXT, nullable=False),
    Column("author", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
    Column("note", TEXT),
    _ref("changeset_id", "changeset.id", nullable=True, index=True),
    _one_of("step", DraftStep),
)

proposal = _table(
    "proposal",
    _id(),
    _ref("draft_id", "draft.id", nullable=True, index=True),
    Column("proposer", TEXT, nullable=False),
    Column("author", TEXT, nullable=False),  # who brought it in
    Column("at", TEXT, nullable=False),
    Column("line", TEXT, nullable=False),  # as a line of a seed: no migration rewrites it
    Column("sha256", TEXT, nullable=False, index=True),  # of the line: what was proposed before is known by it
)

proposal_verdict = _table(
    "proposal_verdict",
    _id(),
    Column("proposal_id", Integer, ForeignKey("proposal.id"), nullable=False, unique=True),
    Column("outcome", TEXT, nullable=False),
    Column("author", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
    Column("note", TEXT),
    Column("line", TEXT),  # what it was amended to
    _ref("changeset_id", "changeset.id", nullable=True, index=True),
    _one_of("outcome", Outcome),
)

signature = _table(  # beside the record too: who has the key says that a hash is theirs
    "signature",
    _id(),
    Column("author", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
    Column("signature", TEXT, nullable=False),
    _changeset(),
)

APPEND_ONLY = (
    "changeset", "edit", "entry", "entry_items", "entry_figures", "citation", "dropped_citation", "rival", "settlement",
    "review", "claim", "redaction", "attachment", "draft", "draft_step", "proposal", "proposal_verdict",
    "signature",
)  # fmt: skip
"""Tables whose rows are inserted and nothing else; triggers refuse UPDATE, DELETE and TRUNCATE (design law 1)."""


def tell_postgres() -> None:
    """Make the partial indexes partial on PostgreSQL too.

    Said above, it would load SQLAlchemy's PostgreSQL dialect, with all of its drivers, for every ledger in a file.
    """
    for table in metadata.tables.values():
        for index in table.indexes:
            index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]
