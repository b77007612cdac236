"""A mapping read from its YAML, with places for what is wrong in it."""

from typing import Final

import yaml

from ledger.domain.mapping import TableMapping
from ledger.errors import InvalidData
from ledger.formats.seed_check import judge
from ledger.formats.seed_nodes import ABSENT, TooDeep
from ledger.formats.seed_text import Problem, SeedText, decode
from ledger.formats.seed_yaml_nodes import Composer, Skimmer
from ledger.formats.seed_yaml_syntax import syntax_problem

_HEAD: Final = "The mapping has faults; nothing was recorded"


def read_mapping(name: str, data: bytes) -> TableMapping:
    """Read a mapping; ``name`` is what its faults call it. Raises ``InvalidData`` with every fault."""
    text, problems, is_text = decode(data)
    whole = SeedText(name, text)
    value = None
    if is_text:
        try:
            value, found = _judged(text)
            problems += found
        except TooDeep as too_deep:
            problems.append(too_deep.problem)
        except yaml.YAMLError as broken:
            problems.append(syntax_problem(broken, whole))
    if problems or value is None:
        raise InvalidData(_HEAD, faults=tuple(whole.fault(problem) for problem in problems))
    return value


def _judged(text: str) -> tuple[TableMapping | None, list[Problem]]:
    if not text.strip():
        return None, [Problem(0, "the mapping is empty", "posl import TABLE --sketch writes one to complete")]
    _not_too_deep(text)
    composer = Composer(text, 0)
    node = composer.root()
    if node.value is ABSENT:
        return None, [Problem(0, "the mapping is empty", "posl import TABLE --sketch writes one to complete")]
    verdict = judge(TableMapping, node, composer.growth)
    assert verdict.value is None or isinstance(verdict.value, TableMapping)
    return verdict.value, verdict.problems


def _not_too_deep(text: str) -> None:
    skimmer = Skimmer(text)
    skimmer.next()
    skimmer.next()
    skimmer.value(skimmer.next(), 1)
