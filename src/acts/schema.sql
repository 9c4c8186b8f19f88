-- The tables of an alliance, in the SQL that SQLite and PostgreSQL both speak.
--
-- Part 1, the record: what was done, as published. Part 2, the state: a fold of the record, rebuilt by `charterd check`
-- into fresh tables and compared row by row; only an apply function writes it. Part 3, what is not acts: accounts,
-- sessions, mail. Instants are UTC seconds, days are days since 1970-01-01, money is fen. A column named `entry` is the
-- number of the leaf that made the row; NAME_entry is the leaf under which the sealed value NAME is kept in `private`.
-- An interval's end is NULL while it is open.

-- ==== 1. The record =================================================================================================

-- Every act, as the canonical bytes whose hash is in the tree.
CREATE TABLE leaf (
    n       INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    entry   BYTEA NOT NULL
);
-- Full tiles of the Merkle tree: 256 hashes of 32 bytes.
CREATE TABLE tile (
    level   BIGINT NOT NULL,
    n       BIGINT NOT NULL,
    hashes  BYTEA NOT NULL,
    PRIMARY KEY (level, n)
);
-- The last signed checkpoint (one row, id 1), written in the transaction of the leaves it covers.
CREATE TABLE checkpoint (
    id      INTEGER PRIMARY KEY,
    size    BIGINT NOT NULL,
    root    BYTEA NOT NULL,
    note    BYTEA NOT NULL
);
-- The private part of a leaf: salt and canonical JSON value of each sealed field. Erasing deletes the row.
CREATE TABLE private (
    entry   BIGINT NOT NULL,
    field   TEXT NOT NULL,
    salt    BYTEA NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (entry, field)
);
-- Signing in looks a person up by address.
CREATE INDEX private_email ON private (value) WHERE field = 'email';
-- Larger bytes by their SHA-256: charters, calendars, documents, evidence.
CREATE TABLE blob (
    hash    TEXT PRIMARY KEY,
    bytes   BYTEA NOT NULL
);

-- ==== 2. The state (folded) =========================================================================================

-- One row, id 1.
CREATE TABLE alliance (
    id          INTEGER PRIMARY KEY,
    name_en     TEXT NOT NULL,
    name_zh     TEXT NOT NULL,
    contact     TEXT NOT NULL,
    founder     BIGINT NOT NULL,       -- person
    founded_at  BIGINT NOT NULL,
    closed_at   BIGINT,                -- the founding phase ended
    entry       BIGINT NOT NULL
);
-- Charter versions; `hash` names a blob {"rules","zh","en"}. In force from `from_at` until the next one's.
CREATE TABLE charter_version (
    version     INTEGER PRIMARY KEY,
    hash        TEXT NOT NULL,
    from_at     BIGINT NOT NULL,
    motion      BIGINT,
    entry       BIGINT NOT NULL
);
-- Official working calendars, a year each; `hash` names a blob.
CREATE TABLE calendar_year (
    year        INTEGER PRIMARY KEY,
    hash        TEXT NOT NULL,
    entry       BIGINT NOT NULL
);
-- Signing keys of the register; the newest signs.
CREATE TABLE register_key (
    id          INTEGER PRIMARY KEY,
    vkey        TEXT NOT NULL,
    from_size   BIGINT NOT NULL,
    entry       BIGINT NOT NULL
);

-- Leaves brought back from a public copy of the register after a loss: what was private in them is gone.
CREATE TABLE restoration (
    id          INTEGER PRIMARY KEY,
    first_entry BIGINT NOT NULL,
    past_entry  BIGINT NOT NULL,        -- the first that is not of them
    entry       BIGINT NOT NULL
);
-- Registers that this one goes on from under another name, because published leaves were lost.
CREATE TABLE succession (
    id          INTEGER PRIMARY KEY,
    origin      TEXT NOT NULL,
    size        BIGINT NOT NULL,        -- it had published …
    root        TEXT NOT NULL,
    kept        BIGINT NOT NULL,        -- … and of it there are left
    entry       BIGINT NOT NULL
);

