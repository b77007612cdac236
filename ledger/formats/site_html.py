"""Pages of a site as HTML: the blocks of a document, with links between pages and one style sheet for all.

Nothing is fetched but that style sheet. One page, the search, has a script; everything else is read without.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from itertools import groupby

from jinja2 import Environment
from markupsafe import Markup

from ledger.domain.text import safe
from ledger.formats import document_charts
from ledger.formats.document import HeatRow
from ledger.formats.document_html import Marks, environment, stylesheet
from ledger.formats.site import Site, SitePage, relative

__all__ = ["Row", "page_html", "search_html", "style_css"]

_POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
Row = tuple[str, str, str, str]
"""What a search finds: its kind, its title, more words, its page."""


def style_css() -> str:
    """Return the style sheet of every page."""
    return f"{stylesheet('document.css')}\n{stylesheet('site.css')}\n"


def page_html(page: SitePage, site: Site) -> str:
    """Write a page; the same page of the same site gives the same bytes."""
    return _rendered("site.html.j2", page, site, policy=_POLICY)


def search_html(page: SitePage, site: Site, rows: Iterable[Row]) -> str:
    """Write the page that searches; what it finds is in it."""
    index = json.dumps([[safe(part) for part in row] for row in rows], ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":  # so that nothing in it ends the element it stands in
        index = index.replace(sign, f"\\u{ord(sign):04x}")
    script = stylesheet("search.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    own = {"index": Markup(index), "script": Markup(script)}  # noqa: S704 - escaped above; the project's own file
    return _rendered("search.html.j2", page, site, policy=f"{_POLICY}; script-src 'sha256-{digest}'", **own)


def _rendered(template: str, page: SitePage, site: Site, **more: object) -> str:
    def href(to: str | None) -> str | None:
        place = site.places.get(to or "")
        return relative(place, page.path) if place is not None else None

    def file(path: str) -> str:
        return relative(path, page.path)

    found = _environment().get_template(template)
    context = {"document": page.document, "page": page, "site": site, "marks": Marks(), "heat_tables": True}
    return found.render(**context, href=href, file=file, **more) + "\n"


@cache
def _environment() -> Environment:
    found = environment().overlay()
    found.filters = {
        **found.filters,
        "in_groups": _in_groups,
        "heat_style": document_charts.heat_style,
        "heat_text": document_charts.heat_text,
    }
    return found


def _in_groups(rows: Iterable[HeatRow]) -> list[tuple[str, list[HeatRow]]]:
    return [(group, list(found)) for group, found in groupby(rows, key=lambda row: row.group)]
