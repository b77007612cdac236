"""The page of commands says what the commands do, and its examples run."""

import json
import os
import re
import shlex
import shutil
from hashlib import sha256
from pathlib import Path

import click
import pytest

from ledger.__main__ import main
from ledger.domain.entries import Citation
from ledger.domain.quotes import cited_paragraphs
from ledger.formats import schemas
from ledger.services import acting, showing, shown, sourcing
from ledger.services.ledgers import open_database
from ledger.storage import register
from tests.cli.conftest import CLOCK
from tests.cli.documented import DOCS, MAN, every, examples, man_pages, written
from tests.cli.shell import Shell
from tests.documents import pdf
from tests.support import HEADER, SEED

NEED_A_TERMINAL = {"posl tui", "posl serve"}
NEEDS_A_SERVER = "postgresql://"
EXAMPLES = {
    line: path
    for path, command in every()
    if path not in NEED_A_TERMINAL
    for line in examples(command)
    if NEEDS_A_SERVER not in line
}
SOURCE = "vovworld-2026-02"
MAPPING = """
columns: {item: Issue}
wide: {heads: [party]}
words: {red line: rejects}
names: {Who holds the Donbas: territory}
always: {round: R1}
source: {key: positions, title: Who wants what, kind: assessment}
"""
RIVAL = (
    "record", "stance", "--item", "territory", "--party", "ukraine", "--stance", "conditional", "--condition", "a referendum",
    "--round", "R1", "--cite", f"{SOURCE} ¶6",
)  # fmt: skip
"""It makes a contest of what is none in the five reports: there is nothing to settle in them."""


def test_the_page_is_what_the_commands_say() -> None:
    if os.environ.get("POSL_GOLDEN") == "write":
        DOCS.write_text(written(), encoding="utf-8", newline="\n")
    assert DOCS.read_text(encoding="utf-8") == written()


ROOT = Path(__file__).parents[2]
PAGES = sorted({ROOT / "README.md", ROOT / "seeds" / "README.md", *(ROOT / "docs").rglob("*.md")})


def is_so(said: str) -> None:
    """``posl …``, as a page names it: there is such a command, and it has the options that are named."""
    commands, words = dict(every()), said.split()
    named = {word.partition("=")[0] for word in words if word.startswith("--")}
    paths = (" ".join(words[:count]) for count in range(len(words), 1, -1))
    path = next((path for path in paths if path in commands), None)
    if path is None:
        assert len(words) == 1 or not words[1].isidentifier(), said
        return
    after = words[len(path.split()) :]
    assert not (isinstance(commands[path], click.Group) and after and re.fullmatch("[a-z-]*[a-z]", after[0])), said
    known = {name for option in commands[path].params for name in (*option.opts, *option.secondary_opts)}
    assert named <= known | {"--help", "--ledger", "--author"}, said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_that_a_page_names_in_a_sentence_are_there_and_have_its_options(page: Path) -> None:
    for span in re.findall(r"`(posl [^`]+)`", page.read_text(encoding="utf-8")):
        is_so(span)


@pytest.mark.parametrize("name", schemas.NAMES)
def test_the_command_that_a_schema_names_is_there_and_has_its_options(name: str) -> None:
    for said in re.findall(r"^What (posl [^,]+)", schemas.schema_of(name).get("description", "")):
        is_so(said.removesuffix(". More keys may be added").removesuffix(" writes"))


def test_the_pages_for_man_are_what_the_commands_say() -> None:
    pages = man_pages()
    if os.environ.get("POSL_GOLDEN") == "write":
        shutil.rmtree(MAN, ignore_errors=True)
        MAN.mkdir()
        for name, text in pages.items():
            (MAN / name).write_text(text, encoding="utf-8", newline="\n")
    assert {path.name: path.read_text(encoding="utf-8") for path in MAN.iterdir()} == pages


@pytest.mark.parametrize(("path", "command"), every(), ids=[path for path, _command in every()])
def test_every_command_has_help_and_an_example(path: str, command: click.Command) -> None:
    assert command.help
    assert re.match(r"[A-Z].*[.:]\n", command.help + "\n"), "the first line is a sentence of its own"
    if path not in NEED_A_TERMINAL:
        assert examples(command), "no example"
        assert all("posl " in line for line in examples(command))


def _attach_a_report(shell: Shell) -> bytes:
    """The texts of the reports are not ours to ship: a text of nothing but the quotes stands in for one."""
    database = open_database(str(shell.ledger))
    with database.write() as store:
        known = showing.show(store, f"source:{SOURCE}")
        assert isinstance(known, shown.SourceView)
        seats = [seat.cite for seat in register.load(store).delegates.values() if seat.cite is not None]
        cited = [
            c for c in (*(c for told in known.entries for c in told.entry.said.cite), *seats) if c.source == SOURCE
        ]
        text = _stand_in(cited).encode()
        acting.edit(store, "source", SOURCE, {"sha256": sha256(text).hexdigest()}, HEADER)
    with database.write() as store:
        sourcing.attach(store, SOURCE, text, HEADER)
    database.close()
    return text


