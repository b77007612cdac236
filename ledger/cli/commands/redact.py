"""``posl redact``."""

from typing import TYPE_CHECKING

import click

from ledger.cli.options import DOCUMENT, ShellSession, format_option, pass_session, reason_option
from ledger.cli.terminal import say, tell
from ledger.domain.text import safe

if TYPE_CHECKING:
    from ledger.services.redacting import TakenOut
    from ledger.storage.database import Store
    from ledger.storage.engine import Location


@click.command("redact")
@click.argument("what", metavar="person:KEY|ENTRY", required=False)
@click.option(
    "--field", "fields", multiple=True, metavar="FIELD", help="Of an entry: summary, quote, … May be repeated."
)
@click.option("--remarks", is_flag=True, help="Of a person: also their remarks, and quotes of their words.")
@click.option("--text", "texts", multiple=True, metavar="TEXT", help="This, wherever it stands. May be repeated.")
@click.option("--dry-run", is_flag=True, help="Only count what would be changed.")
@reason_option
@format_option(*DOCUMENT)
@pass_session
def command(
    session: ShellSession,
    /,
    *,
    what: str | None,
    fields: tuple[str, ...],
    remarks: bool,
    texts: tuple[str, ...],
    dry_run: bool,
    reason: str,
    format: str,
    width: int | None,  # noqa: ARG001 - every document has one
) -> None:
    """Take a person, a field of an entry or a text out of the record, for good; the chain stays checkable.

    It is gone from every table, text and search of the ledger; a marker (redacted-…) stands in its place. The log says
    who did it and why; nothing undoes it. Of a person that is the key, the name and the aliases, now and formerly,
    wherever they stand (a surname alone is another --text). Only the ledger's owners may, where it names any; on a
    server, as who made the tables. What was backed up, exported or copied before still holds it.

    \b
    posl redact person:witkoff --remarks --reason "Asked to be left out."
    posl redact 26 --field summary --field quote --reason "Told in confidence."
    posl redact --text "Steve Witkoff" --reason "A private person." --dry-run
    """
    from ledger.formats.json_out import document, written

    def act(store: "Store") -> "TakenOut":
        from ledger.services.redacting import redact, wanted

        return redact(store, wanted(store, what, fields, texts, remarks=remarks), session.header(), reason=reason)

    if dry_run:
        with session.rehearse() as store:
            done = act(store)
    else:
        with session.database() as database:
            with database.write() as store:
                done = act(store)
            _sweep(database.location)
    if format == "json":
        markers = [{"marker": marker, "salted": salted} for marker, salted in done.markers]
        told = {"changeset": done.changeset, "records": done.records, "markers": markers}
        say(written(document("redact", **told, salt=done.salt, dry_run=dry_run)))
    else:
        _say(done, dry_run=dry_run)


def _sweep(location: "Location") -> None:
    """The act is recorded by now: where others keep the ledger from being written anew, that is told and no more."""
    from ledger.errors import LedgerError
    from ledger.storage import redactions

    try:
        redactions.sweep(location)
    except LedgerError as problem:
        tell(f"note: it is recorded, but unused space may hold it until the database is vacuumed: {safe(problem)}")


def _say(done: "TakenOut", *, dry_run: bool) -> None:
    from ledger.cli.views.words import plural

    if dry_run:
        say(f"{plural(done.records, 'record')} would be changed. Nothing was.")
        return
    say(f"Redacted in {plural(done.records, 'record')}: @{done.changeset}.")
    say("\n".join(f"  {marker}" for marker, _salted in done.markers))
    say(f"Salt {done.salt}")
    tell("The salt is kept nowhere: with it, who has a text can show that it was taken out (docs/security.md).")
    tell("Backups, exports and copies made before still hold what was taken out.")
