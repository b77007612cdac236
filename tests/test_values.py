"""Dataclasses made quickly do what those of the standard library do."""

import copy
import dataclasses
import pickle
from dataclasses import field, replace
from typing import Any

import pytest

from ledger.values import dataclass as quick

WAYS = [pytest.param(quick, id="quick"), pytest.param(dataclasses.dataclass, id="standard")]


@quick(frozen=True, slots=True)
class Kept:
    """Stands where pickle finds it."""

    place: int
    names: tuple[str, ...] = ()


class PlaceSaid:
    """What both ways make a class of."""

    held: str
    known: int = 7
    seen: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False, repr=False)


class StateSaid:
    """One that changes."""

    count: int = 0


class LoudSaid:
    """One that writes out what else would be made."""

    word: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.word.upper() == other.word.upper()

    def __hash__(self) -> int:
        return 5

    def __repr__(self) -> str:
        return self.word.upper()


class ItselfSaid:
    """One that goes on once it is made."""

    begun: bool = False

    def __post_init__(self) -> None:
        self.begun = True


def made(way: Any, said: type, **how: bool) -> Any:
    return way(**how)(type("Made", (), dict(said.__dict__)))


@pytest.mark.parametrize("way", WAYS)
def test_a_frozen_one_is_told_apart_by_what_it_holds_and_cannot_be_changed(way: Any) -> None:
    place = made(way, PlaceSaid, frozen=True, slots=True)
    one, other = place("R1"), place("R1", 7, [], note="aside")
    assert one == other
    assert one != place("R2")
    assert one != ("R1", 7, [])
    assert one.seen is not other.seen
    assert repr(one) == "Made(held='R1', known=7, seen=[])"
    assert replace(one, known=8) == place("R1", 8)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.known = 9
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.known
    with pytest.raises(TypeError):
        place()
    assert not hasattr(one, "__dict__")  # it has slots
    assert place.__match_args__ == ("held", "known", "seen", "note")


@pytest.mark.parametrize("way", WAYS)
def test_a_frozen_one_can_be_a_key_and_one_that_changes_cannot(way: Any) -> None:
    key, changes = made(way, StateSaid, frozen=True, slots=True), made(way, StateSaid)
    assert {key(1): 5}[key(1)] == 5
    state = changes()
    state.count += 1
    assert (state, repr(state)) == (changes(1), "Made(count=1)")
    with pytest.raises(TypeError):
        hash(state)


@pytest.mark.parametrize("way", WAYS)
def test_what_a_class_writes_out_itself_stays(way: Any) -> None:
    loud, itself = made(way, LoudSaid, frozen=True), made(way, ItselfSaid, eq=False)
    assert (loud("a"), hash(loud("a")), str(loud("a"))) == (loud("A"), 5, "A")
    assert itself().begun
    assert len({itself(), itself()}) == 2


def test_a_frozen_one_can_be_copied_and_sent() -> None:
    one = Kept(1, ("a", "b"))
    assert pickle.loads(pickle.dumps(one)) == copy.copy(one) == copy.deepcopy(one) == one
