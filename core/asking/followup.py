"""A question that leans on the ones before it, made to stand alone: "and for contractors?", "why?", "how long is it?".

Rules over the small words of a few languages, without a model. What is missing is taken from the question before,
word for word, so that nothing is made up; a question that stands alone, or may, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.asking.parse import apart
from core.asking.tongues import Tongue, is_german, is_han, tongue_of, words_of

_LOOK_BACK = 6  # questions
_LONGEST = 300  # characters; a question that is longer brings its subject along
_MOST_WORDS = 6  # of a question that only adds to the one before
_MOST_AFTER_ABOUT = 14  # of one that begins with "what about"
_END = " \t\n?!.,;:…？！。，；¿¡"
_FIRST = re.compile(r"^(.*?[?？](?=\s|$)|[^?？]*)", re.DOTALL)
_NOTED = re.compile(r"[?.!？]\s*[(（](.+)[)）]\s*$", re.DOTALL)
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"(?<=\w )[^\W\d_a-zß-öø-ÿ][\w-]*(?: [^\W\d_a-zß-öø-ÿ][\w-]*)*")
_CODE = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{3,}\b")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:/-]\d+)*")
# Asks for more of the same, and names nothing.
_MORE = frozenset(
    "tell more details detail explain example examples elaborate continue anything something information info say "
    "erkläre genauer beispiel beispiele mehr más detalles ejemplo ejemplos explica détails exemple exemples".split()
)
# "It" and its kin name nothing where what they announce follows: "is it possible to", "gibt es", "faut-il".
_ANNOUNCES = re.compile(
    r"\b(?:(?:is|was|be)\W+it|it\W+(?:is|was))\W+(?:\w+\W+){1,3}?(?:to|that|if|when|for)\W+\w"
    r"|\bit\W+(?:takes?|costs?|means?|matters?|makes?|helps?)\W+(?:\w+\W+){0,8}?(?:to|that|if|when|for|until|before|after)\W+\w"
    r"|\bda(?:von|mit|für|zu|r?in|r?an|r?auf)\b[^,?]*,"
    r"|\bil\s+(?:faut|y|est|existe|reste)\b|\b(?:faut|existe|y-a-t|y\s+a-t)-il\b|\best-il\s+\w+\s+(?:de|que)\b",
    re.IGNORECASE,
)
_POINTS = frozenset(
    "this that these those dieser diese dieses diesen diesem das esta este estos estas ese esa esos esas ce cet cette "
    "ces questo questa questi queste quello quella quelli quelle aquele aquela esse essa esses essas dit dat deze die "
    "het ihr ihre ihrer ihren leur leurs son sa ses suo sua suoi sue".split()
)
_WHOSE = frozenset("its their his her theirs hers ihr ihre ihrer ihren leur leurs son sa ses suo sua suoi sue".split())
_HAPPENS = frozenset(
    "take takes cost costs apply applies mean means work works happen happens end ends start starts last lasts include "
    "includes cover covers count counts expire expires change matter paid allowed required possible true".split()
)
_ASKED_BY = re.compile(
    r"\s+(?:(?:do|did|can|may|must|should|will)\s+(?:i|we|you|one)|(?:habe|haben|bekomme|kann|muss|darf)\s+(?:ich|wir|man)|"
    r"ai-je|peut-on|doit-on|tengo|ho|tenho)(?:\s+\w+)?$",
    re.IGNORECASE,
)
_NEUTERS = frozenset("es das het dat dit".split())
_DOERS = frozenset("who i we you one wer ich wir man quién qui je on chi quem".split())
_ADVERBS = frozenset(
    "how when where why wie wann wo warum cuánto cuánta cuántos cuántas cuándo dónde combien quand où pourquoi quanto "
    "quanti quando dove perché hoeveel hoe wanneer waarom".split()
)
_NOTHING = frozenset(("", "and", "but", "und", "y", "et", "e", "en", "what about", "how about"))
# Times, each of a kind that stands for another of its kind.
_TIMES = (
    re.compile(r"(?:19|20)\d\d"),
    re.compile(r"[QH][1-4]", re.IGNORECASE),
    re.compile(
        r"january|february|march|april|may|june|july|august|september|october|november|december|"
        r"januar|februar|märz|mai|juni|juli|oktober|dezember|"
        r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
        r"janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre",
        re.IGNORECASE,
    ),
)
_DAY = re.compile(rf"\b\d{{1,2}}\.? (?:{_TIMES[2].pattern})\b|\b(?:{_TIMES[2].pattern}) \d{{1,2}}\b", re.IGNORECASE)
_NOT_ONLY_MONTHS = frozenset("may march mars".split())
# What asks for a thing by its name, so that another may stand for it: "what is the rent", and not "when is".
_FOR_A_THING = frozenset(
    "what was welche welcher welches quel quelle quels quelles cuál cuáles qual quali quais wat welk".split()
)
_PERSON = re.compile(r"(?:or|er|ant|ist|ee|lord|man|woman|chair|head|boss|rin)$", re.IGNORECASE)
_WHO = frozenset("who wer quién quiénes qui chi quem".split())
_DO = frozenset("do does did".split())
_BE = frozenset("is are was were ist sind war es son est sont è sono é são zijn".split())
_SUBSTITUTED = frozenset("it they them he she him".split())


def standalone(question: str, earlier: Sequence[str]) -> str:
    """The question as it can be understood without the `earlier` ones, oldest first; unchanged if it already can."""
    before = ""
    for asked in earlier[-_LOOK_BACK:]:
        before = _stands(asked.strip(), before)
    return _stands(question, before)


def _stands(question: str, before: str) -> str:
    """Filters go along with what they were put to, but for those that are put anew."""
    text, own = apart(question)
    base, theirs = apart(before)
    only_filters = bool(own) and bool(base) and text.strip(_END).casefold() in _NOTHING
    whole = base if only_filters else _text_stands(text, base)
    if whole == text:
        return question
    put_anew = {operator.name for operator in own}
    kept = [operator.written for operator in theirs if operator.name not in put_anew]
    return " ".join([whole, *kept, *(operator.written for operator in own)])


def _text_stands(question: str, before: str) -> str:
    if not before or not question.strip(_END) or len(question) > _LONGEST:
        return question
    if is_han(question):
        return _han(question.strip(), before) or question
    tongue = tongue_of(f"{question} {before}")
    if tongue is None:
        return question
    opening = _opening(question, tongue)
    rest = question.strip()[len(opening) :].lstrip(_END)
    if not words_of(rest):
        return question
    said = _Said(rest, words_of(rest), tongue)
    if opening and said.only_names(_most_words(opening)) and not _goes_on(opening, rest):
        return _added(before, rest, tongue)
    if not opening and said.words[0] in tongue.at and said.only_names(_MOST_WORDS) and question.rstrip().endswith("?"):
        return _added(before, rest, tongue)
    return _leaning(question, opening, said, before) or question


def _most_words(opening: str) -> int:
    return _MOST_AFTER_ABOUT if opening.casefold().endswith(("what about", "how about")) else _MOST_WORDS


def _goes_on(opening: str, rest: str) -> bool:
    """As in "Was ist mit X verbunden?", which is a sentence of its own."""
    return opening.casefold().endswith(" mit") and _bare(rest).rpartition(" ")[2][:1].islower()


def _leaning(question: str, opening: str, said: _Said, before: str) -> str:
    """A question with a subject that only the one before names; "" where it has its own."""
    at = said.refers_back()
    if at is not None:
        return _referred(question, said, before, at)
    if said.names_nothing() or said.only_where():
        return f"{_first(before)} {_upper(said.text if opening else question.strip())}"
    return ""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a question says, without the "and" before it."""

    text: str
    words: list[str]
    tongue: Tongue

    def _names(self, words: Sequence[str]) -> list[str]:
        return [word for word in words if word not in self.tongue.small() and word not in self.tongue.much]

    def _is_asked(self) -> bool:
        return any(word in self.tongue.asks for word in self.words[:3]) or self.words[0] in self.tongue.does

    def only_names(self, most: int) -> bool:
        """Whether it is no sentence, only what the one before is to be asked of."""
        asking = self.tongue.asks | (self.tongue.does - {"may"} if _DAY.search(self.text) else self.tongue.does)
        short = len(self.words) <= most
        return short and bool(self._names(self.words)) and (most > _MOST_WORDS or not asking.intersection(self.words))

    def names_nothing(self) -> bool:
        """As in "Why?", "Since when?", "Tell me more"."""
        names = self._names(self.words)
        if any(char.isdigit() for char in self.text) or any(map(_is_short_name, _TOKEN.findall(self.text)[1:])):
            return False
        if any(word in ("you", "your") for word in self.words):
            return False
        return set(names) <= _MORE and (bool(names) or self._is_asked()) and len(self.words) <= _MOST_WORDS

    def only_where(self) -> bool:
        """As in "How long for contractors?": what asks, and after it nothing but a place, a time or a person."""
        at = next((i for i, word in enumerate(self.words) if word in self.tongue.at), 0)
        if not 0 < at < len(self.words) - 1 or len(self.words) > _MOST_WORDS:
            return False
        head = self.words[:at]
        asks = head[0] in _ADVERBS and all(word in self.tongue.asks | self.tongue.much for word in head)
        return asks and not self.tongue.does.intersection(self.words)

    def refers_back(self) -> int | None:
        """Where a pronoun stands before anything that it could stand for in the question itself."""
        if _ANNOUNCES.search(self.text):
            return None
        for at, word in enumerate(self.words):
            if _back(word) in self.tongue.back and not self._points_on(at) and not self._addresses(at):
                return at if self._comes_first(at) else None
            if len(self._names(self.words[: at + 1])) > 1:
                return None
        return None

    def _comes_first(self, at: int) -> bool:
        """Whether nothing has a name before the pronoun, but for the verb: "who approves it", "can I cancel it"."""
        word, names = self.words[at], self._names(self.words[:at])
        if word in _NEUTERS and at + 2 < len(self.words):
            return False  # "gibt es viele", "das Formular"
        if not names:
            return True
        if word in _POINTS or names != [self.words[at - 1]] or _TOKEN.findall(self.text)[at - 1][0].isupper():
            return at == 1 and word not in _POINTS
        return at == 1 or self.words[at - 2] in _DOERS

    def _points_on(self, at: int) -> bool:
        """As in "These forms", "das Formular": the thing itself follows."""
        word, after = self.words[at], self.words[at + 1 : at + 2]
        if word in _WHOSE or word not in _POINTS or not self._names(after) or after[0] in _HAPPENS:
            return False
        said_of_it = at > 0 and self.words[at - 1] in self.tongue.does and at + 2 == len(self.words)  # "is that paid?"
        return not said_of_it or _TOKEN.findall(self.text)[at + 1][0].isupper()

    def _addresses(self, at: int) -> bool:
        """As in "Wie können Sie": the person who is asked."""
        tokens = _TOKEN.findall(self.text)
        return self.words[at] in ("sie", "ihr", "ihnen", "ihre") and at > 0 and tokens[at][0].isupper()


