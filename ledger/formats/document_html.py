"""A document as one HTML page: nothing in it runs, nothing in it is fetched, and it stands alone.

Three layers keep what is stored from doing anything: ``ledger.domain.text.safe`` shows hidden characters, Jinja2
escapes everything, and the page's own policy forbids scripts and requests should both fail.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ledger.domain.text import safe
from ledger.formats import document_charts, html_cells, marks
from ledger.formats.document import (
    Block,
    Bubbles,
    Document,
    Grid,
    HeatMap,
    HeatRow,
    Lines,
    Paragraph,
    Stacks,
    Steps,
)
from ledger.formats.html_cells import Parts
from ledger.formats.site import SearchIndex, Site, SitePage, relative

__all__ = ["environment", "html_text", "stylesheet"]


def html_text(document: Document) -> str:
    """Write a document as a page; the same document gives the same bytes."""
    template = environment().get_template("document.html.j2")
    style = Markup(stylesheet("document.css"))  # noqa: S704 - the project's own file
    parts = Parts(lambda _to: None)  # a page that stands alone links to no other
    return template.render(document=document, policy=_policy(), style=style, parts=parts, heat_tables=False) + "\n"


@cache
def environment() -> Environment:
    """Return what renders pages: everything escaped, hidden characters shown, nothing undefined."""
    found = Environment(
        loader=PackageLoader("ledger.formats"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.tests |= {"paragraph": _is(Paragraph), "lines": _is(Lines), "grid": _is(Grid)}
    found.tests |= {"heat_map": _is(HeatMap), "stacks": _is(Stacks), "bubbles": _is(Bubbles), "steps": _is(Steps)}
    found.filters |= {
        "draw_heat_map": document_charts.draw_heat_map,
        "draw_stacks": document_charts.draw_stacks,
        "draw_bubbles": document_charts.draw_bubbles,
        "draw_steps": document_charts.draw_steps,
        "legend": document_charts.legend,
        "boxes": html_cells.boxes,
        "labels": html_cells.labels,
        "signs": document_charts.signs,
        "for_others": document_charts.for_others,
        "arrows": lambda chart: marks.arrows({cell.arrow for cell in chart.cells}),
        "changes": lambda chart: any(cell.changed for cell in chart.cells),
        "points": lambda run: " ".join(f"{x},{y}" for x, y in run),
    }
    return found


def _is(kind: type[Block]) -> Callable[[object], bool]:
    return lambda block: isinstance(block, kind)


def _shown(value: object) -> object:
    """Pass on what a template prints: texts made safe (escaping comes after), our own markup as it is."""
    return safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def stylesheet(name: str) -> str:
    """Return a file of the project's own that stands beside the templates."""
    source: str = (files("ledger.formats") / "templates" / name).read_text(encoding="utf-8")
    return source.strip()


@cache
def _policy() -> str:
    """What the page may do: show its own style, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(stylesheet("document.css").encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


# ----------------------------------------------------------------------------------------------------------------------
# Pages of a site as HTML: the blocks of a document, with links between pages and one style sheet for all.

__all__ = ["page_html", "search_html", "style_css"]

_POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"


def style_css() -> str:
    """Return the style sheet of every page."""
    return f"{stylesheet('document.css')}\n{stylesheet('site.css')}\n"


def page_html(page: SitePage, site: Site) -> str:
    """Write a page; the same page of the same site gives the same bytes."""
    return _rendered("site.html.j2", page, site, policy=_POLICY)


def search_html(page: SitePage, site: Site, found: SearchIndex) -> str:
    """Write the page that searches; what it finds is in it."""
    rows = [[safe(part) for part in row] for row in found.rows]
    whole = {"rows": rows, "tokens": found.tokens, "stems": found.stems, "runs": found.runs}
    index = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":  # so that nothing in it ends the element it stands in
        index = index.replace(sign, f"\\u{ord(sign):04x}")
    script = f"{stylesheet('stems.js')}\n{stylesheet('search.js')}"
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
    context = {"document": page.document, "page": page, "site": site, "parts": Parts(href), "heat_tables": True}
    return found.render(**context, file=file, **more) + "\n"


@cache
def _environment() -> Environment:
    found = environment().overlay()
    found.filters = {**found.filters, "in_groups": _in_groups}
    return found


def _in_groups(rows: Iterable[HeatRow]) -> list[tuple[str, list[HeatRow]]]:
    return [(group, list(found)) for group, found in groupby(rows, key=lambda row: row.group)]
