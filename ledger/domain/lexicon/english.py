"""English."""

from ledger.domain.lexicon.shape import Lexicon
from ledger.domain.words import Stance


def _verbs(*stems: str) -> list[str]:
    """Write out the forms of regular verbs."""
    return [form for stem in stems for form in _forms(stem)]


def _forms(verb: str) -> list[str]:
    bare = verb.removesuffix("e")
    return [verb, f"{verb}s", f"{bare}ed", f"{bare}ing"]


_COMMON = """
        about above after again against agree agreed agreement also among anchor been before being between
        both come does down during each even ever first from further have held here high hold into issue
        issues item items last less made make meet more most must need next only open other over part party
        possible question round same shall should side sides some still such take talk talks than that their
        them then there these they this those three under until very want well were what when where which
        while will with would year years
"""

ENGLISH = Lexicon(
    cues={
        Stance.demands: [
            *_verbs("demand", "insist"),
            *("key demand", "main demand", "wants", "requires", "calls for", "called for", "calling for"),
            *("maintains that", "maintained that", "must be based", "stressing that", "stressed that"),
            *("argued that", "argues that"),
        ],
        Stance.supports: [
            *_verbs("support", "back", "endorse", "welcome", "favour", "favor", "propose"),
            *("in favour of", "in favor of", "agrees to", "agreed to", "is ready to", "is ready for", "are ready to"),
            *(
                "have agreed to",
                "is eager to",
                "stands ready",
                "is willing to",
                "committed to",
                "is committed",
                "advocates",
            ),
            *("recognised the need for", "recognized the need for"),
        ],
        Stance.undecided: ["undecided", "has not decided", "have not decided", "is considering", "will consider"],
        Stance.doubts: [
            *_verbs("doubt"),
            *("sceptical", "skeptical", "has reservations", "expressed concern", "questioned whether", "is unsure"),
        ],
        Stance.opposes: [
            *_verbs("oppose", "resist"),
            *("objects to", "objected to", "is against", "are against", "will not cede", "will not easily cede"),
            *("unwilling to", "at odds with", "not going to cede", "disagrees with", "disagreed with"),
        ],
        Stance.rejects: [
            *_verbs("reject", "refuse"),
            *("ruled out", "rules out", "will not accept", "would not accept", "cannot accept", "will never"),
            *("will not agree to", "unacceptable", "red line", "red lines", "non-negotiable", "categorically"),
        ],
        Stance.silent: ["declined to comment", "declines to comment", "did not comment", "has not commented"],
        Stance.withdrawn: [
            *("dropped its demand", "dropped the demand", "withdrew its", "no longer insists", "no longer demands"),
        ],
    },
    negations=(
        *("not", "never", "no", "neither", "nor", "without", "hardly"),
        *("doesn't", "don't", "didn't", "isn't", "won't"),
    ),
    turned={Stance.supports: Stance.opposes},
    joined=("and", "or", "the", "both", ",", "&"),
    conditions=("provided that", "provided", "on condition that", "only if", "as long as", "on the condition that"),
    hedges=(
        *("whether", "may", "might", "could", "would have to", "if", "perhaps", "possibly"),
        *("reportedly considering", "expected to"),
    ),
    common=frozenset(_COMMON.split()),
    endings=(
        *("ations", "ation", "ments", "ment", "ities", "ity", "ing", "ies", "ied", "ial"),
        *("ed", "es", "al", "s", "y", "e"),
    ),
)
