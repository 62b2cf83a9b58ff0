"""What the elements of a web page mean: which are blocks, which nobody sees, which only surround an article."""

from __future__ import annotations

import re
from enum import IntEnum

Attributes = dict[str, str]


class Standing(IntEnum):
    """How much an element belongs to the page's text; its children stand no better."""

    TEXT = 0
    ASIDE = 1  # a menu, a banner, what a site puts around every article
    HIDDEN = 2


# Never read: no text, or not for a person.
UNSEEN = frozenset(
    "script style noscript template svg iframe object embed canvas audio video map head title select button input "
    "textarea datalist annotation annotation-xml rt rp".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
BLOCKS = HEADINGS | frozenset(
    "p div section article main header footer nav aside blockquote address figure figcaption form fieldset legend "
    "details summary dialog dl dt dd ul ol li menu dir pre listing xmp table caption tr td th hr body html center "
    "hgroup search".split()
)
# Within a sentence: what is aside or hidden in these is left out for good.
INLINE = frozenset(
    "a abbr b bdi bdo big cite code em font i img ins kbd label mark math q s samp small span strike strong sub sup "
    "time tt u var".split()
)
_ASIDE_NAMES = frozenset(
    "nav navigation navbar menu breadcrumb breadcrumbs cookie-banner cookie-notice cookie-consent sidebar toc "
    "skip-link noprint navbox mw-editsection site-footer site-nav page-footer headerlink".split()
)
_ASIDE_ROLES = frozenset({"navigation", "search", "menu", "menubar", "toolbar", "banner", "contentinfo", "doc-toc"})
_ALWAYS_TEXT = frozenset({"html", "body", "main", "article"})
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_NOTE_ROLES = frozenset({"doc-endnotes", "doc-endnote", "doc-footnote"})
_NOTE_TYPES = frozenset({"footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes"})
_NOTE_NAMES = _NOTE_TYPES | {"footnote-definition", "footnote-list", "references", "fn-list"}
_FORMULA = re.compile(r"\{?\\(?:displaystyle|textstyle)\b|\$")
_FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)|https?://\S*", re.IGNORECASE)
_LONGEST_PICTURE = 1000


def standing(tag: str, attributes: Attributes, parent: str) -> Standing:
    """How an element stands by itself, whatever it lies in."""
    if tag in ("html", "body"):
        return Standing.TEXT
    if attributes:
        if attributes.get("hidden", "until-found") != "until-found" or _INVISIBLE.search(attributes.get("style", "")):
            return Standing.HIDDEN
        if tag not in _ALWAYS_TEXT and _is_aside(attributes):
            return Standing.ASIDE
    if tag == "dialog" and "open" not in attributes:
        return Standing.HIDDEN
    return Standing.ASIDE if tag == "nav" or (tag == "footer" and parent == "body") else Standing.TEXT


def _is_aside(attributes: Attributes) -> bool:
    if attributes.get("role") in _ASIDE_ROLES or attributes.get("aria-hidden") == "true":
        return True
    names = attributes.get("class", "").lower().split()
    return not _ASIDE_NAMES.isdisjoint(names) or attributes.get("id", "").lower() in _ASIDE_NAMES


def heading_level(tag: str, attributes: Attributes) -> int:
    """1 to 6 for a heading, else 0."""
    if tag in HEADINGS:
        return int(tag[1])
    if attributes.get("role") == "heading":
        return max(1, min(number(attributes.get("aria-level", ""), 2), 6))
    return 0


def is_notes(attributes: Attributes) -> bool:
    """Whether an element holds a footnote, or all of them."""
    if not attributes:
        return False
    return (
        attributes.get("role") in _NOTE_ROLES
        or not _NOTE_TYPES.isdisjoint(attributes.get("epub:type", "").split())
        or not _NOTE_NAMES.isdisjoint(attributes.get("class", "").lower().split())
    )


def is_reference(attributes: Attributes) -> bool:
    """Whether a link says that it leads to a footnote."""
    return "noteref" in attributes.get("epub:type", "") or "noteref" in attributes.get("role", "")


def is_formula(words: str) -> bool:
    """Whether the words that stand in for a picture are those of a formula."""
    return _FORMULA.match(words) is not None


def picture_words(attributes: Attributes) -> str:
    """What a picture shows, where its author says so in more than a word; "" for decoration and file names."""
    words = " ".join(attributes.get("alt", "").split())
    short = len(words) < 4 or (words.isascii() and (len(words) < 8 or " " not in words))
    if short or attributes.get("role") == "presentation" or _FILE_NAME.fullmatch(words):
        return ""
    return words if len(words) <= _LONGEST_PICTURE else words[:_LONGEST_PICTURE].rpartition(" ")[0] + "…"


def number(text: str, otherwise: int) -> int:
    """A count as a page states it."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise
