"""A document as one HTML page: nothing in it runs, nothing in it is fetched, and it stands alone.

Three layers keep what is stored from doing anything: ``ledger.domain.text.safe`` shows hidden characters, Jinja2
escapes everything, and the page's own policy forbids scripts and requests should both fail.
"""

import base64
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ledger.domain.text import safe
from ledger.formats import document_charts
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
    TableCell,
    web_link,
)
from ledger.formats.site import SearchIndex, Site, SitePage, relative

__all__ = ["Marks", "alignment", "environment", "html_text", "shown_number", "stylesheet"]

_MOST_MARKS = 3  # footnotes that stand side by side; a longer run is one mark that unfolds
_MOST_BACK = 6  # places that a footnote leads back to
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+−]?\d+(\.\d+)?( \(\d+\))?")


def html_text(document: Document) -> str:
    """Write a document as a page; the same document gives the same bytes."""
    template = environment().get_template("document.html.j2")
    style = Markup(stylesheet("document.css"))  # noqa: S704 - the project's own file
    return template.render(document=document, policy=_policy(), style=style, marks=Marks(), **_ALONE) + "\n"


_ALONE = {"href": lambda _to: None, "heat_tables": False}
"""A page that stands alone links to no other."""


class Marks:
    """The places in a page where footnotes are called, so that each footnote leads back to them."""

    def __init__(self) -> None:
        self._places: dict[int, list[str]] = defaultdict(list)

    def called(self, number: int) -> str:
        """Return the name of one more place where a footnote is called."""
        places = self._places[number]
        places.append(f"c{number}-{len(places) + 1}")
        return places[-1]

    def back(self, number: int) -> list[str]:
        """Return the first places where it was called."""
        return self._places[number][:_MOST_BACK]


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
        "link": web_link,
        "number": shown_number,
        "alignment": alignment,
        "lang": _lang,
        "signs": document_charts.signs,
        "arrows": lambda chart: any(cell.arrow for cell in chart.cells),
        "changes": lambda chart: any(cell.changed for cell in chart.cells),
        "points": lambda run: " ".join(f"{x},{y}" for x, y in run),
    }
    found.globals["most_marks"] = _MOST_MARKS
    return found


def _lang(language: str | None) -> Markup:
    """Return the attribute that says in which language a quote is; nothing where it is not a plain code."""
    named = language is not None and _LANGUAGE.fullmatch(language)
    return Markup(f' lang="{language}"') if named else Markup()  # noqa: S704 - letters, digits and hyphens alone


def _is(kind: type[Block]) -> Callable[[object], bool]:
    return lambda block: isinstance(block, kind)


def _shown(value: object) -> object:
    """Pass on what a template prints: texts made safe (escaping comes after), our own markup as it is."""
    return safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def shown_number(cell: TableCell) -> str:
    """Return a cell's text: numbers with a real minus sign and at most two decimals, what is missing as a dash."""
    value = cell.value
    if value is None:
        return "–"
    if isinstance(value, float):
        value = f"{value:.2f}".rstrip("0").rstrip(".")
        return value.replace("-", "−")
    return str(value).replace("-", "−") if isinstance(value, int) else value


def alignment(cell: TableCell) -> str:
    """Return ``number``, ``day``, ``missing`` or nothing: numbers stand flush right, a signed or bracketed one too."""
    if cell.value is None:
        return "missing"
    shown = shown_number(cell)
    return "number" if _NUMBER.fullmatch(shown) else "day" if _DAY.fullmatch(shown) else ""


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
