"""A charterd of one's own, for suites written in Python: make a directory, run commands, serve it, talk to it, read its mail.

    with house.Server(house.demo(members=20, years=1)) as server:
        status, headers, body = server.get("/members")
        link = house.mail_link(server.dir, "someone@example.org")

The program is $CHARTERD, scratch directories are made under $WORK (both set by tests/run; by default the ordinary build and a
temporary directory). Servers listen on a free loopback port and are stopped by their own process id.
"""
import atexit
import email
import email.policy
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

SOURCE = Path(os.environ.get("SOURCE", Path(__file__).resolve().parent.parent.parent))
CHARTERD = os.environ.get("CHARTERD", str(SOURCE / "build" / "charterd"))
WORK = Path(os.environ.get("WORK") or tempfile.mkdtemp(prefix="charterd-test-"))
if "WORK" not in os.environ:
    atexit.register(shutil.rmtree, WORK, ignore_errors=True)
# How long anything is waited for before it counts as missing. On an idle machine nearly everything comes within a second; beside all
# other suites on two slow cores it may take twenty. What is slow is told by bench/, what never comes by the tests.
PATIENCE_S = 90

_count = 0


def directory(name="alliance"):
    """A path that does not exist yet, whoever else makes some below the same WORK."""
    global _count
    while True:
        _count += 1
        path = WORK / f"{name}-{_count}"
        if not path.exists():
            return path


def environment(**changes):
    """What a child gets: a home of its own, so that nothing of this machine's user is read or written."""
    env = dict(os.environ, HOME=str(WORK / "home"), TMPDIR=str(WORK / "tmp"))
    Path(env["TMPDIR"]).mkdir(parents=True, exist_ok=True)
    env.update(changes)
    return env


def until(what, ready, seconds=PATIENCE_S):
    """Waits until `ready` gives something, and gives that. `what`: what did not come, or a function that says it."""
    end = time.monotonic() + seconds
    while True:
        got = ready()
        if got:
            return got
        if time.monotonic() > end:
            raise AssertionError(f"within {seconds} s: {what() if callable(what) else what}")
        time.sleep(0.02)


def run(*arguments, input=None, seconds=600, env=None, **options):
    """One command of the program, to its end; text in and out."""
    return subprocess.run([CHARTERD, *map(str, arguments)], input=input, capture_output=True, text=True, timeout=seconds,
                          env=env or environment(), stdin=None if input is not None else subprocess.DEVNULL, **options)


