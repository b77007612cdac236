"""Keys that a person cannot tell apart: letters of other scripts drawn alike, letters nobody sees, scripts mixed.

The table holds the Cyrillic and Greek letters (and the dotless i) that Unicode TR 39 (``confusables.txt``) calls
confusable with a single Latin letter. Look-alikes within one script (l and 1, O and 0, rn and m) are left alone: people
write such keys on purpose (``R1``, ``p0``).
"""

import unicodedata

from ledger.domain.text import INVISIBLE, fold

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
