"""The small words of a few languages: what asks, what refers back, what joins. Enough to see how a question is put.

A tongue is told by its small words; one that is not listed is left alone by everything that asks here.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:/-]\d+)*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SCRIPTS = MappingProxyType(
    {
        "latin": re.compile(r"[a-z\u00c0-\u024f\u1e00-\u1eff]", re.IGNORECASE),
        "han": re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"),
        "korean": re.compile(r"[\u1100-\u11ff\uac00-\ud7af]"),
        "cyrillic": re.compile(r"[\u0400-\u052f]"),
        "greek": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
        "arabic": re.compile(r"[\u0600-\u06ff]"),
        "hebrew": re.compile(r"[\u0590-\u05ff]"),
        "devanagari": re.compile(r"[\u0900-\u097f]"),
        "thai": re.compile(r"[\u0e00-\u0e7f]"),
    }
)
_HAN_ASKS = re.compile(r"什么|多少|多久|几|谁|哪|怎|如何|为什么|何时")
_GOOD_PART = 3  # one letter in so many


@dataclass(frozen=True, slots=True)
class Tongue:
    """All in lower case.

    also: what begins a question that adds to the one before ("and", "what about"), longest first.
    asks: words that ask. does: verbs that make a question of what follows, and those that say little.
    at: prepositions, without the one that binds nouns together ("of"), which is `of`.
    back: pronouns that stand for something said before. the: articles, possessives, persons and what never refers back.
    more: other small words. much: adverbs and adjectives that "how" asks with, which name nothing.
    """

    also: tuple[str, ...]
    asks: frozenset[str]
    does: frozenset[str]
    at: frozenset[str]
    of: frozenset[str]
    back: frozenset[str]
    the: frozenset[str]
    more: frozenset[str]
    much: frozenset[str]

    def small(self) -> frozenset[str]:
        """All words that name nothing."""
        return self.asks | self.does | self.at | self.of | self.back | self.the | self.more


def _tongue(also: str, asks: str, does: str, at: str, of: str, back: str, the: str, more: str, much: str) -> Tongue:
    openings = tuple(sorted(also.split(", "), key=len, reverse=True))
    return Tongue(openings, *(frozenset(words.split()) for words in (asks, does, at, of, back, the, more, much)))


TONGUES = MappingProxyType(
    {
        "en": _tongue(
            "and, and what about, what about, how about, and how about, but what about, but, or, also, and also, "
            "what of",
            "what which who whom whose when where why how",
            "do does did is are was were am be been can could will would shall should may might must has have had "
            "get gets got what's who's where's when's how's isn't aren't don't doesn't didn't can't",
            "in for at on with without during under after before from to into by about between against within per "
            "via until since over as",
            "of",
            "it its they them their theirs this that these those he she him her his hers",
            "a an the i you we me us my your our any some no every each all there",
            "and or but not if than so because while also too please else exactly then there much many more most "
            "very just only else same other such",
            "much many long often far old big large small high low fast soon late early expensive good well heavy "
            "wide deep tall strict",
        ),
        "de": _tongue(
            "und, und was ist mit, was ist mit, und wie ist es mit, wie ist es mit, wie sieht es mit, aber, oder, "
            "auch",
            "was welche welcher welches welchen welchem wer wen wem wessen wann wo wohin woher warum wieso "
            "weshalb wie wieviel wieviele womit wofür woran worauf wodurch",
            "ist sind war waren bin sein kann können konnte konnten muss müssen musste darf dürfen soll sollen "
            "sollte wird werden wurde wurden hat haben habe hatte hatten gibt gab bekomme bekommt bekommen gilt "
            "gelten",
            "in im für bei mit ohne während unter nach vor aus zu zum zur an am auf über zwischen gegen seit bis "
            "durch ins beim pro",
            "von vom",
            "er sie es ihn ihm ihnen ihr ihre ihrer ihren dieser diese dieses diesen diesem davon dafür damit "
            "darin daran darauf dazu dort das",
            "der die den dem des ein eine einen einem einer eines ich du wir mich mir uns mein meine meinen unser "
            "unsere man kein keine jede jeder alle",
            "und oder aber nicht wenn als dass sich auch noch nur sehr mehr viel viele genau denn dann so bitte "
            "sonst",
            "lange lang oft weit alt groß hoch schnell früh spät teuer viel viele gut schwer breit tief",
        ),
        "es": _tongue(
            "y, e, y qué hay de, qué hay de, qué hay del, y qué pasa con, pero, o",
            "qué que cuál cuáles quién quiénes cuándo dónde adónde cómo cuánto cuánta cuántos cuántas por",
            "es son era eran fue fueron está están hay ha han había puede pueden debe deben tiene tienen tengo "
            "tenemos hace hacen será puedo podemos debo",
            "en para a con sin durante bajo tras antes desde hacia hasta por sobre entre según al",
            "de del",
            "él ella ellos ellas eso esto esta este estos estas ese esa esos esas",
            "el la los las un una unos unas yo tú nosotros me te nos mi mis tu nuestro nuestra se lo su sus",
            "y e o u pero no si como más muy también sólo solo ya cada todo todos toda todas",
            "mucho largo lejos grande alto rápido",
        ),
        "fr": _tongue(
            "et, mais, ou, qu'en est-il de, qu'en est-il des, qu'en est-il du, et qu'en est-il de, "
            "et qu'en est-il des, et qu'en est-il du, et à propos de",
            "que quoi quel quelle quels quelles qui quand où pourquoi comment combien lequel laquelle qu'est-ce",
            "est sont était étaient a ont avait peut peuvent doit doivent faut fait font sera est-ce est-il "
            "est-elle sont-ils sont-elles a-t-il a-t-elle ai-je peut-on doit-on dois-je puis-je ai as avons avez "
            "y-a-t-il fut",
            "en pour à dans avec sans pendant sous après avant depuis vers par sur entre chez selon au aux",
            "de du des",
            "il elle ils elles cela ça ceci celui celle ceux celles ce cet cette ces leur leurs lui son sa ses",
            "le la les un une je tu nous vous on me mon ma mes notre nos votre vos se y",
            "et ou mais ne pas si plus très aussi seulement tout tous toute toutes chaque donc c'est d'un d'une",
            "long longtemps souvent loin grand haut vite",
        ),
        "it": _tongue(
            "e, ma, o, e riguardo a, che dire di, che dire del, che dire della, che dire dei",
            "che cosa quale quali chi quando dove perché come quanto quanta quanti quante cos'è qual",
            "è sono era erano fu ha hanno aveva può possono deve devono c'è ci sarà ho posso devo",
            "in per a con senza durante sotto dopo prima da su tra fra secondo al alla nel nella nei sul sulla "
            "dal dalla",
            "di del della dei delle dello degli",
            "lui lei loro esso essa essi esse questo questa questi queste quello quella quelli quelle suo sua "
            "suoi sue ciò",
            "il lo la i gli le un una uno io tu noi mi ti mio mia nostro nostra si",
            "e ed o ma non se più molto anche solo ogni tutto tutti",
            "lungo spesso lontano grande alto",
        ),
        "pt": _tongue(
            "e, mas, ou, e quanto a, e quanto ao, e quanto à, e quanto aos, e quanto às, e sobre",
            "que qual quais quem quando onde porque porquê como quanto quanta quantos quantas quê",
            "é são era eram foi foram está estão há tem têm tenho tinha pode podem deve devem será posso devo",
            "em para a com sem durante sob após antes desde até por sobre entre segundo no na nos nas ao à pelo "
            "pela",
            "de do da dos das",
            "ele ela eles elas isso isto este esta estes estas esse essa esses essas aquele aquela",
            "o os as um uma uns umas eu tu nós me meu minha nosso nossa se seu sua seus suas",
            "e ou mas não se mais muito também só cada todo todos toda todas",
            "longo longe grande alto",
        ),
        "nl": _tongue(
            "en, en hoe zit het met, hoe zit het met, en wat met, maar, of, ook",
            "wat welke welk wie wiens wanneer waar waarom hoe hoeveel waarheen waarmee waarvoor",
            "is zijn was waren ben kan kunnen kon moet moeten mag mogen zal zullen wordt worden werd heeft hebben "
            "heb had krijg krijgt krijgen geldt",
            "in voor bij met zonder tijdens onder na uit naar aan op over tussen tegen sinds tot door per",
            "van",
            "hij zij ze hem haar hen hun dit dat deze die het ervan ervoor daarvan daarvoor daar",
            "de een ik jij je we wij mij ons mijn onze geen elke alle",
            "en of maar niet als dan zich ook nog alleen zeer meer veel precies",
            "lang vaak ver oud groot hoog snel vroeg laat duur veel goed",
        ),
    }
)  # fmt: skip


def words_of(text: str) -> list[str]:
    """The words in order, in lower case."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def tongue_of(text: str) -> Tongue | None:
    """The tongue of a text by its small words, None where they don't tell or it is another one."""
    words = words_of(text)
    scores = {name: sum(word in small for word in words) for name, small in _SMALL.items()}
    best = max(scores, key=lambda name: scores[name])
    return TONGUES[best] if scores[best] else None


