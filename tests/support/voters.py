"""Voters of a secret election, each with a browser of its own that is signed in: they take a paper and put a ballot into the box.
"""
import contextlib
import json
import re
import secrets
import sqlite3
import threading
import time
from hashlib import sha256

from support import blind, scene
from support.client import Client, hidden


class Voter:
    """One vote on the roll, as the browser of whoever casts it; who has several has a Voter for each. `key`: the public keys of the
    contests, when it is sealed. `as_`: the capacity that casts it."""

    def __init__(self, election, number, person, key, as_=None):
        self.election, self.number, self.person, self.keys, self.as_ = election, number, person, key or [], as_
        self.key = self.keys[0] if self.keys else None  # of the first contest
        self.secret = f"{person:043d}"  # of the session
        self.session = sha256(self.secret.encode()).hexdigest()
        self.ticket = secrets.token_urlsafe(24)  # as the form has it
        self.credential = self.serial = self.proof = self.contest = None

    def open(self, server):
        self.browser, self.nobody = Client(server), Client(server)
        self.browser.cookies["charterd"] = self.secret

    def offered(self):
        """The ticket in the form that the page of the election has for this vote."""
        page = self.browser.get(f"/elections/{self.election}")[2]
        return re.search(rf'name="_as" value="{self.as_}">\s*<input type="hidden" name="ticket" value="([^"]+)"', page)[1]

    def take(self, contest=1):
        """The paper: with receipts what the server drew, sealed what this browser made and the server signed."""
        fields, headers = [("_csrf", self.secret), *([("_as", self.as_)] if self.as_ else [])], {}
        if not self.key:
            fields.append(("ticket", self.ticket))
        if self.key:
            self.contest = contest
            self.credential = blind.Credential(self.key, contest)
            fields.append(("blinded", self.credential.blinded))
            headers["Accept"] = "application/json"
        status, _, page = self.browser.post(f"/elections/{self.election}/paper", fields, headers)
        if status != 200:
            raise AssertionError(f"no paper: {status}\n{page}")
        if self.key:
            self.credential.finish(json.loads(page)["signatures"][0])
            self.serial, self.proof = self.credential.serial, self.credential.proof
        else:
            self.contest, self.serial, self.proof = (hidden(page, name) for name in ("contest", "serial", "proof"))

    def cast(self, *marks):
        """As a browser does: from a script without cookies, from a plain form with them. The status."""
        fields = [("contest", self.contest), ("serial", self.serial), ("proof", self.proof), *(("marks", mark) for mark in marks)]
        status, _, _ = (self.nobody if self.key else self.browser).post(f"/elections/{self.election}/box", fields)
        return status


def roll(path, election):
    """Everybody on it, with sessions of two hours ago, while nobody serves the directory and voting is open."""
    mode, key = scene.ask(path, "SELECT mode, key FROM election WHERE id = ?", election)[0]
    rows = scene.ask(path, "SELECT l.number, coalesce(h.person, r.person), CASE WHEN l.holding IS NULL THEN 'rep:' || r.id ELSE 'office:' || h.id END "
                     "FROM elector l LEFT JOIN holding h ON h.id = l.holding LEFT JOIN representation r ON l.holding IS NULL AND r.org = l.org "
                     "AND r.voting = 1 AND r.to_at IS NULL WHERE l.election = ? ORDER BY l.number", election)
    voters = [Voter(election, number, person, [blind.public_key(each) for each in key.split(",")] if mode == "sealed" else None, as_) for number, person, as_ in rows]
    return voters


def sign_in(path, voters):
    """Sessions, made in the order given."""
    ago = int(time.time()) - 7200
    with contextlib.closing(sqlite3.connect(path / "alliance.db")) as db, db:
        db.executemany("INSERT INTO session (id, person, csrf, created_at, seen_at, expires_at, agent) VALUES (?, ?, ?, ?, ?, ?, 'test') ON CONFLICT DO NOTHING",
                       [(v.session, v.person, v.secret, ago, ago, ago + 10 ** 7) for v in voters])


def together(calls, wanted):
    """All at the same instant; each must come to what is wanted."""
    start, came = threading.Barrier(len(calls)), []

    def run(call):
        start.wait()
        came.append(call())
    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if came != [wanted] * len(calls):
        raise AssertionError(f"{came}, wanted {wanted} each")
