"""Checks that print TAP (https://testanything.org), for suites written in Python.

    from support import tap

    @tap.test("a port in use is said so, and nothing is touched")
    def _():
        tap.equal(run.returncode, 2)
        tap.contains(run.stderr, "in use")

    tap.main()

Each decorated function is one check, run in the order written; it fails by raising. `tap.skip(why)` gives up on one that
this machine cannot run. Names given on the command line run only the checks whose name contains one of them.
"""
import sys
import traceback

_tests = []


class Skipped(Exception):
    pass


class Failed(Exception):
    pass


def test(name):
    def keep(function):
        _tests.append((name, function))
        return function

    return keep


def skip(why):
    raise Skipped(why)


def fail(why):
    raise Failed(why)


def ok(condition, why="is not so"):
    if not condition:
        raise Failed(why)


def equal(got, wanted, what=""):
    if got != wanted:
        raise Failed(f"{what + ': ' if what else ''}got {got!r}, wanted {wanted!r}")


def contains(text, part, what=""):
    if part not in text:
        raise Failed(f"{what + ': ' if what else ''}{part!r} is not in:\n{text}")


def main(cleanup=None):
    chosen = [(n, f) for n, f in _tests if len(sys.argv) < 2 or any(part in n for part in sys.argv[1:])]
    failed = 0
    for number, (name, function) in enumerate(chosen, 1):
        try:
            function()
            print(f"ok {number} - {name}", flush=True)
        except Skipped as why:
            print(f"ok {number} - {name} # SKIP {why}", flush=True)
        except Exception as problem:
            failed += 1
            print(f"not ok {number} - {name}", flush=True)
            said = str(problem) if isinstance(problem, Failed) else traceback.format_exc()
            frames = traceback.extract_tb(problem.__traceback__)
            own = [frame for frame in frames if not frame.filename.endswith("tap.py")]
            if own:
                said += f"\nat {own[-1].filename.rsplit('/', 1)[-1]}:{own[-1].lineno}"
            print("\n".join("# " + line for line in said.splitlines()), flush=True)
    print(f"1..{len(chosen)}", flush=True)
    if cleanup:
        cleanup()
    sys.exit(1 if failed else 0)
