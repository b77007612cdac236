"""What an empty ledger says: how to begin, from the screens and from the shell."""

from textual.content import Content

STEPS = (
    ("o", "put the first item on the list"),
    ("O", "enter a party, a round, a source, a delegate"),
    ("?", "what the keys do"),
    ("ctrl+p", "every command by name"),
    ("q", "leave"),
)
COMMANDS = (
    ("posl import FILE", "take in seed files: who, when, what is said"),
    ("posl schema seed", "the format of a seed, for your editor"),
    ("posl demo", "a ledger from five real reports, to look around in"),
)


def guide_text() -> Content:
    """Return the guide."""
    lines = [
        Content.styled("This ledger is empty.", "bold $primary"),
        Content(""),
        Content("A ledger keeps every open item of a negotiation, each party's stance on it"),
        Content("over time, and the source each stance rests on."),
        Content(""),
        Content.styled("From the shell (this screen follows by itself)", "bold"),
        *(Content.assemble((f"  {command:<22}", "bold $accent"), does) for command, does in COMMANDS),
        Content(""),
        Content.styled("From here", "bold"),
        *(Content.assemble((f"  {key:<22}", "bold $accent"), does) for key, does in STEPS),
    ]
    return Content("\n").join(lines)
