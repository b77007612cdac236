"""An Atom feed (RFC 4287): what was recorded last, for readers that look by themselves."""

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass

from ledger.domain.text import safe

_SPACE = "http://www.w3.org/2005/Atom"
_NEVER = "1980-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One thing that was recorded; ``name`` is what it will always be known by, ``lines`` what it changed."""

    name: str
    title: str
    author: str
    updated: str
    path: str
    lines: tuple[str, ...]


def atom_xml(title: str, name: str, path: str, entries: Iterable[FeedEntry], subtitle: str | None = None) -> str:
    """Write a feed; addresses are relative to where it stands, names stay the same wherever that is."""
    found = list(entries)
    feed = ET.Element("feed", {"xmlns": _SPACE})
    _text(feed, "id", _urn(name))
    _text(feed, "title", title)
    if subtitle:
        _text(feed, "subtitle", subtitle)
    _text(feed, "updated", max((each.updated for each in found), default=_NEVER))
    _text(feed, "generator", "position-ledger")
    ET.SubElement(feed, "link", {"href": path})
    ET.SubElement(feed, "link", {"rel": "self", "href": "feed.xml"})
    for each in found:
        entry = ET.SubElement(feed, "entry")
        _text(entry, "id", _urn(each.name))
        _text(entry, "title", each.title)
        _text(entry, "updated", each.updated)
        _text(ET.SubElement(entry, "author"), "name", each.author)
        ET.SubElement(entry, "link", {"href": each.path})
        _text(entry, "content", "\n".join(each.lines))
    ET.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = "\n".join(map(safe, text.split("\n")))


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, name).urn