def _back(word: str) -> str:
    """The pronoun at the end of an inversion: "est-elle"."""
    return word.rpartition("-")[2] if "-" in word else word


def _is_short_name(token: str) -> bool:
    return len(token) > 1 and token.isupper()


def _opening(question: str, tongue: Tongue) -> str:
    """What marks a question as one that goes on: "and", "what about", with the white space after it."""
    text = question.strip()
    bare = text.lstrip("¿¡ ").casefold().replace("’", "'")
    skipped = len(text) - len(text.lstrip("¿¡ "))
    for words in tongue.also:
        if bare.startswith(words) and len(bare) > len(words) and not bare[len(words)].isalnum():
            return text[: skipped + len(words)]
    return ""


# Joining


def _referred(question: str, said: _Said, before: str, at: int) -> str:
    subject = _subject(before, said.tongue)
    spans = [match.span() for match in _TOKEN.finditer(said.text)]
    if subject and said.words[at] in _SUBSTITUTED:
        start, end = spans[at]
        return _upper(f"{said.text[:start]}{subject}{said.text[end:]}")
    topic = subject or _topic(before, said.tongue)
    return f"{question.strip()} ({topic})" if topic else question


def _subject(before: str, tongue: Tongue) -> str:
    """What "What is the notice period for contractors?" is about, "" where it is put in another way."""
    first = _bare(_first(before))
    tokens = list(_TOKEN.finditer(first))
    words = [match[0].casefold() for match in tokens]
    start = next((i for i, word in enumerate(words) if word not in tongue.asks | tongue.does), len(words))
    if not 2 <= start < len(words) or words[start] in tongue.at or len(words) - start > 8:
        return ""
    if words[start - 1] not in _BE or (tongue.asks | tongue.does | tongue.back).intersection(words[start:]):
        return ""
    return first[tokens[start].start() :]


