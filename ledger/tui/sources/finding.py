"""Words found in the text one reads, a line a paragraph; imported when first used."""

from collections.abc import Callable, Iterator, Sequence

from ledger.domain.text import fold
from ledger.tui.chooser import Choice, Chooser
from ledger.tui.screen import LedgerScreen
from ledger.tui.sources.wrapped import Place


def find(screen: LedgerScreen, paragraphs: Sequence[str], then: Callable[[Place], None]) -> None:
    """Let words be typed, and one of the paragraphs in which all of them stand be chosen."""
    folded = [fold(each) for each in paragraphs]

    def made(typed: str) -> Iterator[Choice[Place]]:
        words = fold(typed).split()
        for number, text in enumerate(folded):
            if words and all(word in text for word in words):
                place = number, min(text.index(words[0]), len(paragraphs[number]))
                yield Choice(place, f"¶{number + 1}  {paragraphs[number]}")

    def chosen(place: Place | None) -> None:
        if place is not None:
            then(place)

    empty = "no paragraph has all of these words; ctrl+f looks for their other forms, everywhere"
    screen.app.push_screen(
        Chooser("Find in this text", (), prompt="words of this text", empty=empty, made=made), chosen
    )
