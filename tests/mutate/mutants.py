# SPDX-License-Identifier: MIT
"""mutants.py - small wrong changes to a C file, each with a stable name

A mutant is one change at one place. Comments, texts, the preprocessor's lines
but for what macros are, and what it leaves out are left alone. Places are found by the style that
clang-format gives the core, so this is no parser of C at large: a binary
operator has spaces around it, a function's name is on the last line before its
brace that does not begin with a space.
"""
import collections
import re

Mutant = collections.namedtuple(
    "Mutant", "file function operator begin end new key")

# What an operator becomes; a binary one is matched with spaces around it.
BINARY = {
    "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
    "==": ("!=",), "!=": ("==",), "&&": ("||",), "||": ("&&",),
    "+": ("-",), "-": ("+",), "*": ("+",), "/": ("*",), "%": ("/",),
    "<<": (">>",), ">>": ("<<",), "&": ("|",), "|": ("&",), "^": ("|",),
    "+=": ("-=", "="), "-=": ("+=", "="), "*=": ("=",), "|=": ("&=", "="),
    "&=": ("|=", "="), "^=": ("|=",), "<<=": (">>=",), ">>=": ("<<=",),
}
# Words that no statement which can be deleted begins with.
KEEP = re.compile(
    r"(const|static|struct|enum|union|size_t|u?int\d+_t|int|char|void|unsigned|"
    r"typedef|extern|return|if|for|while|do|switch|case|default|else|goto|"
    r"break|continue|__asm__|cfsv_read|cfsv_sha256_blocks)\b")
NUMBER = re.compile(r"(?<![\w.])(0x[0-9a-fA-F]+|\d+)(u|ull|ul)?(?![\w.])")


def mask(text):
    """The text with all that is no code replaced by spaces."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    pattern = (r"/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])+'|"
               r"^[ \t]*#[ \t]*define[ \t]+\w+(?:\([^)]*\))?|\\$|"
               r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*")
    return re.sub(pattern, blank, text, flags=re.S | re.M)


def left_out(text, defined):
    """The text with what #ifdef and #ifndef leave out replaced by spaces.

    Other conditions count as true: they ask whether several are not defined.
    """
    lines, stack = text.split("\n"), []
    for i, line in enumerate(lines):
        word = re.match(r"[ \t]*#[ \t]*(if|ifdef|ifndef|else|endif)\b[ \t]*"
                        r"(\w*)", line)
        if word and word.group(1) in ("if", "ifdef", "ifndef"):
            known = word.group(2) in defined
            stack.append({"if": True, "ifdef": known,
                          "ifndef": not known}[word.group(1)])
        elif word and word.group(1) == "else":
            stack[-1] = not stack[-1]
        elif word:
            stack.pop()
        elif not all(stack):
            lines[i] = " " * len(line)
    return "\n".join(lines)


def closing(code, at):
    """Where the parenthesis at `at` is closed."""
    depth = 0
    for i in range(at, len(code)):
        depth += (code[i] == "(") - (code[i] == ")")
        if depth == 0:
            return i
    raise ValueError("no closing parenthesis")


def functions(code):
    """(begin, end, name) of each function's body."""
    for match in re.finditer(r"^\{", code, flags=re.M):
        head = code[:match.start()].rstrip("\n")
        names = re.findall(r"^[^\s#{}].*?(\w+)\(", head, flags=re.M)
        if not names:
            continue
        end = code.index("\n}", match.start())
        yield match.start(), end, names[-1]


