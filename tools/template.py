#!/usr/bin/env python3
"""Compiles a page template into C: template.py INPUT.html OUTPUT.c OUTPUT.h

A template file holds C for its header, then templates:

    % struct greeting { const char *name; int64_t members; };

    %% greeting(struct view *v, const struct greeting *g)
    <p class="hello">{{t "Good morning, {who}" "早上好，{who}" who=g->name}}
    % if (g->members > 0) {
    <a href="/members?q={{g->name}}">{{num g->members}}</a>
    % }
    </p>

Each becomes `void tpl_greeting(struct view *v, …)`, which writes to v->out. What a hole may hold and how it is escaped
follows from where it stands, which this compiler knows because it reads the HTML while it reads the template:

    text, textarea, title   escaped; only a `struct raw_html` is printed as it is, and only in text
    "attribute value"       escaped
    href="{{…}}"            escaped, and a scheme other than http, https or mailto becomes "#"
    href="/x/{{…}}"         percent-encoded, as a part of an address
    anywhere else           does not build

It also refuses what the house style refuses: unquoted values, inline scripts and styles, tags left open, branches that
end elsewhere in the HTML than they began, a sentence in one language only, an exclamation mark.
"""
import re
import sys

VOID = set("area base br col embed hr img input link meta source track wbr".split())
URL_ATTRIBUTES = set("href xlink:href src action formaction poster cite data".split())
# Formatters: name -> (function in text, function where no markup may stand; None: not there).
FORMATTERS = {
    "day": ("html_day", "plain_day"),          # Wednesday 9 December 2026
    "date": ("html_date", "plain_date"),       # Wed 9 Dec 2026
    "instant": ("html_instant", "plain_instant"),  # Wednesday 9 December 2026, 14:00 (Asia/Shanghai)
    "stamp": ("html_stamp", "plain_stamp"),    # 9 Dec 2026, 14:00
    "clock": ("html_clock", "plain_clock"),    # 14:00
    "due": ("html_due", "plain_due"),          # …, 24:00 · in 3 days
    "ago": ("html_ago", "plain_ago"),          # 3 days ago
    "fen": ("html_fen", "plain_fen"),          # CNY 100,000.00
    "num": ("html_num", "plain_num"),          # 1,234
    "arg": ("html_arg", "plain_arg"),          # a struct arg
    "said": ("html_said", "plain_said"),       # people's own words: marked with their language
    "clause": ("html_clause", None),           # a link into the charter
    "md": ("html_markdown", None),             # Markdown as safe HTML, a block
}
PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)((?:\|[^{}|]*)*)\}")


class Fault(Exception):
    def __init__(self, line, message):
        super().__init__(message)
        self.line = line


def c_string(text):
    out = []
    for ch in text:
        if ch in '"\\':
            out.append("\\" + ch)
        elif ch == "\n":
            out.append("\\n")
        elif ch == "\t":
            out.append("\\t")
        elif ord(ch) < 32:
            out.append("\\%03o" % ord(ch))
        else:
            out.append(ch)
    return '"' + "".join(out) + '"'


def escape(text):
    return (text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
            .replace("'", "&#39;"))


def skip_literal(text, i):
    """Index after the C string or character literal that begins at i."""
    quote = text[i]
    i += 1
    while i < len(text) and text[i] != quote:
        i += 2 if text[i] == "\\" else 1
    return i + 1


def braces(code):
    """The braces of a line of C, outside strings and comments, in order."""
    found, i = [], 0
    while i < len(code):
        ch = code[i]
        if ch in "\"'":
            i = skip_literal(code, i)
            continue
        if code.startswith("//", i):
            break
        if code.startswith("/*", i):
            end = code.find("*/", i + 2)
            i = len(code) if end < 0 else end + 2
            continue
        if ch in "{}":
            found.append(ch)
        i += 1
    return found


