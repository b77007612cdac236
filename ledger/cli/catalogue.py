"""Every command: where it lives and what it does in a line. ``posl --help`` reads this and loads none of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """A command as ``posl --help`` shows it; ``home`` is its module, which holds a command of the same name."""

    home: str
    help: str


_HERE = "ledger.cli.commands."

SECTIONS: dict[str, dict[str, Listed]] = {
    "Start": {
        "demo": Listed(_HERE + "demo", "Make a ledger from the bundled reports and look at it."),
        "new": Listed(_HERE + "new", "Write the frame of a new negotiation as a seed."),
        "init": Listed(_HERE + "init", "Make a new, empty ledger."),
    },
    "Look": {
        "matrix": Listed(_HERE + "matrix", "Show items by parties: stance, movement, spread, status."),
        "show": Listed(_HERE + "show", "Show one item, source, party, round, changeset or entry, whole."),
        "diff": Listed(_HERE + "diff", "Show what changed between two points."),
        "list": Listed(_HERE + "listing", "List items, parties, rounds, sources, events, commitments, marks."),
        "inbox": Listed(_HERE + "inbox", "Show what waits for you: overdue, contested, not reviewed, stale, news."),
        "measures": Listed(_HERE + "measures", "Measure over the rounds: what is open, how far apart, who moved."),
        "log": Listed(_HERE + "log", "Show who recorded what, newest first."),
        "search": Listed(_HERE + "search", "Find words in summaries, questions, quotes and sources."),
        "seen": Listed(_HERE + "seen", "Say that you have seen all of it: @last-look names that place."),
    },
    "Record": {
        "record": Listed(_HERE + "record", "Record a stance, a status or an event, with its citation."),
        "correct": Listed(_HERE + "correct", "Correct an entry that was wrong."),
        "retract": Listed(_HERE + "retract", "Take an entry back."),
        "settle": Listed(_HERE + "settle", "Settle rival accounts: one outweighs, or the party moved."),
        "undo": Listed(_HERE + "undo", "Take a whole changeset back, by adding to the record."),
        "mark": Listed(_HERE + "mark", "Name a place in both times: a point of its own."),
        "edit": Listed(_HERE + "edit", "Edit an item's descriptive fields in your editor."),
        "review": Listed(_HERE + "review", "List, accept or reject entries nobody has reviewed."),
        "source": Listed(_HERE + "source", "Add a source, attach its text, show it."),
    },
    "Exchange": {
        "import": Listed(_HERE + "importing", "Import seeds and tables: files, folders, JSON Lines on stdin."),
        "check": Listed(_HERE + "check", "Check seeds and their assertions; nothing is recorded."),
        "report": Listed(_HERE + "report", "Write the note on what changed between two points, as a page."),
        "export": Listed(_HERE + "export", "Write everything out, history included."),
        "schema": Listed(_HERE + "schema", "Print the JSON Schema of a format."),
    },
    "Keep": {
        "verify": Listed(_HERE + "verify", "Check that the ledger is what it was recorded to be."),
        "db": Listed(_HERE + "db", "Schema revision, upgrade, backup, copy."),
        "doctor": Listed(_HERE + "doctor", "Say what this installation and this ledger are."),
        "completion": Listed(_HERE + "completion", "Print the completion script for a shell."),
    },
}


def commands() -> dict[str, Listed]:
    """Return every listed command by name."""
    return {name: listed for section in SECTIONS.values() for name, listed in section.items()}