class File:
    """The mutants of one file."""

    def __init__(self, name, text, defined):
        self.name, self.text = name, text
        self.code = mask(left_out(text, defined))
        self.bodies = list(functions(self.code))
        self.keys = collections.Counter()
        self.texts = set()
        self.mutants = []

    def function(self, at):
        for begin, end, name in self.bodies:
            if begin <= at <= end:
                return name
        return "-"

    def line(self, at):
        """The line of the source that `at` is in, without its indentation."""
        begin = self.text.rfind("\n", 0, at) + 1
        return self.text[begin:self.text.find("\n", at)].strip()

    def add(self, operator, begin, end, new):
        function = self.function(begin)
        start = self.text.rfind("\n", 0, begin) + 1
        stop = self.text.find("\n", end)
        changed = self.text[start:begin] + new + self.text[end:stop]
        if (start, changed) in self.texts:  # two operators agree
            return
        if changed == self.text[start:stop]:
            return
        self.texts.add((start, changed))
        key = "%s %s: %s: %s => %s" % (
            self.name, function, operator, self.line(begin),
            " ".join(changed.split()))
        self.keys[key] += 1
        if self.keys[key] > 1:
            key += " (%d)" % self.keys[key]
        self.mutants.append(
            Mutant(self.name, function, operator, begin, end, new, key))

    def binary(self):
        for match in re.finditer(r"(?<=[\w)\]\"' \n]) *([-+*/%<>=!&|^]+)(?=\s)",
                                 self.code):
            before = self.code[match.start(1) - 1]
            if before not in " \n\t":
                continue
            for new in BINARY.get(match.group(1), ()):
                self.add("operator", match.start(1), match.end(1), new)

    def unary(self):
        for match in re.finditer(r"!(?=[\w(])", self.code):
            self.add("negation", match.start(), match.end(), "")
        for match in re.finditer(r"\+\+|--", self.code):
            new = "--" if match.group(0) == "++" else "++"
            self.add("step", match.start(), match.end(), new)

    def numbers(self):
        for match in NUMBER.finditer(self.code):
            line = self.line(match.start())
            value = int(match.group(1), 0)
            suffix = match.group(2) or ""
            changes = [value + 1, value - 1]
            if len(NUMBER.findall(line)) > 4 or value > 255:
                changes = changes[:1]  # tables
            if re.match(r"(static |const )*(struct )?\w+ [^=(]*\[", line) and \
                    self.code[match.start() - 1] in "[ " and \
                    "=" not in line[:line.find(match.group(0))]:
                changes = [value - 1]  # an array: larger changes nothing
            for new in changes:
                if new >= 0 or self.function(match.start()) != "-":
                    text = str(new) if new >= 0 else "(%d)" % new
                    self.add("number", match.start(), match.end(),
                             text + suffix)

    def errors(self):
        for match in re.finditer(r"\bCFSV_E_\w+", self.code):
            new = "CFSV_E_ARGUMENT"
            if match.group(0) == new:
                new = "CFSV_E_READ"
            self.add("error", match.start(), match.end(), new)

    def conditions(self):
        for match in re.finditer(r"\b(if|while) \(", self.code):
            end = closing(self.code, match.end() - 1)
            for new in ("0", "1") if match.group(1) == "if" else ("0",):
                self.add("condition", match.end(), end, new)
        for match in re.finditer(r"\bfor \(", self.code):
            end = closing(self.code, match.end() - 1)
            parts = self.code[match.end():end].split(";")
            if len(parts) == 3 and parts[1].strip():
                begin = match.end() + len(parts[0]) + 1
                self.add("condition", begin, begin + len(parts[1]), " 0")
        for match in re.finditer(r" \? ", self.code):
            self.choice(match.start())

    def choice(self, at):
        """a ? b : c becomes b always, and c always."""
        begin = at
        depth = 0
        while depth > 0 or self.code[begin] not in "=;,({?:" or \
                self.code[begin + 1] == "=" or self.code[begin - 1] in "!<>=":
            depth += (self.code[begin] == ")") - (self.code[begin] == "(")
            if depth < 0 or self.code[begin - 6:begin] == "return":
                break
            begin -= 1
        begin += self.code[begin] in "=;,({?:"
        for new in ("1", "0"):
            self.add("choice", begin, at, " " + new)

    def statements(self):
        pattern = r"(?:(?<=[;{})\n])|(?<=else))\s*(?=[A-Za-z_*])"
        for match in re.finditer(pattern, self.code):
            begin = match.end()
            function = self.function(begin)
            if function == "-" or KEEP.match(self.code, begin):
                continue
            end = self.code.find(";", begin)
            body = self.code[begin:end]
            if end < 0 or "{" in body or body.count("(") != body.count(")"):
                continue
            if re.match(r"\w+ \**\w+( =|$|,|\[)", body) or ":" == body[-1:]:
                continue
            if not re.search(r"[(=]|\+\+|--", body):
                continue
            before = self.code[:begin].rstrip()
            if before[-1] not in ";{})e":
                continue
            self.add("deleted", begin, end, "")

    def jumps(self):
        for match in re.finditer(r"\b(break|continue);", self.code):
            self.add("deleted", match.start(), match.end() - 1, "")
        for match in re.finditer(r"\breturn ([^;]+);", self.code):
            value = match.group(1)
            if value.startswith("CFSV_E_") or value == "err":
                self.add("returned", match.start(1), match.end(1), "CFSV_OK")
            elif value == "CFSV_OK":
                self.add("returned", match.start(1), match.end(1),
                         "CFSV_E_READ")
            elif re.search(r"[<>=&|] ", value) and "?" not in value:
                self.add("returned", match.start(1), match.end(1),
                         "!(%s)" % self.text[match.start(1):match.end(1)])
            elif value != "0":
                self.add("returned", match.start(1), match.end(1), "0")
        for match in re.finditer(r"\bcase [^:\n]+:", self.code):
            self.add("deleted", match.start(), match.end(), "")

    def sizes(self):
        for match in re.finditer(r"\bmem(cpy|cmp|set)\(", self.code):
            end = closing(self.code, match.end() - 1)
            depth, begin = 0, end
            while depth > 0 or self.code[begin] != ",":
                depth += (self.code[begin] == ")") - (self.code[begin] == "(")
                if begin == end:
                    depth = 0
                begin -= 1
            for new in (" - 1", " + 1"):
                size = self.text[begin + 1:end]
                self.add("size", begin + 1, end, " (%s)%s" % (
                    size.strip(), new))

    def all(self):
        self.binary()
        self.unary()
        self.numbers()
        self.errors()
        self.conditions()
        self.statements()
        self.jumps()
        self.sizes()
        return self.mutants


def of(name, text, defined=()):
    """All mutants of a file's text, where these macros are defined."""
    return File(name, text, defined).all()


def changed(text, mutant):
    """The text with the mutant's change."""
    return text[:mutant.begin] + mutant.new + text[mutant.end:]
