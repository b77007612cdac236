"""``posl ledgers``."""

import click

from ledger.cli.options import format_option
from ledger.cli.terminal import say, tell
from ledger.cli.terminal import width as columns

COLUMNS = ("alias", "address", "title", "changesets", "last_recorded", "problem")


@click.command("ledgers")
@format_option("table", "json")
def command(format: str, width: int | None) -> None:
    """List the ledgers that have a short name, and what each holds.

    Names are given in the configuration file (posl doctor says where): [ledgers] talks = "postgresql://host/talks".
    posl -L talks works on that one. One that cannot be opened is listed with the reason.

    \b
    posl ledgers
    """
    from ledger.formats.json_out import document, written
    from ledger.services.catalogue import catalogue

    rows = [{name: getattr(each, name) for name in COLUMNS} for each in catalogue()]
    if format == "json":
        say(written(document("ledgers", rows=rows)))
        return
    from ledger.cli.views.grids import listed

    if not rows:
        from ledger import settings

        tell(f'No ledger has a short name yet. In {settings.config_file()}: [ledgers] and talks = "path or URL"')
        return
    say(listed([name.replace("_", " ") for name in COLUMNS], [tuple(row.values()) for row in rows], columns(width)))
