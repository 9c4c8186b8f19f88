#!/usr/bin/env python3
"""Writes a file's bytes as a C array: embed.py INPUT OUTPUT.c NAME gives `const char NAME[]` (terminated) and `NAME_len`."""
import sys

data = open(sys.argv[1], "rb").read()
name = sys.argv[3]
with open(sys.argv[2], "w") as out:
    out.write("#include <stddef.h>\nextern const char %s[];\nextern const size_t %s_len;\n" % (name, name))
    out.write("const char %s[] = {" % name)
    for i, b in enumerate(data):
        if i % 20 == 0:
            out.write("\n    ")
        out.write("%d," % (b if b < 128 else b - 256))
    out.write("\n    0,\n};\nconst size_t %s_len = %d;\n" % (name, len(data)))
