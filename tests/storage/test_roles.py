"""What each role may and may not do on a server, through the program and with SQL of its own; and the chain's guard."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from ledger.domain.words import Verdict
from ledger.errors import LedgerError, Unavailable, UsageError
from ledger.formats.seed_jsonl import read_jsonl
from ledger.services import acting, merging
from ledger.services.exporting import jsonl_lines
from ledger.services.importing import import_seeds
from ledger.services.ledgers import roles_of
from ledger.services.matrix import matrix_at
from ledger.services.redacting import Wanted, redact
from ledger.services.verifying import verify
from ledger.storage import schema
from ledger.storage.database import Database
from ledger.storage.engine import Location, Mode, open_engine
from ledger.storage.roles import ROLES
from tests.support import FRAME, HEADER, load, load_into, stance

HERALD = stance("land", "red", "demands", "R1")


@dataclass(frozen=True, slots=True)
class Team:
    """A ledger on a server with somebody for each role, by role."""

    database: Database
    people: dict[str, Database]


@pytest.fixture
def team(new_location: Callable[[str], Location], postgres_admin: Engine) -> Iterator[Team]:
    location = new_location("postgresql")
    assert location.url is not None
    database = Database(location)
    load(database, FRAME, HERALD)
    prefix = f"t{uuid.uuid4().hex[:8]}"
    roles_of(database, prefix, run=True)
    roles_of(database, prefix, run=True)  # a second time changes nothing
    names = {role: f"{prefix}_ana_{role}" for role in ROLES}
    with postgres_admin.connect() as admin:
        for role, name in names.items():
            admin.exec_driver_sql(f"CREATE ROLE {name} LOGIN")
            admin.exec_driver_sql(f"GRANT {prefix}_{role} TO {name}")
    people = {role: Database(Location(url=location.url.set(username=name))) for role, name in names.items()}
    yield Team(database, people)
    for each in (database, *people.values()):
        each.close()
    with open_engine(location, Mode.write).begin() as admin_here:
        for name in [*names.values(), *(f"{prefix}_{role}" for role in ROLES)]:
            admin_here.exec_driver_sql(f"DROP OWNED BY {name}")
            admin_here.exec_driver_sql(f"DROP ROLE {name}")


PLACES = count(2)  # nobody records what somebody else has recorded already


def records(database: Database) -> None:
    with database.write() as store:
        load_into(store, stance("fuel", "blue", "rejects", "R1", at=f"¶{next(PLACES)}"))


def judges(database: Database) -> None:
    with database.write() as store:
        acting.review(store, [1], Verdict.accepted, HEADER)


def describes(database: Database) -> None:
    with database.write() as store:
        acting.edit(store, "item", "land", {"title": f"Land {next(PLACES)}", "tags": [f"t{next(PLACES)}"]}, HEADER)


def sets(database: Database) -> None:
    with database.write() as store:
        acting.edit(store, "ledger", "", {"four_eyes": True}, HEADER)


ACTS = (records, judges, describes, sets)
MAY = {
    "reader": (),
    "analyst": (records, describes),
    "reviewer": (judges,),
    "owner": (records, judges, describes, sets),
}


def test_each_role_does_its_part_and_no_more(team: Team) -> None:
    """Every right that lacks is exit 6 with the grant that would give it; nothing of the act remains."""
    tried = 0
    for role, person in team.people.items():
        for act in ACTS:
            tried += 1
            if act in MAY[role]:
                act(person)
                continue
            with pytest.raises(Unavailable, match="permission denied") as refused:
                act(person)
            assert refused.value.exit_code == 6
            assert f"GRANT {'UPDATE' if act is sets and role != 'reader' else ''}" in str(refused.value.hint)
            assert "posl db roles" in str(refused.value.hint)
        with person.read() as store:
            assert matrix_at(store).rows
    assert tried == len(ROLES) * len(ACTS)
    with team.database.read() as store:
        verify(store)


def test_nobody_redacts_but_who_made_the_tables(team: Team) -> None:
    for role in ("analyst", "owner"):
        with pytest.raises(Unavailable, match="who made the tables") as refused, team.people[role].write() as store:
            redact(store, Wanted(texts=("Herald",)), HEADER, reason="x")
        assert refused.value.exit_code == 6
        with pytest.raises(Unavailable, match="permission denied"), team.people[role].write() as store:
            store.connection.exec_driver_sql("INSERT INTO redaction VALUES (1, 1, 'entry', '1', 'x', 'x', 'x', 'x', 2)")
    with team.database.write() as store:
        redact(store, Wanted(texts=("Herald",)), HEADER, reason="x")
    with team.database.read() as store:
        verify(store)


def test_a_reader_verifies_all_of_it(team: Team) -> None:
    """Who may make no schema to compare with compares names and words instead."""
    for role, person in team.people.items():
        with person.read() as store:
            assert verify(store).checkpoint.number == 2, role


def test_what_others_recorded_is_merged_by_who_made_the_tables(
    team: Team, new_location: Callable[[str], Location]
) -> None:
    """The author of a changeset is the role that connects: nobody else can put theirs, by their names, into a ledger."""
    theirs = Database(new_location("sqlite"))
    with team.database.read() as source, theirs.write() as copied:
        import_seeds(copied, read_jsonl("copy", (line.encode() for line in jsonl_lines(source))), HEADER)
    load(theirs, stance("fuel", "blue", "rejects", "R2"), header=HEADER.model_copy(update={"author": "ben"}))
    for role in ("reader", "analyst", "reviewer", "owner"):
        person = team.people[role]
        with pytest.raises(Unavailable) as refused, person.write() as store, theirs.read() as other:
            merging.merge(store, other, HEADER)
        assert refused.value.exit_code == 6
    with team.database.write() as store, theirs.read() as other:
        assert len(merging.merge(store, other, HEADER).taken) == 1
        verify(store)
    theirs.close()


def test_a_grant_that_mends_it_mends_it(team: Team) -> None:
    reviewer = team.people["reviewer"]
    for _each in range(12):
        try:
            records(reviewer)
        except Unavailable as problem:
            with open_engine(team.database.location, Mode.write).begin() as admin:
                admin.exec_driver_sql(str(problem.hint).partition(";")[0])
        else:
            return
    pytest.fail("twelve grants were not enough")


FORGERIES = (
    "UPDATE entry SET summary = 'x'",
    "DELETE FROM review",
    "DELETE FROM changeset",
    "TRUNCATE entry CASCADE",
    "UPDATE changeset SET author = 'somebody'",
    "ALTER TABLE entry DISABLE TRIGGER ALL",
    "DROP TRIGGER changeset_in_turn ON changeset",
    "CREATE OR REPLACE FUNCTION in_turn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "SET session_replication_role = replica",
    (
        "INSERT INTO changeset (id, author, recorded_at, tool, previous, hash, streams) "
        "VALUES (9, session_user, '2026-01-01T00:00:00Z', 'x', NULL, repeat('0', 64), '')"
    ),
    (
        "INSERT INTO changeset (id, author, recorded_at, tool, previous, hash, streams) "
        "SELECT id + 1, session_user, recorded_at, tool, repeat('1', 64), repeat('0', 64), '' FROM changeset "
        "ORDER BY id DESC LIMIT 1"
    ),
    (
        "INSERT INTO changeset (id, author, recorded_at, tool, previous, hash, streams) "
        "SELECT id + 1, 'somebody else', recorded_at, tool, hash, repeat('0', 64), '' FROM changeset "
        "ORDER BY id DESC LIMIT 1"
    ),
)


def test_with_sql_of_its_own_no_role_changes_the_past_or_spoils_the_chain(team: Team) -> None:
    tried = 0
    for person in team.people.values():
        engine = open_engine(person.location, Mode.write)
        for statement in FORGERIES:
            tried += 1
            with pytest.raises(DBAPIError), engine.begin() as connection:
                connection.exec_driver_sql(statement)
        engine.dispose()
    assert tried == 4 * len(FORGERIES)
    with team.database.read() as store:
        verify(store)


def test_a_search_path_puts_no_other_table_before_the_guard(team: Team) -> None:
    with open_engine(team.people["analyst"].location, Mode.write).connect() as connection:
        run = connection.exec_driver_sql
        run("CREATE TEMPORARY TABLE changeset AS SELECT * FROM public.changeset LIMIT 0")
        with pytest.raises(DBAPIError, match="follows the last one"):
            run(
                "INSERT INTO public.changeset (id, author, recorded_at, tool, previous, hash, streams) "
                "VALUES (1, session_user, '2026-01-01T00:00:00Z', 'x', NULL, repeat('0', 64), '')"
            )


@pytest.mark.parametrize(("number", "previous"), [(9, None), (3, None), (3, "1" * 64), (2, None)])
def test_a_changeset_follows_the_last_one_whoever_writes_it(
    database: Database, number: int, previous: str | None
) -> None:
    load(database, FRAME, HERALD)
    row = {"id": number, "author": "x", "recorded_at": "2026-01-01T00:00:00Z", "tool": "x", "streams": ""}
    engine = open_engine(database.location, Mode.write)
    with pytest.raises(DBAPIError, match="follows the last one"), engine.begin() as connection:
        connection.execute(schema.changeset.insert().values(row | {"previous": previous, "hash": "0" * 64}))
    engine.dispose()


def test_a_ledger_in_a_file_has_no_roles(new_location: Callable[[str], Location]) -> None:
    with pytest.raises(UsageError, match="no roles"):
        roles_of(Database(new_location("sqlite")))


def test_who_lacks_every_right_is_told_so_and_not_of_tampering(team: Team, postgres_admin: Engine) -> None:
    url = team.database.location.url
    assert url is not None
    name = f"stranger_{uuid.uuid4().hex[:8]}"
    with postgres_admin.connect() as admin:
        admin.exec_driver_sql(f"CREATE ROLE {name} LOGIN")
    with pytest.raises(LedgerError) as refused:
        Database(Location(url=url.set(username=name)))
    assert refused.value.exit_code == 6
    assert "GRANT SELECT ON alembic_version" in str(refused.value.hint)
    with postgres_admin.connect() as admin:
        admin.exec_driver_sql(f"DROP ROLE {name}")
