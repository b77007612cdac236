"""The tables of changesets and of descriptive records, which refer to one another by natural key."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, UniqueConstraint, text

from ledger.domain.words import (
    Counted,
    Handling,
    ItemKind,
    LinkKind,
    Matter,
    Reliability,
    Role,
    RoundKind,
    RoundStatus,
    SourceKind,
    Speaker,
    Voice,
)
from ledger.storage.columns import TEXT, between, cite, key_ref, number, of_changeset, one_of, ref, struck, table

# -- acts -------------------------------------------------------------------------------------------------------------

changeset = table(
    "changeset",
    number(),
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
    rules=lambda: (CheckConstraint("length(hash) = 64", name="hash"),),
)

edit = table(
    "edit",
    number(),
    Column("record", TEXT, nullable=False, index=True),
    Column("field", TEXT, nullable=False),
    Column("old", TEXT, nullable=False),
    Column("new", TEXT, nullable=False),
    of_changeset(),
    rules=lambda: (Index("ix_edit_of_keys", "id", sqlite_where=text("field = 'key'")),),
)

# -- descriptive records ----------------------------------------------------------------------------------------------

ledger = table(
    "ledger",
    number(),
    Column("title", TEXT),
    Column("description", TEXT),
    Column("four_eyes", Integer, nullable=False),
    Column("counts", TEXT, nullable=False, server_default=Counted.all.value),
    Column("floor_at_least", TEXT),
    Column("floor_voice", TEXT),
    Column("floor_independent", Integer),
    Column("owners", TEXT),  # a line for each
    of_changeset(),
    Column("marking", TEXT),
    rules=lambda: (
        CheckConstraint("id = 1", name="single"),
        between("four_eyes", 0, 1),
        one_of("counts", Counted),
        CheckConstraint("length(floor_at_least) = 2", name="floor_at_least"),
        one_of("floor_voice", Voice),
        between("floor_independent", 1, 99),
        one_of("marking", Handling),
    ),
)

party = table(
    "party",
    number(),
    Column("key", TEXT, nullable=False, unique=True),
    Column("code", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("role", TEXT, nullable=False),
    struck(),
    of_changeset(),
    Column("joined", TEXT),
    rules=lambda: (
        between("struck", 0, 1),
        one_of("role", Role),
    ),
)

party_aliases = table(
    "party_aliases",
    key_ref("party", "party.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("value", TEXT, nullable=False),
)

party_tags = table(
    "party_tags",
    key_ref("party", "party.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("value", TEXT, nullable=False),
)

party_members = table(
    "party_members",
    key_ref("party", "party.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    key_ref("member", "party.key", nullable=False),
    Column("from", TEXT),
    Column("to", TEXT),
)

person = table(
    "person",
    number(),
    Column("key", TEXT, nullable=False, unique=True),
    Column("name", TEXT, nullable=False),
    struck(),
    of_changeset(),
    Column("joined", TEXT),
    rules=lambda: (between("struck", 0, 1),),
)

person_aliases = table(
    "person_aliases",
    key_ref("person", "person.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("value", TEXT, nullable=False),
)

person_offices = table(
    "person_offices",
    key_ref("person", "person.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("office", TEXT, nullable=False),
    key_ref("party", "party.key"),
    Column("from", TEXT),
    Column("to", TEXT),
)

round_ = table(
    "round",
    number(),
    Column("key", TEXT, nullable=False, unique=True),
    Column("title", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("status", TEXT, nullable=False),
    Column("planned_for", TEXT),
    Column("starts", TEXT),
    Column("ends", TEXT),
    Column("venue", TEXT),
    key_ref("host", "party.key"),
    struck(),
    of_changeset(),
    rules=lambda: (
        between("struck", 0, 1),
        one_of("kind", RoundKind),
        one_of("status", RoundStatus),
    ),
)

round_parties = table(
    "round_parties",
    key_ref("round", "round.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    key_ref("value", "party.key", nullable=False),
)

source = table(
    "source",
    number(),
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
    struck(),
    of_changeset(),
    Column("joined", TEXT),
    Column("marking", TEXT),
    Column("embargo", TEXT),
    rules=lambda: (
        between("struck", 0, 1),
        one_of("kind", SourceKind),
        one_of("marking", Handling),
        one_of("reliability", Reliability),
    ),
)

item = table(
    "item",
    number(),
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
    key_ref("part_of", "item.key"),
    Column("due", TEXT),
    Column("owner", TEXT),
    struck(),
    of_changeset(),
    Column("joined", TEXT),
    Column("split_from", TEXT),
    Column("marking", TEXT),
    Column("embargo", TEXT),
    rules=lambda: (
        between("struck", 0, 1),
        one_of("kind", ItemKind),
        one_of("marking", Handling),
        one_of("matter", Matter),
        between("difficulty", 1, 5),
    ),
)

item_by = table(
    "item_by",
    key_ref("item", "item.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    key_ref("value", "party.key", nullable=False),
)

item_to = table(
    "item_to",
    key_ref("item", "item.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    key_ref("value", "party.key", nullable=False),
)

item_links = table(
    "item_links",
    key_ref("item", "item.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("kind", TEXT, nullable=False),
    key_ref("to", "item.key", nullable=False),
    rules=lambda: (one_of("kind", LinkKind),),
)

item_tags = table(
    "item_tags",
    key_ref("item", "item.key", nullable=False, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("value", TEXT, nullable=False),
)

delegate = table(
    "delegate",
    number(),
    key_ref("round", "round.key", nullable=False),
    key_ref("party", "party.key", nullable=False),
    Column("person", TEXT, nullable=False),
    Column("office", TEXT),
    Column("lead", Integer, nullable=False),
    *cite(),
    struck(),
    of_changeset(),
    rules=lambda: (
        between("struck", 0, 1),
        UniqueConstraint("round", "party", "person", "cite_source"),
        between("lead", 0, 1),
        one_of("cite_speaker", Speaker),
        between("cite_credibility", 1, 6),
    ),
)

mark = table(
    "mark",
    number(),
    Column("key", TEXT, nullable=False, unique=True),
    Column("name", TEXT, nullable=False),
    Column("held", TEXT, nullable=False),
    Column("known_at", Integer, nullable=False),
    struck(),
    of_changeset(),
    rules=lambda: (
        CheckConstraint("known_at >= 0", name="known_at"),
        between("struck", 0, 1),
    ),
)

view = table(
    "view",
    number(),
    Column("key", TEXT, nullable=False, unique=True),
    Column("name", TEXT, nullable=False),
    Column("filter", TEXT),
    Column("sort", TEXT),
    Column("folded", TEXT),
    struck(),
    of_changeset(),
    rules=lambda: (between("struck", 0, 1),),
)

attachment = table(
    "attachment",
    number(),
    ref("source_id", "source.id"),
    Column("edition", Integer, nullable=False),
    Column("sha256", TEXT, nullable=False),
    Column("text", TEXT, nullable=False),
    Column("original", TEXT),
    Column("extractor", TEXT),
    Column("pages", TEXT),
    of_changeset(),
    rules=lambda: (UniqueConstraint("source_id", "edition"),),
)
