"""Which characters may be stored, and the one function that makes stored text safe to show.

Stored text is hostile: it comes from web pages and other people's files. Control characters are refused on the way
in (``forbidden``); what could still reorder or hide text on the way out (bidirectional controls, zero-width characters,
variation selectors, surrogates) is shown as a visible ``⟨U+202E⟩`` by ``safe``. Source of the list: Unicode TR 36 §2.10
and UAX 9.
"""

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

_BEYOND_ASCII = re.compile("[^\t\n -~]+")  # found three times as quickly as what hides among it


def forbidden(text: str) -> tuple[int, str] | None:
    """Return offset and name of the first character that may not be stored, or ``None``."""
    found = _FORBIDDEN.search(text)
    return (found.start(), f"U+{ord(found.group()):04X}") if found else None


def is_plain_line(text: str) -> bool:
    """Whether the text can be stored as one line just as it is: no controls, no blanks at either end, not empty."""
    if text.isprintable():  # of blanks, the plain one alone is
        return text != "" and text[0] != " " != text[-1]
    return not (text[0].isspace() or text[-1].isspace() or "\n" in text or _FORBIDDEN.search(text))


def safe(text: object, *, newlines: bool = False) -> str:
    """Make any stored text safe for a terminal, a screen, HTML or a table: hidden controls become visible.

    Newlines and tabs become spaces unless ``newlines`` keeps them. Markup characters are left alone: whoever renders
    must treat the result as plain text.
    """
    shown = str(text)
    if _is_plainly_seen(shown):  # most texts, by the hundred thousand
        return shown
    shown = INVISIBLE.sub(_name, shown)
    return shown if newlines else " ".join(shown.splitlines()).replace("\t", " ")


def escape(document: str) -> str:
    """Write the same characters of a finished JSON document as JSON escapes: the values stay as they are."""
    if document.isascii() and "\x7f" not in document:  # all other controls are escapes in it already
        return document
    if _is_plainly_seen(document):
        return document
    return _BEYOND_ASCII.sub(lambda found: INVISIBLE.sub(_escaped, found.group()), document)


def _is_plainly_seen(text: str) -> bool:
    """Whether it is all Latin-1 that is to be seen: found ten times as quickly as by looking for what is not."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return text.isprintable()


def _escaped(found: re.Match[str]) -> str:
    import json

    return json.dumps(found.group())[1:-1]


def composed(text: str) -> str:
    """Return a text in Unicode's normal form C, in which it is stored: é is one character, however it was typed."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Normalise for comparing what people typed: NFKC, case and runs of white space do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def plain(text: str) -> str:
    """Return the letters and digits of a text alone, without accents and case: what makes a name the same name."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(filter(str.isalnum, apart))


def _name(match: re.Match[str]) -> str:
    return f"⟨U+{ord(match.group()):04X}⟩"


# ----------------------------------------------------------------------------------------------------------------------
# Keys that a person cannot tell apart: letters of other scripts drawn alike, letters nobody sees, scripts mixed.

_ALIKE = {
    # Cyrillic, capitals and small letters
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425": "ABESIJKMHOPCTYX",
    "\u050c\u051a\u051c\u04ae\u0474\u04c0\u042c": "GQWYVIb",
    "\u0430\u0441\u0501\u0435\u04bb\u0456\u0458\u043e\u0440\u051b\u0433\u0455\u0443\u04af\u0445": "acdehijopqrsyyx",
    "\u051d\u0461\u0475\u04cf\u04bd\u044c": "wwvieb",
    # Greek, capitals and small letters
    "\u0391\u0392\u0395\u0396\u0397\u0399\u037f\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7": "ABEZHIJKMNOPTYX",
    "\u03b1\u03b3\u03b9\u03f3\u03bd\u03bf\u03c3\u03c1\u03c5": "ayijvoopu",
    "\u0131": "i",
}
_TABLE = {
    ord(letter): latin for letters, latins in _ALIKE.items() for letter, latin in zip(letters, latins, strict=True)
}
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})


def skeleton(text: str) -> str:
    """Return what is left of a text once case, form, unseen letters and letters drawn alike do not count."""
    if text.isascii():
        return text.lower()
    seen = INVISIBLE.sub("", text).translate(_TABLE)
    return INVISIBLE.sub("", fold(seen)).translate(_TABLE)


def marks(key: str) -> frozenset[str]:
    """Return what two keys must not share: the key without its case and form, and its skeleton."""
    return frozenset((key.lower(),)) if key.isascii() else frozenset((fold(key), skeleton(key)))


def difference(one: str, other: str) -> str:
    """Say in what alone two keys differ that share a mark."""
    if unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other):
        return "in how their letters are encoded"
    return "in case" if fold(one) == fold(other) else "in letters that look alike"


def unseen(key: str) -> str | None:
    """Return the name of the first letter of a key that nobody sees (``U+3164``), or ``None``."""
    found = None if key.isascii() else INVISIBLE.search(key)
    return f"U+{ord(found.group()):04X}" if found else None


def scripts(key: str) -> tuple[str, ...]:
    """Return the scripts of a key's letters, in order of their names: ``("Cyrillic", "Latin")``.

    Those of one East Asian text count as one; Latin beside them is how such texts are written, and does not count.
    """
    if key.isascii():
        return ()
    found = {unicodedata.name(letter, "").replace("-", " ").split(" ")[0] for letter in key if letter.isalpha()}
    found = {"CJK" if script in _EAST_ASIAN else script for script in found}
    return tuple(sorted(script.title() for script in (found - {"LATIN"} if "CJK" in found else found)))
