"""Sources from where people keep them, and back: CSL-JSON (Zotero's exchange format) and RIS.

Title, publisher, day, address, language and day of access survive both ways. What only a ledger has (reliability,
``carries`` …) travels in ``custom`` of CSL-JSON; of RIS the kind does, in M3.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ledger.domain.mapping import key_of
from ledger.domain.moments import HeldOn
from ledger.domain.records import Source
from ledger.domain.seed import Part, Path, SeedFile
from ledger.domain.text import escape
from ledger.domain.words import Precision, SourceKind
from ledger.errors import Fault, UsageError
from ledger.formats.seed_check import judge
from ledger.formats.seed_nodes import Growth, Node, decode

OURS: Final = "position-ledger"
FORMATS: Final = ("csl", "ris")
_ENDINGS: Final = {".json": "csl", ".csl": "csl", ".ris": "ris"}
_KEY: Final = re.compile(r"\w[\w.\-]{0,79}")
_CSL_TYPES: Final = {
    SourceKind.news_report: "article-newspaper",
    SourceKind.statement: "speech",
    SourceKind.readout: "report",
    SourceKind.commentary: "post-weblog",
    SourceKind.assessment: "manuscript",
    SourceKind.document: "document",
}
_CSL_KINDS: Final = {
    **{word: kind for kind, word in _CSL_TYPES.items() if kind is not SourceKind.readout},
    "article-magazine": SourceKind.news_report,
    "broadcast": SourceKind.news_report,
    "webpage": SourceKind.news_report,
    "post": SourceKind.statement,
    "report": SourceKind.document,
}
_RIS_TYPES: Final = {
    SourceKind.news_report: "NEWS",
    SourceKind.statement: "GOVDOC",
    SourceKind.readout: "RPRT",
    SourceKind.commentary: "BLOG",
    SourceKind.assessment: "UNPB",
    SourceKind.document: "GEN",
}
_RIS_KINDS: Final = {
    "NEWS": SourceKind.news_report,
    "MGZN": SourceKind.news_report,
    "ELEC": SourceKind.news_report,
    "GOVDOC": SourceKind.statement,
    "BLOG": SourceKind.commentary,
    "UNPB": SourceKind.assessment,
}
_IN_A_PAPER: Final = ("article", "post", "webpage", "broadcast")
_ALSO: Final = ("kind", "reliability", "carries", "translated_from", "archived_url", "published", "sha256")
"""Fields of a source that CSL-JSON has no name for, or no exact one."""


def format_of(path: str) -> str:
    """Return the format that a file's ending names; raise ``UsageError`` for any other."""
    suffix = re.search(r"\.\w+$", path)
    found = _ENDINGS.get(suffix.group().lower()) if suffix else None
    if found is None:
        raise UsageError(f"{path} is neither CSL-JSON nor RIS by its name", hint="name it .json or .ris")
    return found


def read_references(file: str, data: bytes) -> SeedFile:
    """Read sources, as one changeset; what is wrong is in ``faults``, by the number and key of the reference."""
    seed = SeedFile(file, [])
    text, problems, is_text = decode(data)
    if problems or not is_text:
        seed.faults += [Fault(problem.message, file, hint=problem.hint) for problem in problems]
        return seed
    try:
        found = list(_csl(text) if format_of(file) == "csl" else _ris(text))
    except (ValueError, OSError) as problem:
        seed.faults.append(Fault(f"cannot be read: {problem}".splitlines()[0], file))
        return seed
    if not found:
        seed.faults.append(Fault("holds no reference", file))
    seed.parts = list(_parts(seed, found))
    return seed