def _topic(before: str, tongue: Tongue) -> str:
    """The words of a question from the first that names something on."""
    noted = _NOTED.search(before)
    if noted:
        return noted[1]
    first = _bare(_first(before))
    leading = (
        tongue.asks
        | tongue.does
        | tongue.back
        | tongue.much
        | tongue.more
        | frozenset("i you we ich wir je on".split())
    )
    tokens = list(_TOKEN.finditer(first))
    at = next((i for i, token in enumerate(tokens) if token[0].casefold() not in leading), None)
    if at is None:
        return first
    if tokens[0][0].casefold() in _WHO and at + 2 < len(tokens) and tokens[at + 1][0].casefold() in tongue.the:
        at += 1  # "who pays the rent": the rent
    return _ASKED_BY.sub("", first[tokens[at].start() :])


def _added(before: str, rest: str, tongue: Tongue) -> str:
    """The question before, asked of something else."""
    base, more = _bare(_first(before)), _bare(rest)
    tokens = list(_TOKEN.finditer(base))
    first = more.split()[0].casefold()
    if retimed := _retimed(base, more, tongue):
        return f"{retimed}?"
    if first in tongue.the and (other := _of_another(base, tokens, more, tongue)):
        return f"{other}?"
    if first in tongue.at:
        more = more[:1].lower() + more[1:]
        at = max((i for i, token in enumerate(tokens) if token[0].casefold() == first), default=None)
        end = _phrase_end(tokens, at, tongue) if at is not None else 0
        if at is not None and end > at + 1 and _alike(base[tokens[at].end() : tokens[end - 1].end()], more, first):
            return f"{base[: tokens[at].start()]}{more}{base[tokens[end - 1].end() :]}?"
        return f"{base} {more}?"
    swapped = _swapped(base, tokens, more, tongue) or _renamed(base, more, tongue)
    return swapped or f"{base}, {more}?"


