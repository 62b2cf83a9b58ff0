"""English forms that no rule of a stemmer leads back to their word: "lost" is of "lose", "children" of "child".

Left out are forms that are as often a word of their own ("left", "found", "rose", "felt"), and what the stemmer knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from core.stemming import stems

# A word and then its forms.
_FORMS = """
arise arose arisen, awake awoke awoken
beat beaten, become became, begin began begun, bend bent, bite bitten, blow blew blown, break broke broken,
breed bred, bring brought, build built, burn burnt, buy bought
catch caught, choose chose chosen, cling clung, come came, creep crept
deal dealt, dig dug, draw drew drawn, drink drank drunk, drive drove driven
eat ate eaten
fall fallen, fight fought, flee fled, fly flew flown, forbid forbade forbidden, foresee foresaw foreseen,
forget forgot forgotten, forgive forgave forgiven, freeze froze frozen
get got gotten, give gave given, go went gone, grow grew grown
hang hung, hear heard, hide hidden, hold held
keep kept, kneel knelt, know knew known
lead led, lean leant, leap leapt, learn learnt, lend lent, lose lost
make made, mean meant, meet met, mislead misled, mistake mistook mistaken, misunderstand misunderstood
outgrow outgrew outgrown, overcome overcame, oversee oversaw overseen, overtake overtook overtaken,
overthrow overthrew overthrown
pay paid, prove proven, prepay prepaid
rebuild rebuilt, repay repaid, resell resold, rewrite rewrote rewritten, ride rode ridden, ring rang rung,
rise risen, run ran
say said, seek sought, sell sold, send sent, sew sewn, shake shook shaken, show shown, shrink shrank shrunk,
sing sang sung, sink sank sunk, sleep slept, slide slid, smell smelt, speak spoken, spell spelt, spend spent,
spin spun, spring sprang sprung, stand stood, steal stole stolen, stick stuck, sting stung, strike struck stricken,
string strung, strive strove striven, swear swore sworn, sweep swept, swell swollen, swim swam swum, swing swung
take took taken, teach taught, tear tore torn, tell told, think thought, throw threw thrown
undergo underwent undergone, understand understood, undertake undertook undertaken, undo undid undone, unwind unwound,
uphold upheld
wake woke woken, wear wore worn, weave wove woven, weep wept, win won, withdraw withdrew withdrawn, withhold withheld,
withstand withstood, write wrote written
child children, criterion criteria, foot feet, goose geese, half halves, knife knives, loaf loaves, man men,
mouse mice, ox oxen, person people, phenomenon phenomena, self selves, shelf shelves, thief thieves, tooth teeth,
wife wives, wolf wolves, woman women
analysis analyses, appendix appendices, bacterium bacteria, crisis crises, curriculum curricula,
diagnosis diagnoses, fungus fungi, hypothesis hypotheses, index indices, matrix matrices,
memorandum memoranda, nucleus nuclei, oasis oases, parenthesis parentheses, stimulus stimuli, synthesis syntheses,
thesis theses, vertex vertices
"""


def _listed() -> list[list[str]]:
    """Each word with its forms after it."""
    return [family.split() for family in _FORMS.replace("\n", ",").split(",") if family.strip()]


@cache
def _regular() -> dict[str, str]:
    return {form: word for word, *forms in _listed() for form in forms}


def regular(word: str) -> str:
    """The word that a form is of: "lose" for "lost"; any other as it is."""
    return _regular().get(word, word)


@cache
def _families() -> dict[str, frozenset[str]]:
    """By each stem the stems of its family."""
    found: dict[str, frozenset[str]] = {}
    for family in _listed():
        together = frozenset(stems(family, "english"))
        found |= dict.fromkeys(together, together)
    return found


def irregular_forms(terms: Sequence[str]) -> tuple[str, ...]:
    """The terms of the other forms of a word, given the terms that stand for it."""
    family = _families().get(terms[0], frozenset())
    return tuple(sorted(family.difference(terms)))
