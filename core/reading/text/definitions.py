"""The lines on which programs begin what has a name (functions, classes, tables), for each family of languages."""

from __future__ import annotations

import re

_NAME = r"(?P<name>[A-Za-z_$][\w$]*)"
_QUALIFIED = r"(?P<name>[A-Za-z_~$][\w$.:~?!]*)"
_MODIFIERS = (
    r"(?:(?:public|private|protected|internal|static|final|abstract|sealed|virtual|override|async|export|default|declare|"
    r"open|inline|suspend|data|readonly|partial|extern|unsafe|synchronized|native|implicit|case|lazy|mutating|fileprivate|"
    r"companion|inner|value|external|operator|infix|tailrec|annotation|required|convenience|const|pub|local|defp?)\s+)*"
)
_TYPES = r"(?:class|interface|enum|struct|union|record|trait|object|namespace|module|protocol|extension|actor|mixin)"
# A call looks like the beginning of a function to the eye of a pattern; a word that governs a statement tells.
_NO_CALL = (
    r"(?!(?:if|for|while|switch|return|else|do|case|catch|throw|new|delete|sizeof|using|typedef|goto|assert|await|yield|"
    r"in|not|and|or|print|echo|require|import|include|include_once|require_once|elif|elsif|unless|until|when|with|super)\b)"
)
_TYPED = rf"{_NO_CALL}(?:[\w$<>,.*&:\[\]?~@]{{1,80}}[ \t]+[*&]{{0,3}}){{1,8}}{_QUALIFIED}[ \t]*\([^;]{{0,400}}$"
_PATTERNS: dict[str, tuple[str, ...]] = {
    "python": (rf"(?:async\s+)?def\s+{_NAME}", rf"(?:cdef\s+)?class\s+{_NAME}", rf"func\s+{_NAME}"),
    "c": (
        rf"(?:typedef\s+)?(?:enum\s+)?{_TYPES}\s+(?:\w+\s+)?{_QUALIFIED}[^;()=]{{0,300}}$",
        rf"{_NO_CALL}{_QUALIFIED.replace('[A-Za-z_~$]', '[A-Za-z_]')}::~?\w+[ \t]*\([^;]{{0,400}}$",
        _TYPED,
        rf"@(?:interface|implementation|protocol)\s+{_NAME}",
        rf"[-+]\s*\([^()]{{0,80}}\)\s*{_NAME}",
        rf"#define\s+{_NAME}\(",
    ),
    "java": (rf"{_MODIFIERS}(?:@)?{_TYPES}\s+{_NAME}", rf"{_MODIFIERS}def\s+{_NAME}", _TYPED),
    "kotlin": (
        rf"{_MODIFIERS}(?:fun\s+(?:<[^<>]{{0,80}}>\s*)?|func\s+){_QUALIFIED}",
        rf"{_MODIFIERS}(?:enum\s+|indirect\s+)?{_TYPES}\s+{_NAME}",
        rf"{_MODIFIERS}(?P<name>init)\s*\(",
    ),
    "javascript": (
        rf"{_MODIFIERS}function\*?\s+{_NAME}",
        rf"{_MODIFIERS}{_TYPES}\s+{_NAME}",
        rf"{_MODIFIERS}type\s+{_NAME}[^=;]{{0,200}}=",
        (
            rf"{_MODIFIERS}(?:let\s+|var\s+)?{_NAME}\s*(?::[^=;]{{1,200}})?=\s*(?:async\s*)?"
            r"(?:function\b|\([^()]{0,300}\)\s*(?::[^=;]{1,200})?=>|\w+\s*=>|\([^()]{0,300}$)"
        ),
        rf"{_NO_CALL}{_MODIFIERS}(?:get\s+|set\s+|\*\s*)?{_NAME}\s*\((?:(?!=>)[^;]){{0,400}}\{{\s*$",
    ),
    "go": (rf"func\s+(?:\([^()]{{0,120}}\)\s*)?{_NAME}", rf"type\s+{_NAME}\s+(?:struct|interface|func)\b"),
    "rust": (
        rf"(?:pub(?:\([^()]{{0,40}}\))?\s+)?(?:(?:async|unsafe|const|default|extern(?:\s+\"\w+\")?|inline|export)\s+)*fn\s+{_NAME}",
        rf"(?:pub(?:\([^()]{{0,40}}\))?\s+)?(?:struct|enum|trait|mod|union|type|macro_rules!)\s+{_NAME}",
        r"(?:unsafe\s+)?impl\b(?:<[^{}]{0,120}?>)?\s+(?P<name>[^{}\n]{1,120}?)\s*(?:where\b.{0,200})?\{?$",
    ),
    "php": (rf"{_MODIFIERS}function\s+&?{_NAME}", rf"{_MODIFIERS}{_TYPES}\s+{_NAME}"),
    "ruby": (
        rf"(?:defp?|defmacro)\s+{_QUALIFIED}",
        rf"(?:class|module|defmodule|struct)\s+{_QUALIFIED}",
        r"(?:namespace|task|describe|context|it)\s+[\"':](?P<name>[^\"'\n]{1,80})",
    ),
    "lua": (rf"(?:local\s+)?function\s+{_QUALIFIED}", rf"(?:mutable\s+)?struct\s+{_NAME}", rf"module\s+{_NAME}"),
    "perl": (rf"sub\s+{_NAME}", rf"package\s+{_QUALIFIED}", r"=head[1-4]\s+(?P<name>\S.{0,120})"),
    "shell": (
        r"(?:function\s+)?(?P<name>[A-Za-z_][\w:.-]*)\s*\(\)",
        r"function\s+(?P<name>[A-Za-z_][\w:.-]*)",
        r":(?P<name>[A-Za-z_]\w*)\s*$",
    ),
    "sql": (
        (
            r"create\s+(?:or\s+(?:replace|alter)\s+)?(?:(?:global|local|temp|temporary|unlogged|materialized|unique|external)\s+)*"
            r"(?:table|view|function|procedure|trigger|type|package(?:\s+body)?|index|sequence|schema|database)\s+"
            r"(?:if\s+not\s+exists\s+)?(?P<name>[\w.\"`\[\]]{1,120})"
        ),
    ),
    "r": (r"(?P<name>[A-Za-z.][\w.]*)\s*(?:<-|=)\s*function\b",),
    "haskell": (
        r"(?P<name>[a-z_][\w']*)\s*::",
        r"(?:data|newtype|type|class|instance|module)\s+(?P<name>[A-Z][\w.' ]{0,80})",
        r"let\s+(?:rec\s+|inline\s+)?(?P<name>[a-z_][\w']*)",
    ),
    "lisp": (r"\((?:def[\w-]*|cl-def[\w-]*|ns)\s+\(?(?P<name>[^\s()\[\]\"]{1,80})",),
    "basic": (
        (
            r"(?:(?:public|private|friend|static|protected|shared|overrides|recursive|pure|elemental|integer|real|logical)\s+)*"
            r"(?:sub|function|procedure|property\s+(?:get|let|set)|module|class|program|subroutine|package(?:\s+body)?|"
            r"constructor|destructor|structure|unit)\s+(?P<name>[A-Za-z_][\w.]*)"
        ),
        r"(?P<name>[A-Za-z0-9-]{1,40})\s+(?:division|section)\s*\.",
    ),
    "erlang": (r"(?P<name>[a-z]\w*)\([^()]{0,200}\)\s*(?:when\b.{0,200})?->", r"-module\((?P<name>\w+)\)"),
    "hardware": (r"(?:module|entity|architecture|function|task|package|interface|class|program)\s+(?P<name>\w+)",),
    "assembler": (r"(?P<name>[A-Za-z_.$][\w.$]{2,}):",),
    "proto": (
        (
            r"(?:message|service|enum|type|input|interface|union|contract|struct|library|function|rpc|event|modifier|rule)\s+"
            r"(?P<name>[A-Za-z_]\w*)"
        ),
        r"(?:resource|data|module|provider|variable|output|def)\s+(?P<name>\"[^\"\n]{1,80}\"(?:\s+\"[^\"\n]{1,80}\")?)",
        r"(?:function|macro)\s*\(\s*(?P<name>\w+)",
        r"(?P<name>[A-Za-z_.%][\w./%-]{0,80})\s*:(?![=:/])(?=[^\"'{]*$)",
    ),
}
_NO_CASE = frozenset({"sql", "basic"})


def definition(family: str) -> re.Pattern[str] | None:
    """What matches a line, without its indentation, on which something with a name begins; None where nothing has.

    The name is in the first group that is set of those that begin with "name".
    """
    patterns = _PATTERNS.get(family)
    if patterns is None:
        return None
    numbered = "|".join(pattern.replace("?P<name>", f"?P<name{n}>") for n, pattern in enumerate(patterns))
    return re.compile(numbered, re.IGNORECASE if family in _NO_CASE else 0)
