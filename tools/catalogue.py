#!/usr/bin/python3
"""Every sentence a user can see, in both languages, from where it stands: `T("…", "…")` and `TEXT_INIT("…", "…")` in C,
`{{t "…" "…"}}` in templates.

    tools/catalogue.py --csv      file,line,en,zh for translators to read over
    tools/catalogue.py --check    complains in TAP about pairs that cannot be right

A pair is wrong when one language is missing, when the two do not fill in the same {places}, when there is Chinese in the
English or none in the Chinese, when one ends a sentence and the other does not, when Chinese text has Latin commas or stops,
or when either shouts.
"""
import csv
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HAN = re.compile(r"[\u3400-\u9fff]")
PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(?:\|[^{}|]*\|[^{}|]*)?\}")  # {days}, and English's {days|day|days}
C_TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/|//[^\n]*) | (?P<string>"(?:[^"\\\n]|\\.)*") | (?P<char>'(?:[^'\\\n]|\\.)*')
    | (?P<name>[A-Za-z_]\w*) | (?P<space>\s+) | (?P<other>.)""", re.VERBOSE | re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'", "?": "?", "0": "\0"}


def plain(literal):
    """The text of a C string literal or a template's quoted word."""
    out = bytearray()
    body = literal[1:-1]
    position = 0
    while position < len(body):
        if body[position] != "\\":
            out += body[position].encode()
            position += 1
            continue
        code = body[position + 1]
        if code == "x":
            digits = re.match(r"[0-9A-Fa-f]{1,2}", body[position + 2:])[0]
            out.append(int(digits, 16))
            position += 2 + len(digits)
        elif code in "uU":
            width = 4 if code == "u" else 8
            out += chr(int(body[position + 2:position + 2 + width], 16)).encode()
            position += 2 + width
        else:
            out += ESCAPES.get(code, code).encode()
            position += 2
    return out.decode(errors="replace")


def tokens(text):
    """(kind, text, line) without blanks and comments."""
    line = 1
    for match in C_TOKEN.finditer(text):
        if match.lastgroup not in ("space", "comment"):
            yield match.lastgroup, match[0], line
        line += match[0].count("\n")


def argument(stream, position):
    """The string that begins at a token, or None when it is not made of literals alone; and where it ends."""
    parts = []
    while position < len(stream) and stream[position][0] == "string":
        parts.append(plain(stream[position][1]))
        position += 1
    return ("".join(parts) if parts else None), position


def pairs_of_c(text):
    stream = list(tokens(text))
    for position, (kind, word, line) in enumerate(stream):
        if kind != "name" or word not in ("T", "TEXT_INIT") or position + 1 >= len(stream) or stream[position + 1][1] != "(":
            continue
        en, after = argument(stream, position + 2)
        if en is None or after >= len(stream) or stream[after][1] != ",":
            continue
        zh, after = argument(stream, after + 1)
        if zh is not None and after < len(stream) and stream[after][1] == ")":
            yield line, en, zh


TEMPLATE = re.compile(r'\{\{\s*t\s+("(?:[^"\\]|\\.)*")\s+("(?:[^"\\]|\\.)*")')


def pairs_of_template(text):
    for match in TEMPLATE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, plain(match[1]), plain(match[2])


def pairs():
    for path in sorted(ROOT.glob("src/**/*")):
        if not path.is_file():
            continue
        if path.suffix in (".c", ".h"):
            found = pairs_of_c(path.read_text())
        elif path.suffix in (".html", ".tpl", ".txt", ".xml", ".tmpl"):
            found = pairs_of_template(path.read_text())
        else:
            continue
        if path.name == "text.h":
            continue  # the declaration and its example
        for line, en, zh in found:
            yield str(path.relative_to(ROOT)), line, en, zh


# Names and abbreviations that are the same in both languages.
SAME = re.compile(r"^[A-Za-z0-9 .,:;/()+\-–—·×%#@_&<>=§→←↑↓…✓✗|*\"'\n，。：；、（）《》「」]*$")


# The charter room builds sentences out of words: there a word of one language may have no counterpart in the other, and a
# pattern may need a place that the other language's grammar has no use for.
GRAMMAR = {"src/charter/words.c", "src/charter/topics.c"}


def wrong(en, zh, path=""):
    """What is wrong with a pair, in words."""
    if path in GRAMMAR and (not en or not zh):
        return
    if bool(en.strip()) != bool(zh.strip()):
        yield "one language is missing"
        return
    if path not in GRAMMAR and sorted(set(PLACE.findall(en))) != sorted(set(PLACE.findall(zh))):
        yield f"places differ: {sorted(set(PLACE.findall(en)))} and {sorted(set(PLACE.findall(zh)))}"
    bare_en, bare_zh = PLACE.sub("", en), PLACE.sub("", zh)
    if HAN.search(bare_en) and bare_en.strip() not in ("中文", "简体中文"):
        yield "Chinese in the English"
    if not HAN.search(bare_zh) and en != zh and not SAME.match(bare_zh):
        yield "no Chinese in the Chinese"
    if not HAN.search(bare_zh) and re.search(r"[A-Za-z]{3}.* [A-Za-z]{3}", bare_zh):
        yield "the Chinese is English"
    if re.search(r"[\u3400-\u9fff}][,;?](?!\d)", zh) or re.search(r"[\u3400-\u9fff][.](?:\s|$)", zh):
        yield "Latin punctuation in the Chinese"
    if "!" in bare_en or "！" in bare_zh:
        yield "it shouts"
    if en.rstrip().endswith(".") and HAN.search(bare_zh) and not re.search(r"[。）」』：]$|[.…]$", zh.rstrip()):
        yield "the English ends a sentence, the Chinese does not"


def main():
    if sys.argv[1:] == ["--csv"]:
        out = csv.writer(sys.stdout)
        out.writerow(["file", "line", "en", "zh"])
        out.writerows(pairs())
        return 0
    if sys.argv[1:] != ["--check"]:
        print(__doc__)
        return 2
    failed = count = 0
    by_file = {}
    for path, line, en, zh in pairs():
        count += 1
        by_file.setdefault(path, []).extend(f"{path}:{line}: {why}: {en!r} · {zh!r}" for why in wrong(en, zh, path))
    for number, (path, complaints) in enumerate(sorted(by_file.items()), 1):
        print(f"{'not ok' if complaints else 'ok'} {number} - {path}: every sentence stands in both languages")
        for complaint in complaints:
            print(f"# {complaint}")
        failed += bool(complaints)
    print(f"# {count} pairs")
    print(f"1..{len(by_file)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
