"""Help by topic, out of the pages of docs/."""

import pytest

from ledger.cli.commands.help import TOPICS, text_of
from tests.cli.shell import Shell


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_is_told(topic: str) -> None:
    said = text_of(topic)
    assert said.startswith("#")
    assert len(said.splitlines()) > 3


def test_a_topic_is_what_stands_under_its_heading(small: Shell) -> None:
    said = small.ok("help", "exit-codes").out
    assert said.startswith("### Exit codes\n")
    assert "`posl db upgrade`" in said
    assert "### What counts" not in said


def test_a_command_is_told_too_and_a_slip_is_answered(small: Shell) -> None:
    assert small.ok("help", "undo").out.startswith("Usage: posl undo")
    assert "Topics: posl help points" in small.ok("help").out
    slip = small("help", "exit-code")
    assert (slip.code, 'did you mean "exit-codes"' in slip.err) == (2, True)
