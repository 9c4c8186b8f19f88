#!/usr/bin/env python3
"""Writes the names of countries and regions as a C table: countries.py OUTPUT.c

They are ISO 3166-1's, in English and in Chinese, as the Debian package iso-codes ships and translates them: no list of
ours to go stale, and no choice of ours in what a place is called. Read when the program is built; nothing of the package is
needed where it runs."""
import gettext
import json
import sys

PLACES = "/usr/share/iso-codes/json/iso_3166-1.json"
CHINESE = "/usr/share/locale/zh_CN/LC_MESSAGES/iso_3166-1.mo"


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def main():
    with open(PLACES, encoding="utf-8") as f:
        places = sorted(json.load(f)["3166-1"], key=lambda place: place["alpha_2"])
    with open(CHINESE, "rb") as f:
        chinese = gettext.GNUTranslations(f)
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write('#include "base/country.h"\n\nconst struct country countries[] = {\n')
        for place in places:
            name = place["name"]
            out.write("    { %s, TEXT_INIT(%s, %s) },\n" % (quoted(place["alpha_2"]), quoted(name), quoted(chinese.gettext(name))))
        out.write("};\nconst size_t country_count = %d;\n" % len(places))


main()
