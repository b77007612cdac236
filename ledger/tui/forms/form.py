"""What a form asks and how it saves: a value, made by a function for each act and shown by ``FormScreen``."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError
from textual.content import Content
from textual.message import Message

from ledger.domain.entries import Statement
from ledger.domain.naming import did_you_mean
from ledger.domain.seed import ChangesetInfo
from ledger.formats.seed_check import in_words
from ledger.services.importing import Imported
from ledger.storage.database import Store
from ledger.tui.forms.fields import ASKED_WITH, BY_SEMICOLON, MORE, WHEN, Field, InputSort, fields_of, read_when

Save = Callable[[Store, Any, ChangesetInfo], Imported]
Parts = Callable[[Store, Any], Iterable[BaseModel]]
"""Gives what would be recorded of what was typed."""


def itself(_store: Store, typed: BaseModel) -> Iterable[BaseModel]:
    """Of a form that records what it asks for."""
    return (typed,)


@dataclass(frozen=True)
class Form:
    """One act as a form.

    ``id`` names its draft; ``given`` is what stands in it at first, by path; ``fixed`` are paths that cannot be changed
    here. ``extra`` are fields that are not the model's (a reason). ``save`` gets the checked model, or with ``extra``
    the model and the extra values by path; it raises ``LedgerError`` s. ``insist`` saves what ``save`` refused because
    a quote or a place is not in the attached text. ``note`` stands above the fields; ``first`` is the path to begin at.
    ``parts`` is asked what the act would do, ``entries`` are those it is about: somebody may change them meanwhile.
    """

    id: str
    title: str
    model: type[BaseModel]
    save: Save
    insist: Save | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    extra: tuple[Field, ...] = ()
    extra_first: bool = False
    note: Content | None = None
    first: str = ""
    parts: Parts | None = None
    entries: tuple[int, ...] = ()

    def fields(self, citations: int = 1) -> list[Field]:
        """Return what it asks for."""
        found = fields_of(self.model, citations=citations)
        begin = 0 if self.extra_first else next((n for n, each in enumerate(found) if each.section == MORE), len(found))
        return [*found[:begin], *self.extra, *found[begin:]]


NEEDED = "this is needed"
Done = Callable[[Imported | None], None]
"""Is told what was recorded, or ``None`` where the form was left."""


@dataclass
class OpenForm(Message):
    """Open a form over the screen one is on."""

    form: Form
    done: Done | None = None


@dataclass(slots=True)
class Checked:
    """What was typed, checked: the value, or what is wrong by path (``""`` is the form as a whole)."""

    value: Any = None
    extra: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def check(form: Form, fields: Iterable[Field], typed: Mapping[str, str], rounds: Iterable[str], today: date) -> Checked:
    """Check what was typed by the model itself."""
    asked = list(fields)
    result = Checked()
    begun = {each.path.rpartition(".")[0] for each in asked if _typed(each, typed)}
    for each in asked:
        outer = each.path.rpartition(".")[0]
        if each.required and not typed.get(each.path, "").strip() and (outer in begun or outer in ("", "cite.0")):
            result.wrong.setdefault(each.path, NEEDED)
    payload = _payload(form, asked, typed, rounds, today, result, begun)
    try:
        result.value = form.model.model_validate(payload)
    except ValidationError as problem:
        for error in problem.errors():
            path = _path(error["loc"])
            message, hint = in_words(error)
            place = _place(path, asked) or _mentioned(str(error["msg"]), asked, typed)
            said = f"{message}; {hint}" if hint else message
            result.wrong.setdefault(place, NEEDED if error["type"] == "missing" else said)
    for each in asked:  # which the model says only once everything else is right
        if _is_asked(each, typed):
            result.wrong.setdefault(each.path, NEEDED)
    return result


def _is_asked(each: Field, typed: Mapping[str, str]) -> bool:
    """Whether another field says that this one must be given, and it is not."""
    other, word = ASKED_WITH.get(each.path, ("", None))
    return word is not None and typed.get(other, "").strip() == word and not typed.get(each.path, "").strip()


def _payload(
    form: Form,
    fields: list[Field],
    typed: Mapping[str, str],
    rounds: Iterable[str],
    today: date,
    result: Checked,
    begun: set[str],
) -> dict[str, Any]:
    payload: dict[str, Any] = {}
    extra = {each.path for each in form.extra}
    for each in fields:
        text = typed.get(each.path, "").strip()
        if not text or (each.path.startswith("cite.") and each.path.rpartition(".")[0] not in {*begun, "cite.0"}):
            continue
        if each.path in extra:
            result.extra[each.path] = text
            if each.words and text not in each.words:
                meant = did_you_mean(text, each.words) or f"one of: {'; '.join(each.words)}"
                result.wrong[each.path] = f'"{text}" is none of the choices; {meant}'
        elif each.sort is InputSort.when:
            try:
                payload |= read_when(text, rounds, today)
            except ValueError as problem:
                result.wrong[WHEN] = str(problem)
        elif each.sort is InputSort.date or each.path == "due":
            payload[each.path] = _date(each, text, rounds, today, result)
        else:
            _put(payload, each.path.split("."), _value(each, text))
    if issubclass(form.model, Statement) and "cite" in payload:
        payload["cite"] = [payload["cite"][number] for number in sorted(payload["cite"])]
    return payload


def _date(each: Field, text: str, rounds: Iterable[str], today: date, result: Checked) -> str:
    """Return a date as it is kept; a round's key stands where one may be named."""
    try:
        found = read_when(text, rounds if each.table else (), today)
    except ValueError as problem:
        result.wrong[each.path] = str(problem)
        return text
    return found.get("round") or found["held_on"]


