"""Every command: where it lives and what it does in a line. ``posl --help`` reads this and loads none of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A command as ``posl --help`` shows it; ``home`` is its module, which holds a command of the same name."""

    home: str
    help: str


_HERE = "ledger.cli.commands."

SECTIONS: dict[str, dict[str, CommandEntry]] = {
    "Start": {
        "demo": CommandEntry(_HERE + "demo", "Make a ledger from the bundled reports and look at it."),
        "new": CommandEntry(_HERE + "new", "Write the frame of a new negotiation as a seed."),
        "init": CommandEntry(_HERE + "init", "Make a new, empty ledger."),
    },
    "Look": {
        "matrix": CommandEntry(_HERE + "matrix", "Show items by parties: stance, movement, spread, status."),
        "show": CommandEntry(_HERE + "show", "Show one item, source, party, round, changeset or entry, whole."),
        "diff": CommandEntry(_HERE + "diff", "Show what changed between two points."),
        "list": CommandEntry(_HERE + "listing", "List items, parties, rounds, sources, events, commitments, marks."),
        "inbox": CommandEntry(
            _HERE + "inbox", "Show what waits for you: overdue, contested, not reviewed, stale, news."
        ),
        "measures": CommandEntry(
            _HERE + "measures", "Measure over the rounds: what is open, how far apart, who moved."
        ),
        "log": CommandEntry(_HERE + "log", "Show who recorded what, newest first."),
        "search": CommandEntry(_HERE + "search", "Find words in summaries, questions, quotes and sources."),
        "seen": CommandEntry(_HERE + "seen", "Say that you have seen all of it: @last-look names that place."),
    },
    "Record": {
        "record": CommandEntry(_HERE + "record", "Record a stance, a status or an event, with its citation."),
        "correct": CommandEntry(_HERE + "correct", "Correct an entry that was wrong."),
        "retract": CommandEntry(_HERE + "retract", "Take an entry back."),
        "settle": CommandEntry(_HERE + "settle", "Settle rival accounts: one outweighs, or the party moved."),
        "undo": CommandEntry(_HERE + "undo", "Take a whole changeset back, by adding to the record."),
        "redact": CommandEntry(_HERE + "redact", "Take a person's data or a text out for good; the chain still holds."),
        "mark": CommandEntry(_HERE + "mark", "Name a place in both times: a point of its own."),
        "view": CommandEntry(_HERE + "view", "Keep filters under a name, for lists, matrix, diff and screens."),
        "edit": CommandEntry(_HERE + "edit", "Edit an item's descriptive fields in your editor."),
        "rename": CommandEntry(_HERE + "rename", "Give an item, party, person, source or round another key."),
        "join": CommandEntry(_HERE + "join", "Say that two items, parties, persons or sources are one."),
        "split": CommandEntry(_HERE + "split", "Make an item of a part of another."),
        "review": CommandEntry(_HERE + "review", "List, accept or reject entries nobody has reviewed."),
        "suggest": CommandEntry(_HERE + "suggest", "Propose what a source's text seems to say, by plain rules."),
        "draft": CommandEntry(
            _HERE + "draft", "Look at proposals under a name, accept them together or send them back."
        ),
        "source": CommandEntry(_HERE + "source", "Add a source, attach its text, show it."),
    },
    "Exchange": {
        "import": CommandEntry(_HERE + "importing", "Import seeds and tables: files, folders, JSON Lines on stdin."),
        "check": CommandEntry(_HERE + "check", "Check seeds and their assertions; nothing is recorded."),
        "report": CommandEntry(_HERE + "report", "Write the note on what changed between two points, as a page."),
        "export": CommandEntry(_HERE + "export", "Write everything out, history included."),
        "merge": CommandEntry(_HERE + "merge", "Bring in another copy of the ledger that was changed apart."),
        "git-diff": CommandEntry(_HERE + "git_diff", "Tell what changed between two ledger files, for git."),
        "textconv": CommandEntry(_HERE + "textconv", "Write a ledger file as text, for git to compare."),
        "schema": CommandEntry(_HERE + "schema", "Print the JSON Schema of a format."),
    },
    "Keep": {
        "verify": CommandEntry(_HERE + "verify", "Check that the ledger is what it was recorded to be."),
        "key": CommandEntry(_HERE + "key", "Say which key you sign with; make one, or sign what you recorded."),
        "db": CommandEntry(_HERE + "db", "Schema revision, upgrade, backup, copy."),
        "ledgers": CommandEntry(_HERE + "ledgers", "List the ledgers that have a short name, for posl -L NAME."),
        "help": CommandEntry(_HERE + "help", "Say how points, filters, exit codes and marks are written and read."),
        "doctor": CommandEntry(_HERE + "doctor", "Say what this installation and this ledger are."),
        "completion": CommandEntry(_HERE + "completion", "Print the completion script for a shell."),
    },
}


def commands() -> dict[str, CommandEntry]:
    """Return every listed command by name."""
    return {name: listed for section in SECTIONS.values() for name, listed in section.items()}
