"""The format of seeds, for editors."""

import json

import pytest

from ledger.__main__ import main


@pytest.mark.parametrize("args", [["schema"], ["schema", "seed"]])
def test_the_schema_of_seeds_is_printed(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(args) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["$schema"].startswith("https://json-schema.org/")
    assert {"items", "stances", "assertions"} <= found["properties"].keys()


def test_there_is_no_other_schema() -> None:
    assert main(["schema", "matrix"]) == 2
