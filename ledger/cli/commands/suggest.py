"""``posl suggest``."""

import click

from ledger.cli.options import DOCUMENT, ShellSession, format_option, pass_session
from ledger.cli.terminal import say
from ledger.cli.terminal import width as columns


@click.command("suggest")
@click.argument("source")
@click.option("--language", metavar="en", help="Whose words are looked for; else the source's language, else English.")
@click.option("--draft", metavar="NAME", help="Collect them under this name.")
@click.option("--dry-run", is_flag=True, help="Show what would be proposed; keep nothing.")
@format_option(*DOCUMENT)
@pass_session
def command(
    session: ShellSession,
    /,
    source: str,
    *,
    language: str | None,
    draft: str | None,
    dry_run: bool,
    format: str,
    width: int | None,
) -> None:
    """Propose stances that the attached text of a source seems to tell, by plain rules: no model, no network.

    A sentence that names a party (by name or alias, or by a person who holds an office for it), then a word that tells
    a stance, and words of an item's key, title or tags, makes a proposal: with its quote, its place, and the source's
    day. It misses much and errs: look at each, posl review list. What the source is coded for already is left out.

    \b
    posl suggest vovworld-2026-02 --dry-run
    posl suggest vovworld-2026-02
    """
    from ledger.cli.views.proposals import say_brought, values_text
    from ledger.domain.proposals import Proposal
    from ledger.services import proposing, suggesting

    with session.rehearse() if dry_run else session.write() as store:
        brought = suggesting.suggest(store, source, session.header(), language=language, draft=draft)
        found: list[Proposal] = proposing.proposals(store, numbers=brought.new)
    if found and format != "json":
        say(values_text(found, columns(width)))
    say_brought([brought], format, dry_run=dry_run)