-- Organizations, members or once members, with their public data.
CREATE TABLE org (
    id              INTEGER PRIMARY KEY,
    name            TEXT NOT NULL,
    name_en         TEXT,
    type            TEXT NOT NULL,      -- enterprise, public_institution, university, research, nonprofit, government, other
    jurisdiction    TEXT NOT NULL,      -- ISO 3166 code
    registration    TEXT NOT NULL,
    website         TEXT,
    entry           BIGINT NOT NULL
);
CREATE INDEX org_registration ON org (registration);
CREATE TABLE membership (
    id          INTEGER PRIMARY KEY,
    org         BIGINT NOT NULL,
    class       TEXT NOT NULL,          -- of the charter
    from_at     BIGINT NOT NULL,
    to_at       BIGINT,
    ended_by    TEXT,                   -- withdrawal, expulsion, class change
    entry       BIGINT NOT NULL,
    end_entry   BIGINT
);
CREATE INDEX membership_org ON membership (org);
CREATE INDEX membership_open ON membership (class) WHERE to_at IS NULL;
-- Applications to join, or to change class (org set).
CREATE TABLE application (
    id              INTEGER PRIMARY KEY,
    org             BIGINT,             -- an existing organization, or the one admitted
    name            TEXT NOT NULL,
    name_en         TEXT,
    class           TEXT NOT NULL,
    type            TEXT NOT NULL,
    jurisdiction    TEXT NOT NULL,
    registration    TEXT NOT NULL,
    website         TEXT,
    state           TEXT NOT NULL,      -- submitted, reviewed, referred, admitted, refused, withdrawn
    charter         BIGINT NOT NULL,    -- the version accepted
    submitted_at    BIGINT NOT NULL,
    decided_at      BIGINT,
    matter          BIGINT,             -- when a body's vote decides
    reviewed_entry  BIGINT,
    decided_entry   BIGINT,
    entry           BIGINT NOT NULL
);
CREATE INDEX application_state ON application (state);
CREATE INDEX application_entry ON application (entry);
-- Two members that are related: whoever is joined by a chain of these is one group. Grounds sealed under `entry`.
CREATE TABLE relation (
    id          INTEGER PRIMARY KEY,
    one         BIGINT NOT NULL,
    other       BIGINT NOT NULL,
    entry       BIGINT NOT NULL,
    end_entry   BIGINT
);
-- A member's request to leave, ended by its confirmation.
CREATE TABLE withdrawal (
    id              INTEGER PRIMARY KEY,
    org             BIGINT NOT NULL,
    state           TEXT NOT NULL,      -- requested, confirmed
    requested_at    BIGINT NOT NULL,
    confirmed_at    BIGINT,
    entry           BIGINT NOT NULL
);
-- What a member gave: donation, open_source, operations, ecosystem.
CREATE TABLE contribution (
    id          INTEGER PRIMARY KEY,
    org         BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    amount_fen  BIGINT,
    on_day      BIGINT NOT NULL,
    entry       BIGINT NOT NULL
);
CREATE INDEX contribution_org ON contribution (org);

-- People; names and addresses are sealed under the entries named here.
CREATE TABLE person (
    id          INTEGER PRIMARY KEY,
    name_entry  BIGINT NOT NULL,
    email_entry BIGINT,
    erased_at   BIGINT,
    entry       BIGINT NOT NULL
);
CREATE INDEX person_email_entry ON person (email_entry);
-- Every leaf under which a person's name or address is sealed, today's and former ones.
CREATE TABLE personal (
    person      BIGINT NOT NULL,
    entry       BIGINT NOT NULL,
    PRIMARY KEY (person, entry)
) WITHOUT ROWID;
-- Sealed values that an act erased: their rows in `private` are gone for ever, with their salts.
CREATE TABLE erased (
    entry       BIGINT NOT NULL,
    field       TEXT NOT NULL,
    by_entry    BIGINT NOT NULL,
    PRIMARY KEY (entry, field)
) WITHOUT ROWID;
CREATE TABLE representation (
    id          INTEGER PRIMARY KEY,
    person      BIGINT NOT NULL,
    org         BIGINT NOT NULL,
    voting      BIGINT NOT NULL,        -- 0 or 1; at most one open voting representative an organization
    from_at     BIGINT NOT NULL,
    to_at       BIGINT,
    entry       BIGINT NOT NULL,
    end_entry   BIGINT
);
CREATE INDEX representation_person ON representation (person);
CREATE INDEX representation_org ON representation (org);

