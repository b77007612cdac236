"""Which characters may be stored, and the one function that makes stored text safe to show.

Stored text is hostile: it comes from web pages and other people's files. Control characters are refused on the way
in (``forbidden``); what could still reorder or hide text on the way out (bidirectional controls, zero-width characters,
variation selectors, surrogates) is shown as a visible ``⟨U+202E⟩`` by ``safe``. Source of the list: Unicode TR 36 §2.10
and UAX 9.
"""

import json
import re
import unicodedata

# C0 (but for tab, newline), DEL, C1, surrogates, and the two code points that are never characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What survives the way in and still changes how other text is shown, or is not to be seen: every code point with the
# property Default_Ignorable_Code_Point, line and paragraph separators, the format controls of hieroglyphs, the empty
# Braille pattern.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def forbidden(text: str) -> tuple[int, str] | None:
    """Return offset and name of the first character that may not be stored, or ``None``."""
    found = _FORBIDDEN.search(text)
    return (found.start(), f"U+{ord(found.group()):04X}") if found else None


def is_plain_line(text: str) -> bool:
    """Whether the text can be stored as one line just as it is: no controls, no blanks at either end, not empty."""
    return bool(text) and not (text[0].isspace() or text[-1].isspace() or "\n" in text or _FORBIDDEN.search(text))


def safe(text: object, *, newlines: bool = False) -> str:
    """Make any stored text safe for a terminal, a screen, HTML or a table: hidden controls become visible.

    Newlines and tabs become spaces unless ``newlines`` keeps them. Markup characters are left alone: whoever renders
    must treat the result as plain text.
    """
    shown = INVISIBLE.sub(_name, str(text))
    return shown if newlines else " ".join(shown.splitlines()).replace("\t", " ")


def escape(document: str) -> str:
    """Write the same characters of a finished JSON document as JSON escapes: the values stay as they are."""
    return INVISIBLE.sub(lambda found: json.dumps(found.group())[1:-1], document)


def composed(text: str) -> str:
    """Return a text in Unicode's normal form C, in which it is stored: é is one character, however it was typed."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Normalise for comparing what people typed: NFKC, case and runs of white space do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _name(match: re.Match[str]) -> str:
    return f"⟨U+{ord(match.group()):04X}⟩"