def in_another_tongue(question: str, text: str) -> bool:
    """Whether a question is put in another tongue than that of a text, as far as scripts and small words tell."""
    asked_in, written_in = _scripts(question), _scripts(text)
    if asked_in and written_in and not asked_in & written_in:
        return True
    asked, own = _small_words_of(question), _small_words_of(text)
    tongue = max(own, key=lambda name: own[name])
    # One alone tells nothing: "war memorial", "La Paz".
    return bool(own[tongue]) and max(asked.values()) > max(1, asked[tongue])


def in_the_tongue_of(question: str, text: str) -> bool:
    """Whether a text shows that it is in the tongue of a question.

    A table or a heading may show neither this nor the opposite.
    """
    if in_another_tongue(question, text):
        return False
    if not question.isascii() and _scripts(question) - {"latin"}:
        return True
    asked, own = _small_words_of(question), _small_words_of(text)
    tongue = max(asked, key=lambda name: asked[name])
    return own[tongue] > 1 and own[tongue] == max(own.values())


def asks_for_something(question: str) -> bool:
    """Whether it asks who, what, when and so on, and not whether something is so."""
    if is_han(question):
        return _HAN_ASKS.search(question) is not None
    tongue = tongue_of(question)
    return tongue is not None and not tongue.asks.isdisjoint(words_of(question))


