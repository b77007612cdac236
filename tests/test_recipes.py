"""What docs/architecture.md and CONTRIBUTING.md tell the next developer to do is done here, word by word, in a copy."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
AUTHOR = {"POSL_AUTHOR": "ana"}

FIELD = """    urgency: Annotated[Percent | None, DiffMeaning.remark] = Field(default=None, description="0–100: how soon")
"""
RULE = """    if beyond(before.values.get("urgency"), after.values.get("urgency")):
        yield Verb.hastened
"""
ROW = """    _row(Verb.hastened, "salience", "moved", "{party} says otherwise how soon it must be.",
         "says otherwise how soon it must be", "it is more or less urgent"),
"""
SERVICE = '''"""What is urgent."""

from ledger.services.matrix import matrix_at
from ledger.storage.database import Store


def urgent(store: Store) -> list[str]:
    """Return the items on which a party is in a hurry."""
    rows = matrix_at(store, "now").rows
    return [row.item.key for row in rows if any((each.values.get("urgency") or 0) > 50 for each in row.cells.values())]
'''
COMMAND = '''"""``posl urgent``."""

import click

from ledger.cli.options import ShellSession, pass_session


@click.command("urgent")
@pass_session
def command(session: ShellSession) -> None:
    """Say what is urgent."""
    from ledger.services.urgency import urgent

    with session.read() as store:
        click.echo(" ".join(urgent(store)))
'''
ACTION = """    Action("urgent", "Y", "Urgent", "What is urgent.", (MATRIX,), twin="posl urgent"),
"""
METHOD = """    class Urgent(Message):
        def __init__(self, items: list[str]) -> None:
            super().__init__()
            self.items = items

    def action_urgent(self) -> None:
        from ledger.services.urgency import urgent

        work.read(self, urgent, self.Urgent, group="urgent")

    def on_matrix_screen_urgent(self, event: Urgent) -> None:
        self.notify("urgent: " + " ".join(event.items))

"""
PRESSED = """
import asyncio
from pathlib import Path
from ledger.storage.database import Database
from ledger.storage.engine import Location
from ledger.tui.app import LedgerApp

async def press():
    app = LedgerApp(Database(Location(path=Path("ledger.db"))), "ana", follow=None)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        for key in ("escape", "Y", *(None,) * 200):  # the screen takes a key when what it reads is there
            await app.workers.wait_for_complete()
            await pilot.pause()
            if key is not None:
                await pilot.press(key)
            if app._notifications:
                break
        print(*(each.message for each in app._notifications))

asyncio.run(press())
"""


class Copy:
    """A copy of what the program is made of, to be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in ("ledger", "migrations", "seeds"):
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", folder)

    def put(self, file: str, after: str, new: str) -> None:
        """Put lines behind others, which stand in the file once."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(after) == 1, f"{file}: {after!r} stands in it {text.count(after)} times"
        path.write_text(text.replace(after, after + new), encoding="utf-8")

    def run(self, *words: str, fails: bool = False) -> str:
        surroundings = {
            **os.environ,
            **AUTHOR,
            "PYTHONPATH": str(self.folder),
            "POSL_STATE": str(self.folder / "state"),
        }
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert bool(done.returncode) is fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def posl(self, *words: str) -> str:
        return self.run("-m", "ledger", *words)


def alembic_words() -> list[str]:
    """Return the words of the Alembic command that CONTRIBUTING.md shows, the number filled in as a shell does."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    line = next(line.strip() for line in page.splitlines() if "alembic revision" in line)
    counted = re.search(r"\$\(printf .*?wc -l\) \+ 1\)\)\)", line)
    assert counted is not None
    shell = subprocess.run(["sh", "-c", f"echo {counted[0]}"], cwd=ROOT, capture_output=True, text=True, check=True)
    program, *words = shlex.split(line.replace(counted[0], shell.stdout.strip()))
    assert program.endswith("/alembic")
    return words


