"""Every citation that stands, as Web Annotations (W3C, JSON-LD), for readers that lay them over the pages cited."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ledger.domain.entries import Citation
from ledger.domain.records import Source
from ledger.domain.text import escape
from ledger.services import points
from ledger.services.entry_states import EntryAtPoint
from ledger.services.tables_out import every_entry
from ledger.storage import changesets, register
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store

_URN: Final = "urn:position-ledger:"
_CONTEXT: Final = [
    "http://www.w3.org/ns/anno.jsonld",
    {"posl": _URN, "at": "posl:at", "speaker": "posl:speaker", "grade": "posl:grade", "held": "posl:held"},
]


def annotations(store: Store) -> str:
    """Return the citations of all entries that stand now, as one page of annotations."""
    point = points.resolve(store, "now")
    known = register.load(store, point.known_at)
    log = {each.number: each for each in changesets.log(store, known_at=point.known_at, newest_first=False)}
    ledger = next((each.header.hash for each in log.values() if each.header.hash), None) or "0"
    items = list(_items(every_entry(store, known, point), known.sources, log, ledger[:16]))
    page = {"@context": _CONTEXT, "id": f"{_URN}{ledger[:16]}:citations", "type": "AnnotationPage", "items": items}
    return escape(json.dumps(page, ensure_ascii=False, indent=1)) + "\n"


def _items(
    entries: Iterable[EntryAtPoint], sources: dict[str, Source], log: dict[int, Changeset], ledger: str
) -> Iterator[dict[str, Any]]:
    for told in entries:
        if told.stands:
            for place, citation in enumerate(told.entry.said.cite, 1):
                source = sources.get(citation.source or "")
                name = f"{ledger}:{told.entry.id}:{place}"
                if source is not None:
                    yield _annotation(told, citation, source, log[told.entry.changeset], name)


def _annotation(told: EntryAtPoint, citation: Citation, source: Source, act: Changeset, name: str) -> dict[str, Any]:
    said = told.entry.said
    values = said.values()
    what = str(values.get("stance") or values.get("status") or values.get("title") or values.get("text"))
    bodies = [_body("classifying", f"{said.cell}: {what}")]
    bodies += [_body("describing", text) for text in (values.get("summary"), citation.note) if text]
    selector = {
        "type": "TextQuoteSelector",
        "exact": citation.quote,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
    }
    target = {
        "type": "SpecificResource",
        "source": source.url or source.archived_url or f"{_URN}source:{source.key}",
        "selector": {key: value for key, value in selector.items() if value} if citation.quote else None,
        "at": citation.at,
    }
    header = act.header
    whole = {
        "id": f"{_URN}{name}",
        "type": "Annotation",
        "motivation": "classifying",
        "creator": {"type": "Person", "name": header.author} if header.author else None,
        "created": header.recorded_at,
        "body": bodies,
        "target": {key: value for key, value in target.items() if value},
        "held": str(told.entry.held),
        "speaker": citation.speaker.value if citation.speaker else None,
        "grade": f"{source.reliability.value}{citation.credibility}",
    }
    return {key: value for key, value in whole.items() if value}


def _body(purpose: str, text: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": text}
