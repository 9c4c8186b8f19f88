# The front door. Everything else is behind it: meson builds, tests/run tests, bench/run measures.
#
#     make run            a demo alliance at http://127.0.0.1:8080, ready to click; LISTEN=ADDR:PORT for elsewhere
#     make test           everything that must hold; the last line counts
#     make bench          figures of this machine beside its peers
#     make fuzz           SECONDS=60 of each fuzzer
#     make soak           HOURS=1 of a live alliance under load, memory and files watched
#     make install        PREFIX=/usr/local, DESTDIR= honoured
#     make format-check   what clang-format would change
#     make clean          what was built; the demo stays in run/

LISTEN ?= 127.0.0.1:8080
SECONDS ?= 60
HOURS ?= 1
PREFIX ?= /usr/local
DESTDIR ?=
# Made once, and anew when the tables are no longer those it was made with, or when it was not finished.
DEMO := run/demo

.PHONY: all run test bench fuzz soak install format-check format clean packages

all: packages
	@tools/build build

packages:
	@tools/packages tools/debian-packages

run: packages
	@TARGETS="charterd charterd-pdf" tools/build build
	@tables=$$(cksum <src/acts/schema.sql); [ "$$(cat $(DEMO).made 2>/dev/null)" = "$$tables" ] || { \
	    echo "Making a demo alliance that lived two years, in $(DEMO) …"; rm -rf $(DEMO) $(DEMO).*; mkdir -p $(dir $(DEMO)); \
	    build/charterd demo $(DEMO) --members 60 --years 2 --seed 1 && echo "$$tables" >$(DEMO).made; }
	@exec build/charterd serve $(DEMO) --listen $(LISTEN)

test: packages
	@tests/run

bench:
	@tools/packages tools/debian-packages tools/debian-packages-bench
	@bench/run

fuzz:
	@tools/packages tools/debian-packages tools/debian-packages-test
	@fuzz/run $(SECONDS)

soak:
	@tools/packages tools/debian-packages tools/debian-packages-test
	@bench/soak $(HOURS)

install: packages
	@[ "$$(cat build-install/.prefix 2>/dev/null)" = "$(PREFIX)" ] || rm -rf build-install
	@TARGETS="charterd charterd-pdf" tools/build build-install --prefix "$(PREFIX)" --buildtype release
	@echo "$(PREFIX)" >build-install/.prefix
	@meson install -C build-install --no-rebuild $(if $(DESTDIR),--destdir "$(DESTDIR)")

format-check:
	@tools/packages tools/debian-packages-test
	@git ls-files -co --exclude-standard 'src/*.c' 'tests/*.c' 'bench/*.c' 'fuzz/*.c' | xargs clang-format --dry-run --Werror

format:
	@git ls-files -co --exclude-standard 'src/*.c' 'tests/*.c' 'bench/*.c' 'fuzz/*.c' | xargs clang-format -i

clean:
	rm -rf build build-*
