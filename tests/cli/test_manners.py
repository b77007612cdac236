"""How the command behaves: exit codes, streams, colours, loading, interruptions, hostile text."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.errors import NotFound
from tests.cli.shell import Shell
from tests.support import FRAME

POSL = [sys.executable, "-m", "ledger"]
HEAVY = {"sqlalchemy", "alembic", "textual", "pydantic", "rich", "yaml", "sqlite3"}
HOSTILE = "[/] [bold]x[/bold] [@click=app.quit]x \u202eevil\u200b <b>&"


def run(*args: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*POSL, *args], capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["nosuch"]])
def test_help_and_version_load_no_library_but_click(args: list[str]) -> None:
    code = (
        "import sys; from ledger.__main__ import main; main(sys.argv[1:]); "
        "print(' '.join({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True)
    assert not HEAVY & set(ran.stderr.split())


@pytest.mark.parametrize("command", ["matrix", "matrix --json", "matrix --track military", "matrix --open"])
def test_a_matrix_loads_nothing_of_diffs_and_of_filters_in_words(reports: Shell, command: str) -> None:
    code = "import sys; from ledger.__main__ import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    args = [sys.executable, "-c", code, "--ledger", str(reports.ledger), *command.split()]
    ran = subprocess.run(args, capture_output=True, text=True, check=True)
    later = {"ledger.domain.diff", "ledger.domain.filters", "ledger.domain.measures", "ledger.services.diff"}
    assert not later & set(ran.stderr.split())


@pytest.mark.parametrize("command", ["matrix", "diff R1 R2", "show territory", "list items", "log"])
def test_no_command_loads_the_screens(reports: Shell, command: str) -> None:
    code = (
        "import sys; from ledger.__main__ import main; main(sys.argv[1:]); "
        "print(' '.join({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    args = [sys.executable, "-c", code, "--ledger", str(reports.ledger), *command.split()]
    ran = subprocess.run(args, capture_output=True, text=True, check=True)
    assert not {"textual", "alembic"} & set(ran.stderr.split())


def test_help_names_every_command(posl: Shell) -> None:
    from ledger.cli.catalogue import commands

    said = posl.ok("--help").out
    for name, listed in commands().items():
        assert f"  {name} " in said
        assert listed.help[:40] in said


def test_what_help_says_of_a_command_is_what_the_command_says_of_itself() -> None:
    from importlib import import_module

    from ledger.cli.catalogue import commands

    for name, listed in commands().items():
        command = import_module(listed.home).command
        assert command.name == name
        assert command.help


def test_errors_are_said_on_stderr_with_their_exit_code(posl: Shell, tmp_path: Path) -> None:
    for args, code in (
        (["nosuch"], 2), (["matrix", "--at", "x y"], 4), (["matrix", "--at", "@x"], 2), (["show"], 2), (["show", "nothing"], 4),
        (["retract", "9999", "--reason", "x"], 4), (["--ledger", str(tmp_path / "none.db"), "matrix"], 4),
        (["--ledger", "mysql://host/x", "matrix"], 2),
    ):  # fmt: skip
        ran = posl(*args)
        assert (ran.code, ran.out) == (code, ""), args
        assert ran.err.startswith("posl: ")


@pytest.mark.parametrize("flag", [["--json"], ["--format", "json"], ["--format=jsonl"]])
def test_errors_are_json_for_whoever_asked_for_json(posl: Shell, flag: list[str]) -> None:
    ran = posl("matrix", "--at", "R9", *flag)
    found = json.loads(ran.err)
    assert (found["schema"], found["code"], found["exit"], ran.code) == ("position-ledger/error/1", "not-found", 4, 4)
    assert found["errors"][0].keys() == {"file", "line", "column", "path", "message", "hint"}
    assert json.loads(posl("matrix", "--nosuch", *flag).err)["code"] == "usage"


def test_a_place_without_a_ledger_says_how_to_get_one(tmp_path: Path) -> None:
    ran = run("matrix", cwd=tmp_path)
    assert ran.returncode == 4
    assert "posl init" in ran.stderr
    assert "posl demo" in ran.stderr


def test_the_ledger_of_a_folder_above_is_found(reports: Shell) -> None:
    below = reports.folder / "a" / "b"
    below.mkdir(parents=True)
    try:
        assert run("log", cwd=below).returncode == 0
    finally:
        below.rmdir()
        below.parent.rmdir()


def test_without_a_terminal_the_screens_name_the_commands_that_do_the_same(posl: Shell) -> None:
    for args in ([], ["tui"]):
        ran = posl(*args)
        assert (ran.code, ran.out) == (2, "")
        assert "posl matrix" in ran.err


def test_on_a_dumb_terminal_the_screens_are_not_tried(reports: Shell) -> None:
    code, said = on_terminal(["--ledger", str(reports.ledger)], TERM="dumb")
    assert code == 2
    assert "posl matrix" in said


def on_terminal(args: list[str], **environment: str) -> tuple[int, str]:
    """Run with a terminal on all three streams."""
    main, side = pty.openpty()
    done = subprocess.Popen(
        [*POSL, *args], stdin=side, stdout=side, stderr=side, env={**os.environ, **environment}, close_fds=True
    )
    os.close(side)
    said = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        said += part
    os.close(main)
    return done.wait(), said.decode()


def test_colours_are_for_terminals_that_want_them(reports: Shell) -> None:
    command = ["--ledger", str(reports.ledger), "matrix", "--at", "R2"]
    environment = {"TERM": "xterm", "COLUMNS": "100"}
    assert "\x1b[" in on_terminal(command, **environment)[1]
    assert "\x1b[" not in on_terminal(command, **environment, NO_COLOR="1")[1]
    assert "\x1b[" not in on_terminal(command, TERM="dumb")[1]
    assert "\x1b[" not in run(*command).stdout


@pytest.mark.parametrize("asked", ["view list", "search nowhere-at-all"])
def test_no_line_of_json_is_said_of_a_list_of_nothing(reports: Shell, asked: str) -> None:
    assert reports.ok(*asked.split(), "--format", "jsonl").out == ""


@pytest.mark.parametrize("asked", [(), ("--group", "tag")])
def test_no_line_of_json_is_said_of_a_matrix_without_items(tmp_path: Path, asked: tuple[str, ...]) -> None:
    empty = Shell(tmp_path)
    empty.ok("init", str(empty.ledger))
    assert empty.ok("matrix", *asked, "--format", "jsonl").out == ""
    assert empty.ok("matrix", "--format", "csv").lines == ["item,title,kind,track,spread,status,overdue"]


def test_a_closed_pipe_is_no_complaint(reports: Shell) -> None:
    command = f"{sys.executable} -m ledger --ledger {reports.ledger} log | true; echo ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("141\n", "")


def test_what_cannot_be_written_is_said_in_a_sentence(reports: Shell) -> None:
    command = f"{sys.executable} -m ledger --ledger {reports.ledger} log"
    full = subprocess.run(["bash", "-c", f"{command} > /dev/full"], capture_output=True, text=True, check=False)
    assert (full.returncode, full.stderr) == (6, "posl: the output cannot be written: No space left on device\n")
    closed = subprocess.run(["bash", "-c", f"{command} >&-"], capture_output=True, text=True, check=False)
    assert (closed.returncode, closed.stderr) == (0, "")


@pytest.mark.parametrize("group", ["list", "record", "review", "source", "db"])
def test_a_group_alone_shows_its_commands_in_whole_sentences(posl: Shell, group: str) -> None:
    ran = posl(group)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == posl.ok(group, "--help").out
    assert "..." not in ran.err.replace("[ARGS]...", "")


def test_control_c_ends_with_130(posl: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ledger.services.log.log", interrupted)
    ran = posl("log")
    assert (ran.code, ran.out, ran.err.strip()) == (130, "", "posl: interrupted")


def test_a_fault_of_our_own_is_a_sentence_and_a_traceback_only_when_asked(
    posl: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.services.log.log", lambda *_: 1 / 0)
    ran = posl("log")
    assert (ran.code, ran.out) == (1, "")
    assert "ZeroDivisionError" in ran.err
    assert "Traceback" not in ran.err
    monkeypatch.setenv("POSL_DEBUG", "1")
    assert "Traceback" in posl("log").err


def test_under_another_locale_and_time_zone_the_bytes_are_the_same(reports: Shell) -> None:
    command = [*POSL, "--ledger", str(reports.ledger), "diff", "R1", "R2"]
    plain = {k: v for k, v in os.environ.items() if not k.startswith("LC_") and k not in {"LANG", "TZ", "PYTHONUTF8"}}
    outputs = {
        subprocess.run(command, capture_output=True, check=True, env={**plain, **other}).stdout
        for other in ({}, {"LC_ALL": "C", "TZ": "Asia/Tokyo"}, {"LC_ALL": "tr_TR.ISO-8859-9", "TZ": "America/Lima", "PYTHONIOENCODING": "latin-1"})
    }  # fmt: skip
    assert len(outputs) == 1


@pytest.fixture
def hostile(tmp_path: Path) -> Shell:
    """A ledger whose every text tries something."""
    shell = Shell(tmp_path)
    shell.ok("init", str(shell.ledger))
    text = json.dumps(HOSTILE)
    seed = FRAME.replace("title: Land", f"title: {text}, question: {text}, owner: {text}").replace(
        "name: Red", f"name: {text}"
    )
    seed = seed.replace("title: Herald", f"title: {text}").replace("title: Test talks", f"title: {text}")
    seed += f"""
