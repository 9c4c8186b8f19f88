"""Votes on paper through the front door: handed out, a file sent, looked at before it binds, kept on the form, entered once; and what is
said of files that are none. In both languages."""
import datetime
import json
import re
from html import unescape

from support import house, polls, scene, tap
from support.client import Client, hidden

OPEN, CLOSED = "2027-11-06T05:00:00Z", "2027-11-12T05:00:00Z"
ACCOUNT = "Counted before two directors."

path = scene.founded(members=20, tc=12, at=datetime.datetime(2026, 7, 1, 1))
scene.play(path, scene.elections(path, *scene.autumn(2027)))
clerk, office = scene.secretary(path)
token, stranger = scene.tokens(path, [clerk, 20])


def plain(page):
    """A page's words."""
    return unescape(re.sub(r"<[^>]*>", "", page))


class Form:
    """The form of an act, as a browser has it."""

    def __init__(self, client, kind, query):
        self.client, self.kind = client, kind
        status, _, self.page = client.get(f"/act/{kind}?{query}")
        tap.equal(status, 200, self.page[-500:])
        self.fields = {name: hidden(self.page, name) for name in ("_csrf", "_key")}

    def send(self, fields, file=None):
        status, headers, self.page = self.client.upload(f"/act/{self.kind}", dict(self.fields, **fields), [("ballots", "papers.csv", "text/csv", file)] if file is not None else [])
        return status, headers


def enter_form(client, contest):
    form = Form(client, "election.enter", f"contest={contest}")
    form.fields.update(contest=str(contest), account=ACCOUNT)
    return form


def sheet(contest, first, rows):
    return polls.sheet(path, contest, first, rows).encode()


@tap.test("papers: handed out on a form; the roll and the elector's own page say so, and the browser takes no vote of theirs")
def _():
    with house.Server(path, "--clock", OPEN) as server:
        client = polls.browser(server, clerk)
        tap.contains(client.get("/elections/1?lang=en")[2], "/act/election.paper?election=1")
        form = Form(client, "election.paper", "election=1&lang=en")
        tap.equal(form.send({"election": "1", "numbers": "6, 7-x"})[0], 422)
        tap.contains(plain(form.page), "“7-x” is no number on a roll")
        for number, numbers in (("1", "6-7"), ("2", "9-12")):
            form = Form(client, "election.paper", f"election={number}")
            tap.equal(form.send({"election": number, "numbers": numbers})[0], 303, form.page[-800:])
        elector = polls.browser(server, 7)
        page = elector.get("/elections/1?lang=en")[2]
        tap.contains(plain(page), "Number 6 on the roll votes on paper")
        tap.ok("/act/election.vote" not in page, "a ballot is offered to who has a paper")
        tap.contains(polls.browser(server, 10).get("/elections/2?lang=en")[2], "A paper ballot was handed out for this vote")
        seat = scene.ask(path, "SELECT holding FROM elector WHERE election = 1 AND number = 6")[0][0]
        vote, = scene.tokens(path, [7])
        tap.equal(server.act("election.vote", {"contest": 1, "marks": ["1:1"], "_as": f"office:{seat}"}, vote)[0], 409)
        tap.equal(server.act("election.paper", {"election": 1, "numbers": "8"}, stranger)[0], 403)
        tap.equal(scene.ask(path, "SELECT count(*) FROM outbox WHERE subject LIKE '%纸质选票%'"), [(6,)], "who was handed a paper is told")


@tap.test("papers: a file is looked at first, then confirmed as it was kept, in both languages; sent twice it is entered once")
def _():
    with house.Server(path, "--clock", OPEN) as server:
        client = polls.browser(server, clerk)
        for lang, said, kept in (("en", "2 papers of 2 handed out", "a file of 3 lines"), ("zh", "录入 2 张，其中空白", "文件，共 3 行")):
            client.headers["Accept-Language"] = lang
            form = enter_form(client, 1)
            before = scene.ask(path, "SELECT count(*) FROM leaf")[0][0]
            tap.equal(form.send({"_preview": "1"}, sheet(1, "elector", [[7, "x", "x"], [6, "", "x"]]))[0], 200)
            tap.contains(plain(form.page), said)
            tap.contains(plain(form.page), kept)
            text = hidden(form.page, "ballots")
            tap.equal(form.send({"ballots": text})[0], 200)  # asked once more, in words
            tap.contains(form.page, 'name="_confirm"')
            tap.equal(hidden(form.page, "ballots"), text)
            tap.equal(scene.ask(path, "SELECT count(*) FROM leaf")[0][0], before, "recorded before it was confirmed")
            for _ in range(2):
                status, headers = form.send({"ballots": text, "_confirm": "yes"})
                tap.equal(status, 303, form.page[-800:])
            tap.equal(scene.ask(path, "SELECT count(*) FROM leaf")[0][0], before + 1)
        tap.equal(scene.ask(path, "SELECT elector, ballot, paper FROM open_ballot ORDER BY elector"), [(6, "2", 1), (7, "1=2", 1)])
        page = Client(server).get("/elections/1?lang=en")[2]
        tap.equal(page.count(">on paper<"), 2)
        tap.contains(plain(page), "Entered from paper: 2 ballots")


