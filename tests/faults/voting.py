"""Faults while people vote and while the vote is closed. Whoever was told that a ballot is in must find it counted once, the last one
told or one sent after it; the close goes on by itself; nothing is half there."""
import csv
import datetime
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import threading
import time

from support import blind, house, scene, tap, voters

DAY = datetime.timedelta(days=1)
AFTER = "2027-11-12T05:00:00Z"  # of the elections that are called for the autumn of 2027


def called(sealed, closes, opens, ends, term):
    """An alliance with two elections: 1 by name, 2 secret."""
    path = scene.founded(members=20, directors=20, tc=12, at=opens - 100 * DAY)
    steps = scene.elections(path, closes, opens, ends, term)
    if sealed:  # a second nominee for the chair, which is elected sealed
        as_ = f"rep:{scene.ask(path, 'SELECT id FROM representation WHERE person = 12 AND to_at IS NULL')[0][0]}"
        first = next(at for at, step in enumerate(steps) if step.get("kind") == "nomination.make")
        steps.insert(first, {"kind": "nomination.make", "person": 12, "as": as_, "args": {"body": "board", "title": "chair", "person": 12}})
    scene.play(path, steps)
    tap.equal(scene.ask(path, "SELECT mode FROM election ORDER BY id"), [("open",), ("sealed" if sealed else "receipt",)])
    return path


def state(path, election):
    return scene.ask(path, "SELECT state, ballots IS NOT NULL FROM election WHERE id = ?", election)[0]


def published(path, election):
    """{serial: ballot} as anybody reads it; a serial twice is a fault."""
    blob = scene.ask(path, "SELECT bytes FROM blob WHERE hash = (SELECT ballots FROM election WHERE id = ?)", election)[0][0]
    rows = list(csv.DictReader(io.StringIO(bytes(blob).decode())))
    tap.equal(len({row["serial"] for row in rows}), len(rows), "a serial twice")
    return {row["serial"]: row["ballot"] for row in rows}


class Sending:
    """What one voter sent, one after the other, and what was acknowledged."""

    def __init__(self, voter):
        self.voter, self.sent, self.told = voter, [], 0

    def send(self, mark, cast):
        self.sent.append(mark)
        if cast(mark) == 200:
            self.told = len(self.sent)
            return True
        return False

    def must_count(self, ballot):
        """The last that was acknowledged, or what was sent after it; nothing when nothing was."""
        right = self.sent[self.told - 1:] if self.told else [None, *self.sent]
        tap.ok(ballot in right, f"voter {self.voter}: acknowledged {self.told} of {len(self.sent)}, counted {ballot!r}, wanted one of {right}")


def keep_voting(sending, cast, stop):
    count = 0
    while not stop.is_set():
        try:
            if not sending.send(str(1 + count % 2), cast):
                return
        except (OSError, ValueError, AssertionError):
            return
        count += 1


def by_name(server, token):
    def cast(mark):
        return server.act("election.vote", {"contest": 1, "marks": [f"1:{mark}"]}, token)[0]
    return cast


def papers_taken(sealed, seconds):
    """Two elections that close in so many seconds, and everybody has a paper: the directory, its server, the secret voters, those by
    name as (number, token), and when it closes. None when this machine took longer for it than two thirds of that time."""
    now = scene.now()
    ends = now + datetime.timedelta(seconds=seconds)
    path = called(sealed, now - 12 * DAY, now - 4 * DAY, ends, (now + 60 * DAY).strftime("%Y-%m-%d"))
    end = ends.replace(tzinfo=datetime.timezone.utc).timestamp()
    with house.Server(path):
        pass  # opens the voting
    electors = voters.roll(path, 2)
    voters.sign_in(path, electors)
    people = [person for person, in scene.ask(path, "SELECT person FROM elector WHERE election = 1 ORDER BY number")]
    numbers = [number for number, in scene.ask(path, "SELECT number FROM elector WHERE election = 1 ORDER BY number")]
    tokens = scene.tokens(path, people)
    (path / "charterd.conf").write_text("limit.acts = 100000\n")
    server = house.Server(path)
    for voter in electors:
        if time.time() > end - seconds / 3:
            server.stop()
            return None
        voter.open(server)
        voter.take(2)
    return path, server, electors, list(zip(numbers, tokens)), end


