"""``posl key``."""

import click

from ledger.cli.options import ShellSession, pass_session
from ledger.cli.terminal import say


@click.command("key")
@click.option("--new", is_flag=True, help="Make an Ed25519 key where there is none.")
@click.option("--sign", "signing", is_flag=True, help="Sign your changesets that are not signed yet.")
@pass_session
def command(session: ShellSession, *, new: bool, signing: bool) -> None:
    """Say which key you sign with, as a line of a file of allowed signers; make one, or sign what you recorded.

    The key is an SSH key: POSL_SIGNING_KEY says where, or signing_key in the configuration file, else it lies beside
    that. Where one of the two names it, every act signs itself; a key with a passphrase is asked of ssh-agent. What is
    brought along from elsewhere is not signed by who brings it. posl verify --signers FILE checks who signed what.

    \b
    posl key --new
    posl key --sign
    """
    from ledger.cli.views.words import plural
    from ledger.domain.text import safe
    from ledger.services import signing as keys
    from ledger.services.ledgers import header

    author = header(session.author).author or ""
    if new:
        say(f"Made {safe(keys.make_key(author))}.")
    if signing:
        with session.write() as store:
            signed = keys.sign(store, session.header())
        say(f"Signed {plural(len(signed), 'changeset')}{': ' if signed else ''}{', '.join(f'@{n}' for n in signed)}.")
        return
    say(f"{safe(author)} {keys.public_key()}")