def add_the_field(copy: Copy) -> None:
    copy.put("ledger/domain/entries.py", 'description="0–100: how much it matters"\n    )\n', FIELD)
    copy.put("ledger/storage/schema.py", '    Column("salience", Integer),\n', '    Column("urgency", Integer),\n')
    assert "done" in copy.run("-m", "alembic", *alembic_words())
    made = max((copy.folder / "migrations" / "versions").glob("*.py"))
    number = made.name[:4]
    text = made.read_text(encoding="utf-8").replace(
        "revision =", "import sqlalchemy as sa\nfrom alembic import op\n\nrevision =", 1
    )
    up, down = 'op.add_column("entry", sa.Column("urgency", sa.Integer()))', 'op.drop_column("entry", "urgency")'
    made.write_text(text.replace("    pass", f"    {up}", 1).replace("    pass", f"    {down}", 1), encoding="utf-8")
    database = copy.folder / "ledger" / "storage" / "database.py"
    before = database.read_text(encoding="utf-8")
    database.write_text(re.sub(r'^HEAD = "\d{4}"', f'HEAD = "{number}"', before, flags=re.MULTILINE), encoding="utf-8")


def add_the_verb(copy: Copy) -> None:
    verbs, member = "ledger/domain/diff/verbs.py", '    salience_moved = "salience-moved"\n'
    copy.put(verbs, member, '    hastened = "hastened"\n')
    assert 'the verb "hastened" has no row in VERBS' in copy.run("-c", "import ledger.domain.diff", fails=True)
    text = (copy.folder / verbs).read_text(encoding="utf-8")
    row = text[text.index("    _row(Verb.salience_moved") : text.index("    _row(Verb.advanced")]
    copy.put(verbs, row, ROW)
    copy.put(verbs, "    (Verb.salience_moved, [Verb.salience_moved]),\n", "    (Verb.hastened, [Verb.hastened]),\n")
    copy.put("ledger/domain/diff/cells.py", "        yield Verb.salience_moved\n", RULE)


def add_the_command_and_its_twin(copy: Copy) -> None:
    (copy.folder / "ledger" / "services" / "urgency.py").write_text(SERVICE, encoding="utf-8")
    (copy.folder / "ledger" / "cli" / "commands" / "urgent.py").write_text(COMMAND, encoding="utf-8")
    copy.put(
        "ledger/cli/catalogue.py",
        '    "Look": {\n',
        '        "urgent": CommandEntry(_HERE + "urgent", "Say what is urgent."),\n',
    )
    copy.put("ledger/tui/actions.py", "    # The matrix\n", ACTION)
    screen = (copy.folder / "ledger" / "tui" / "matrix" / "screen.py").read_text(encoding="utf-8")
    before = screen[screen.index("class MatrixScreen") :].partition("\n    def ")[0]
    copy.put("ledger/tui/matrix/screen.py", before + "\n", METHOD)
    copy.put("ledger/tui/matrix/screen.py", "from ledger.tui import work\n", "from textual.message import Message\n")


@pytest.mark.slow
def test_a_developer_adds_a_field_a_verb_and_a_command_as_the_recipes_say(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    add_the_field(copy)
    add_the_verb(copy)
    add_the_command_and_its_twin(copy)

    copy.posl("init")
    copy.posl("import", "seeds/abu-dhabi-2026")
    on = ("record", "stance", "--item", "corridors", "--party", "ukraine", "--stance", "opposes")
    place = ("--source", "vovworld-2026-02", "--place", "¶6")
    copy.posl(*on, "--round", "R1", "--urgency", "20", *place)
    copy.posl(*on, "--round", "R2", "--urgency", "80", *place)

    assert '"urgency": 80' in copy.posl("export", "-", "--format", "jsonl")
    assert '"hastened"' in copy.posl("diff", "R1", "R2", "--item", "corridors", "--json")
    assert "0–100: how soon" in copy.posl("record", "stance", "--help")
    assert "Sound" in copy.posl("verify")
    assert copy.posl("urgent").split() == ["corridors"]
    assert "urgent: corridors" in copy.run("-c", PRESSED)