def _retimed(base: str, more: str, tongue: Tongue) -> str:
    """Times for others of their kind, wherever those stand: "the 2017 revenue" for "the 2018 revenue"."""
    day = _DAY.search(more)
    old_days = list(_DAY.finditer(base))
    if day and len(old_days) == 1 and not set(words_of(more.replace(day[0], ""))) - tongue.at - tongue.the:
        return f"{base[: old_days[0].start()]}{day[0]}{base[old_days[0].end() :]}"
    said = [word for word in _WORD.findall(more) if word.casefold() not in tongue.at | tongue.the]
    new = {kind: word for word in said for kind in _TIMES if kind.fullmatch(word)}
    if not said or len(new) < len(said):
        return ""
    for kind, time in new.items():
        old = [match for match in _WORD.finditer(base) if kind.fullmatch(match[0]) and _is_time(match, tongue)]
        if len(old) != 1:
            return ""
        base = f"{base[: old[0].start()]}{time}{base[old[0].end() :]}"
    return base


def _is_time(word: re.Match[str], tongue: Tongue) -> bool:
    """Not a part of a code ("RE-2018"), nor what is more often another word ("may I")."""
    text, (start, end) = word.string, word.span()
    if text[start - 1 : start] in ("-", "/") or text[end : end + 1] in ("-", "/"):
        return False
    if word[0].casefold() not in _NOT_ONLY_MONTHS:
        return True
    before, after = words_of(text[:start])[-1:], words_of(text[end:])[:1]
    if before and word[0][0].isupper() and not _DOERS.intersection(after):
        return True
    beside_number = any(other[0].isdigit() for other in (*before, *after))
    return beside_number or bool((tongue.at | tongue.of).intersection(before))


def _of_another(base: str, tokens: list[re.Match[str]], more: str, tongue: Tongue) -> str:
    """Another thing for the one that "What is the deposit?" or "How much is the day rate?" asks for."""
    words = [token[0].casefold() for token in tokens]
    start = next((i for i, word in enumerate(words) if word not in tongue.asks | tongue.does | tongue.much), 0)
    if start < 2 or words[start - 1] not in _BE or words[start] not in tongue.the:
        return ""
    persons = words[0] in _WHO and _PERSON.search(words[-1]) and _PERSON.search(_bare(more))
    if words[0] not in _FOR_A_THING and words[1] not in tongue.much and not persons:
        return ""
    end = _phrase_end(tokens, start - 1, tongue)
    if tongue.of.intersection(words[start:end]) or (end < len(words) and words[end] not in tongue.at):
        return ""
    return f"{base[: tokens[start].start()]}{more[:1].lower()}{more[1:]}{base[tokens[end - 1].end() :]}"


