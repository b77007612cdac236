"""The search of a site: its script makes the same of a query as the ledger's own search, and finds the same, in the same order."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
import quickjs

from ledger.domain.tokens import asked, stands
from ledger.formats.document_html import stylesheet
from ledger.services.searching import find
from ledger.services.site import site_files
from ledger.storage.database import Database
from tests.support import FRAME, SEED, load

# What the script asks of a page, and nothing more.
PAGE = """
const element = () => ({ children: [], append(...more) { this.children.push(...more); },
  replaceChildren(...more) { this.children = more; }, addEventListener(event, act) { this[event] = act; } });
const elements = { index: { textContent: INDEX }, search: element(), words: element(), found: element(), count: element() };
globalThis.document = { getElementById: (name) => elements[name], createElement: element };
globalThis.location = { search: "" };
globalThis.URLSearchParams = class { get() { return ""; } };
"""
FIND = """(words) => {
  elements.words.value = words;
  elements.words.input();
  return JSON.stringify(elements.found.children.map((line) => line.children[0].href));
}"""
WORDS = """
persons: [{key: vale, name: Ana Vále, aliases: [The Envoy], offices: [{office: Chief of Waters, party: red}]}]
sources:
  - {key: news, title: Morning News, language: de}
  - {key: daily, title: 日报, language: zh}
  - {key: vesti, title: Вести, language: ru}
stances:
  - {item: land, party: red, round: R1, stance: demands, summary: International prisoners come first.,
     cite: {source: herald, quote: the pris\u00adoners of the cease‐\u2028fire, translation: a translated word, note: the ﬁnal oﬀer}}
  - {item: fuel, party: red, round: R1, stance: opposes, cite: {source: news, quote: über die großen Verhandlungen}}
  - {item: fuel, party: blue, round: R1, stance: opposes, cite: {source: daily, quote: 他说俄罗斯代表团很快。斯俄}}
  - {item: land, party: blue, round: R1, stance: conditional, condition: Constructor first., cite: {source: vesti, quote: Обмен заложников}}
  - {item: land, party: green, round: R1, stance: doubts, summary: Ukraine’s ΛΌΓΟΣ and ΛΌΓΟΣ again, cite: {source: herald}}
delegates: [{round: R1, party: red, person: vale, office: Head of the talks, cite: {source: herald}}]
"""
QUERIES = [
    *(
        "prisoner",
        "PRISONERS first",
        "prison",
        "internationally first",
        "ceasefire",
        "cease-fire",
        "cease fire",
        "fire cease",
    ),
    *(
        "translating words",
        "final offer",
        "Verhandlung gross",
        "grosse verhandlungen",
        "uber GROẞEN",
        "俄罗斯",
        "代表",
        "快",
    ),
    *(
        "罗说",
        "俄罗斯俄",
        "斯代",
        "俄罗斯 代表团",
        "заложники",
        "обмена",
        "vale",
        "envoy",
        "chief waters",
        "constructor",
        "__proto__",
        "toString x",
    ),
    *(
        "ukraine",
        "ukraine's",
        "λογος again",
        "ＬＡＮＤ",
        "land",
        "lan",
        "red opposes",
        "herald",
        "日报",
        "",
        "*",
        "a*",
        '"land"',
        "-",
    ),
]


ROOTS = "intern interfer interv gener negotiat agre monitor commun past organ hop control die ski exceed 2026 réunion "
ENDINGS = "s ed ing ation ational ly ies al ers ingly ment ity ization ful ness"


class Site:
    """The page that searches, in an engine of its own."""

    def __init__(self, html: str) -> None:
        index, script = re.findall(r'id="index">(.*?)</script>\s*<script>(.*?)</script>', html, re.DOTALL)[0]
        self.index = json.loads(index)
        engine = quickjs.Context()
        engine.eval(PAGE.replace("INDEX", json.dumps(index)))
        engine.eval(script)
        self._find = engine.eval(FIND)

    def found(self, words: str) -> list[str]:
        return [str(href) for href in json.loads(self._find(words))]

    def expected(self, words: str, languages: list[str | None]) -> list[str]:
        """Return what Python finds in the same index."""
        held = self.index["tokens"]

        def rows(token: str) -> set[int]:
            return (
                {n for each in held if each.startswith(token[:-1]) for n in held[each]}
                if token.endswith("*")
                else set(held.get(token, []))
            )

        terms = [
            set().union(*(set.intersection(*map(rows, each)) for each in term)) for term in asked(words, languages)
        ]
        found = [self.index["rows"][n] for n in sorted(set.intersection(*terms))] if terms else []
        return [row[3] for row in found if stands(words, row[2])]


def site_of(database: Database) -> tuple[Site, dict[str, str]]:
    with database.read() as store:
        files = dict(site_files(store))
    return Site(files["search.html"]), files


def ledgers_hits(database: Database, words: str) -> Iterator[str]:
    """Yield what the ledger's own search finds that a site has too: an entry once, whichever of its words were found."""
    pages = {"item": "item/{}.html", "party": "party/{}.html", "person": "person/{}.html", "source": "source/{}.html"}
    with database.read() as store:
        hits = find(store, words)
    entries = sorted((int(hit.ref) for hit in hits if hit.kind in {"entry", "quote"}), reverse=True)
    for kind in ("item", "party", "person", "entry", "source"):
        numbers = [f"#entry-{number}" for number in dict.fromkeys(entries)]
        yield from numbers if kind == "entry" else [pages[kind].format(hit.ref) for hit in hits if hit.kind == kind]


