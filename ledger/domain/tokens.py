"""Words as they are searched for: one tokenizer, whatever database keeps the index; the database only matches tokens.

A token is a word in its normal form (NFKC), without case and accents; beside it stands its stem, by the language of the
text. Of writing that leaves no blanks (Chinese, Japanese, Thai …; Korean too) every two neighbours are a token, and the
last of a run alone. What nobody sees is left out. A word with a hyphen, be it one that breaks a line, is found by its
parts and as one. Change what comes out of here only with a migration that empties the index: an upgrade fills it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from itertools import pairwise, repeat

DEFAULT = "en"
"""The language of what analysts write, and of a source that does not say."""
LONGEST = 100
"""Characters of a token; the rest of a longer word does not count."""

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_OF_SCRIPT = {"CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar", "DEVANAGARI": "hi", "ARMENIAN": "hy", "TAMIL": "ta"}
"""The stems of a word that the language of its text cannot have."""

_UNSEEN = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_SPELT = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "ð": "d", "þ": "th"})
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
_ACCENT = re.compile(f"[{_MARKS}]")
_DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30fa\u30fc-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_LETTER = rf"(?:(?![{_DENSE}])[^\W_]|[{_MARKS}\u0900-\u0963\u0966-\u0dff])"  # of Indian writing, signs of vowels too
_RUN = re.compile(rf"([{_DENSE}]+)|({_LETTER}+(?:[-\u2010\u2011]\s*(?=[^\W\d_]){_LETTER}+)*)")
_ASCII_RUN = re.compile(r"()([a-z0-9]+(?:-\s*(?=[a-z])[a-z0-9]+)*)")  # the same, of a text that has nothing else
_ASCII_WORD = re.compile("[a-z0-9]+")
_HYPHEN = re.compile(r"[-\u2010\u2011]\s*")
_POSSESSIVE = re.compile(r"(?<=\w)['’\u02bc]s\b")

_Run = tuple[str, str]
"""Letters that leave no blanks, or else a word, with its hyphens."""
Alternative = tuple[str, ...]
"""Tokens that all have to stand there; one that ends in ``*`` is the beginning of one."""


def tokens(text: str, languages: Iterable[str | None]) -> str:
    """Return the tokens of a text with blanks between them, each once: words in their order, then stems."""
    spoken = spoken_in(tuple(languages))
    found = list(map(_forms, _words(text), repeat(spoken)))
    words = [forms[0] for forms in found]
    for forms in found:
        if len(forms) > 1:
            words += forms[1:]
    return " ".join(dict.fromkeys(words))


def _words(text: str) -> Iterable[str]:
    """Return the words of a text as written; of plain English ones, by the hundred thousand, at half of the time."""
    if text.isascii() and "-" not in text:
        return _ASCII_WORD.findall(_normal(text))
    return (word for run in _runs(text) for word in _written(run))


def asked(text: str, languages: Iterable[str | None]) -> list[tuple[Alternative, ...]]:
    """Return what a query asks: of every word one of the alternatives. The last may be the beginning of a word."""
    spoken, runs = spoken_in(tuple(languages)), _runs(text)
    return [_asked(run, spoken, is_last=place == len(runs)) for place, run in enumerate(runs, 1)]


def stands(words: str, text: str) -> bool:
    """Whether what a query has without blanks stands in a text as it is written: an index knows but neighbours."""
    wanted = [run for run in without_blanks(words) if len(run) > _PAIR]
    held = without_blanks(text) if wanted else []
    return all(any(run in each for each in held) for run in wanted)


_PAIR = 2


def without_blanks(text: str) -> list[str]:
    """Return the runs of writing that leaves no blanks."""
    return [_plain(dense) for dense, _word in _runs(text) if dense]


def foreign_stems(text: str, languages: Iterable[str | None]) -> Iterator[tuple[str, list[str]]]:
    """Yield the words of a text that have stems in other languages than the default, with and without accents."""
    spoken = spoken_in(tuple(languages))
    words = {word for run in _runs(text) if not run[0] for word in _written(run)}
    for word in sorted(words | set(map(_bare, words))):
        _shown, *stems = _forms(word, spoken)
        english = _bare(_stem(word, DEFAULT)) if stems else None
        if others := [stem for stem in stems if stem != english]:
            yield word, others


@lru_cache
def spoken_in(languages: tuple[str | None, ...]) -> tuple[str, ...]:
    """Return languages as the tokenizer knows them, each once: ``en-GB`` is ``en``; none is the default."""
    named = (re.split(r"[-_]", language or DEFAULT)[0].strip().lower() for language in languages)
    return tuple(sorted({name if name in _STEMMERS else _by_name(name) for name in named}))


def _by_name(language: str) -> str:
    """Return the code of a language given by its English name; of an unknown one the name, which has no stems."""
    return next((code for code, name in _STEMMERS.items() if name == language), language)


def _runs(text: str) -> list[_Run]:
    normal = _normal(text)
    return (_ASCII_RUN if normal.isascii() else _RUN).findall(normal)


def _normal(text: str) -> str:
    """Return a text without what nobody sees, in the form in which it is compared; accents are still there."""
    if text.isascii():
        return _POSSESSIVE.sub("", text.lower()) if "'" in text else text.lower()
    folded = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()
    return _POSSESSIVE.sub("", unicodedata.normalize("NFC", folded))


def _written(run: _Run) -> Sequence[str]:
    """Return the words of a run, as written: of one with hyphens the parts and the whole."""
    dense, word = run
    if dense:
        return [*_pairs(dense), dense[-1]]
    parts = _HYPHEN.split(word)
    return parts if len(parts) == 1 else [*parts, "".join(parts)]


def _pairs(dense: str) -> list[str]:
    return [one + other for one, other in pairwise(dense)]


def _asked(run: _Run, spoken: tuple[str, ...], *, is_last: bool) -> tuple[Alternative, ...]:
    dense, word = run
    if dense:
        return (tuple(map(_bare, _pairs(dense))) or (f"{_bare(dense)}*",),)
    *parts, last = _HYPHEN.split(word)
    whole = tuple((form,) for form in _open("".join([*parts, last]), spoken, is_last=is_last))
    if not parts:
        return whole
    return (*whole, (*map(_bare, parts), f"{_bare(last)}*" if is_last else _bare(last)))


def _open(word: str, spoken: tuple[str, ...], *, is_last: bool) -> Iterator[str]:
    """Yield what may stand for a word: itself or its stems; also what begins with it, if it may be unfinished."""
    shown, *stems = _forms(word, spoken)
    yield f"{shown}*" if is_last else shown
    yield from stems


@lru_cache(maxsize=65536)
def _forms(word: str, spoken: tuple[str, ...]) -> tuple[str, ...]:
    """Return a word without accents, and its stems that are written otherwise."""
    shown = _bare(word)
    languages = spoken if word.isascii() else _fitting(word, spoken)
    stems = (_bare(_stem(word, language)) for language in languages if language in _STEMMERS)
    return tuple(dict.fromkeys([shown, *stems]))


def _fitting(word: str, spoken: tuple[str, ...]) -> tuple[str, ...]:
    script = _OF_SCRIPT.get(unicodedata.name(word[0], "").partition(" ")[0])
    return tuple(sorted({*spoken, script})) if script else spoken


def _stem(word: str, language: str) -> str:
    """Stem a word; a stemmer remembers what it is at, so that each word has one of its own, and threads do not meet."""
    name = _STEMMERS[language]
    made = getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.title()}Stemmer")
    return str(made().stemWord(word))


def _bare(word: str) -> str:
    """Return a word without accents, no longer than a token may be."""
    if word.isascii():
        return word[:LONGEST]
    return _plain(word)[:LONGEST] or word[:LONGEST]


def _plain(word: str) -> str:
    plain = _ACCENT.sub("", unicodedata.normalize("NFD", word)).translate(_SPELT)
    return unicodedata.normalize("NFC", plain)
