"""The control words of rich text that matter for its text."""

from __future__ import annotations

from types import MappingProxyType

# Words that stand for letters.
LETTERS = MappingProxyType({
    b"tab": "\t", b"line": "\n", b"lbr": "\n", b"column": "\n", b"softline": "\n", b"emdash": "—", b"endash": "–",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": " ",
    b"enspace": " ", b"qmspace": " ",
})  # fmt: skip
SYMBOLS = MappingProxyType({b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"})
# Groups that hold nothing a person sees in the text: tables of the file, pictures, objects, running heads, entries of
# an index, and what is said a second time for older programs.
DEAD = frozenset(
    (b"colortbl", b"filetbl", b"pict", b"header", b"headerl", b"headerr", b"headerf", b"footer", b"footerl", b"footerr",
     b"footerf", b"ftnsep", b"ftnsepc", b"ftncn", b"aftnsep", b"aftnsepc", b"aftncn", b"nonshppict", b"nonesttables",
     b"shprslt", b"objdata", b"objclass", b"datafield", b"xe", b"rxe", b"txe", b"tc", b"tcn", b"sp", b"fldinst",
     b"private", b"revtbl", b"rsidtbl", b"generator", b"themedata", b"colorschememapping", b"latentstyles", b"xmlnstbl",
     b"listtable", b"listoverridetable", b"listlevel", b"listname", b"leveltext", b"levelnumbers", b"mmathPict"),
)  # fmt: skip
# Groups of the kind that a program may skip, which hold text nevertheless.
STARRED = frozenset(
    (b"shpinst", b"ud", b"atnauthor", b"annotation", b"footnote", b"moMath", b"moMathPara", b"oMath", b"oMathPara"),
)  # fmt: skip