class Html:
    """The state of an HTML reader: enough of the HTML tokenizer to know what a hole would mean where it stands."""

    def __init__(self):
        self.state = "text"
        self.open = []       # elements not yet closed
        self.tag = ""        # being read
        self.closing = False
        self.attribute = ""
        self.value_began = False
        self.loose = False   # may close what another template opened
        self.slash = False   # just before the '>': an empty element of SVG

    def copy(self):
        other = Html()
        other.__dict__.update(self.__dict__)
        other.open = list(self.open)
        return other

    def same(self, other):
        def key(h):
            return h.state, h.open, h.state != "text" and (h.tag, h.closing), h.state == "value" and h.attribute
        return key(self) == key(other)

    def where(self):
        if self.state == "text":
            return "in text" + (" of <%s>" % self.open[-1] if self.open else "")
        if self.state == "value":
            return 'in %s="…" of <%s>' % (self.attribute, self.tag)
        return "inside the tag <%s>" % self.tag

    def preformatted(self):
        return self.state == "value" or any(e in ("pre", "textarea") for e in self.open)

    def context(self, line):
        """What a hole here would be: text, plain, attribute, url, url_part, tag."""
        if self.state == "text":
            if self.open and self.open[-1] in ("textarea", "title", "option"):
                return "plain"
            if self.open and self.open[-1] in ("script", "style"):
                raise Fault(line, "nothing is printed inside <%s>" % self.open[-1])
            return "text"
        if self.state == "value":
            if self.attribute in URL_ATTRIBUTES:
                return "url_part" if self.value_began else "url"
            return "attribute"
        if self.state == "tag":
            return "tag"
        raise Fault(line, "nothing is printed %s" % {
            "comment": "inside a comment", "name": "as a tag's name", "doctype": "inside a doctype",
            "attribute": "as an attribute's name", "equals": 'without quotes: write name="{{…}}"'}[self.state])

    def attribute_named(self, name, line):
        name = name.lower()
        if name.startswith("on"):
            raise Fault(line, "no inline handlers: %s (scripts live in web/)" % name)
        if name in ("style", "srcdoc", "srcset", "http-equiv"):
            raise Fault(line, "no %s attribute: looks live in web/, behaviour in the program" % name)
        self.attribute = name

    def tag_read(self, line):
        name = self.tag
        if self.closing:
            if self.loose and not self.open:
                self.state = "text"
                return
            if not self.open or self.open[-1] != name:
                raise Fault(line, "</%s> closes %s" % (name, "<%s>" % self.open[-1] if self.open else "nothing"))
            self.open.pop()
        elif name == "style":
            raise Fault(line, "no inline styles: looks live in web/charterd.css")
        elif name not in VOID and not self.slash:
            self.open.append(name)
        self.state = "text"

    def feed(self, text, line):
        i = 0
        while i < len(text):
            ch = text[i]
            if ch == "\n":
                line += 1
            if self.state == "text":
                raw = self.open[-1] if self.open and self.open[-1] in ("script", "textarea", "title") else None
                if raw:
                    if text[i:].lower().startswith("</" + raw):
                        self.state, self.closing, self.tag = "name", True, ""
                        i += 2
                        continue
                    if raw == "script" and not ch.isspace():
                        raise Fault(line, "no inline scripts: scripts live in web/")
                elif text.startswith("<!--", i):
                    self.state = "comment"
                    i += 4
                    continue
                elif text.startswith("<!", i):
                    self.state = "doctype"
                elif ch == "<":
                    if i + 1 < len(text) and (text[i + 1].isalpha() or text[i + 1] == "/"):
                        self.closing = text[i + 1] == "/"
                        i += 1 if self.closing else 0
                        self.state, self.tag = "name", ""
                    elif i + 1 == len(text):
                        self.state, self.tag, self.closing = "name", "", False
                    else:
                        raise Fault(line, "a bare '<': write &lt;")
            elif self.state == "comment":
                if text.startswith("-->", i):
                    self.state = "text"
                    i += 3
                    continue
            elif self.state == "doctype":
                if ch == ">":
                    self.state = "text"
            elif self.state == "name":
                self.slash = ch == "/"
                if ch.isalnum() or ch == "-":
                    self.tag += ch.lower()
                elif ch == ">":
                    self.tag_read(line)
                elif ch.isspace() or ch == "/":
                    self.state = "tag"
                else:
                    raise Fault(line, "%r in a tag's name" % ch)
            elif self.state == "tag":
                if ch == ">":
                    self.tag_read(line)
                elif ch == "/" or ch.isspace():
                    self.slash = ch == "/"
                elif ch.isalpha():
                    self.state, self.attribute, self.slash = "attribute", ch, False
                else:
                    raise Fault(line, "%r inside <%s>" % (ch, self.tag))
            elif self.state == "attribute":
                if ch.isalnum() or ch in "-:_":
                    self.attribute += ch
                else:
                    self.attribute_named(self.attribute, line)
                    if ch == "=":
                        self.state = "equals"
                    else:
                        self.state = "tag"
                        continue
            elif self.state == "equals":
                if ch != '"':
                    raise Fault(line, 'a value without double quotes: %s=%s' % (self.attribute, ch))
                self.state, self.value_began = "value", False
            elif self.state == "value":
                if ch == '"':
                    self.state = "tag"
                else:
                    self.value_began = True
            i += 1