def killed_at_the_close(sealed, offset):
    """Everybody votes again and again; the server dies so many seconds from the close, and is started again after it."""
    ready, seconds = None, 7
    while not ready:
        seconds *= 2
        tap.ok(seconds < 500, "no papers within minutes")
        ready = papers_taken(sealed, seconds)
    (path, server, electors, by_numbers, end), stop = ready, threading.Event()
    silent = electors.pop()  # has a paper and never votes
    secret = [Sending(voter.number) for voter in electors]
    named = [Sending(number) for number, _ in by_numbers]
    threads = [threading.Thread(target=keep_voting, args=(sending, lambda mark, v=voter: v.cast(f"1:{mark}"), stop)) for voter, sending in zip(electors, secret)]
    threads += [threading.Thread(target=keep_voting, args=(sending, by_name(server, token), stop)) for sending, (_, token) in zip(named, by_numbers)]
    time.sleep(max(0, end - seconds / 3 - time.time()))
    for thread in threads:
        thread.start()
    time.sleep(max(0, end + offset - time.time()))
    server.kill()
    stop.set()
    for thread in threads:
        thread.join()
    time.sleep(max(0, end - time.time()))
    with house.Server(path):
        house.until("the close", lambda: all(state(path, election)[0] == "closed" for election in (1, 2)) and state(path, 2)[1])
    tap.ok(sum(sending.told > 0 for sending in secret + named) > len(secret + named) // 2, "hardly anybody had voted before the server died")
    counted = published(path, 2)
    for voter, sending in zip(electors, secret):
        sending.must_count(counted.pop(voter.serial, None))
    tap.ok(silent.serial not in counted and not counted, f"ballots nobody cast: {counted}")
    kept = dict(scene.ask(path, "SELECT elector, ballot FROM open_ballot WHERE contest = 1"))
    for sending in named:
        sending.must_count(kept.pop(sending.voter, None))
    tap.ok(not kept, f"ballots nobody cast: {kept}")
    tap.ok(not list(path.glob("*.box")), "the box is still there")
    status, report = house.check(path)
    tap.ok(status == 0 and report["whole"], report)
    person, office = scene.secretary(path)
    scene.play(path, [{"kind": "election.declare", "person": person, "as": office, "args": {"election": election}} for election in (1, 2)])


for SEALED, OFFSET in ((False, -0.4), (False, 0.05), (True, -0.4), (True, 0.05), (True, 0.6)):
    @tap.test(f"faults: kill -9 {OFFSET:+} s from the close of voting by name and {'sealed' if SEALED else 'with receipts'}, all voting: what was acknowledged counts once")
    def _(sealed=SEALED, offset=OFFSET):
        killed_at_the_close(sealed, offset)


# ---- the close, interrupted everywhere ----

_voted = {}


def voted(sealed):
    """A copy of an alliance where everybody voted in the secret election, before its close; and what must be counted."""
    if sealed not in _voted:
        path = called(sealed, *scene.autumn(2027))
        with house.Server(path, "--clock", "2027-11-06T02:00:00Z"):
            pass
        electors = voters.roll(path, 2)
        voters.sign_in(path, electors)
        with house.Server(path, "--clock", "2027-11-06T02:00:00Z") as server:
            for voter in electors:
                voter.open(server)
                voter.take(2)
                for mark in ("1:2", "1:1") if voter.number % 3 else ("1:2",):
                    tap.equal(voter.cast(mark), 200)
        _voted[sealed] = path, {voter.serial: "1" if voter.number % 3 else "2" for voter in electors}
    path, wanted = _voted[sealed]
    return house.copy(path, house.directory("voted")), wanted


def closing(path, prefix=()):
    """The close as a single command does it, in one thread: the clock's acts come before the one that is asked for."""
    person, office = scene.secretary(path)
    script = "\n".join(json.dumps(step) for step in (
        {"at": AFTER}, {"kind": "alliance.contact", "person": person, "as": office, "args": {"contact": "after@example.org"}, "may_fail": True}))
    return subprocess.run([*prefix, str(scene.STAGE), str(path)], input=script, capture_output=True, text=True,
                          env=house.environment(ASAN_OPTIONS="detect_leaks=0:abort_on_error=1"))


def must_have_closed(path, wanted, where):
    done = closing(path)
    tap.equal(done.returncode, 0, f"{where}: {done.stdout}{done.stderr}")
    tap.equal(state(path, 2), ("closed", 1), where)
    tap.equal(published(path, 2), wanted, where)
    tap.equal(scene.ask(path, "SELECT count(*) FROM leaf WHERE kind = 'clock.election_closes'")[0][0], 2, f"{where}: closes on record")
    tap.equal(scene.ask(path, "SELECT count(*) FROM secret WHERE use = 'ballots'")[0][0], 0, f"{where}: the key")
    tap.ok(not list(path.glob("*.box")), f"{where}: the box is still there")


POINTS = (*((call, n) for call in ("fdatasync,fsync", "unlink,unlinkat", "ftruncate", "rename,renameat,renameat2", "openat") for n in range(1, 40)),
          *(("pwrite64", n) for n in (1, 2, 3, 4, 6, 8, 11, 16, 22, 32, 45, 64, 90, 128, 180, 256, 360, 512, 720, 1024)))


@tap.test("faults: killed at any sync, removal, opening and many a write of the close: done again from where it stood, every ballot counted once")
def _():
    if not shutil.which("strace") or subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode != 0:
        tap.skip("strace cannot trace here")
    points, over, cut = 0, set(), set()
    for number, (calls, n) in enumerate(POINTS):
        if calls in over:
            continue
        path, wanted = voted(number % 2 == 1)
        done = closing(path, ["strace", "-f", "-q", "-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={calls}:signal=KILL:when={n}"])
        if done.returncode == 0:
            over.add(calls)  # it came to its end: there are no more of these
        else:
            points += 1
            cut.add(state(path, 2))
        must_have_closed(path, wanted, f"killed at {calls} {n}")
        if number % 8 == 0:
            status, report = house.check(path)
            tap.ok(status == 0 and report["whole"], report)
        shutil.rmtree(path)
    tap.ok(points >= 20, f"only {points} points were met")
    tap.ok({("voting", 0), ("closed", 1)} <= cut, f"never before the close was on disk, or never after it: {cut}")


# ---- a full disk ----

def narrow(limit):
    def on_start():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    return on_start


@tap.test("faults: on a full disk ballots are still taken, for their room was there from the start; the close waits for room and loses none")
def _():
    path = called(True, *scene.autumn(2027))
    with house.Server(path, "--clock", "2027-11-06T02:00:00Z"):
        pass
    electors = voters.roll(path, 2)
    voters.sign_in(path, electors)
    limit = sum(file.stat().st_size for file in path.glob("alliance.db*")) + 64 * 1024
    tap.ok((path / "ballots-2.box").stat().st_size < limit, "the box would not fit below the limit")
    server = house.Server(path, "--clock", "2027-11-06T02:00:00Z", preexec_fn=narrow(limit))
    for voter in electors:
        voter.open(server)
    having = []
    for voter in electors[:8]:
        voter.take(2)
        having.append(voter)
    for count in range(3000):
        if house.run("act", path, "alliance.contact", f"contact=full{count}@example.org", "--as", "secretary-general@secretariat").returncode != 0:
            break
    tap.ok(count < 2999, "the disk never filled")
    for voter in having:
        tap.equal(voter.cast("1:1"), 200, "a ballot on a full disk")
    status, _, page = electors[9].browser.post("/elections/2/paper", {"_csrf": electors[9].secret, "blinded": blind.Credential(electors[9].key, 2).blinded},
                                               {"Accept": "application/json"})
    tap.ok(status >= 500 and "signatures" not in page, f"a paper that is not on record: {status} {page}")
    server.stop()
    wanted = {voter.serial: "1" for voter in having}
    server = house.Server(path, "--clock", AFTER, preexec_fn=narrow(limit), wait=False)
    house.until("an answer", lambda: server.process.poll() is not None or answers(server))
    time.sleep(2)
    tap.ok(scene.ask(path, "SELECT state FROM election WHERE id = 2") == [("voting",)], "closed without room")
    tap.ok((path / "ballots-2.box").exists() and scene.ask(path, "SELECT count(*) FROM secret WHERE use = 'ballots'") == [(1,)], "the box or its key is gone")
    if server.process.poll() is None:
        server.kill()
    must_have_closed(path, wanted, "room again")
    status, report = house.check(path)
    tap.ok(status == 0 and report["whole"], report)


def answers(server):
    try:
        return server.get("/healthz")[0] > 0
    except OSError:
        return False


# ---- backup and restore while a vote is on ----

def opened(sealed, count=6):
    """Voting is on: a directory that nobody serves, and its electors, signed in."""
    path = called(sealed, *scene.autumn(2027))
    with house.Server(path, "--clock", "2027-11-06T02:00:00Z"):
        pass
    electors = voters.roll(path, 2)[:count]
    voters.sign_in(path, electors)
    return path, electors


def taken_over(path, to):
    """The directory is lost; the backup takes its place, and the papers issued since come from the public register. What it says."""
    public = house.directory("public")
    house.must("export", path, public)
    shutil.rmtree(path)
    return house.must("restore", to, path, "--from", public)


@tap.test("faults: a backup made while people vote has every ballot acknowledged before it, no ballot without a paper, and voting goes on from it")
def _():
    for sealed in (False, True):
        path, electors = opened(sealed, 12)
        server, stop = house.Server(path, "--clock", "2027-11-06T02:00:00Z"), threading.Event()
        for voter in electors:
            voter.open(server)
        early, late, lost = electors[:6], electors[6:10], electors[10:]
        for voter in early:
            voter.take(2)
        sending = [Sending(voter.number) for voter in early]
        threads = [threading.Thread(target=keep_voting, args=(s, lambda mark, v=v: v.cast(f"1:{mark}"), stop)) for v, s in zip(early, sending)]
        for thread in threads:
            thread.start()
        for voter in lost:
            voter.take(2)

        def take_and_cast():  # papers and ballots that come while the copy is made
            for voter in late:
                voter.take(2)
                voter.cast("1:1")
        threads.append(threading.Thread(target=take_and_cast))
        time.sleep(0.3)
        threads[-1].start()
        to = house.directory("backup")
        before = [s.told for s in sending]
        tap.equal(json.loads(house.must("backup", path, to, "--json"))["unboxed"], 0)
        stop.set()
        for thread in threads:
            thread.join()
        for voter in lost:
            tap.equal(voter.cast("1:1"), 200)  # after the backup: gone with the directory
        server.stop()
        tap.ok((to / "ballots-2.box").exists(), sorted(file.name for file in to.iterdir()))
        tap.ok("empty" not in taken_over(path, to), "a box is said to be missing")
        issued = scene.ask(path, "SELECT count(*) FROM elector WHERE election = 2 AND issued_entry IS NOT NULL")[0][0]
        with house.Server(path, "--clock", "2027-11-06T03:00:00Z") as server:
            for voter in (early[0], lost[0]):
                voter.open(server)
                tap.equal(voter.cast("1:2"), 200, "voting goes on, with the papers there were")
        done = closing(path)
        tap.equal(done.returncode, 0, done.stderr)
        counted = published(path, 2)
        tap.equal((counted.pop(early[0].serial), counted.pop(lost[0].serial)), ("2", "2"))
        tap.ok(lost[1].serial not in counted, "a ballot of after the backup")
        for voter, s, told in zip(early[1:], sending[1:], before[1:]):
            ballot = counted.pop(voter.serial, None)
            tap.ok(told == 0 or ballot in s.sent[told - 1:], f"acknowledged {told} before the backup, counted {ballot!r}")
        tap.ok(set(counted) <= {voter.serial for voter in late}, "ballots of nobody")
        tap.equal(issued, 12, "papers on record")
        status, report = house.check(path)
        tap.ok(status == 0 and report["whole"], report)


@tap.test("faults: restored without its box a vote goes on with an empty one, and the operator is told; nothing is left of boxes after the close")
def _():
    path, electors = opened(True)
    with house.Server(path, "--clock", "2027-11-06T02:00:00Z") as server:
        for voter in electors:
            voter.open(server)
            voter.take(2)
            voter.cast("1:1")
        to, alone = house.directory("backup"), house.directory("backup")
        house.must("backup", path, to)
    alone.mkdir()
    shutil.copy(to / "alliance.db", alone)
    shutil.copy(to / "register.key", alone)
    tap.contains(taken_over(path, alone), "ballots cast before are lost")
    with house.Server(path, "--clock", "2027-11-06T03:00:00Z") as server:
        electors[0].open(server)
        tap.equal(electors[0].cast("1:2"), 200, "a paper that was kept")
    tap.equal(closing(path).returncode, 0)
    tap.equal(published(path, 2), {electors[0].serial: "2"})
    shutil.copy(to / "ballots-2.box", path)  # left over, from wherever
    with house.Server(path, "--clock", AFTER):
        tap.ok(not list(path.glob("*.box")), "a box that is on record was kept")
    after = house.directory("backup")
    house.must("backup", path, after)
    tap.ok(not list(after.glob("*.box")), "a backup of a closed vote has a box")
    taken_over(path, to)
    tap.ok(not list(path.glob("*.box")), "restored behind the close and brought up to it, the box came with it")
    other = house.directory("other")
    house.must("restore", to, other)
    os.unlink(other / "ballots-2.box")
    report = json.loads(house.must("backup", other, house.directory("backup"), "--json"))
    tap.equal(report["unboxed"], 1, "a box that is gone is said to be")