def _propose(shell: Shell, report: str) -> None:
    """Two proposals, a draft that waits, and one that was sent back."""
    words = next(line for line in report.splitlines() if line != "No words.")
    cite = {"source": SOURCE, "quote": words[:60]}
    said = {"item": "territory", "party": "russia", "stance": "opposes", "cite": cite}
    lines = [json.dumps({"stance": said | {"held_on": day}}) + "\n" for day in ("2026-02-01", "2026-02-02")]
    (shell.folder / "proposals.jsonl").write_text("".join(lines), encoding="utf-8")
    shell.ok("import", "--propose", "proposals.jsonl", "--proposer", "reader")
    for name in ("spring", "autumn"):
        shell.ok("draft", "add", name, "entries.jsonl")
    shell.ok("draft", "return", "autumn", "--note", "Is that all?")


def _stand_in(cited: list[Citation]) -> str:
    """Return a text that has every quote in the ¶ where it is said to stand."""
    places: dict[int, list[str]] = {}
    for each in cited:
        for number in cited_paragraphs(each.at) or ():
            places.setdefault(number, []).append(each.quote or "")
    numbers = range(1, max(places) + 1)
    return "\n".join(" ".join(dict.fromkeys(places.get(number, ()))).strip() or "No words." for number in numbers)


@pytest.fixture(scope="module")
def furnished(reports: Shell, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo ledger, one changeset more, the seeds, and the files that examples name."""
    folder = tmp_path_factory.mktemp("examples") / "furnished"
    shell = reports.copy(folder)
    report = _attach_a_report(shell)
    shutil.copytree(SEED, folder / "seeds" / SEED.name)
    for analyst in ("ada", "ben"):
        (folder / analyst).mkdir()
        shutil.copyfile(SEED / "05-vovworld-2026-02.yaml", folder / analyst / "05-vovworld.yaml")
    (folder / "entries.jsonl").write_text('{"item": {"key": "fishing", "title": "Fishing"}}\n')
    (folder / "report.txt").write_bytes(report)
    (folder / "zotero.json").write_text('[{"id": "tass-1", "type": "article-newspaper", "title": "On the talks"}]')
    (folder / "communique.pdf").write_bytes(pdf(["The hosts thank both delegations."], title="Joint communiqué"))
    (folder / "positions.csv").write_text("Issue,Russia,Ukraine\nWho holds the Donbas,demands,red line\n")
    (folder / "positions.yaml").write_text(MAPPING)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", CLOCK)
        patch.setenv("POSL_AUTHOR", "ana")
        patch.setenv("POSL_STATE", str(folder.parent / "state"))
        patch.setenv("POSL_CONFIG", str(folder.parent / "config.toml"))
        patch.chdir(folder)
        _propose(shell, report.decode())
    return folder


@pytest.fixture
def surroundings(furnished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A copy of it, to work in."""
    shutil.copytree(furnished, tmp_path, dirs_exist_ok=True)
    shutil.copyfile(tmp_path / "ledger.db", tmp_path / "theirs.db")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path)


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_runs(
    surroundings: Shell, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert f"{EXAMPLES[line]} " in f"{line} ", "an example of another command"
    words = shlex.split(line.partition("  #")[0])
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        monkeypatch.setenv(name, "true" if name == "EDITOR" else value)
    for sign in ("<", ">"):
        if sign in words:
            words = words[: words.index(sign)]
    if line.endswith(".jsonl") and " < " in line:
        words[words.index("-")] = line.rpartition(" ")[2]
    if words[1] == "settle":
        surroundings.ok(*RIVAL)
    if words[1:3] in (["view", "rename"], ["view", "delete"]) or "--view" in words:
        surroundings.ok("view", "save", "urgent", "is:overdue")
    if "--last" in words:  # a text that is attached, the last act, is never taken back
        surroundings.ok("mark", "a slip", "R1")
    if {"--sign", "--signers"} & set(words):
        surroundings.ok("key", "--new")
        public = next(surroundings.folder.rglob("signing_key.pub")).read_text(encoding="utf-8")
        Path("allowed_signers").write_text(f"bea {public}", encoding="utf-8")  # who recorded nothing here
    if "--both" in words:  # either copy enters a source under one key
        for copy, title in (("ledger.db", "A weekly"), ("theirs.db", "A monthly")):
            surroundings.ok("--ledger", copy, "source", "add", "bay", title)
    if "--against" in words:
        surroundings.ok("verify", "--checkpoint", words[-1])
    code = main(words[1:])
    assert code in ({0, 1} if "--exit-code" in words else {0}), capsys.readouterr().err
