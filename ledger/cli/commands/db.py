"""``posl db``."""

from pathlib import Path

import click

from ledger.cli.group import Together
from ledger.cli.options import DOCUMENT, ShellSession, format_option, pass_session, up_to_option
from ledger.cli.terminal import Progress, say
from ledger.cli.terminal import width as columns

_REFUSED = " Refused where anything is."


@click.group("db", cls=Together)
def command() -> None:
    """See and upgrade the schema, back the ledger up, copy it.

    \b
    posl db status
    """


@command.command("status")
@format_option(*DOCUMENT)
@pass_session
def status(session: ShellSession, format: str, width: int | None) -> None:
    """Show where the ledger is and which schema it has. Exit 8 where that is not this program's.

    \b
    posl db status
    """
    from ledger.cli.views.grids import grid
    from ledger.errors import SchemaMismatch
    from ledger.formats.json_out import document, written
    from ledger.services.ledgers import schema_status

    found = schema_status(_address(session))
    fields = {"ledger": found.location, "revision": found.revision, "head": found.head, "up_to_date": found.up_to_date}
    if format == "json":
        say(written(document("db-status", **fields)))
    else:
        rows = [(found.location, found.revision or "none", found.head)]
        say(grid(("ledger", "schema", "this program's"), rows, columns(width)))
    if not found.up_to_date:
        raise SchemaMismatch(
            f"the ledger has schema {found.revision or 'none'}, this program speaks {found.head}",
            hint="posl db upgrade" if (found.revision or "") < found.head else "install a newer position-ledger",
        )


@command.command("upgrade")
@pass_session
def upgrade(session: ShellSession) -> None:
    """Migrate the ledger to this program's schema; an SQLite file is backed up first.

    \b
    posl db upgrade
    """
    from ledger.cli.views.words import plural
    from ledger.domain.text import safe
    from ledger.services import ledgers

    address = _address(session)
    before = ledgers.schema_status(address)
    if before.up_to_date:
        say(f"Schema {before.head}: up to date, nothing was changed.")
        return
    done = ledgers.upgrade(address)
    say(f"Upgraded from {before.revision} to {before.head}.")
    if done.backup:
        say(f"The ledger as it was: {safe(done.backup)}")
    if done.newly_contested:
        count = plural(len(done.newly_contested), "cell")
        say(f"Newly contested, since what several sources say is now read side by side: {count}.")
    for item, party, entry, other in done.newly_contested:
        cell = f"{item} × {party}" if party else f"the status of {item}"
        say(f"  {safe(cell)}: entry {entry} against {other}")


@command.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@up_to_option(more=_REFUSED)
@pass_session
def backup(session: ShellSession, target: Path, up_to: str) -> None:
    """Copy an SQLite ledger, even while it is in use; nothing is ever overwritten.

    \b
    posl db backup ledger-backup.db
    """
    from ledger.domain.text import safe
    from ledger.services import ledgers

    say(f"Backed up to {safe(ledgers.backup(_address(session), target, up_to))}.")


@command.command("copy")
@click.argument("target", metavar="PATH|URL")
@up_to_option(more=_REFUSED)
@pass_session
def copy(session: ShellSession, target: str, up_to: str) -> None:
    """Copy the ledger into a new one, SQLite or PostgreSQL: the same history, number for number and hash for hash.

    A PostgreSQL database must be there and be empty.

    \b
    posl db copy ledger-copy.db
    posl --ledger ledger.db db copy postgresql://localhost/talks
    """
    from ledger.cli.views.words import plural
    from ledger.domain.text import safe
    from ledger.services import copying
    from ledger.services.handling import refuse

    with session.read() as store, Progress("copying"):
        refuse(store, "a copy", up_to)
        made, count = copying.copy(store, target)
    say(f"Copied {plural(count, 'changeset')} to {safe(made)}; every hash is the same.")


@command.command("roles")
@click.option("--apply", "run", is_flag=True, help="Make the roles and grant them, all or none; else they are printed.")
@click.option("--prefix", metavar="NAME", help="What the roles' names begin with; else the name of the database.")
@format_option(*DOCUMENT)
@pass_session
def roles(session: ShellSession, *, run: bool, prefix: str | None, format: str, width: int | None) -> None:  # noqa: ARG001 - SQL is not wrapped
    """Print the grants of reader, analyst, reviewer and owner on a PostgreSQL ledger, or apply them.

    A reader looks; an analyst records, corrects, settles and describes; a reviewer gives verdicts; an owner does all
    that and changes the ledger's settings. Then let people in: GRANT talks_analyst TO ana. Upgrading and replaying an
    export are left to the role that made the tables.

    \b
    posl --ledger postgresql://localhost/talks db roles
    posl --ledger postgresql://localhost/talks db roles --apply
    """
    from ledger.formats.json_out import document, written
    from ledger.services.ledgers import roles_of

    with session.database() as database:
        found = roles_of(database, prefix, run=run)
    if format == "json":
        say(written(document("db-roles", applied=run, grants=[{"role": each.role, "sql": each.sql} for each in found])))
    else:
        say("\n".join(f"{each.sql};" for each in found))


def _address(session: ShellSession) -> str:
    """Return where the ledger is, whatever schema it has."""
    from ledger.services.ledgers import address_of

    return address_of(session.ledger)