class Compiler:
    def __init__(self, source, path):
        self.lines = source.split("\n")
        if self.lines and self.lines[-1] == "":
            self.lines.pop()
        self.path = path
        self.header, self.body, self.names = [], [], []

    # ---- holes ----

    def value(self, context, expression, line):
        """C that prints an expression, perhaps with a formatter before it."""
        word, _, rest = expression.partition(" ")
        if word in FORMATTERS and rest.strip() and rest.lstrip()[0] not in "=+/<>|?.,;)":
            in_text, plain = FORMATTERS[word]
            if context in ("url", "url_part"):
                raise Fault(line, "no {{%s …}} inside an address" % word)
            function = in_text if context == "text" else plain
            if function is None:
                raise Fault(line, "{{%s …}} is markup and stands in text only" % word)
            return "%s(v, %s);" % (function, rest.strip())
        function = {"text": "html_text", "plain": "html_attr", "attribute": "html_attr", "url": "html_url",
                    "url_part": "html_url_part"}[context]
        return "%s(v, %s);" % (function, expression)

    def sentence(self, context, source, line):
        """{{t "English" "中文" name=value …}}"""
        rest, strings = source, []
        for _ in range(2):
            rest = rest.lstrip()
            if not rest.startswith('"'):
                raise Fault(line, 'a sentence needs both languages: {{t "English" "中文"}}')
            end = skip_literal(rest, 0)
            strings.append(re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m.group(1), m.group(1)), rest[1:end - 1]))
            rest = rest[end:]
        english, chinese = strings
        if not english.strip() or not chinese.strip():
            raise Fault(line, "a sentence needs both languages; one is empty")
        if re.search(r"[\u3400-\u9fff]", english):
            raise Fault(line, "Chinese in the English sentence: are they in the wrong order?")
        for s in strings:
            if "!" in s or "！" in s:
                raise Fault(line, "no exclamation marks")
        if context in ("url", "url_part"):
            raise Fault(line, "no sentence inside an address")
        arguments = self.named(rest, line)
        for s in strings:
            for place in PLACE.finditer(s):
                if place.group(1) not in arguments:
                    raise Fault(line, "no value for {%s}" % place.group(1))
        for name in arguments:
            for language, s in (("English", english), ("Chinese", chinese)):
                if not re.search(r"\{%s[|}]" % name, s):
                    raise Fault(line, "{%s} is not in the %s sentence" % (name, language))
        return "if (v->lang == LANG_ZH) { %s } else { %s }" % (
            self.filled(context, chinese, arguments, line), self.filled(context, english, arguments, line))

    def filled(self, context, sentence, arguments, line):
        out, at = [], 0
        for place in PLACE.finditer(sentence):
            if place.start() > at:
                out.append("html_literal(v, STR(%s));" % c_string(escape(sentence[at:place.start()])))
            forms = place.group(2)[1:].split("|") if place.group(2) else []
            value = arguments[place.group(1)]
            if forms:
                if len(forms) != 2:
                    raise Fault(line, "{%s|one|many} wants two forms" % place.group(1))
                bare = value.split(" ", 1)[1] if value.split(" ", 1)[0] in FORMATTERS and " " in value else value
                out.append("if ((%s) == 1) html_literal(v, STR(%s)); else html_literal(v, STR(%s));" % (
                    bare, c_string(escape(forms[0])), c_string(escape(forms[1]))))
            else:
                out.append(self.value(context, value, line))
            at = place.end()
        if at < len(sentence):
            out.append("html_literal(v, STR(%s));" % c_string(escape(sentence[at:])))
        return " ".join(out)

    def named(self, rest, line):
        """name=value name=value …: a value runs until the next name= outside parentheses and strings."""
        starts, depth, i = [], 0, 0
        while i < len(rest):
            ch = rest[i]
            if ch in "\"'":
                i = skip_literal(rest, i)
                continue
            depth += ch in "([{"
            depth -= ch in ")]}"
            if depth == 0 and (i == 0 or rest[i - 1].isspace()):
                m = re.match(r"([a-z_][a-z0-9_]*)=(?!=)", rest[i:])
                if m:
                    starts.append((i, i + m.end(), m.group(1)))
                    i += m.end()
                    continue
            i += 1
        if rest[:starts[0][0] if starts else len(rest)].strip():
            raise Fault(line, "after the sentence come name=value pairs, not %r" % rest.strip())
        values = {}
        for k, (_, begin, name) in enumerate(starts):
            end = starts[k + 1][0] if k + 1 < len(starts) else len(rest)
            value = rest[begin:end].strip()
            if not value:
                raise Fault(line, "%s= has no value" % name)
            values[name] = value
        return values

    def hole(self, html, source, line):
        source = source.strip()
        if not source:
            raise Fault(line, "an empty {{}}")
        if html.state == "name" and re.match(r"on\s", source):
            html.state = "tag"
        context = html.context(line)
        if re.match(r"on\s", source):
            if context != "tag":
                raise Fault(line, "{{on condition attribute}} stands among a tag's attributes")
            m = re.match(r'on\s+(.*\S)\s+([A-Za-z][A-Za-z-]*)(="[^"]*")?$', source, re.S)
            if not m:
                raise Fault(line, '{{on condition name}} or {{on condition name="value"}}')
            probe = html.copy()
            probe.feed(" " + m.group(2) + (m.group(3) or "") + " ", line)
            return "if (%s) html_literal(v, STR(%s));" % (m.group(1), c_string(" " + m.group(2) + (m.group(3) or "")))
        if context == "tag":
            raise Fault(line, 'among attributes only {{on condition name="value"}} stands; values go in quotes')
        if re.match(r"t\s", source):
            code = self.sentence(context, source[1:], line)
        else:
            code = self.value(context, source, line)
        if html.state == "value":
            html.value_began = True
        return code

    # ---- the file ----

    def pieces(self, text, line, html, emit):
        """A run of HTML with holes."""
        while text:
            start = text.find("{{")
            literal = text if start < 0 else text[:start]
            if literal:
                html.feed(literal, line)
                emit("literal", literal, line)
                line += literal.count("\n")
            if start < 0:
                return
            i = start + 2
            while i < len(text) and not text.startswith("}}", i):
                i = skip_literal(text, i) if text[i] == '"' else i + 1
            if i >= len(text):
                raise Fault(line, "{{ without }}")
            source = text[start + 2:i]
            code = self.hole(html, source, line)
            emit("attribute" if re.match(r"on\s", source.strip()) else "code", code, line)
            line += source.count("\n")
            text = text[i + 2:]

    def template(self, signature, first, lines):
        m = re.match(r"(open\s+)?([a-z_][a-z0-9_]*)\s*\((.*)\)\s*$", signature)
        if not m:
            raise Fault(first, "a template begins `%% name(struct view *v, …)`")
        unbalanced, name, parameters = bool(m.group(1)), m.group(2), m.group(3)
        if not re.match(r"struct view \*v(,|$)", parameters):
            raise Fault(first, "the first parameter is `struct view *v`")
        if name in self.names:
            raise Fault(first, "a second template %s" % name)
        self.names.append(name)
        self.header.append("void tpl_%s(%s);" % (name, parameters))
        body, pending = [], []
        html, stack = Html(), []
        html.loose = unbalanced

        def flush():
            if pending:
                body.append("    html_literal(v, STR(%s));" % c_string("".join(pending)))
                pending.clear()

        def emit(kind, content, line):
            if kind == "literal":
                pending.append(content)
                return
            if kind == "attribute" and pending: # brings its own blank
                pending[-1] = pending[-1].rstrip(" ")
            flush()
            body.append('#line %d "%s"' % (line, self.path))
            body.append("    " + content)

        i, joined = 0, False
        while i < len(lines):
            number, text = first + 1 + i, lines[i]
            stripped = text.lstrip()
            if stripped.startswith("%") and html.state != "value":
                code = stripped[1:].strip()
                for brace in braces(code):
                    if brace == "{":
                        stack.append((html.copy(), number))
                    elif not stack:
                        raise Fault(number, "a } too many")
                    else:
                        before, opened = stack.pop()
                        if not before.same(html):
                            raise Fault(number, "the block opened in line %d began %s and ends %s" % (
                                opened, before.where(), html.where()))
                if re.search(r"\breturn\b", code) and (html.open or html.state != "text") and not unbalanced:
                    raise Fault(number, "return would leave <%s> open" % (html.open[-1] if html.open else html.tag))
                if code:
                    emit("code", code, number)
                i += 1
                continue
            while text.count("{{") > text.count("}}") and i + 1 < len(lines):
                i += 1
                text += "\n" + lines[i]
            if not html.preformatted(): # a line joined to the one before keeps the blank it begins with
                text = (" " if joined and text[:1] == " " else "") + text.strip()
            joined = text.endswith("\\")
            if joined:
                text = text[:-1]
            elif text or html.preformatted():
                text += "\n"
            self.pieces(text, number, html, emit)
            i += 1
        if stack:
            raise Fault(stack[-1][1], "a { without }")
        last = first + len(lines)
        if not unbalanced and (html.state != "text" or html.open):
            raise Fault(last, "%s ends %s, left open" % (name, html.where()))
        flush()
        self.body.append('#line %d "%s"' % (first, self.path))
        self.body.append("void tpl_%s(%s)\n{" % (name, parameters))
        self.body.extend(body)
        self.body.append("}\n")

    def compile(self):
        prologue, current = [], None
        for number, text in enumerate(self.lines, 1):
            if text.startswith("%%"):
                if current:
                    self.template(*current)
                current = (text[2:].strip(), number, [])
            elif current:
                current[2].append(text)
            elif text.startswith("%"):
                prologue.append((number, text[1:].strip("\n").removeprefix(" ")))
            elif text.strip():
                raise Fault(number, "before the first template stand only lines of C that begin with %")
        if not current:
            raise Fault(len(self.lines), "no template: `%% name(struct view *v, …)`")
        while current[2] and not current[2][-1].strip():
            current[2].pop()
        self.template(*current)
        guard = re.sub(r"[^A-Z0-9]", "_", self.path.rsplit("/", 1)[-1].upper()) + "_H"
        head = ["/* Made by tools/template.py from %s. */" % self.path, "#ifndef " + guard, "#define " + guard,
                '#include "views/html.h"']
        for number, text in prologue:
            head.append('#line %d "%s"' % (number, self.path))
            head.append(text)
        return "\n".join(head + self.header + ["#endif", ""]), "\n".join(self.body) + "\n"


def main():
    source, c_path, h_path = sys.argv[1:4]
    shown = re.sub(r"^(\.\./)+", "", source)
    compiler = Compiler(open(source, encoding="utf-8").read(), shown)
    try:
        header, body = compiler.compile()
    except Fault as fault:
        print("%s:%d: error: %s" % (shown, fault.line, fault), file=sys.stderr)
        return 1
    with open(h_path, "w", encoding="utf-8") as out:
        out.write(header)
    with open(c_path, "w", encoding="utf-8") as out:
        out.write("/* Made by tools/template.py from %s. */\n#pragma GCC diagnostic ignored \"-Wunused-parameter\"\n#include \"%s\"\n\n" % (shown, "views/" + h_path.rsplit("/", 1)[-1]))
        out.write(body)
    return 0


if __name__ == "__main__":
    sys.exit(main())
