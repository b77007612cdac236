"""The tables, on both engines: they mirror the domain's models column for column (``domain.records``, ``entries``).

Here are those of the record, where entries, of which there may be millions, refer to one another by number; what
describes is in ``schema_described``, and of what columns are made in ``columns``.
"""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, UniqueConstraint, text

from ledger.domain.words import (
    Confidence,
    DraftStep,
    EntryKind,
    Handling,
    Op,
    Outcome,
    Precision,
    Relation,
    SettlementKind,
    Speaker,
    Stance,
    Status,
    Verdict,
)
from ledger.storage.columns import LONG, TEXT, between, number, of_changeset, one_of, ref, table, tables, with_rules
from ledger.storage.schema_described import (
    attachment,
    changeset,
    delegate,
    edit,
    item,
    item_by,
    item_links,
    item_tags,
    item_to,
    ledger,
    mark,
    party,
    party_aliases,
    party_members,
    party_tags,
    person,
    person_aliases,
    person_offices,
    round_,
    round_parties,
    source,
    view,
)

__all__ = [
    "APPEND_ONLY",
    "CITATIONS_PER_ENTRY",
    "attachment",
    "changeset",
    "citation",
    "claim",
    "delegate",
    "draft",
    "draft_step",
    "dropped_citation",
    "edit",
    "entry",
    "entry_figures",
    "entry_items",
    "item",
    "item_by",
    "item_links",
    "item_tags",
    "item_to",
    "ledger",
    "mark",
    "pair",
    "party",
    "party_aliases",
    "party_members",
    "party_tags",
    "person",
    "person_aliases",
    "person_offices",
    "proposal",
    "proposal_verdict",
    "redaction",
    "review",
    "rival",
    "round_",
    "round_parties",
    "settlement",
    "signature",
    "source",
    "tables",
    "tell_postgres",
    "view",
    "with_rules",
]

CITATIONS_PER_ENTRY = 1_000_000
"""A citation's number is its entry's number times this, plus its place among the entry's citations, from 1.

So the number follows from the record: a replay gives it back without being told, and two citations cannot change places
unseen.
"""

# -- the record -------------------------------------------------------------------------------------------------------