@tap.test("papers: a file of another contest, of broken lines, of other bytes, too large or empty: one sentence each with its line, in both languages")
def _():
    good = sheet(2, "count", [[2, "x"], [2, "", "x"]])
    other = json.dumps({"election": 1, "contest": 1, "candidates": ["A"], "ballots": []}).encode()
    cases = (
        (good + b"1,\xff\n", "Line 4: this is not UTF-8 text.", "第 4 行：不是 UTF-8 文字"),
        (good + b"one,x\n", "Line 4: the line begins with a whole number of papers, at most 2,000,000,000.", "第 4 行：行首须为选票张数"),
        (good + b"1,yes\n", "Line 4: a rank from 1 on, or x, is expected where “yes” stands for candidate 1.", "第 4 行：1 号候选人一格“yes”应为顺位"),
        (good + b"1,x\n", "5 papers, but 4 were handed out.", "选票 5 张，而发放的纸质选票为 4 张。"),
        (good.replace(b"Person 3", b"Person 33"), "Line 1: candidate 2 is “Example Person 33” in the file, “Example Person 3” on the ballot paper.",
         "第 1 行：文件中 2 号候选人为“Example Person 33”，选票上为“Example Person 3”。"),
        (b"2 1\n2 1 0\n0\n\"A\"\n\"B\"\n", "The file has 2 candidates, the ballot paper 6", "文件有候选人 2 名，选票上为 6 名"),
        (other, "The file is of contest 1 of election 1", "文件属第 1 次选举第 1 项"),
        (good.split(b"\n")[0], "The file holds no paper.", "文件中没有选票。"),
        (b"x" * 300000, "The file has 300,000 bytes; at most 262,144 are read.", "文件共 300,000 字节"),
        (b"", "The file is empty.", "文件为空。"),
    )
    with house.Server(path, "--clock", CLOSED) as server:
        for lang in ("en", "zh"):
            client = polls.browser(server, clerk)
            client.headers["Accept-Language"] = lang
            for file, english, chinese in cases:
                form = enter_form(client, 2)
                status, _ = form.send({"_preview": "1"}, file)
                tap.equal(status, 200)
                tap.contains(plain(form.page), english if lang == "en" else chinese)
                status, _ = form.send({"_confirm": "yes"}, file)
                tap.ok(400 <= status < 500, f"{status}: {english}")
                tap.contains(plain(form.page), english if lang == "en" else chinese)
        status, answer = server.act("election.enter", {"contest": 2, "account": ACCOUNT, "ballots": good.decode() + "1,yes\n"}, token)
        tap.equal((status, answer["findings"][0]["field"]), (422, "ballots"))
        tap.contains(answer["detail"], "第 4 行")
        tap.equal(server.act("election.enter", {"contest": 2, "account": ACCOUNT, "none": True}, stranger)[0], 403)
        tap.equal(scene.ask(path, "SELECT count(*) FROM paper_batch WHERE contest = 2"), [(0,)])
        tap.equal(server.get("/elections/2/ballots.csv")[0], 404, "the box was opened before the papers were in")
        tap.contains(Client(server).get("/elections/2?lang=en")[2], "Paper ballots are out: the box is opened")
        status, answer = server.act("election.enter", {"contest": 2, "account": ACCOUNT, "ballots": good.decode()}, token)
        tap.equal((status, answer["numbers"]["papers"], answer["numbers"]["out"]), (200, 4, 4), answer)
        status, answer = server.act("election.declare", {"election": 2, "_as": office}, token)
        tap.equal(status, 200, answer)
        page = Client(server).get("/elections/2/ballots?lang=en")[2]
        tap.contains(page, "From paper")
        tap.equal(server.json("/elections/2.json")["contests"][0]["result"]["papers"]["total"], 4)
    tap.equal(house.run("recount", path, "--election", "2").returncode, 0)
    tap.ok(house.check(path)[1]["whole"])


