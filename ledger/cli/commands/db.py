"""``posl db``."""

from pathlib import Path

import click

from ledger.cli.options import DOCUMENT, format_option
from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import say


@click.group("db")
def command() -> None:
    """See and upgrade the schema, back the ledger up, copy it.

    \b
    posl db status
    """


@command.command("status")
@format_option(*DOCUMENT)
@pass_session
def status(session: Session, format: str, width: int | None) -> None:
    """Show where the ledger is and which schema it has. Exit 8 where that is not this program's.

    \b
    posl db status
    """
    from ledger.domain.text import safe
    from ledger.errors import SchemaMismatch
    from ledger.formats.json_out import document, written
    from ledger.services.upkeep import schema_status

    found = schema_status(_address(session))
    if format == "json":
        content = {
            "ledger": found.location,
            "revision": found.revision,
            "head": found.head,
            "up_to_date": found.up_to_date,
        }
        say(written(document("db-status", **content)))
    else:
        say(f"{safe(found.location)}: schema {found.revision or 'none'}, this program's {found.head}")
    if not found.up_to_date:
        raise SchemaMismatch(
            f"the ledger has schema {found.revision}, this program {found.head}", hint="posl db upgrade"
        )


@command.command("upgrade")
@pass_session
def upgrade(session: Session) -> None:
    """Migrate the ledger to this program's schema; an SQLite file is backed up first.

    \b
    posl db upgrade
    """
    from ledger.domain.text import safe
    from ledger.services import upkeep

    address = _address(session)
    if upkeep.schema_status(address).up_to_date:
        say("Up to date; nothing was changed.")
        return
    backup = upkeep.upgrade(address)
    say(f"Upgraded. {f'The ledger as it was: {safe(backup)}' if backup else 'Back it up with pg_dump next time.'}")


@command.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@pass_session
def backup(session: Session, target: Path) -> None:
    """Copy an SQLite ledger, even while it is in use; nothing is ever overwritten.

    \b
    posl db backup ledger-backup.db
    """
    from ledger.domain.text import safe
    from ledger.services import upkeep

    say(f"Copied to {safe(upkeep.backup(_address(session), target))}.")


def _address(session: Session) -> str:
    """Return where the ledger is, whatever schema it has."""
    from ledger.services.upkeep import address_of

    return address_of(session.ledger)