-- Seats as set, per body and title (title '' is the whole body).
CREATE TABLE seats (
    id          INTEGER PRIMARY KEY,
    body        TEXT NOT NULL,
    title       TEXT NOT NULL,
    count       BIGINT NOT NULL,
    members     BIGINT NOT NULL,        -- members counted that day
    set_at      BIGINT NOT NULL,
    entry       BIGINT NOT NULL
);
-- Who holds which office, through which member, until when. Powers end at the earlier of `to_at` and `term_end`.
CREATE TABLE holding (
    id          INTEGER PRIMARY KEY,
    body        TEXT NOT NULL,
    title       TEXT NOT NULL,
    person      BIGINT NOT NULL,
    org         BIGINT,
    how         TEXT NOT NULL,          -- appointed, approved, unopposed, elected
    from_at     BIGINT NOT NULL,
    term_end    BIGINT,                 -- instant the term ends; NULL: none
    to_at       BIGINT,                 -- instant it ended
    ended_by    TEXT,                   -- term, resignation, membership, representation, removal, replaced
    entry       BIGINT NOT NULL,
    end_entry   BIGINT
);
CREATE INDEX holding_person ON holding (person);
CREATE INDEX holding_open ON holding (body, title) WHERE to_at IS NULL;
-- One holder acts for another between two instants.
CREATE TABLE delegation (
    id              INTEGER PRIMARY KEY,
    from_holding    BIGINT NOT NULL,
    to_holding      BIGINT NOT NULL,
    from_at         BIGINT NOT NULL,
    to_at           BIGINT NOT NULL,
    revoked_at      BIGINT,
    cause           TEXT NOT NULL,      -- entrusted, absence
    entry           BIGINT NOT NULL
);
CREATE INDEX delegation_to ON delegation (to_holding);
-- A call for nominations to offices of a body.
CREATE TABLE round (
    id          INTEGER PRIMARY KEY,
    body        TEXT NOT NULL,
    state       TEXT NOT NULL,          -- open, closed, voting, referred, decided, seated
    opened_at   BIGINT NOT NULL,
    closes_at   BIGINT NOT NULL,
    term_from   BIGINT NOT NULL,        -- day the new term begins
    seats       BIGINT,                 -- for that term, set when the round was concluded …
    members     BIGINT,                 -- … for so many members
    until       BIGINT,                 -- for vacant seats: instant the running term ends; NULL: for a whole term
    entry       BIGINT NOT NULL
);
CREATE TABLE nomination (
    id          INTEGER PRIMARY KEY,
    round       BIGINT,                 -- NULL: outside a round (approved by a body's vote)
    body        TEXT NOT NULL,
    title       TEXT NOT NULL,
    person      BIGINT NOT NULL,
    org         BIGINT,                 -- the nominee's organization
    by_org      BIGINT,                 -- nominated by a member …
    by_holding  BIGINT,                 -- … or by an office
    state       TEXT NOT NULL,          -- asked, declined, lapsed, standing, replaced, withdrawn, referred, seated, lost
    matter      BIGINT,
    entry       BIGINT NOT NULL,
    accept_entry BIGINT                 -- the nominee's own yes, where the charter asks for it
);
CREATE INDEX nomination_round ON nomination (round);

-- An election: contests of one round of nominations that the same electors decide by ballots of the same kind.
CREATE TABLE election (
    id          INTEGER PRIMARY KEY,
    round       BIGINT NOT NULL,
    body        TEXT NOT NULL,
    mode        TEXT NOT NULL,          -- open, receipt, sealed
    state       TEXT NOT NULL,          -- called, voting, closed, declared, annulled
    called_at   BIGINT NOT NULL,
    objections_by BIGINT NOT NULL,      -- instant until which the roll can be objected to
    opens_at    BIGINT NOT NULL,
    closes_at   BIGINT NOT NULL,
    seed        TEXT NOT NULL,          -- named before the first vote, for lots
    key         TEXT,                   -- of the credentials: what they are verified with, or a commitment to it
    opened_key  TEXT,                   -- what the commitment was to, published at the close
    ballots     TEXT,                   -- blob of the secret ballots as published at the close
    cast_count  BIGINT,                 -- how many of them
    charter     BIGINT NOT NULL,        -- version pinned
    entry       BIGINT NOT NULL,
    close_entry BIGINT,
    declare_entry BIGINT
);
CREATE INDEX election_round ON election (round);
-- One office in an election: so many seats, more candidates.
CREATE TABLE contest (
    id          INTEGER PRIMARY KEY,
    election    BIGINT NOT NULL,
    title       TEXT NOT NULL,
    seats       BIGINT NOT NULL,
    method      TEXT NOT NULL,
    cap_org     BIGINT NOT NULL,        -- most seats of the body for one organization; 0: any number
    cap_related BIGINT NOT NULL,        -- … for related ones together
    lot_by      TEXT,                   -- the office that draws lots; NULL: they follow from the seed
    reserved    TEXT,                   -- "university=1": seats kept for such candidates
    vacant_unvoted BIGINT NOT NULL      -- without a valid vote the seats stay vacant
);
CREATE INDEX contest_election ON contest (election);
-- Who stands in a contest, numbered as on the ballot paper.
CREATE TABLE contest_candidate (
    contest     BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    nomination  BIGINT NOT NULL,
    person      BIGINT NOT NULL,
    org         BIGINT,                 -- through which the office would be held
    related     BIGINT,                 -- group of related organizations, on the day of the call
    reserved    TEXT,                   -- for which reserved seats, on that day
    org_held    BIGINT,                 -- seats its organization had before the count …
    related_held BIGINT,                -- … and its group
    place       BIGINT,                 -- 1 for the first elected; 0: not elected; -1: stood no more when it was counted; NULL: not counted
    PRIMARY KEY (contest, number)
) WITHOUT ROWID;
-- Lots that the returning officer drew, one for each tie of a count in turn: the order, the most favoured first.
CREATE TABLE contest_lot (
    contest     BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    drawn       TEXT NOT NULL,          -- "3,1"
    entry       BIGINT NOT NULL,
    PRIMARY KEY (contest, number)
) WITHOUT ROWID;
CREATE INDEX contest_candidate_nomination ON contest_candidate (nomination);
-- The roll: one row for each vote, held by a member (its voting representative casts it) or by an office.
CREATE TABLE elector (
    election    BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    org         BIGINT,
    holding     BIGINT,
    person      BIGINT NOT NULL,        -- who held it when the roll was made
    state       TEXT NOT NULL,          -- on, struck
    issued_entry BIGINT,                -- a secret ballot paper was issued
    issued_hash TEXT,                   -- of the blinded values it was issued for, in a sealed election
    paper_entry BIGINT,                 -- a paper was handed out by hand: this vote is cast on it and nowhere else
    PRIMARY KEY (election, number)
) WITHOUT ROWID;
CREATE INDEX elector_org ON elector (election, org);
CREATE INDEX elector_holding ON elector (election, holding);
-- Objections to the roll; grounds sealed under `entry`, the answer's under `answer_entry`.
CREATE TABLE objection (
    id          INTEGER PRIMARY KEY,
    election    BIGINT NOT NULL,
    elector     BIGINT,                 -- who should be struck …
    org         BIGINT,                 -- … or which member, or office, should be added
    holding     BIGINT,
    person      BIGINT NOT NULL,        -- who objects
    state       TEXT NOT NULL,          -- open, upheld, dismissed
    entry       BIGINT NOT NULL,
    answer_entry BIGINT
);
CREATE INDEX objection_election ON objection (election);
-- Corrections of a roll by a list; the grounds of each sealed under `entry`, in the same order.
CREATE TABLE roll_change (
    entry       BIGINT NOT NULL,
    part        BIGINT NOT NULL,        -- its place in the list, from 0
    election    BIGINT NOT NULL,
    elector     BIGINT,                 -- who was struck …
    org         BIGINT,                 -- … or which member, or office, was added
    holding     BIGINT,
    PRIMARY KEY (entry, part)
) WITHOUT ROWID;
CREATE INDEX roll_change_election ON roll_change (election);
-- Ballots cast by name; the last one counts.
CREATE TABLE open_ballot (
    contest     BIGINT NOT NULL,
    elector     BIGINT NOT NULL,
    ballot      TEXT NOT NULL,
    entry       BIGINT NOT NULL,
    paper       BIGINT NOT NULL,        -- 1: cast on paper, and entered by an officer
    fixed       TEXT,                   -- what it said at the close, if a paper was entered anew since: lots keep to it
    PRIMARY KEY (contest, elector)
) WITHOUT ROWID;
-- Papers entered from a file, the document of them by its hash; the last of a contest counts.
CREATE TABLE paper_batch (
    entry       INTEGER PRIMARY KEY,
    contest     BIGINT NOT NULL,
    papers      BIGINT NOT NULL,
    hash        TEXT,                   -- NULL: no paper came back
    fixed       BIGINT NOT NULL         -- 1: in force when the box was opened, so that lots rest on it
);
CREATE INDEX paper_batch_contest ON paper_batch (contest);

-- Meetings of bodies.
CREATE TABLE meeting (
    id              INTEGER PRIMARY KEY,
    body            TEXT NOT NULL,
    number          BIGINT NOT NULL,    -- within the body and calendar year
    state           TEXT NOT NULL,      -- called, open, held, inquorate, cancelled
    starts_at       BIGINT NOT NULL,
    minutes_long    BIGINT NOT NULL,    -- planned length
    public          BIGINT NOT NULL,
    sequence        BIGINT NOT NULL,    -- of the invitation
    called_at       BIGINT NOT NULL,
    notice_by       BIGINT NOT NULL,    -- day
    topics_by       BIGINT NOT NULL,    -- instant topics close (24:00 of a day)
    topics_closed   BIGINT NOT NULL,    -- 0 or 1
    provisional     BIGINT NOT NULL,    -- deadlines rest on a calendar not yet published
    charter         BIGINT NOT NULL,    -- version pinned when called
    chair           BIGINT,             -- holding that leads it
    opened_at       BIGINT,
    closed_at       BIGINT,
    minutes_state   TEXT NOT NULL,      -- none, draft, approved
    minutes_by      BIGINT,             -- the meeting that approved them
    place_entry     BIGINT NOT NULL,    -- sealed place: room or link
    narrative_entry BIGINT,             -- sealed narrative of the minutes
    topic_now       BIGINT,             -- the point in hand
    debate_closed   BIGINT NOT NULL,    -- 1: nobody more asks to speak on the point in hand
    speak_seconds   BIGINT NOT NULL,    -- how long one speaks; 0: as long as the chair lets them
    code_entry      BIGINT,             -- the last act that asked for a code of those who sign in in the room
    entry           BIGINT NOT NULL
);
CREATE INDEX meeting_body ON meeting (body, starts_at);
CREATE INDEX meeting_starts ON meeting (starts_at);
-- Topics of a meeting; title and text sealed under `entry`.
CREATE TABLE topic (
    id          INTEGER PRIMARY KEY,
    meeting     BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    person      BIGINT NOT NULL,
    matter      BIGINT,
    state       TEXT NOT NULL,          -- proposed, withdrawn
    narrative_entry BIGINT,             -- sealed narrative of the minutes on this point
    entry       BIGINT NOT NULL
);
CREATE INDEX topic_meeting ON topic (meeting);
-- Who was in the room from when to when, for the holders of the body.
CREATE TABLE attendance (
    meeting     BIGINT NOT NULL,
    person      BIGINT NOT NULL,
    came_at     BIGINT NOT NULL,
    left_at     BIGINT,
    holding     BIGINT NOT NULL,
    place       TEXT NOT NULL,          -- room, remote
    how         TEXT NOT NULL,          -- sign-in, code (signed in by the code shown in the room), secretary, corrected
    entry       BIGINT NOT NULL,
    PRIMARY KEY (meeting, person, came_at)
);
CREATE INDEX attendance_entry ON attendance (entry);
-- Guests of a meeting: invited, without a vote, counted for nothing. Who is not known here has the name sealed under `entry`, as
-- the part they are there for.
CREATE TABLE guest (
    id          INTEGER PRIMARY KEY,
    meeting     BIGINT NOT NULL,
    person      BIGINT,                 -- NULL: not known here
    came_at     BIGINT,                 -- first; NULL: has not come
    left_at     BIGINT,
    place       TEXT NOT NULL,          -- room, remote
    entry       BIGINT NOT NULL         -- the invitation
);
CREATE INDEX guest_meeting ON guest (meeting);
-- Votes given to another holder for one meeting, where the charter lets that be.
CREATE TABLE proxy (
    id          INTEGER PRIMARY KEY,
    meeting     BIGINT NOT NULL,
    person      BIGINT NOT NULL,        -- whose vote it is
    holding     BIGINT NOT NULL,        -- by which office
    carrier     BIGINT NOT NULL,        -- person who votes with it
    from_at     BIGINT NOT NULL,
    to_at       BIGINT,
    ended_by    TEXT,                   -- recalled, attended (they came themselves), closed (the meeting)
    entry       BIGINT NOT NULL
);
CREATE INDEX proxy_meeting ON proxy (meeting, carrier);
CREATE INDEX proxy_person ON proxy (person, meeting);
-- Which topic was in hand from when to when.
CREATE TABLE point (
    id          INTEGER PRIMARY KEY,
    meeting     BIGINT NOT NULL,
    topic       BIGINT NOT NULL,
    from_at     BIGINT NOT NULL,
    to_at       BIGINT,
    entry       BIGINT NOT NULL
);
CREATE INDEX point_meeting ON point (meeting);
-- Who asked to speak, spoke, and how long; the list itself is a reading of these rows (acts/meetings/speakers.h).
CREATE TABLE speaker (
    id          INTEGER PRIMARY KEY,
    meeting     BIGINT NOT NULL,
    topic       BIGINT NOT NULL,        -- the point in hand when they asked; 0: none was
    person      BIGINT NOT NULL,
    what        TEXT NOT NULL,          -- speak, reply, order
    state       TEXT NOT NULL,          -- asked, speaking, spoken, withdrawn
    asked_at    BIGINT NOT NULL,
    from_at     BIGINT,
    until_at    BIGINT,                 -- where speaking is limited
    to_at       BIGINT,
    entry       BIGINT NOT NULL
);
CREATE INDEX speaker_meeting ON speaker (meeting, state);
-- A question a body must vote on, opened by its own act; when the vote passes `kind` takes effect with `args`.
CREATE TABLE matter (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,          -- the consequence: "member.expelled", "charter.amended" …
    otherwise   TEXT,                   -- the consequence of a vote that fails
    body        TEXT NOT NULL,          -- whose vote decides
    topic       TEXT NOT NULL,          -- the rule topic it rests on
    args        TEXT NOT NULL,          -- canonical JSON of the consequence's args
    state       TEXT NOT NULL,          -- open, scheduled, passed, failed, withdrawn, overtaken
    person      BIGINT NOT NULL,        -- who brought it
    opened_at   BIGINT NOT NULL,
    charter     BIGINT NOT NULL,        -- version pinned
    motion      BIGINT,
    entry       BIGINT NOT NULL         -- of the act that opened it; its sealed grounds are there
);
CREATE INDEX matter_state ON matter (state);
CREATE TABLE matter_comment (
    id          INTEGER PRIMARY KEY,
    matter      BIGINT NOT NULL,
    person      BIGINT NOT NULL,
    org         BIGINT,
    entry       BIGINT NOT NULL
);
CREATE INDEX matter_comment_matter ON matter_comment (matter);
-- Motions and their result; the text is sealed under `entry`, and as amended under `text_entry`.
CREATE TABLE motion (
    id          INTEGER PRIMARY KEY,
    body        TEXT NOT NULL,
    meeting     BIGINT,                 -- NULL: voted on between meetings
    number      BIGINT NOT NULL,        -- within the meeting; of those between meetings, within the body
    charter     BIGINT NOT NULL,        -- version pinned: the meeting's, or that in force when it was circulated
    topic       BIGINT,
    matter      BIGINT,
    opposes     BIGINT,                 -- another motion of which it is the opposite
    amends      BIGINT,                 -- the motion whose wording it would change
    procedure   TEXT,                   -- what it would do to the meeting itself: close-debate, next-point, adjourn, limit-speaking
    seconds     BIGINT,                 -- … for how long one speaks, of limit-speaking
    person      BIGINT NOT NULL,
    state       TEXT NOT NULL,          -- proposed, put, passed, failed, withdrawn, referred (to a meeting)
    put_at      BIGINT,
    closes_at   BIGINT,                 -- the vote ends by itself; NULL: when the chair ends it
    closed_at   BIGINT,
    in_office   BIGINT,
    present     BIGINT,
    asked       BIGINT,                 -- may vote: those of its roll call
    base        BIGINT,                 -- what the affirmative votes were counted against
    affirmative BIGINT NOT NULL,
    abstention  BIGINT NOT NULL,
    negative    BIGINT NOT NULL,
    needed      BIGINT,
    exactly     BIGINT NOT NULL,        -- passed at exactly the line
    inquorate   BIGINT NOT NULL,        -- 1: too few voted between meetings, so that nothing was decided
    resolution  TEXT,
    title_entry BIGINT NOT NULL,        -- where its title and text stand now: its own entry, or that of the amendment
    text_entry  BIGINT NOT NULL,        -- that was adopted last
    entry       BIGINT NOT NULL,
    close_entry BIGINT
);
CREATE INDEX motion_meeting ON motion (meeting, number);
CREATE INDEX motion_body ON motion (body, state, exactly);
CREATE INDEX motion_between ON motion (body, number) WHERE meeting IS NULL;
CREATE INDEX motion_put ON motion (meeting) WHERE state = 'put';
CREATE INDEX motion_opposes ON motion (opposes) WHERE opposes IS NOT NULL;
CREATE INDEX motion_amends ON motion (amends) WHERE amends IS NOT NULL;
-- The set present when the motion was put, and how each voted.
CREATE TABLE roll_call (
    motion      BIGINT NOT NULL,
    person      BIGINT NOT NULL,
    holding     BIGINT NOT NULL,
    vote        TEXT,                   -- affirmative, abstention, negative; NULL: silent
    how         TEXT,                   -- own, proxy, hand or paper (entered by the secretary), corrected; NULL: silent
    carrier     BIGINT,                 -- person to whom the vote was given when the motion was put; NULL: to nobody
    vote_entry  BIGINT,
    PRIMARY KEY (motion, person)
) WITHOUT ROWID;
CREATE INDEX roll_call_carrier ON roll_call (motion, carrier) WHERE carrier IS NOT NULL;
-- Resolutions by their permanent number, and whether they are carried out.
CREATE TABLE resolution (
    id          TEXT PRIMARY KEY,       -- "TC-2026-003"
    body        TEXT NOT NULL,
    year        BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    motion      BIGINT NOT NULL,
    passed_at   BIGINT NOT NULL,
    owner       BIGINT,                 -- person
    due_day     BIGINT,
    state       TEXT NOT NULL,          -- open, done, dropped
    ended_at    BIGINT,                 -- when it was done or dropped
    state_entry BIGINT,
    entry       BIGINT NOT NULL
);
-- Every change of it, so that the minutes of a meeting can say what was open then.
CREATE TABLE resolution_step (
    resolution  TEXT NOT NULL,
    entry       BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    state       TEXT NOT NULL,
    owner       BIGINT,
    due_day     BIGINT,
    PRIMARY KEY (resolution, entry)
) WITHOUT ROWID;
-- Minutes approved: by which meeting, and the SHA-256 of what they held (acts/meetings/minutes.h).
CREATE TABLE minutes (
    meeting     INTEGER PRIMARY KEY,
    by_meeting  BIGINT NOT NULL,
    hash        TEXT NOT NULL,
    at          BIGINT NOT NULL,
    entry       BIGINT NOT NULL
);
-- Corrections of approved minutes, shown under them; the text is sealed under `entry`.
CREATE TABLE minutes_note (
    id          INTEGER PRIMARY KEY,
    meeting     BIGINT NOT NULL,
    by_meeting  BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    entry       BIGINT NOT NULL
);
CREATE INDEX minutes_note_meeting ON minutes_note (meeting);
CREATE INDEX resolution_owned ON resolution (body, ended_at) WHERE owner IS NOT NULL;
CREATE INDEX resolution_passed ON resolution (passed_at);
CREATE INDEX resolution_number ON resolution (body, year, number);
CREATE INDEX resolution_state ON resolution (state, due_day);

-- Published answers to questions about a clause; question and answer sealed under `entry`.
CREATE TABLE interpretation (
    id              INTEGER PRIMARY KEY,
    clause          TEXT NOT NULL,
    state           TEXT NOT NULL,      -- draft, published, dropped
    matter          BIGINT,
    published_at    BIGINT,
    resolution      TEXT,
    entry           BIGINT NOT NULL
);
CREATE INDEX interpretation_clause ON interpretation (clause);
-- Fees voted after the charter's table: per class, from a calendar year on.
CREATE TABLE fee (
    id          INTEGER PRIMARY KEY,
    class       TEXT NOT NULL,
    from_year   BIGINT NOT NULL,
    amount_fen  BIGINT NOT NULL,
    resolution  TEXT,
    entry       BIGINT NOT NULL
);
-- Third parties that hold the funds.
CREATE TABLE escrow (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    registration TEXT NOT NULL,
    from_at     BIGINT NOT NULL,
    to_at       BIGINT,
    resolution  TEXT,                   -- NULL: named at the founding
    entry       BIGINT NOT NULL
);
-- Reports of a committee and their recorded review.
CREATE TABLE report (
    id              INTEGER PRIMARY KEY,
    body            TEXT NOT NULL,      -- whose work
    person          BIGINT NOT NULL,
    submitted_at    BIGINT NOT NULL,
    reviewed_at     BIGINT,
    reviewed_by     TEXT,               -- the body that reviewed
    review_entry    BIGINT,
    entry           BIGINT NOT NULL
);
-- Interest groups under a body.
CREATE TABLE sig (
    id          INTEGER PRIMARY KEY,
    body        TEXT NOT NULL,
    name_en     TEXT NOT NULL,
    name_zh     TEXT NOT NULL,
    from_at     BIGINT NOT NULL,
    to_at       BIGINT,
    merged_into BIGINT,
    resolution  TEXT,
    entry       BIGINT NOT NULL
);

-- What falls due by itself: the pipeline applies a clock act when its time has come.
CREATE TABLE due (
    kind        TEXT NOT NULL,
    about       BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (kind, about)
);
CREATE INDEX due_at ON due (at, kind, about);
-- Idempotency: one key of an actor is one act, for ever.
CREATE TABLE act_key (
    actor       TEXT NOT NULL,
    key         TEXT NOT NULL,
    entry       BIGINT NOT NULL,
    PRIMARY KEY (actor, key)
) WITHOUT ROWID;
-- Which acts rest on a clause, and which acts speak of a thing: the living charter's and the time lines' indexes.
CREATE TABLE citation (
    clause      TEXT NOT NULL,
    entry       BIGINT NOT NULL,
    PRIMARY KEY (clause, entry)
) WITHOUT ROWID;
CREATE TABLE mention (
    thing       TEXT NOT NULL,
    id          BIGINT NOT NULL,
    entry       BIGINT NOT NULL,
    PRIMARY KEY (thing, id, entry)
) WITHOUT ROWID;

-- ==== 3. Not acts ===================================================================================================

CREATE TABLE account (
    person      INTEGER PRIMARY KEY,
    password    TEXT,                   -- argon2id; NULL: by mail link only
    lang        TEXT NOT NULL,          -- zh or en, for mail and pages
    changed_at  BIGINT NOT NULL
);
CREATE TABLE session (
    id          TEXT PRIMARY KEY,       -- hash of the cookie
    person      BIGINT NOT NULL,
    csrf        TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    agent       TEXT NOT NULL,
    revoked_at  BIGINT
);
CREATE INDEX session_person ON session (person);
CREATE TABLE signin_link (
    id          TEXT PRIMARY KEY,       -- hash of the secret in the link
    person      BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT
);
CREATE TABLE token (
    id          TEXT PRIMARY KEY,       -- hash of the API token
    person      BIGINT NOT NULL,
    label       TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT,
    revoked_at  BIGINT
);
-- A visitor's submission waits here until its mail link is confirmed by POST; then it becomes an act.
CREATE TABLE submission (
    id          TEXT PRIMARY KEY,       -- hash of the secret in the link
    kind        TEXT NOT NULL,
    args        TEXT NOT NULL,
    email       TEXT NOT NULL,
    lang        TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    entry       BIGINT                  -- once confirmed
);
-- Refused attempts, kept a year for the person and the secretariat.
CREATE TABLE refusal (
    id          INTEGER PRIMARY KEY,
    at          BIGINT NOT NULL,
    person      BIGINT NOT NULL,
    capacity    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    args        TEXT NOT NULL,
    verdict     TEXT NOT NULL           -- in both languages: {"zh": …, "en": …}
);
CREATE INDEX refusal_person ON refusal (person, id);
-- Mail to be sent, written in the transaction of the act it follows; a row recorded as sent is never sent again.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY,
    entry       BIGINT NOT NULL,        -- -1: not of an act (sign-in links)
    person      BIGINT NOT NULL,        -- 0: to `address`
    address     TEXT,
    lang        TEXT NOT NULL,
    subject     TEXT NOT NULL,
    body        TEXT NOT NULL,
    link        TEXT,
    meeting     BIGINT NOT NULL,
    invite      TEXT,
    sequence    BIGINT NOT NULL,
    official    BIGINT NOT NULL,
    state       TEXT NOT NULL,          -- waiting, sent, failed
    tries       BIGINT NOT NULL,
    next_at     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    sent_at     BIGINT,
    message_id  TEXT,
    reply       TEXT,                   -- the server's last words
    bytes_hash  TEXT,                   -- SHA-256 of what was sent
    bytes       BYTEA                   -- what was sent, of official mail; emptied with the body after two years
);
CREATE INDEX outbox_waiting ON outbox (state, next_at);
CREATE INDEX outbox_entry ON outbox (entry);
CREATE INDEX outbox_meeting ON outbox (meeting) WHERE meeting > 0;
-- Secrets of a while (acts/secrets.h): 'room', what the codes shown in the room of a meeting are made with, until it is closed;
-- 'ballots', what credentials of an election under way are made with, until its close.
CREATE TABLE secret (
    use         TEXT NOT NULL,
    about       BIGINT NOT NULL,
    text        TEXT NOT NULL,
    PRIMARY KEY (use, about)
);
-- Small settings of the installation: format version, public address, mail server.
CREATE TABLE setting (
    name        TEXT PRIMARY KEY,
    value       TEXT NOT NULL
);