def _swapped(base: str, tokens: list[re.Match[str]], more: str, tongue: Tongue) -> str:
    """A name or number for one of its kind after a preposition: "in Germany" for "Spain"."""
    for at in range(len(tokens) - 2, -1, -1):
        if tokens[at][0].casefold() not in tongue.at:
            continue
        end = _phrase_end(tokens, at, tongue)
        old = base[tokens[at].end() : tokens[end - 1].end()].strip()
        if end > at + 1 and _shape(old) == _shape(more) != "":
            return f"{base[: tokens[at].end()]} {more}{base[tokens[end - 1].end() :]}?"
    return ""


def _alike(old: str, more: str, preposition: str) -> bool:
    """Whether one may stand for the other: "in Spain" for "in Germany", and not "in 2024"."""
    return {_shape(old), _shape(more[len(preposition) :])} != {"number", "name"}


def _shape(phrase: str) -> str:
    """What a phrase looks like: a "number", a "name", or "" for anything else."""
    words = [word for word in phrase.split() if word.casefold() not in ("the", "der", "die", "das", "la", "le", "el")]
    if words and all(word[0].isdigit() for word in words):
        return "number"
    return "name" if words and all(word[0].isupper() for word in words) else ""


def _renamed(base: str, more: str, tongue: Tongue) -> str:
    """A name for the one name of the question before, a code for its one code: "ERR-4013" for "ERR-4012"."""
    if _CODE.fullmatch(more):
        old = list(_CODE.finditer(base))
    elif _shape(more) == "name":
        old = [match for match in _NAME.finditer(base) if match[0] != "I" and not _is_a_time(match[0])]
    else:
        return ""
    if len(old) != 1:
        return ""
    start, end = old[0].span()
    if base[end:].startswith("'s") and more.endswith("'s"):
        more = more[:-2]
    return f"{base[:start]}{more}{base[end:]}?" if _gives_way(base, old[0], more, tongue) else ""


def _gives_way(base: str, name: re.Match[str], more: str, tongue: Tongue) -> bool:
    """Whether another name may stand where this one does: not for "the VAT" or "days of PTO", which are no names."""
    if _CODE.fullmatch(more):
        return True
    before, after = words_of(base[: name.start()]), words_of(base[name.end() :])
    alike = name[0].isupper() == more.isupper() and not is_german(base)  # whose nouns all look like names
    if tongue.the.intersection(before[-1:]):
        # "the Berlin office", and not "the Board" or "does the Board decide".
        kind_follows = len(after) > (1 if _DO.intersection(before) else 0)
        return kind_follows and alike
    return alike or not (tongue.at | tongue.of | tongue.much | tongue.more).intersection(before[-1:])


def _is_a_time(name: str) -> bool:
    return any(kind.fullmatch(name) for kind in _TIMES)


def _phrase_end(tokens: list[re.Match[str]], at: int, tongue: Tongue) -> int:
    """The token after the phrase that the preposition `at` begins."""
    stops = tongue.at | tongue.does | tongue.asks
    end = at + 1
    while end < len(tokens) and tokens[end][0].casefold() not in stops:
        gap = tokens[end].string[tokens[end - 1].end() : tokens[end].start()]
        if gap.strip() or tokens[end][0].casefold() in ("and", "und", "y", "et", "i", "you", "we"):
            break
        end += 1
    return end


def _first(before: str) -> str:
    """The first sentence of what was put together for the question before."""
    found = _FIRST.match(before)
    return found[0].strip() if found else before


def _bare(text: str) -> str:
    return text.strip().rstrip(_END)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


# Chinese

_HAN_ALSO = re.compile(
    r"^(?:那么?|还有|還有|而)?\s*((?:(?!如何|什么|怎|谁|多少|几|哪|为)[^？?，。]){1,16}?)呢\s*[？?]*$"
)
_HAN_BARE = re.compile(
    r"^(?:那么?)?(?:为什么|為什麼|为何|怎么|怎樣|怎么样|多久|多少|多少钱|何时|什么时候|哪里|哪儿|谁|几个|如何|原因)"
    r"(?:呢|啊|吗)?\s*[？?]*$"
)
_HAN_BACK = re.compile(r"^(?:那么?|为什么|为何|请问|如何|怎么)?[它他她]")
_HAN_END = "？?呢吗。 "


def _han(question: str, before: str) -> str:
    base = before.strip().rstrip(_HAN_END)
    if _HAN_BARE.match(question):
        return f"{before.strip()}{question}"
    if found := _HAN_ALSO.match(question):
        return f"{base}，{found[1]}？"
    if _HAN_BACK.match(question) and len(question) <= 24:
        return f"{question}（{base}）"
    return ""