entry: Table = table(
    "entry",
    number(),
    Column("kind", TEXT, nullable=False),
    Column("op", TEXT, nullable=False),
    ref("item_id", "item.id", nullable=True),
    ref("party_id", "party.id", nullable=True),
    ref("round_id", "round.id", nullable=True),
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
    ref("by_id", "person.id", nullable=True),
    Column("tone", Integer),
    Column("text", TEXT),
    Column("summary", TEXT),
    Column("confidence", TEXT),
    Column("rank", Integer, nullable=False),
    ref("after_id", "entry.id", nullable=True),
    ref("supersedes_id", "entry.id", nullable=True),
    Column("reason", TEXT),
    of_changeset(index=False),
    Column("marking", TEXT),
    Column("embargo", TEXT),
    rules=lambda: (
        one_of("kind", EntryKind),
        one_of("op", Op),
        one_of("held_precision", Precision),
        one_of("stance", Stance),
        one_of("status", Status),
        one_of("confidence", Confidence),
        one_of("marking", Handling),
        between("position", 0, 100),
        between("salience", 0, 100),
        between("tone", -2, 2),
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
        # Partial: with the many that supersede nothing in it, a planner takes it for useless once ANALYZE has run.
        Index(
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
        Index(  # of the entries begun by a day, the last begun, then the first ended: read backwards
            "ix_entry_as_of",
            entry.c.kind, entry.c.item_id, entry.c.party_id, entry.c.held_from, entry.c.held_to.desc(), entry.c.rank,
            entry.c.changeset_id,
            sqlite_where=text("op = 'assert'"),
        ),
    ),
)  # fmt: skip

entry_items = table(
    "entry_items",
    ref("entry_id", "entry.id", primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    ref("item_id", "item.id", index=True),
)

entry_figures = table(
    "entry_figures",
    ref("entry_id", "entry.id", primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("what", TEXT, nullable=False),
    Column("value", TEXT, nullable=False),  # in digits: no engine rounds it, and it hashes alike everywhere
    Column("unit", TEXT),
    Column("about", TEXT),
    Column("approx", Integer, nullable=False),
    rules=lambda: (between("approx", 0, 1),),
)

citation = table(
    "citation",
    Column("id", LONG, primary_key=True, autoincrement=False),
    ref("entry_id", "entry.id", index=True),
    ref("source_id", "source.id", index=True),
    Column("at", TEXT),
    Column("quote", TEXT),
    Column("prefix", TEXT),
    Column("suffix", TEXT),
    Column("translation", TEXT),
    ref("by_id", "person.id", nullable=True, index=True),
    Column("speaker", TEXT),
    Column("credibility", Integer, nullable=False),
    Column("carries", TEXT),  # a line for each
    Column("note", TEXT),
    of_changeset(),
    rules=lambda: (
        one_of("speaker", Speaker),
        between("credibility", 1, 6),
        CheckConstraint(f"id / {CITATIONS_PER_ENTRY} = entry_id", name="number"),
    ),
)

dropped_citation = table(
    "dropped_citation",
    number(),
    ref("citation_id", "citation.id", unique=True, of_type=LONG),
    Column("reason", TEXT, nullable=False),
    of_changeset(),
)

rival = table(
    "rival",
    number(),
    ref("entry_id", "entry.id"),
    ref("other_id", "entry.id", index=True),
    of_changeset(),
    rules=lambda: (
        UniqueConstraint("entry_id", "other_id"),
        CheckConstraint("entry_id < other_id", name="ordered"),
    ),
)

pair = table(  # derived, and no part of the hash: entries of a cell whose days overlap and that no rule orders
    "pair",
    ref("entry_id", "entry.id", primary_key=True),
    ref("other_id", "entry.id", primary_key=True, index=True),
    Column("relation", TEXT, nullable=False),
    rules=lambda: (
        one_of("relation", Relation),
        CheckConstraint("entry_id < other_id", name="ordered"),
    ),
)

settlement = table(
    "settlement",
    number(),
    Column("how", TEXT, nullable=False),
    ref("entry_id", "entry.id", index=True),
    ref("other_id", "entry.id", index=True),
    Column("reason", TEXT, nullable=False),
    of_changeset(),
    rules=lambda: (one_of("how", SettlementKind),),
)

review = table(
    "review",
    number(),
    ref("entry_id", "entry.id", index=True),
    Column("verdict", TEXT, nullable=False),
    Column("reviewer", TEXT, nullable=False),
    Column("note", TEXT),
    of_changeset(),
    rules=lambda: (one_of("verdict", Verdict),),
)

claim = table(  # a verdict that somebody else is said to have given: apart, so that nothing can count it
    "claim",
    number(),
    ref("entry_id", "entry.id", index=True),
    Column("verdict", TEXT, nullable=False),
    Column("reviewer", TEXT, nullable=False),
    Column("note", TEXT),
    of_changeset(),
    rules=lambda: (one_of("verdict", Verdict),),
)

# Of a record that something was taken out of: the digest that it was hashed with, and the one it has.
redaction = table(
    "redaction",
    number(),
    ref("touched", "changeset.id", index=True),
    Column("stream", TEXT, nullable=False),
    Column("record", TEXT, nullable=False),
    Column("fields", TEXT, nullable=False),
    Column("before", TEXT, nullable=False),
    Column("after", TEXT, nullable=False),
    Column("salted", TEXT, nullable=False),  # a line for each
    of_changeset(),
)

# -- beside the record: what counts for nothing until somebody accepts it --------------------------------------------

draft = table("draft", number(), Column("name", TEXT, nullable=False, unique=True))

draft_step = table(
    "draft_step",
    number(),
    ref("draft_id", "draft.id", index=True),
    Column("step", TEXT, nullable=False),
    Column("author", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
    Column("note", TEXT),
    ref("changeset_id", "changeset.id", nullable=True, index=True),
    rules=lambda: (one_of("step", DraftStep),),
)

proposal = table(
    "proposal",
    number(),
    ref("draft_id", "draft.id", nullable=True, index=True),
    Column("proposer", TEXT, nullable=False),
    Column("author", TEXT, nullable=False),  # who brought it in
    Column("at", TEXT, nullable=False),
    Column("line", TEXT, nullable=False),  # as a line of a seed: no migration rewrites it
    Column("sha256", TEXT, nullable=False, index=True),  # of what it says: what was proposed before is known by it
)

proposal_verdict = table(
    "proposal_verdict",
    number(),
    ref("proposal_id", "proposal.id", unique=True),
    Column("outcome", TEXT, nullable=False),
    Column("author", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
    Column("note", TEXT),
    Column("line", TEXT),  # what it was amended to
    ref("changeset_id", "changeset.id", nullable=True, index=True),
    rules=lambda: (one_of("outcome", Outcome),),
)

signature = table(  # beside the record too: who has the key says that a hash is theirs
    "signature",
    number(),
    Column("author", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
    Column("signature", TEXT, nullable=False),
    of_changeset(),
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
    for made in with_rules().tables.values():
        for index in made.indexes:
            index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]
