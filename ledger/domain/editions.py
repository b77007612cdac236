"""The text of a source: from the bytes of a file to what is kept and shown, and the proof that it is that file's text.

``sha256`` is over the file's bytes; kept is text that may be shown. The two differ by no more than can be turned back:
a byte order mark is left out, Windows' line ends (or old Macintosh's), where the text has no others, become newlines,
and a character that may not be stored (a form feed, a stray carriage return) stands as a visible ``⟨U+000C⟩``. So
whoever has the ledger can recompute the sha256 without the file.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator

from ledger.errors import Fault

MOST_BYTES = 600_000
"""About 100,000 words. Every text up to this size, in any language, fits the full-text index of both engines."""

# As ``ledger.domain.text.forbidden``, but for surrogates: no file in UTF-8 holds one.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_SHOWN = re.compile(r"⟨U\+([0-9A-F]{4})⟩")
_LINE_ENDS = ("\n", "\r\n", "\r")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UnreadableText(ValueError):
    """Says why bytes cannot be kept as a text, as a fault with line and column."""

    def __init__(self, message: str, place: tuple[int, int] | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        line, column = place or (None, None)
        self.fault = Fault(message, line=line, column=column, hint=hint)


def sha256_of(data: bytes) -> str:
    """Return the sha256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def text_of(data: bytes) -> str:
    """Return the text that is kept of a file; raise ``UnreadableText`` where it is not UTF-8 text."""
    if len(data) > MOST_BYTES:
        hint = "attach the part that is cited"
        raise UnreadableText(f"is {len(data):,} bytes long; a text is at most {MOST_BYTES:,}", hint=hint)
    text = _with_one_line_end(_decoded(data))
    kept = _FORBIDDEN.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text)
    if not kept.strip():
        raise UnreadableText("holds no text")
    if not is_text_of(kept, sha256_of(data)):
        raise UnreadableText("holds control characters, and codes such as ⟨U+000C⟩ that could be taken for them")
    return kept


def is_text_of(text: str, sha256: str) -> bool:
    """Whether this is the text kept of the file with this sha256."""
    return any(sha256_of(data) == sha256 for data in _bytes_of(text))


def _bytes_of(text: str) -> Iterator[bytes]:
    """Yield every file whose text this could be, the likeliest first."""
    as_it_was = _SHOWN.sub(_character, text)
    for candidate in dict.fromkeys((text, as_it_was)):
        for end in _LINE_ENDS:
            data = candidate.replace("\n", end).encode("utf-8", "surrogatepass")
            yield data
            yield codecs.BOM_UTF8 + data


def _character(code: re.Match[str]) -> str:
    character = chr(int(code[1], 16))
    return character if _FORBIDDEN.match(character) else code[0]


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF16) or b"\x00" in data:
        place = None if data.startswith(_UTF16) else _place(data, data.index(b"\x00"))
        raise UnreadableText("is not UTF-8 text", place, "save it as UTF-8; of a PDF or a web page, attach the text")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as problem:
        offset = problem.start + len(data) - len(data.removeprefix(codecs.BOM_UTF8))
        message = f"is not UTF-8 text: byte 0x{data[offset]:02X}"
        raise UnreadableText(message, _place(data, offset), "save it as UTF-8") from None


def _place(data: bytes, offset: int) -> tuple[int, int]:
    before = data[:offset].decode("utf-8", "replace").split("\n")
    return len(before), len(before[-1]) + 1


def _with_one_line_end(text: str) -> str:
    """Turn Windows' and old Macintosh's line ends into ours where the text has no other kind."""
    if "\r" not in text:
        return text
    for end in ("\r\n", "\r"):
        rest = text.replace(end, "")
        if "\r" not in rest and "\n" not in rest:
            return text.replace(end, "\n")
    return text
