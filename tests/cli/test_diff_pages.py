"""``posl diff`` as a page to send: it says what its Markdown says, and every claim leads to where it stands."""

import re

import pytest

from ledger.domain.text import safe
from tests.cli.shell import Shell
from tests.formats.pages import looked_at
from tests.hostile import HOSTILE

NOTE = re.compile(r"\[\^(\d+)\](?!:)")


def markdown(posl: Shell, *words: str) -> str:
    return posl.ok("diff", *words, "--format", "md").out


def html(posl: Shell, *words: str) -> str:
    return posl.ok("diff", *words, "--format", "html").out


def plain(text: str) -> str:
    """Markdown without its marks: what a reader reads."""
    bare = re.sub(r"\[\^\d+\]|^#+ |^- |</?(?:ins|del)>|\*|\\", "", text, flags=re.MULTILINE)
    return " ".join(bare.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").split())


@pytest.mark.parametrize("words", ["R1 R2", "R1 R2 --full", "R1@3 R1@6", "R2 R1", "R1 R1", "R1 R2 --party ukraine"])
def test_the_page_says_what_the_markdown_says(posl: Shell, words: str) -> None:
    said = plain(markdown(posl, *words.split()).partition("## Sources")[0])
    page = looked_at(re.sub(r"<sup>.*?</sup>|<summary>\d+ places</summary>", "", html(posl, *words.split())))
    assert page.problems == []
    shown = " ".join(page.text.split())
    assert said.replace(" ", "") in shown.replace(" ", "")


@pytest.mark.parametrize("words", ["R1 R2", "R1 R2 --full", "R1@3 R1@6", "R2 R1"])
def test_every_claim_leads_to_a_footnote_and_each_footnote_says_where_it_stands(posl: Shell, words: str) -> None:
    body, _, notes = markdown(posl, *words.split()).partition("## Sources\n")
    claims = [line for line in body.splitlines() if line.startswith("- ")]
    assert [claim for claim in claims if not NOTE.search(claim)] == []
    numbered = dict(re.findall(r"^\[\^(\d+)\]: (.*)$", notes, flags=re.MULTILINE))
    assert {number for claim in claims for number in NOTE.findall(claim)} == set(numbered)
    of_sources = [note for note in numbered.values() if not note.startswith("This ledger")]
    assert len(of_sources) >= len(numbered) - 1
    assert [
        note
        for note in of_sources
        if not re.match(r".+, (\*.+\*|\[.+\]\(.+\)), 2026-\d\d.*, ¶\d+, grade [A-F][1-6]", note)
    ] == []


def test_a_claim_leads_to_the_words_it_rests_on(posl: Shell) -> None:
    said = markdown(posl, "R1", "R2")
    (number,) = re.findall(r"\*\*Exchange of prisoners\*\* is settled: \*agreed\*.*?\[\^(\d+)\]", said)
    assert f"[^{number}]: VOVWORLD, *Analysis after the second round*, 2026-02, ¶7, grade C2" in said
    page = html(posl, "R1", "R2")
    (linked,) = re.findall(
        r'<b class="about">Exchange of prisoners</b> is settled.*?<sup><a id="c\d+-1" href="#n(\d+)">', page, re.DOTALL
    )
    assert re.search(
        rf'<li id="n{linked}">VOVWORLD,\s+<cite>Analysis after the second round</cite>, 2026-02\s*, ¶7', page
    )


def test_a_page_on_which_nothing_changed_says_so(posl: Shell) -> None:
    for page in (markdown(posl, "R1", "R1"), html(posl, "R1", "R1")):
        assert "No changes: this is one and the same point." in page


def test_the_page_links_its_claims_to_its_footnotes_and_fetches_nothing(posl: Shell) -> None:
    page = looked_at(html(posl, "R1", "R2"))
    ids = set(page.values("id"))
    assert {link[1:] for link in page.values("href") if link.startswith("#")} <= ids
    assert {"script", "img", "iframe", "object", "form"}.isdisjoint(page.elements)
    assert page.values("src") == []
    assert {"settled", "inside", "new", "promises", "rounds", "still", "remarks", "unreported", "notes"} <= ids
    assert "prefers-color-scheme: dark" in html(posl, "R1", "R2")


def test_counts_alone_make_a_page_too(posl: Shell) -> None:
    page = html(posl, "R1", "R2", "--stat")
    assert "<table>" in page
    assert "prisoner-exchange" in page
    assert "Papers on the terms" not in page


def test_hostile_texts_in_a_ledger_do_nothing_on_the_page(small: Shell) -> None:
    lines = [
        f"  - {{item: land, party: red, held_on: 2026-01-{day:02}, stance: conditional, condition: {_quoted(text)}, "
        f"summary: {_quoted(text)}, cite: {{source: herald, at: {_quoted(text)}, quote: {_quoted(text)}}}}}"
        for day, text in enumerate(HOSTILE[:28], 1)
    ]
    (small.folder / "hostile.yaml").write_text("\n".join(["stances:", *lines, ""]), encoding="utf-8")
    small.ok("import", str(small.folder / "hostile.yaml"))
    for day in range(1, 28):
        page = looked_at(html(small, f"2026-01-{day:02}", f"2026-01-{day + 1:02}", "--full"))
        assert page.problems == []
        assert safe(HOSTILE[day]).split()[0] in page.text
        assert {"script", "img", "svg", "iframe", "form", "a"} & set(page.elements) == {"a"}
        assert all(link.startswith("#") or link == "data:," for link in page.values("href"))
        assert not [name for _tag, name, _value in page.attributes if name.startswith("on")]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
