"""A way in: the frame of a new negotiation from a few answers, and seeds checked without any ledger."""

from pathlib import Path

import pytest
import yaml

from ledger.cli.commands import new
from ledger.services.founding import templates
from tests.cli.shell import Shell
from tests.support import SEED

TALKS = ("new", "talks", "--title", "Talks on the bay", "--party", "Northland", "--party", "The Isle: mediator")


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A folder without a ledger; ``posl`` is called without ``--ledger``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POSL_LEDGER", raising=False)
    return Shell(tmp_path)


def test_a_frame_is_written_and_comes_in(nowhere: Shell) -> None:
    ran = nowhere.ok(
        *TALKS, "--round", "First round: 2026-03", "--round", "Second", "--item", "Quota: More may be landed.",
        "--item", "Patrols",
    )  # fmt: skip
    assert ran.out == "talks/00-frame.yaml\n"
    frame = yaml.safe_load(Path("talks/00-frame.yaml").read_text(encoding="utf-8"))
    assert frame["ledger"] == {"title": "Talks on the bay"}
    assert [(each["key"], each["role"]) for each in frame["parties"]] == [
        ("northland", "principal"), ("the-isle", "mediator"),
    ]  # fmt: skip
    assert [(each["key"], each.get("planned_for")) for each in frame["rounds"]] == [("R1", "2026-03"), ("R2", None)]
    assert frame["items"][0] == {"key": "quota", "title": "Quota", "question": "More may be landed."}
    nowhere.ok("init", str(nowhere.ledger))
    assert "2 parties, 2 rounds, 2 items" in nowhere.ok("import", "talks", "--width", "200").out


@pytest.mark.parametrize("template", templates())
def test_every_template_is_a_plain_seed_and_makes_a_frame(nowhere: Shell, template: str) -> None:
    assert nowhere.ok("check", str(SEED.parent / "templates" / f"{template}.yaml"), "--no-ledger").code == 0
    nowhere.ok(*TALKS, "--template", template, "--item", "Prisoners", "--item", "Course of the border")
    assert "without faults" in nowhere.ok("check", "talks", "--no-ledger").out


def test_what_no_option_says_is_asked_for(nowhere: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "interactive", lambda: True)
    answers = ["Talks", "none", "Northland", "Southland", "", "First round: 2026-03", "", "Quota", ""]
    nowhere.ok("new", "asked", stdin="".join(f"{answer}\n" for answer in answers).encode())
    frame = yaml.safe_load(Path("asked/00-frame.yaml").read_text(encoding="utf-8"))
    assert (frame["ledger"]["title"], len(frame["parties"]), len(frame["rounds"]), len(frame["items"])) == (
        "Talks",
        2,
        1,
        1,
    )


def test_two_parties_alike_get_codes_and_keys_of_their_own(nowhere: Shell) -> None:
    nowhere.ok("new", "t", "--title", "T", *(word for _n in range(3) for word in ("--party", "North")))
    parties = yaml.safe_load(Path("t/00-frame.yaml").read_text(encoding="utf-8"))["parties"]
    assert len({each["code"] for each in parties}) == len({each["key"] for each in parties}) == 3


def test_a_country_gets_the_code_that_everybody_knows_it_by(nowhere: Shell) -> None:
    named = {"Russian Federation": "RU", "Iran (Islamic Republic of)": "IR", "Democratic Republic of the Congo": "CD"}
    others = {"Congo": "CG", "South Korea": "KR", "Republic of Korea": "KOR", "Redland": "RE", "Federation": "FE"}
    wanted = named | others
    nowhere.ok("new", "votes", "--title", "Votes", *(word for name in wanted for word in ("--party", name)))
    parties = yaml.safe_load(Path("votes/00-frame.yaml").read_text(encoding="utf-8"))["parties"]
    assert {each["name"]: each["code"] for each in parties} == wanted


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("new",), 2, "needs a title"),
        (("new", "t", "--title", "T", "--party", "Isle: medator"), 3, 'did you mean "mediator"?'),
        (("new", "t", "--title", "T", "--template", "boarder"), 4, 'did you mean "border"?'),
        (("new", "t", "--title", "T", "--item", "!!"), 3, "needs letters or digits"),
        (("new", "t", "--title", " "), 3, "must not be empty"),
    ],
)
def test_an_answer_that_cannot_be_kept(nowhere: Shell, args: tuple[str, ...], code: int, said: str) -> None:
    ran = nowhere(*args)
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert not Path("t/00-frame.yaml").exists()


def test_a_frame_that_is_there_is_never_overwritten(nowhere: Shell) -> None:
    nowhere.ok(*TALKS)
    assert nowhere(*TALKS).code == 5


def test_seeds_with_their_own_frame_are_checked_against_an_empty_ledger(small: Shell) -> None:
    ran = small.ok("check", str(SEED), "--no-ledger", "--width", "200")
    assert ran.out.startswith("7 files without faults; 32 assertions checked, all hold.")
    ran = small("check", str(SEED / "05-vovworld-2026-02.yaml"), "--no-ledger")
    assert (ran.code, "is not a known" in ran.err) == (3, True)


def test_without_a_ledger_a_check_says_against_what(
    nowhere: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ledger.__main__ import main

    nowhere.ok(*TALKS)
    assert main(["check", "talks"]) == 0
    found = capsys.readouterr()
    assert "without faults" in found.out
    assert found.err == "No ledger here: checked against an empty one.\n"
    assert main(["--ledger", "typo.db", "check", "talks"]) == 4
    assert not Path("typo.db").exists()