stances:
  - {{item: land, party: red, round: R1, stance: conditional, condition: {text}, summary: {text},
     cite: {{source: herald, at: {text}, quote: {text}, note: {text}}}}}
events: [{{held_on: 2026-01-23, title: {text}, items: [land], cite: {{source: herald}}}}]
"""
    (tmp_path / "seed.yaml").write_text(seed, encoding="utf-8")
    shell.ok("import", str(tmp_path / "seed.yaml"), "--message", HOSTILE)
    return shell


@pytest.mark.parametrize(
    "command",
    [
        "matrix", "show land", "show red", "show source:herald", "show 1", "show @1", "diff 2026-01-01 R2", "list items",
        "list parties", "list sources", "list events", "log", "search evil", "review list", "list items --format csv",
        "list events --format md", "list parties --json", "diff 2026-01-01 R2 --format md", "matrix --json", "show land --json",
    ],
)  # fmt: skip
def test_hostile_text_shows_literally_with_its_controls_made_visible(hostile: Shell, command: str) -> None:
    said = hostile.ok(*command.split()).out
    assert "\u202e" not in said
    assert "\u200b" not in said
    assert "\x1b" not in said
    shown = "".join(said.replace("\\", "").split())
    if "--json" not in command and "matrix" not in command:
        assert "⟨U+202E⟩evil⟨U+200B⟩" in shown
        assert "[@click=app.quit]x" in shown
    if "--json" in command:
        assert HOSTILE in json.dumps(json.loads(said), ensure_ascii=False)


def test_formulas_do_nothing_in_a_spreadsheet(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.ok("init", str(shell.ledger))
    seed = FRAME.replace("title: Land", "title: \"=cmd|' /C calc'!A0\"").replace("title: Fuel", 'title: "@SUM(1)"')
    (tmp_path / "seed.yaml").write_text(seed, encoding="utf-8")
    shell.ok("import", str(tmp_path / "seed.yaml"))
    said = shell.ok("list", "items", "--format", "csv").out
    assert "'=cmd" in said
    assert ",=" not in said
    assert ",@" not in said


def test_the_demo_is_made_once_and_looked_at_ever_after(tmp_path: Path) -> None:
    first = run("demo", cwd=tmp_path)
    assert (first.returncode, (tmp_path / "demo-ledger" / "ledger.db").is_file()) == (0, True)
    assert "Territory" not in first.stderr
    before = (tmp_path / "demo-ledger" / "ledger.db").read_bytes()
    second = run("demo", cwd=tmp_path)
    assert (second.returncode, second.stdout) == (0, first.stdout)
    assert (tmp_path / "demo-ledger" / "ledger.db").read_bytes() == before
    assert "At R2 (2026-02-05)" in first.stdout
    assert "Exchange of prisoners is settled: agreed" in first.stdout

    Shell(tmp_path / "demo-ledger").ok("retract", "127", "--reason", "not signed yet")
    again = run("demo", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "known @7" in again.stdout


def test_a_ledger_in_the_home_of_nobody_is_not_there() -> None:
    ran = run("--ledger", "~nobody-of-this-name/ledger.db", "matrix")
    assert (ran.returncode, ran.stderr.splitlines()[0]) == (
        4,
        "posl: there is no ledger at ~nobody-of-this-name/ledger.db",
    )


@pytest.mark.parametrize(
    "words",
    [
        "textconv no.db", "git-diff no.db no.db", "merge no.db no.db no.db", "import no.yaml", "check no.yaml",
        "source attach talks no.txt", "source import no.ris", "verify --against no.json", "verify --signers no",
    ],
)  # fmt: skip
def test_a_file_that_is_not_there_is_not_found_whoever_asks_for_it(small: Shell, words: str) -> None:
    refused = small(*words.split())
    assert refused.code == NotFound.exit_code
    assert f"file {words.rsplit(maxsplit=1)[-1]}" in refused.err.replace("file or folder", "file")


@pytest.mark.parametrize("word", ["--source", "--item", "--party"])
def test_who_chooses_twice_what_to_review_is_told_and_nothing_is_done(small: Shell, word: str) -> None:
    ran = small("review", "accept", word, "herald", word, "gazette")
    assert (ran.code, f"{word} takes one value, and is given more than once" in ran.err) == (2, True)


def test_who_asks_for_help_gets_it_whatever_else_is_given_twice(small: Shell) -> None:
    assert "--source" in small.ok("review", "accept", "--source", "a", "--source", "b", "--help").out


def test_elsewhere_the_last_of_two_values_holds(small: Shell) -> None:
    assert small.ok("matrix", "--at", "R1", "--at", "now", "--json").json == small.ok("matrix", "--json").json


def test_how_it_is_shown_may_be_said_again_behind_an_alias_of_ones_own(small: Shell) -> None:
    assert small.ok("list", "items", "--format", "md", "--width", "90", "--json", "--width", "80").out.startswith("{")


def test_an_option_of_posl_behind_a_command_is_told_where_it_goes(small: Shell) -> None:
    ran = small("import", "seed.yaml", "--author", "ana")
    assert (ran.code, "hint: --author goes before the command: posl --author … import" in ran.err) == (2, True)
    assert "hint: posl import --help" in small("import", "seed.yaml", "--auther", "ana").err
