#!/usr/bin/env python3
"""Embeds the files of web/ in the program: web.py OUTPUT.c FILE… makes the table of src/views/web.h.

Each file is served under its name and its digest, so that a browser keeps it for ever and asks anew when it changes."""
import hashlib
import os
import sys

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
         ".txt": "text/plain; charset=utf-8"}

output, inputs = sys.argv[1], sorted(sys.argv[2:])
with open(output, "w", encoding="ascii") as out:
    out.write('#include "views/web.h"\n')
    rows = []
    for k, path in enumerate(inputs):
        data = open(path, "rb").read()
        out.write("static const char bytes_%d[] = {" % k)
        for i, b in enumerate(data):
            out.write(("\n    " if i % 20 == 0 else "") + "%d," % (b if b < 128 else b - 256))
        out.write("\n    0,\n};\n")
        name = os.path.basename(path)
        digest = hashlib.sha256(data).hexdigest()[:16]
        rows.append('    { "%s", "/web/%s?%s", "%s", "%s", { bytes_%d, %d } },\n' % (
            name, name, digest, TYPES[os.path.splitext(name)[1]], digest, k, len(data)))
    out.write("const struct web_file web_files[] = {\n%s};\nconst size_t web_file_count = %d;\n" % ("".join(rows), len(rows)))
