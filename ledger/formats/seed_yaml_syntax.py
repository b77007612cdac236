"""What libyaml finds wrong with a text, in plain words."""

from typing import Final

import yaml
from yaml.reader import ReaderError

from ledger.formats.seed_text import Problem, SeedText

_QUOTE_IT: Final = 'put the text in "quotes"'
_INDENT: Final = "check the indentation here and in the line above, and the quotes"
_TAB: Final = ("a tab stands in the indentation", "indent with spaces")
_ESCAPES: Final = "write a backslash twice, or use single quotes"

# libyaml's sentence: ours and a hint. Where the sentence is the same for several mistakes, its context follows a bar.
_PLAIN: Final = {
    "mapping values are not allowed in this context": ("a value holds a colon followed by a space", _QUOTE_IT),
    "block sequence entries are not allowed in this context": ("a dash stands where no list can start", _INDENT),
    "mapping keys are not allowed in this context": ("a question mark stands where no key can start", _QUOTE_IT),
    "found character that cannot start any token": ("a value cannot start with this character", _QUOTE_IT),
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
    "found unexpected end of stream": ("the quote that is opened here is never closed", "close it"),
    "found unexpected document indicator": ("the quote that is opened here is never closed", "close it"),
    "could not find expected ':'": ("a key without its colon", _INDENT),
    "found unknown escape character": ("an unknown escape after a backslash", _ESCAPES),
    "did not find expected hexdecimal number": ("an escape lacks its digits", _ESCAPES),
    "found invalid Unicode character escape code": ("an escape for a character that does not exist", _ESCAPES),
    "did not find expected alphabetic or numeric character": ("text cannot start with * or &", _QUOTE_IT),
    "did not find expected comment or line break": ("text stands right behind | or >", "start it in the next line"),
    "did not find expected key": ("a key is expected here", _INDENT),
    "did not find expected '-' indicator": ("a dash is expected here", _INDENT),
    "did not find expected ',' or ']'": ("a list in [ ] goes wrong here", "a comma, a quote or the ] is missing"),
    "did not find expected ',' or '}'": ("keys in { } go wrong here", "a comma, a quote or the } is missing"),
    "did not find expected node content": ("a value is expected here", _QUOTE_IT),
    "did not find expected <document start>": ("something stands behind the end of the document", _INDENT),
    "found undefined tag handle": ("has a tag", "tags are not read: quote text that starts with !"),
}
# The place where it starts says more than the place where it was noticed.
_FROM_ITS_START: Final = frozenset({"found unexpected end of stream", "found unexpected document indicator"})


def syntax_problem(broken: yaml.YAMLError, text: SeedText) -> Problem:
    """Return the problem that ended the reading."""
    if isinstance(broken, yaml.MarkedYAMLError) and broken.problem:
        return _marked(broken, text)
    offset = broken.position if isinstance(broken, ReaderError) else 0
    return Problem(min(offset, len(text.text)), f"is not YAML: {getattr(broken, 'reason', broken)}")


def _marked(broken: yaml.MarkedYAMLError, text: SeedText) -> Problem:
    problem = str(broken.problem)
    start = broken.context_mark.index if broken.context_mark else None
    offset = broken.problem_mark.index if broken.problem_mark else start or 0
    if text.text[offset : offset + 1] == "\t" and problem == "found character that cannot start any token":
        return Problem(offset, *_TAB)
    message, hint = _PLAIN.get(problem, (f"is not YAML: {problem}", None))
    if start is not None and problem in _FROM_ITS_START:
        return Problem(start, message, hint)
    if message == _TAB[0]:
        return Problem(offset, message, hint)
    return Problem(offset, message, _since(hint, start, offset, text))


def _since(hint: str | None, start: int | None, offset: int, text: SeedText) -> str | None:
    """Add to the hint where the thing began that goes wrong."""
    if start is None or text.place(start)[0] == text.place(offset)[0]:
        return hint
    began = f"it began in line {text.place(start)[0]}"
    return f"{hint}; {began}" if hint else began