def is_german(text: str) -> bool:
    return tongue_of(text) is TONGUES["de"]


def _scripts(text: str) -> set[str]:
    """Those that a good part of the letters belong to; a name or two may be in another."""
    if text.isascii():
        return {"latin"} if any(letter.isalpha() for letter in text) else set()
    letters = Counter(_script(letter) for letter in text if letter.isalpha())
    return {script for script, count in letters.items() if count * _GOOD_PART >= letters.total()}


def _script(letter: str) -> str:
    return next((name for name, signs in _SCRIPTS.items() if signs.match(letter)), "other")


def _small_words_of(text: str) -> dict[str, int]:
    """How many of its words are small words of each tongue."""
    words = set(words_of(text))
    return {name: len(words & small) for name, small in _SMALL.items()}


def is_han(text: str) -> bool:
    """Whether a text is Chinese or Japanese, written without spaces."""
    return bool(_HAN.search(text))


_SMALL = {name: tongue.small() for name, tongue in TONGUES.items()}
_ALL_SMALL = frozenset().union(*_SMALL.values(), *(tongue.much for tongue in TONGUES.values()))


def small_words(name: str) -> frozenset[str]:
    """The words of a tongue that name nothing, in lower case. name: a key of TONGUES."""
    return _SMALL[name]


def is_small(word: str) -> bool:
    """Whether a word in lower case is one of the small words of any tongue."""
    return word in _ALL_SMALL