def must(*arguments, **options):
    """A command that must succeed; its standard output."""
    done = run(*arguments, **options)
    if done.returncode != 0:
        raise AssertionError(f"charterd {' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def init(charter=None):
    """A new, empty alliance."""
    path = directory()
    must("init", path, "--charter", charter or SOURCE / "charters" / "coia")
    return path


def copy(original, path):
    """A directory with the checkpoint that is kept beside it."""
    shutil.copytree(original, path)
    outside = Path(f"{original}.checkpoint")
    if outside.exists():
        shutil.copy(outside, f"{path}.checkpoint")
    return path


def demo(members=12, years=1, seed=1):
    """A copy of an alliance that lived; each size is simulated once per run of a suite."""
    original = WORK / f"demo-{members}-{years}-{seed}"
    if not original.exists():
        must("demo", original, "--members", members, "--years", years, "--seed", seed, seconds=600)
    path = directory("demo")
    return copy(original, path)


_reserved = []


def free_port():
    """A port that stays this process's own, also while its server is started again. Suites run side by side, each with connections that
    come and go: a port that the system picked can be another's before the server has it. So it is one below those that the system
    hands to connections, and its twin of UDP, on which nobody speaks, is held for as long as this process lives."""
    low = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    first, end = (10000, low) if low > 12000 else (10000, 60000)
    while True:
        port = random.SystemRandom().randrange(first, end)
        twin = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            twin.bind(("127.0.0.1", port))
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            twin.close()
            continue
        _reserved.append(twin)
        return port


def check(path):
    """What `charterd check --json` finds: exit status and its answer."""
    done = run("check", path, "--json", seconds=600)
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError:
        return done.returncode, {"error": done.stdout + done.stderr}


class Server:
    """A running `charterd serve`. Leaving the `with` stops it as an administrator would, and waits."""

    def __init__(self, path, *arguments, prefix=(), env=None, wait=True, preexec_fn=None, port=None):
        self.dir = Path(path)
        self.port = port or free_port()
        self.log = WORK / f"serve-{self.port}.log"
        self._log = open(self.log, "wb")
        self.process = subprocess.Popen([*prefix, CHARTERD, "serve", str(path), "--listen", f"127.0.0.1:{self.port}", *arguments],
                                        stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, start_new_session=True,
                                        env=env or environment(), preexec_fn=preexec_fn)
        if wait:
            self.wait()

    def wait(self):
        """Until /healthz answers."""
        def answers():
            if self.process.poll() is not None:
                raise AssertionError(f"serve ended with {self.process.returncode}:\n{self.said()}")
            try:
                return self.get("/healthz")[0] == 200
            except OSError:
                return False

        try:
            until(lambda: f"serve did not answer:\n{self.said()}", answers)
        except AssertionError:
            self.kill()
            raise
        return self

    def said(self):
        self._log.flush()
        return self.log.read_text(errors="replace")

    def pid(self):
        """The program's own process id, also below strace or another wrapper."""
        return self.process.pid

    def kill(self):
        """As a power cut would: the whole group, at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds=PATIENCE_S):
        """As an administrator would; the exit status."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"serve did not stop within {seconds} s of SIGTERM:\n{self.said()}")
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.stop()
        finally:
            self._log.close()

    def request(self, method, path, body=None, headers=None, seconds=PATIENCE_S):
        """One request on its own connection: (status, headers, body as bytes)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def get(self, path, headers=None, seconds=PATIENCE_S):
        return self.request("GET", path, headers=headers, seconds=seconds)

    def json(self, path, headers=None):
        status, _, body = self.get(path, headers)
        if status != 200:
            raise AssertionError(f"GET {path}: {status}\n{body[:2000].decode(errors='replace')}")
        return json.loads(body)

    def act(self, kind, fields, token=None, key=None, headers=None, seconds=PATIENCE_S):
        """One act through the API: (status, answer)."""
        headers = dict(headers or {}, **{"Content-Type": "application/json"})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if key:
            headers["Idempotency-Key"] = key
        status, _, body = self.request("POST", f"/api/v1/acts/{kind}", json.dumps(fields).encode(), headers, seconds)
        try:
            return status, json.loads(body)
        except ValueError:
            return status, {"body": body.decode(errors="replace")}


def mails(path):
    """The development mail folder, oldest first."""
    folder = Path(path) / "mail"
    files = sorted(folder.glob("*.eml"), key=lambda file: (file.stat().st_mtime_ns, file.name)) if folder.is_dir() else []
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


def mail_text(message):
    part = message.get_body(("plain", "html"))
    return part.get_content() if part else ""


def mails_to(path, address, count):
    """The mails to an address, oldest first, waited for until there are so many."""
    def come():
        found = [message for message in mails(path) if address.lower() in str(message["To"]).lower()]
        return len(found) >= count and found

    return until(f"{count} mails to {address}", come)


def mail_to(path, address, after=0):
    """The newest mail to an address, waited for; `after` is how many there were before."""
    return mails_to(path, address, after + 1)[-1]


def mail_link(path, address, after=0):
    """The first link in the newest mail to an address, as a path on the server."""
    text = mail_text(mail_to(path, address, after))
    match = re.search(r"https?://[^/\s]+(/[^\s>)\"]*)", text)
    if not match:
        raise AssertionError(f"no link in:\n{text}")
    return match.group(1)