@tap.test("papers: from the shell, a file by name; what is refused is said with its line")
def _():
    other = scene.founded(members=20, tc=12, at=datetime.datetime(2026, 7, 1, 1))
    scene.play(other, [*scene.elections(other, *scene.autumn(2027)), {"at": OPEN}, polls.handed(other, 1, "6-7")])
    file = house.directory("papers")
    file.parent.mkdir(exist_ok=True)
    file.write_text(polls.sheet(other, 1, "elector", [[6, "x"], [6, "x"]]))
    with house.Server(other, "--clock", OPEN):
        done = house.run("act", other, "election.enter", "contest=1", f"ballots=@{file}", f"account={ACCOUNT}", "--as", str(clerk))
        tap.equal(done.returncode, 2, done.stderr)
        tap.contains(done.stdout + done.stderr, "Line 3: number 6 on the roll stands there already: Line 2.")
        file.write_text(polls.sheet(other, 1, "elector", [[6, "x"], [7, "x"]]))
        house.must("act", other, "election.enter", "contest=1", f"ballots=@{file}", f"account={ACCOUNT}", "--as", str(clerk))
    tap.equal(scene.ask(other, "SELECT count(*) FROM open_ballot WHERE paper = 1"), [(2,)])


@tap.test("roll: a list is looked at first and confirmed as it was kept, in both languages; a refusal names line and clause; at the shell a dry run")
def _():
    other = scene.founded(members=20, tc=12, at=datetime.datetime(2026, 7, 1, 1))
    scene.play(other, scene.elections(other, *scene.autumn(2027)))
    head = "change,number,member,office,grounds\n"
    with house.Server(other, "--clock", "2027-11-02T05:00:00Z") as server:
        tap.contains(polls.browser(server, clerk).get("/elections/2?lang=en")[2], "/act/election.roll?election=2")
        for number, (lang, said, wrong) in enumerate((("en", "1 is struck, 0 are added: 11 electors then on the roll", "Line 2: by the charter they have no vote in this election"),
                                                      ("zh", "除名 1 项，增列 0 项；此后名册共 10 票", "第 2 行：依章程，其在本次选举中没有投票权")), 5):
            client = polls.browser(server, clerk)
            client.headers["Accept-Language"] = lang
            form = Form(client, "election.roll", "election=2")
            form.fields.update(election="2")

            def send(fields, rows=None):
                files = [("list", "roll.csv", "text/csv", (head + rows).encode())] if rows else []
                status, _, form.page = client.upload("/act/election.roll", dict(form.fields, **fields), files)
                return status
            tap.equal(send({"_confirm": "yes"}, "add,,示例单位 20,,An ordinary member\n"), 422)
            tap.contains(plain(form.page), wrong)
            tap.contains(form.page, "A11")
            tap.equal(send({"_preview": "1"}, f"strike,{number},,,\"Left, it is said\"\n"), 200)
            tap.contains(plain(form.page), said)
            text = hidden(form.page, "list")
            tap.equal(send({"list": text}), 200)
            tap.equal(send({"list": text, "_confirm": "yes"}), 303, form.page[-600:])
        page = Client(server).get("/elections/2?lang=en")[2]
        tap.contains(plain(page), "Number 5, Example Member 5, was struck. Left, it is said")
    tap.equal(scene.ask(other, "SELECT number FROM elector WHERE election = 2 AND state = 'struck'"), [(5,), (6,)])
    scene.play(other, [{"at": OPEN}, polls.handed(other, 1, "6-7")])
    papers = house.directory("papers")
    papers.parent.mkdir(exist_ok=True)
    papers.write_text(polls.sheet(other, 1, "elector", [[6, "x"], [7, "", "x"]]))
    rows = papers.with_suffix(".csv")
    rows.write_text(f"contest,ballots,account\n1,@{papers},Counted\n1,@{papers},Counted again\n")
    done = house.run("import", other, rows, "--kind", "election.enter", "--as", str(clerk), "--dry-run")
    tap.contains(done.stdout, "2 would be allowed" if "would" in done.stdout else "可准予 2 行")
    tap.equal(scene.ask(other, "SELECT count(*) FROM paper_batch"), [(0,)])


@tap.test("papers: where candidates are ranked, a paper that gives one rank to two, or two ranks in one place, is refused with its line; a gap is passed over")
def _():
    other = scene.founded(members=20, tc=12, at=datetime.datetime(2026, 7, 1, 1), charter=scene.ranked("scottish-stv"))
    scene.play(other, scene.elections(other, *scene.autumn(2027)))
    scene.play(other, [{"at": OPEN}, polls.handed(other, 2, "1-3")])
    for rows, said in (([[1, 2, 1], [2, 1, 1]], "Line 3: Give each candidate a rank of its own."), ([[3, "x", "x"]], "Line 2: Give each candidate a rank of its own.")):
        try:
            scene.play(other, [{"at": CLOSED}, polls.entered(other, 2, "count", rows)])
            tap.ok(False, "taken")
        except scene.Refused as refused:
            tap.contains(str(refused), said)
    scene.play(other, [{"at": CLOSED}, polls.entered(other, 2, "count", [[3, 4, 2]])])
    tap.equal(scene.ask(other, "SELECT CAST(b.bytes AS TEXT) FROM paper_batch p JOIN blob b ON b.hash = p.hash"), [("count,ballot\n3,2>1\n",)])
