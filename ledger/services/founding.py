"""A way in: the frame of a negotiation, from a few answers and, where one is wanted, a template."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

from ledger.domain.mapping import key_of
from ledger.domain.moments import reads_as_days
from ledger.domain.naming import did_you_mean
from ledger.domain.records import Item, LedgerInfo, Party, Round
from ledger.domain.text import fold
from ledger.domain.words import Role
from ledger.errors import InvalidData, NotFound
from ledger.files import new_file
from ledger.formats.seed_check import in_words
from ledger.formats.seed_out import write_yaml
from ledger.formats.seed_yaml import read_yaml
from ledger.services.demo import seeds_folder

FRAME: Final = "00-frame.yaml"
_SHORTEST, _LONGEST = 2, 4  # letters of a party's code
Value = tuple[str, BaseModel]


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody says of a negotiation: names and titles as typed.

    A party is ``Name`` or ``Name: mediator``, a round ``Title`` or ``Title: 2026-03``, an item ``Title`` or
    ``Title: the sentence that stances are for or against``.
    """

    title: str
    parties: Sequence[str] = ()
    rounds: Sequence[str] = ()
    items: Sequence[str] = ()


def templates() -> tuple[str, ...]:
    """Return the names of the templates."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


def found(folder: Path, answers: Answers, template: str | None = None) -> Path:
    """Write the frame of a negotiation as a seed into a folder, made where it is missing; return its path.

    Raises ``InvalidData`` for an answer that cannot be kept, ``NotFound`` for an unknown template, ``Conflict`` where
    the file is there already.
    """
    text = write_yaml(frame(answers, template))
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / FRAME
    with new_file(target) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    return target


def frame(answers: Answers, template: str | None = None) -> list[Value]:
    """Return the blocks of a frame: what was answered, after the template's items."""
    try:
        values: list[Value] = [("ledger", LedgerInfo(title=answers.title)), *_parties(answers.parties)]
        values += _rounds(answers.rounds)
        given = list(_template(template)) if template else []
        values += given
        values += _items(answers.items, {value.key for _block, value in given if isinstance(value, Item)})
    except ValidationError as problem:
        error = problem.errors(include_url=False)[0]
        message, hint = in_words(error)
        raise InvalidData(f"{'.'.join(map(str, error['loc']))}: {message}", hint=hint) from problem
    return values


def _template(name: str) -> Iterator[Value]:
    path = _folder() / f"{name}.yaml"
    if not path.is_file():
        hint = did_you_mean(name, templates()) or f"templates: {', '.join(templates())}"
        raise NotFound(f'there is no template "{name}"', hint=hint)
    seed = read_yaml(path.name, path.read_bytes())
    assert not seed.faults
    yield from ((part.block, part.value) for part in seed.parts)


def _folder() -> Path:
    return seeds_folder().parent / "templates"


def _parties(said: Iterable[str]) -> Iterator[Value]:
    keys, codes = set[str](), set[str]()
    for each in said:
        name, role = _split(each, set(Role))
        key, code = free_key(key_of(name), keys), free_code(name, codes)
        yield "party", Party(key=key, code=code, name=name, role=Role(role or Role.principal))


def _rounds(said: Iterable[str]) -> Iterator[Value]:
    for number, each in enumerate(said, 1):
        title, _colon, day = each.rpartition(":")
        when = day.strip() if reads_as_days(day.strip()) else None
        named = (title.strip() or f"Round {number}") if when else each.strip()  # of a bare day the number is the name
        yield "round", Round.model_validate({"key": f"R{number}", "title": named, "planned_for": when})


def _items(said: Iterable[str], taken: Iterable[str]) -> Iterator[Value]:
    keys = set(taken)
    for each in said:
        title, _colon, question = each.partition(":")
        key = free_key(key_of(title), keys)
        yield "item", Item(key=key, title=title.strip(), question=question.strip() or None)


def _split(said: str, words: set[Role]) -> tuple[str, str | None]:
    name, colon, word = said.rpartition(":")
    if colon and word.strip() in words:
        return name.strip(), word.strip()
    if colon:
        hint = did_you_mean(word.strip(), words) or f"one of: {', '.join(sorted(words))}"
        raise InvalidData(f'"{word.strip()}" is not a role', hint=hint)
    return said.strip(), None


def free_key(key: str, taken: set[str]) -> str:
    """Return a key that is not taken: ``talks``, else ``talks-2``."""
    if not key:
        raise InvalidData("a name needs letters or digits: a key is made of it")
    found = next(
        each for number in range(1, 10_000) if (each := key if number == 1 else f"{key}-{number}") not in taken
    )
    taken.add(found)
    return found


def free_code(name: str, taken: set[str]) -> str:
    """Return a code of two to four letters or digits that is free: a country's by ISO 3166, else of its initials."""
    words = re.findall(r"[^\W_]+", name)
    letters = "".join(words).upper()
    initials = "".join(word[0] for word in words if word[0].isupper()).upper()
    tried = [*_country_codes(name), initials, *(letters[0] + each for each in letters[1:]), letters[:3], letters[:4]]
    tried += [f"{letters[:2]}{number}" for number in range(1, 100)]
    found = next(each for each in tried if _SHORTEST <= len(each) <= _LONGEST and each not in taken)
    taken.add(found)
    return found


def _country_codes(name: str) -> tuple[str, ...]:
    """Return the codes of the country of this name, in whatever order its words stand; none of any other name."""
    return _countries().get(_words_of(name), ())


def _words_of(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", fold(name)))


@cache
def _countries() -> dict[frozenset[str], tuple[str, str]]:
    """Return codes by the words of names: of those of ISO, of those cut at the comma (``Iran``), of a few more."""
    from iso3166 import countries, countries_by_alpha2

    whole = {_words_of(name): each for each in countries for name in (each.name, each.apolitical_name)}
    cut = [(each.name.partition(",")[0], each) for each in countries]
    often = Counter(name for name, _each in cut)
    short = {_words_of(name): each for name, each in cut if often[name] == 1}
    called = {_words_of(name): countries_by_alpha2[code] for name, code in _ALSO_CALLED.items()}
    return {name: (each.alpha2, each.alpha3) for name, each in (short | called | whole).items()}


_ALSO_CALLED = {
    "Brunei": "BN", "Czech Republic": "CZ", "Ivory Coast": "CI", "Laos": "LA", "North Korea": "KP", "Russia": "RU",
    "South Korea": "KR", "Syria": "SY", "Turkey": "TR", "United Kingdom": "GB", "United States": "US", "Vietnam": "VN",
}  # fmt: skip
"""Countries by names that are not ISO's."""
