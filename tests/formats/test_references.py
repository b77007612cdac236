"""Sources in and out as reference managers have them: nothing of title, publisher, day, address or language is lost."""

import json
import sys

import pytest

from ledger.domain.records import Source
from ledger.domain.seed import SeedFile
from ledger.errors import UsageError
from ledger.formats.references import csl_text, read_references, ris_text

SOURCES = [
    Source.model_validate(fields)
    for fields in (
        {"key": "cgtn-1", "title": "A title: “quoted”", "publisher": "CGTN", "published": "2026-01-25",
         "url": "https://a.example/x?y=1", "language": "en", "accessed": "2026-02-07", "archived_url": "https://web.example/1"},
        {"key": "kremlin", "title": "Брифинг", "publisher": "Kremlin", "kind": "readout", "published": "2026-01",
         "language": "ru"},
        {"key": "old", "title": "A year only", "kind": "assessment", "published": "2025"},
        {"key": "bare", "title": "Nothing else", "kind": "document"},
    )
]  # fmt: skip
CSL_ONLY = [
    Source.model_validate(fields)
    for fields in (
        {"key": "span", "title": "T", "published": "2026-02-12/2026-02-19", "reliability": "B", "carries": ["Reuters", "AP"]},
        {"key": "about", "title": "T", "published": "2026-02~", "translated_from": "zh", "sha256": "a" * 64},
    )
]  # fmt: skip


def sources(seed: SeedFile) -> list[Source]:
    assert seed.faults == []
    return [part.value for part in seed.parts]


def test_csl_json_out_and_in_is_the_same() -> None:
    everything = [*SOURCES, *CSL_ONLY]
    assert sources(read_references("x.json", csl_text(everything).encode())) == everything


def test_ris_out_and_in_is_the_same() -> None:
    assert sources(read_references("x.ris", ris_text(SOURCES).encode())) == SOURCES


ZOTERO = [
    {
        "id": "http://zotero.org/users/1/items/AB12CD34", "type": "article-newspaper", "title": "Talks end",
        "container-title": "The Paper", "publisher": "Paper Holdings", "URL": "https://p.example/a", "language": "en-GB",
        "author": [{"family": "Doe", "given": "Jo"}],
        "issued": {"date-parts": [["2026", 2, 5]]}, "accessed": {"date-parts": [["2026", 2, 7]]},
    },
    {"id": "unName2026", "type": "report", "title": "Report", "publisher": "UN", "issued": {"date-parts": [[2026]]}},
    {"id": 7, "type": "webpage", "title": "Page", "citation-key": "page7"},
]  # fmt: skip


def test_what_zotero_writes() -> None:
    first, second, third = sources(read_references("z.json", json.dumps(ZOTERO).encode()))
    assert (first.key, first.publisher, str(first.published), str(first.accessed)) == (
        "AB12CD34", "The Paper", "2026-02-05", "2026-02-07",
    )  # fmt: skip
    assert (first.kind.value, first.url, first.language) == ("news-report", "https://p.example/a", "en-GB")
    assert (second.key, second.publisher, str(second.published), second.kind.value) == (
        "unName2026",
        "UN",
        "2026",
        "document",
    )
    assert third.key == "page7"


RIS = """TY  - NEWS
TI  - Talks end
T2  - The Paper
DA  - 2026/02/05/
UR  - https://p.example/a
LA  - en
Y2  - 2026/02/07/12:00:00
ER  -

TY  - RPRT
ID  - un-1
TI  - Report
PB  - UN
PY  - 2026
ER  -
"""


def test_what_others_write_as_ris() -> None:
    first, second = sources(read_references("z.ris", RIS.encode()))
    assert (first.key, first.publisher, str(first.published), str(first.accessed)) == (
        "talks-end", "The Paper", "2026-02-05", "2026-02-07",
    )  # fmt: skip
    assert (second.key, second.publisher, str(second.published)) == ("un-1", "UN", "2026")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("[", "cannot be read"),
        ("[]", "holds no reference"),
        ('[{"title": "x"}]', "reference 1 is not CSL-JSON: id"),
        ('[{"id": "a"}]', 'reference 1 (a): "title" is missing'),
        ('[{"id": "a", "title": "x"}, {"id": "a", "title": "y"}]', "reference 2 (a): has the key of reference 1"),
        (
            '[{"id": "a", "title": "x", "issued": {"raw": "last week"}}]',
            'reference 1 (a).published: "last week": a date is a day',
        ),
    ],
)
def test_what_is_wrong_is_said_by_reference(told: str, said: str) -> None:
    assert any(said in str(fault) for fault in read_references("z.json", told.encode()).faults)


def test_a_file_of_another_kind_and_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError):
        read_references("z.bib", b"x")
    monkeypatch.setitem(sys.modules, "rispy", None)
    with pytest.raises(UsageError) as found:
        read_references("z.ris", RIS.encode())
    assert found.value.hint == "pip install 'position-ledger[documents]'"
