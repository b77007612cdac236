"""The models' verdict on one element, in plain words and with its place.

Pydantic judges; here its errors become problems that say what is wrong and how to mend it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ledger.domain import words
from ledger.domain.entries import Statement
from ledger.domain.field_types import is_key
from ledger.domain.naming import did_you_mean, names_of, nearest, there_is
from ledger.domain.records import Record
from ledger.domain.seed import Faulty, Path
from ledger.domain.text import fold, safe
from ledger.formats.seed_nodes import ABSENT, Growth, Node, Problem, Spot, plain, trace

_NOUNS: dict[frozenset[str], str] = {
    frozenset(kind): noun
    for kind, noun in (
        (words.Role, "a role"),
        (words.RoundKind, "a kind of round"),
        (words.Matter, "a matter"),
        (words.Voice, "a voice"),
        (words.Counted, "what a ledger counts"),
        (words.RoundStatus, "a status of a round"),
        (words.ItemKind, "a kind of item"),
        (words.LinkKind, "a kind of link"),
        (words.SourceKind, "a kind of source"),
        (words.Reliability, "a reliability"),
        (words.Speaker, "a speaker"),
        (words.Confidence, "a degree of confidence"),
        (words.Stance, "a stance"),
        (words.Status, "a status"),
        (words.Verdict, "a verdict"),
        (words.SettlementKind, "an end of a contest"),
    )
}
_FORMS = {
    r"^\w{2,4}$": "is not a code: a code is 2 to 4 letters or digits",
    r"^[0-9a-f]{64}$": "is not a SHA-256: that is 64 of the characters 0–9 and a–f",
    r"^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}Z$": "is not a time in UTC (2026-01-24T18:30:00Z)",
}
_FRACTION = re.compile(r"[+-]?\d+(\.\d+|,\d\d?)")  # three digits behind a comma are thousands
_WORD = re.compile("'([^']*)'")
_LONGEST_SHOWN = 60


@dataclass(slots=True)
class CheckedElement:
    """What the models say of an element: its value, or what is wrong with it.

    ``declared`` are table and names of a record that has faults but whose key can be read (``SeedFile.declared``);
    ``faulty`` is what refers to other records and has faults.
    """

    value: BaseModel | None = None
    problems: list[Problem] = field(default_factory=list)
    declared: set[tuple[str, str]] = field(default_factory=set)
    faulty: Faulty | None = None


def judge(model: type[BaseModel], node: Node, growth: Growth) -> CheckedElement:
    """Let the model judge an element; ``growth`` is what was noticed while its nodes were built."""
    data = plain(node)
    value, errors = _validated(model, data)
    found = [
        *growth.problems,
        *_unknown_without_value(model, growth),
        *_problems(model, node, data, errors, growth.refused),
    ]
    if value is not None and not found:
        return CheckedElement(value)
    faulty = _faulty(model, data)
    return CheckedElement(problems=found, declared=set(_declared(model, data, faulty)), faulty=faulty)


def _unknown_without_value(model: type[BaseModel], growth: Growth) -> Iterator[Problem]:
    """Find unknown keys among those that the model never saw, for they have no value."""
    for offset, path in growth.left_out:
        known = _fields(model, path[:-1])
        if path[-1] not in known and path[-1] not in set(words.LinkKind):
            yield unknown_key(str(path[-1]), known, offset, path)


def _validated(model: type[BaseModel], data: object) -> tuple[BaseModel | None, list[ErrorDetails]]:
    try:
        return model.model_validate(data), []
    except ValidationError as refusal:
        return None, refusal.errors(include_url=False)


def _problems(
    model: type[BaseModel], node: Node, data: object, errors: list[ErrorDetails], refused: set[Path]
) -> Iterator[Problem]:
    meant = set(_meant(model, errors))
    unsound = {str(loc[0]) for loc in (*(error["loc"] for error in errors), *meant, *refused) if loc}
    broken = list(_broken_rules(model, data, unsound)) if errors and isinstance(data, dict) else []
    yield from (Problem(node.offset, message) for message in broken)
    for error in errors:
        spot = trace(node, error["loc"])
        mistyped = error["type"] == "missing" and error["loc"] in meant
        told = not error["loc"] and in_words(error)[0] in broken
        if not (mistyped or told or _follows(spot, refused)):
            yield _problem(model, error, spot)


def _follows(spot: Spot, refused: set[Path]) -> bool:
    """Whether an error only comes of a value that was refused already."""
    path = spot.path + spot.rest
    return bool(refused) and any(path[:length] in refused for length in range(len(path) + 1))


def _meant(model: type[BaseModel], errors: Iterable[ErrorDetails]) -> Iterator[Path]:
    """Yield the fields that mistyped keys stand for: one mistake is told once, not also as a missing key."""
    for error in errors:
        if error["type"] == "extra_forbidden":
            *where, key = error["loc"]
            if (name := nearest(str(key), _fields(model, tuple(where)))) is not None:
                yield (*where, name)


def _problem(model: type[BaseModel], error: ErrorDetails, spot: Spot) -> Problem:
    if error["type"] == "missing":
        return _missing(str(error["loc"][-1]), spot)
    if error["type"] == "extra_forbidden":
        return unknown_key(str(error["loc"][-1]), _fields(model, error["loc"][:-1]), spot.key, spot.path)
    message, hint = in_words(error)
    return Problem(spot.offset, message, _belongs_elsewhere(model, error) or hint, spot.path)


def _belongs_elsewhere(model: type[BaseModel], error: ErrorDetails) -> str | None:
    """Say where a value is right that is wrong here: a round that stands for days, a status for a stance."""
    name, value = error["loc"][-1] if error["loc"] else "", error["input"]
    if not isinstance(value, str) or name not in {"held_on", *_STATES}:
        return None
    beside = _fields(model, error["loc"][:-1])
    if name == "held_on" and "round" in beside and value[:1].isalpha() and is_key(value):
        return f"a round is named by round: {value}, in place of held_on"
    for other, block, known in _KINDS_OF_WORDS:
        if name not in {"held_on", other} and value in known:
            return f"write {other}: {value}" if other in beside else f"it is a {other}, which stands under {block}:"
    return None


_KINDS_OF_WORDS = (("stance", "stances", frozenset(words.Stance)), ("status", "statuses", frozenset(words.Status)))
_STATES = frozenset(name for name, _block, _known in _KINDS_OF_WORDS)


def unknown_key(key: str, known: Iterable[str], offset: int, path: Path = ()) -> Problem:
    """Return the problem of a key that nobody knows, with the one that may have been meant."""
    hint = did_you_mean(key, known) or next(there_is(known), None)
    if " " in key.strip():  # no key has a blank: it is the rest of a text that a comma cut off
        hint = "a text with a comma in it stands in quotes, where braces are around it"
    return Problem(offset, f"unknown key {shown(key)}", hint, path)


def _missing(name: str, spot: Spot) -> Problem:
    if spot.node.value is ABSENT:
        return Problem(spot.key, f'"{name}" has no value', "write one after the colon", spot.path)
    return Problem(spot.offset, f'"{name}" is missing', None, spot.path)


def in_words(error: ErrorDetails) -> tuple[str, str | None]:
    """Put one of Pydantic's errors into words: message and hint."""
    say = _SAID.get(error["type"])
    if say is not None:
        return say(shown(error["input"]), error.get("ctx", {}), error["input"])
    message = error["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    found = error["input"]
    if isinstance(found, str | int | float) and str(found).strip() not in message:
        message = f"{shown(found)}: {message}"
    return message, _quoted(found)


def _enum(shown: str, context: dict[str, Any], value: object) -> tuple[str, str | None]:
    known = _WORD.findall(context["expected"])
    noun = _NOUNS.get(frozenset(known), "one of the words known here")
    suggested = did_you_mean(value, known) if isinstance(value, str) else None
    return f"{shown} is not {noun}", suggested or f"one of: {', '.join(map(str, known))}"


def _form(shown: str, context: dict[str, Any], _value: object) -> tuple[str, str | None]:
    return f"{shown} {_FORMS.get(context['pattern'], 'does not have the form ' + context['pattern'])}", None


def _not_text(shown: str, _context: dict[str, Any], value: object) -> tuple[str, str | None]:
    return f"must be text, not {shown}", _quoted(value)


def _not_whole(shown: str, _context: dict[str, Any], value: object) -> tuple[str, str | None]:
    return f"{shown} is not a whole number", "round it" if _FRACTION.fullmatch(str(value)) else None


def _not_bool(shown: str, _context: dict[str, Any], _value: object) -> tuple[str, str | None]:
    return f"{shown} is neither true nor false", None


_SAID: dict[str, Callable[[str, dict[str, Any], object], tuple[str, str | None]]] = {
    "enum": _enum,
    "string_pattern_mismatch": _form,
    "string_type": _not_text,
    "string_too_short": lambda _shown, _context, _value: ("must not be empty", None),
    "string_too_long": lambda _shown, context, _value: (
        f"is longer than {context['max_length']:,} characters",
        None,
    ),
    "int_type": _not_whole,
    "int_parsing": _not_whole,
    "int_from_float": _not_whole,
    "finite_number": _not_whole,
    "int_parsing_size": lambda shown, _context, _value: (f"{shown} is too large a number", None),
    "greater_than_equal": lambda shown, context, _value: (
        f"{shown} is too small: at least {context['ge']}",
        None,
    ),
    "less_than_equal": lambda shown, context, _value: (f"{shown} is too large: at most {context['le']}", None),
    "bool_type": _not_bool,
    "bool_parsing": _not_bool,
    "tuple_type": lambda shown, _context, _value: (
        f"must be a list, not {shown}",
        "put it in [ ], or on its own line after a dash",
    ),
    "too_short": lambda _shown, _context, _value: ("must not be empty", None),
    "model_type": lambda shown, _context, _value: (f"must be keys with values, not {shown}", None),
}


def _quoted(value: object) -> str | None:
    """Return the hint for a bare number, true or false where text is wanted."""
    if isinstance(value, bool | int | float):
        return f'write it in quotes: "{str(value).lower()[:_LONGEST_SHOWN]}"'
    return None


def shown(value: object) -> str:
    """Return a value as a message may show it: on one line, harmless, not too long."""
    if isinstance(value, dict | list | tuple):
        return "keys with values" if isinstance(value, dict) else "a list"
    if isinstance(value, str):
        return f'"{_cut(safe(value))}"'
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _fields(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that may stand at a path of the model."""
    for step in path:
        if isinstance(step, str) and step in model.model_fields:
            model = next(_models_in(model.model_fields[step].annotation), model)
    return [info.alias or name for name, info in model.model_fields.items()]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 -- an annotation is anything
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _faulty(model: type[BaseModel], data: object) -> Faulty | None:
    if not (issubclass(model, Record | Statement) and isinstance(data, dict)):
        return None
    empty = {name: None if info.is_required() else info.get_default() for name, info in model.model_fields.items()}
    draft: dict[str, Any] = empty | {"cite": ()} | _sound(model, data)
    return Faulty(model.model_construct(**draft))


def _declared(model: type[BaseModel], data: object, faulty: Faulty | None) -> Iterator[tuple[str, str]]:
    """Yield table and natural key of a faulty record, as far as the key can be read, and its other names, folded."""
    if not (issubclass(model, Record) and model.identity and isinstance(data, dict)):
        return
    sound = _sound(model, {name: data[name] for name in model.identity if name in data})
    if len(sound) == len(model.identity):
        yield model.table, "/".join(str(sound[name]) for name in model.identity)
        yield from ((model.table, fold(name)) for name in (names_of(faulty.draft) if faulty else ()))


def _broken_rules(model: type[BaseModel], data: dict[str, Any], unsound: set[str]) -> Iterator[str]:
    """Ask the model's own rules about the fields that are sound.

    Pydantic asks them only when every field is; somebody would have to mend the fields to hear about the rest.
    """
    draft = model.model_construct(**_sound(model, {n: v for n, v in data.items() if n not in unsound}))
    for name in unsound:
        draft.__dict__.pop(name, None)  # a rule that looks at it gives up
    for rule in model.__pydantic_decorators__.model_validators.values():
        if rule.info.mode == "after":
            try:
                rule.func(draft)
            except ValueError as broken:
                yield str(broken)
            except AttributeError:
                continue


def _sound(model: type[BaseModel], data: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that are valid taken by themselves."""
    sound = {}
    for name, value in data.items():
        if name in model.model_fields:
            try:
                sound[name] = _field(model, name).validate_python(value)
            except ValidationError:
                continue
    return sound


@cache
def _field(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    info = model.model_fields[name]
    annotation: Any = info.annotation
    return TypeAdapter(Annotated[annotation, *info.metadata] if info.metadata else annotation)
