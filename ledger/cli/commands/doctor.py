"""``posl doctor``."""

import click

from ledger.cli.options import DOCUMENT, ShellSession, format_option, pass_session
from ledger.cli.terminal import say
from ledger.cli.terminal import width as columns


@click.command("doctor")
@format_option(*DOCUMENT)
@pass_session
def command(session: ShellSession, format: str, width: int | None) -> None:
    """Say what this installation and this ledger are, for whoever looks into a fault; nothing from the ledger itself.

    Exit 1 where something is wrong.

    \b
    posl doctor
    """
    from ledger.cli.views.grids import grid
    from ledger.errors import CheckFailed, Fault
    from ledger.formats.json_out import document, written
    from ledger.services.doctor import examine

    findings = examine(session.ledger, session.author, session.config_faults())
    if format == "json":
        rows = [{"what": f.what, "found": f.found, "ok": f.ok, "hint": f.hint} for f in findings]
        say(written(document("doctor", findings=rows)))
    else:
        marks = [("ok" if f.ok else "WRONG", f.what, f.found + (f"; {f.hint}" if f.hint else "")) for f in findings]
        say(grid(("", "what", "found"), marks, columns(width)))
    wrong = [Fault(f"{finding.what}: {finding.found}", hint=finding.hint) for finding in findings if not finding.ok]
    if wrong:
        raise CheckFailed(f"{len(wrong)} of {len(findings)} checks found something wrong", faults=tuple(wrong))
