"""Programming languages by the names of their files, and how each marks what belongs together."""

from __future__ import annotations

from types import MappingProxyType

# Languages that say in the same words where something begins that has a name (see core.reading.text.definitions).
_FAMILIES = {
    "python": ".py .pyw .pyi .pyx .pxd .gd",
    "c": ".c .h .cc .cpp .cxx .hh .hpp .hxx .ino .m .mm .cu .cuh .glsl .hlsl .vert .frag",
    "java": ".java .cs .scala .sc .groovy .gradle .dart .vala .as .hx",
    "kotlin": ".kt .kts .swift",
    "javascript": ".js .mjs .cjs .jsx .ts .tsx .mts .cts .vue .svelte .astro .coffee",
    "go": ".go",
    "rust": ".rs .zig",
    "php": ".php .phtml .php5",
    "ruby": ".rb .rake .gemspec .cr .ex .exs",
    "lua": ".lua .jl",
    "perl": ".pl .pm .t",
    "shell": ".sh .bash .zsh .fish .ksh .ps1 .psm1 .bat .cmd .awk",
    "sql": ".sql .ddl .plsql .pls .psql",
    "css": ".css .scss .sass .less .styl",
    "r": ".r",
    "haskell": ".hs .lhs .elm .ml .mli .fs .fsi .fsx .purs",
    "lisp": ".lisp .lsp .el .scm .ss .rkt .clj .cljs .cljc .edn",
    "basic": ".vb .vbs .bas .frm .cls .vba .pas .pp .dpr .ada .adb .ads .f .for .f77 .f90 .f95 .f03 .cob .cbl .cpy",
    "erlang": ".erl .hrl .pro",
    "assembler": ".s .asm .nasm",
    "hardware": ".v .sv .vh .vhd .vhdl",
    "proto": ".proto .thrift .graphql .gql .avdl .idl .tf .hcl .bicep .nix .sol .cmake .mk .mak .make .ninja .bzl",
    "template": ".jsp .jspx .asp .aspx .ascx .cshtml .erb .haml .pug .ejs .hbs .mustache .twig .liquid .j2 .jinja",
    "tex": ".sty .dtx .ins .bst",
}
LANGUAGES = MappingProxyType({suffix: family for family, suffixes in _FAMILIES.items() for suffix in suffixes.split()})
# Files that are called the same everywhere and have no suffix.
NAMES = MappingProxyType({
    "makefile": "proto", "gnumakefile": "proto", "dockerfile": "proto", "containerfile": "proto", "jenkinsfile": "java",
    "cmakelists.txt": "proto", "rakefile": "ruby", "gemfile": "ruby", "vagrantfile": "ruby", "podfile": "ruby",
    "sconstruct": "python", "build.bazel": "proto", "meson.build": "proto",
})  # fmt: skip
INTERPRETERS = MappingProxyType({
    "python": "python", "sh": "shell", "bash": "shell", "zsh": "shell", "dash": "shell", "ksh": "shell",
    "fish": "shell", "node": "javascript", "deno": "javascript", "perl": "perl", "ruby": "ruby", "php": "php",
    "lua": "lua", "Rscript": "r", "awk": "shell", "tclsh": "shell", "make": "proto", "env": "shell",
})  # fmt: skip