def _typed(each: Field, typed: Mapping[str, str]) -> bool:
    """Whether somebody typed something here that does not stand there anyway."""
    return typed.get(each.path, "").strip() not in ("", each.default)


def _value(each: Field, text: str) -> Any:  # noqa: ANN401 - what a model takes
    if each.sort is InputSort.lines:
        parts = [part.strip() for part in text.split(";" if each.path in BY_SEMICOLON else ",") if part.strip()]
        return [_link(part) for part in parts] if each.table == "link" else parts
    if each.sort is InputSort.keys:
        return [part for part in re.split(r"[,\s]+", text) if part]
    if each.sort is InputSort.yes_no:
        return text.casefold() in {"y", "yes", "true", "1"}
    return text


def _link(text: str) -> dict[str, str]:
    kind, _, to = text.partition(" ")
    return {kind: to.strip()}


def _put(payload: dict[str, Any], path: list[str], value: Any) -> None:  # noqa: ANN401 - what a model takes
    *outer, name = path
    for step in outer:
        payload = payload.setdefault(step, {})
    payload[name] = value


def _path(loc: tuple[int | str, ...]) -> str:
    path = ".".join(str(step) for step in loc)
    if path in ("held_on", "round"):
        return WHEN
    return "cite.0.source" if path == "cite" else path


def _place(path: str, fields: list[Field]) -> str:
    """Return the field that holds what a path leads to: ``links.0.to`` stands in ``links``."""
    known = {each.path for each in fields}
    while path and path not in known:
        path = path.rpartition(".")[0]
    return path


def _mentioned(said: str, fields: list[Field], typed: Mapping[str, str]) -> str:
    """Return the field that a fault of the whole is about: one it names, best one that is empty."""
    words = set(re.findall(r"\w+", said.casefold()))
    named = [each.path for each in fields if each.label.split()[-1] in words or each.path in words]
    empty = [path for path in named if not typed.get(path, "").strip()]
    return (empty or named or [""])[0]


def section_of(field: Field) -> str:
    """Return the heading that a field stands under."""
    if not field.path.startswith("cite."):
        return field.section
    number = citation_number(field.path)
    return f"Citation {number + 1}" if number else "Where it stands"


def citation_number(path: str) -> int | None:
    """Return which of several citations a field is of; a record has one, without a number."""
    numbered = re.match(r"cite\.(\d+)\.", path)
    return int(numbered[1]) if numbered else None


def citations_in(typed: Mapping[str, str]) -> int:
    """Return how many citations are begun, one at least."""
    numbers = [citation_number(path) or 0 for path, text in typed.items() if text.strip()]
    return max(numbers, default=0) + 1