def test_the_script_asks_what_the_ledger_asks_and_finds_the_same_in_the_same_order(database: Database) -> None:
    load(database, FRAME, WORDS)
    site, _ = site_of(database)
    for words in QUERIES:
        found = site.found(words)
        assert (words, found) == (words, site.expected(words, ["en", "de", "zh", "ru", None]))
        places = [href if "#" not in href else f"#{href.partition('#')[2]}" for href in found]
        theirs = list(ledgers_hits(database, words))
        assert (words, [place for place in places if place in theirs]) == (words, theirs)
    for words in ("prisoner", "prisoners first", "verhandlung", "俄罗斯", "代表", "заложники", "envoy", "ceasefire"):
        assert site.found(words), words
    assert not site.found("罗说") + site.found("俄罗斯俄")


def test_a_remark_is_found_with_who_said_it(database: Database) -> None:
    load(
        database,
        FRAME,
        "remarks: [{held_on: 2026-01-24, text: The outlook is poor, cite: {source: herald, speaker: media}}]",
    )
    site, _ = site_of(database)
    assert [row[1] for row in site.index["rows"] if "outlook" in row[1]] == ["The media, The outlook is poor"]


def test_the_stems_of_the_script_are_those_of_the_tokenizer() -> None:
    from snowballstemmer.english_stemmer import EnglishStemmer

    engine, mine = quickjs.Context(), EnglishStemmer()
    engine.eval(stylesheet("stems.js").replace("const englishStem", "globalThis.englishStem"))
    stem = engine.eval("(words) => words.split(' ').map(englishStem).join(' ')")
    roots = re.findall(r"\w+", ROOTS + (SEED / "00-frame.yaml").read_text(encoding="utf-8").lower())
    words = [*roots, *(f"{root}{end}" for root in roots[:40] for end in ENDINGS.split())]
    assert stem(" ".join(words)).split() == [mine.stemWord(word) for word in words]


def test_without_a_script_the_page_says_where_everything_is(database: Database) -> None:
    load(database, FRAME)
    html = site_of(database)[1]["search.html"]
    assert re.search(r'<noscript>.*?</noscript>\s*<form id="search" role="search" hidden>', html, re.DOTALL)
    assert 'href="items.html"' in html


@pytest.mark.skipif(
    not shutil.which("chromium"), reason="no browser here; the script runs in an engine alone elsewhere"
)
def test_a_browser_runs_the_page_as_it_is(database: Database, tmp_path: Path) -> None:
    load(database, FRAME, WORDS)
    page = tmp_path / "search.html"
    page.write_text(site_of(database)[1]["search.html"], encoding="utf-8")
    options = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom")
    asking = f"{page.as_uri()}?q={quote('代表')}"
    shown = subprocess.run(
        ["chromium", *options, asking], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    assert "1 found" in unescape(shown)
    assert 'href="item/fuel.html#entry-3"' in shown
