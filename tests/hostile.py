"""Texts that would do something if they were ever taken for more than text; each on one line, as a ledger stores them."""

from ledger.storage.database import Database
from tests.support import load

HOSTILE = (
    "<script>alert(1)</script>",
    "</title><script>alert(2)</script>",
    "</style><script>alert(3)</script>",
    "</svg><img src=x onerror=alert(4)>",
    '"><img src=https://evil.example/x.png onerror=alert(5)>',
    "' onmouseover='alert(6)",
    '" autofocus onfocus="alert(7)',
    "<svg onload=alert(8)>",
    "<iframe src=javascript:alert(9)></iframe>",
    "<a href=javascript:alert(10)>here</a>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example><button>Go</button></form>",
    "&lt;script&gt;alert(11)&lt;/script&gt; &#60;b&#62;",
    "{{ 7*7 }} {% include '/etc/passwd' %} ${7*7} #{7*7}",
    "]]><!-- <b>--> --><b>bold</b>",
    "[click](javascript:alert(12)) ![x](https://evil.example/x.png)",
    "[click]: javascript:alert(13) 'x'",
    "<https://evil.example> https://evil.example www.evil.example",
    "`code` **bold** _it_ ~~gone~~ | a | b | [^1] [^1]: note",
    "# heading",
    "1. list",
    "- item",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "'=1+1",
    "＝1+1",
    "%0A=1+1;\t=1+1",
    "admin\u202etxt.exe\u200b\u2066x",
    'a,b";"c",=1+1',
    "END:VEVENT BEGIN:VALARM ACTION:PROCEDURE ;X=1:y\\n,",
    "javascript:alert(14)//https://ok.example",
    "[/] [@click=app.quit]x[/] [bold red]",
)


def hostile_ledger(database: Database) -> None:
    """A hostile text in every field that a person can fill."""
    parts: dict[str, list[str]] = {
        name: [] for name in ("parties", "rounds", "sources", "items", "stances", "statuses")
    }
    parts["events"] = []
    parts["parties"] = ["key: blue, code: BL, name: Blue, role: principal"]
    for n, text in enumerate(HOSTILE):
        q = "'" + text.replace("'", "''") + "'"
        said = f"held_on: 2026-01-24, summary: {q}, cite: {{source: s{n}, at: {q}, quote: {q}, note: {q}}}"
        role, status = ("stakeholder", "planned") if n else ("principal", "held")
        parts["parties"] += [f"key: p{n}, code: P{n}, name: {q}, role: {role}, aliases: [{q}]"]
        parts["rounds"] += [f"key: r{n}, title: {q}, status: {status}, planned_for: 2026-01-24, venue: {q}"]
        parts["sources"] += [f"key: s{n}, title: {q}, publisher: {q}, url: {q}, carries: {q}"]
        parts["items"] += [
            f"key: i{n}, title: {q}, question: {q}, category: {q}, track: {q}, owner: {q}, scale: {{low: {q}, high: {q}}}"
        ]
        parts["stances"] += [f"item: i{n}, party: p0, stance: conditional, condition: {q}, position: 5, {said}"]
        parts["stances"] += [f"item: i{n}, party: blue, stance: rejects, {said}"]
        parts["statuses"] += [f"item: i{n}, status: discussed, {said}"]
        parts["events"] += [f"title: {q}, {said}"]
    title = "'" + HOSTILE[0] + "'"
    blocks = (f"{name}:\n" + "".join(f"  - {{{each}}}\n" for each in rows) for name, rows in parts.items())
    load(database, f"ledger: {{title: {title}, description: {title}}}\n" + "".join(blocks))