def _parts(seed: SeedFile, found: Iterable[dict[str, Any]]) -> Iterator[Part]:
    taken: dict[str, int] = {}
    for number, fields in enumerate(found, 1):
        place = f"reference {number} ({fields.get('key') or 'without a key'})"
        before = taken.setdefault(str(fields.get("key")), number)
        if before != number:
            hint = "give each a citation key (id in CSL-JSON, ID in RIS)"
            seed.faults.append(Fault(f"has the key of reference {before}", seed.name, path=place, hint=hint))
        verdict = judge(Source, _node(fields), Growth())
        for problem in verdict.problems:
            inner = "".join(f".{step}" for step in problem.path)
            seed.faults.append(Fault(problem.message, seed.name, path=place + inner, hint=problem.hint))
        if verdict.value is not None:
            yield Part("source", verdict.value, seed.name, place, _nowhere, lambda _path, place=place: place)  # type: ignore[misc]  # mypy does not see its type


def _nowhere(_path: Path) -> tuple[None, None]:
    return None, None


def _node(value: Any) -> Node:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, Mapping):
        return Node(0, {name: (0, _node(inner)) for name, inner in value.items()})
    return Node(0, [_node(each) for each in value] if isinstance(value, list) else value)


def _key(*named: str | None) -> str | None:
    """Return the first of these that can be a key as it is, else one made of the first."""
    said = [each.rsplit("/", 1)[-1] if each.startswith("http") else each for each in named if each]
    return next((each for each in said if _KEY.fullmatch(each)), None) or (key_of(said[0]) if said else None)


# -- CSL-JSON ---------------------------------------------------------------------------------------------------------


class _Date(BaseModel):
    model_config = ConfigDict(extra="allow")

    parts: list[list[int | str]] = Field(default=[], alias="date-parts")
    raw: str | None = None
    literal: str | None = None
    circa: bool | str | int | None = None


class _Reference(BaseModel):
    """What is read of an item of CSL-JSON; the rest is let through unread."""

    model_config = ConfigDict(extra="allow")

    id: str | int
    type: str = "document"
    citation_key: str | None = Field(default=None, alias="citation-key")
    title: str | None = None
    publisher: str | None = None
    container: str | None = Field(default=None, alias="container-title")
    issued: _Date | None = None
    accessed: _Date | None = None
    url: str | None = Field(default=None, alias="URL")
    language: str | None = None
    archived: str | None = Field(default=None, alias="archive_location")
    custom: dict[str, Any] = {}


def _csl(text: str) -> Iterator[dict[str, Any]]:
    told = json.loads(text)
    items = told.get("items", [told]) if isinstance(told, dict) else told
    for number, item in enumerate(items, 1):
        try:
            yield _from_csl(_Reference.model_validate(item))
        except ValidationError as problem:
            error = problem.errors()[0]
            where = ".".join(map(str, error["loc"]))
            raise ValueError(f"reference {number} is not CSL-JSON: {where}: {error['msg']}") from problem


def _from_csl(item: _Reference) -> dict[str, Any]:
    in_a_paper = item.type.startswith(_IN_A_PAPER)
    named = (item.container, item.publisher) if in_a_paper else (item.publisher, item.container)
    fields = {
        "key": _key(item.citation_key, str(item.id)),
        "title": item.title,
        "publisher": named[0] or named[1],
        "kind": _CSL_KINDS.get(item.type, SourceKind.document).value,
        "published": _edtf(item.issued),
        "url": item.url,
        "accessed": _edtf(item.accessed),
        "language": item.language,
        "archived_url": item.archived if (item.archived or "").startswith("http") else None,
    }
    ours = item.custom.get(OURS, {})
    fields |= {name: ours[name] for name in _ALSO if isinstance(ours, dict) and ours.get(name)}
    return {name: value for name, value in fields.items() if value}


def _edtf(given: _Date | None) -> str | None:
    if given is None:
        return None
    days = ["-".join(f"{int(part):0{4 if place == 0 else 2}}" for place, part in enumerate(day)) for day in given.parts]
    about = "~" if given.circa else ""
    return "/".join(f"{day}{about}" for day in days if day) or given.raw or given.literal


def csl_text(sources: Iterable[Source]) -> str:
    """Write sources as CSL-JSON, one array."""
    return escape(json.dumps([_as_csl(source) for source in sources], ensure_ascii=False, indent=2)) + "\n"


def _as_csl(source: Source) -> dict[str, Any]:
    kind = _CSL_TYPES[source.kind]
    dumped = source.model_dump(mode="json", exclude_none=True)
    ours: dict[str, Any] = {name: dumped[name] for name in _ALSO if name in dumped and name != "published"}
    if source.published and source.published.written:
        ours["published"] = dumped["published"]
    said = {
        "id": source.key,
        "citation-key": source.key,
        "type": kind,
        "title": source.title,
        "publisher": source.publisher,
        "container-title": source.publisher if kind.startswith(_IN_A_PAPER) else None,
        "issued": _csl_date(source.published) if source.published else None,
        "URL": source.url,
        "accessed": {"date-parts": [[source.accessed.year, source.accessed.month, source.accessed.day]]}
        if source.accessed
        else None,
        "archive_location": source.archived_url,
        "language": source.language,
        "custom": {OURS: ours},
    }
    return {name: value for name, value in said.items() if value}


def _csl_date(held: HeldOn) -> dict[str, Any]:
    first = [held.first.year, held.first.month, held.first.day]
    last = [held.last.year, held.last.month, held.last.day]
    length = {Precision.year: 1, Precision.month: 2}.get(held.precision, 3)
    parts = [first, last] if held.precision is Precision.interval else [first[:length]]
    return {"date-parts": parts} | ({"circa": True} if held.about else {})


# -- RIS --------------------------------------------------------------------------------------------------------------


def _rispy() -> Any:  # noqa: ANN401 - a library without types
    try:
        import rispy
    except ImportError as problem:
        hint = "pip install 'position-ledger[documents]'"
        raise UsageError("RIS needs a library that is not installed", hint=hint) from problem
    return rispy


def _ris(text: str) -> Iterator[dict[str, Any]]:
    for item in _rispy().loads(text):
        kind, given = item.get("type_of_reference", "GEN"), item.get("type_of_work", "")
        urls = item.get("urls") or []
        title = item.get("title") or item.get("primary_title")
        paper = item.get("secondary_title") or item.get("journal_name") or item.get("alternate_title3")
        fields = {
            "key": _key(item.get("id"), item.get("label"), title),
            "title": title,
            "publisher": paper or item.get("publisher"),
            "kind": given if given in set(SourceKind) else _RIS_KINDS.get(kind, SourceKind.document).value,
            "published": _ris_date(item.get("date") or item.get("publication_year") or item.get("year")),
            "url": urls[0] if urls else None,
            "archived_url": urls[1] if len(urls) > 1 else None,
            "accessed": _ris_date(item.get("access_date")),
            "language": item.get("language"),
        }
        yield {name: value for name, value in fields.items() if value}


def _ris_date(given: str | None) -> str | None:
    """Read ``2026/01/25/`` and its shorter forms; what else there is stays for the field to judge."""
    found = re.fullmatch(r"([0-9]{4})(?:[/-]([0-9]{1,2}))?(?:[/-]([0-9]{1,2}))?/*.*", (given or "").strip())
    if found is None:
        return given
    return "-".join(f"{int(part):02}" if place else part for place, part in enumerate(filter(None, found.groups())))


def ris_text(sources: Iterable[Source]) -> str:
    """Write sources as RIS."""
    return str(_rispy().dumps([_as_ris(source) for source in sources]))


def _as_ris(source: Source) -> dict[str, Any]:
    held = source.published
    length = {Precision.year: 1, Precision.month: 2}.get(held.precision, 3) if held else 0
    parts = held.first.isoformat().split("-")[:length] if held else []
    said = {
        "type_of_reference": _RIS_TYPES[source.kind],
        "id": source.key,
        "title": source.title,
        "secondary_title": source.publisher if source.kind is SourceKind.news_report else None,
        "publisher": source.publisher,
        "date": "/".join([*parts, "", "", ""][:3]) if parts else None,
        "year": parts[0] if parts else None,
        "urls": [each for each in (source.url, source.archived_url) if each],
        "access_date": source.accessed.isoformat().replace("-", "/") if source.accessed else None,
        "language": source.language,
        "type_of_work": source.kind.value,
    }
    return {name: value for name, value in said.items() if value}
