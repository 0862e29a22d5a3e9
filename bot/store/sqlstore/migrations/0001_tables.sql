-- One text for SQLite and PostgreSQL: TEXT ids, BIGINT Unix milliseconds,
-- JSON as TEXT. What is searched by has a column; the rest of a row is in body.

-- +goose Up
CREATE TABLE counters (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE peerings (
    id                TEXT   NOT NULL PRIMARY KEY,
    num               BIGINT NOT NULL,
    version           BIGINT NOT NULL,
    state             TEXT   NOT NULL,
    requester_account TEXT   NOT NULL,
    accepter_account  TEXT   NOT NULL,
    pcx               TEXT   NOT NULL,
    body              TEXT   NOT NULL
);

CREATE UNIQUE INDEX peerings_num ON peerings (num);

CREATE TABLE requests (
    id                TEXT    NOT NULL PRIMARY KEY,
    num               BIGINT  NOT NULL,
    version           BIGINT  NOT NULL,
    state             TEXT    NOT NULL,
    is_open           BOOLEAN NOT NULL,
    pair              TEXT    NOT NULL,
    peering           TEXT    NOT NULL,
    asker             TEXT    NOT NULL,
    requester_account TEXT    NOT NULL,
    accepter_account  TEXT    NOT NULL,
    body              TEXT    NOT NULL
);

CREATE UNIQUE INDEX requests_num ON requests (num);
CREATE INDEX requests_peering ON requests (peering);

-- Two people who ask for the same two VPCs at the same time: one request.
CREATE UNIQUE INDEX requests_open_pair ON requests (pair) WHERE is_open;

-- Times and details of an event are hashed as they are stored here.
CREATE TABLE events (
    seq        BIGINT NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
    kind       TEXT   NOT NULL,
    request    TEXT   NOT NULL,
    peering    TEXT   NOT NULL,
    actor      TEXT   NOT NULL,
    from_state TEXT   NOT NULL,
    to_state   TEXT   NOT NULL,
    detail     TEXT   NOT NULL,
    prev       TEXT   NOT NULL,
    hash       TEXT   NOT NULL
);

CREATE INDEX events_request ON events (request);
CREATE INDEX events_peering ON events (peering);

-- The end of the chain. Updating it is also the lock that puts concurrent
-- writers of events in a row.
CREATE TABLE audit_head (
    id   BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash TEXT   NOT NULL
);

INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');

CREATE TABLE intents (
    id        TEXT    NOT NULL PRIMARY KEY,
    num       BIGINT  NOT NULL,
    request   TEXT    NOT NULL,
    note      TEXT, -- NULL: a card
    channel   TEXT    NOT NULL,
    thread    TEXT    NOT NULL,
    posted_in TEXT    NOT NULL,
    ts        TEXT    NOT NULL,
    tried     BOOLEAN NOT NULL,
    wanted    BIGINT  NOT NULL, -- the version that the card should show
    shown     BIGINT  NOT NULL,
    reason    TEXT    NOT NULL,
    final     BOOLEAN NOT NULL,
    unsent_at BIGINT  NOT NULL  -- 0: never
);

CREATE UNIQUE INDEX intents_num ON intents (num);
CREATE UNIQUE INDEX intents_card ON intents (request, channel) WHERE note IS NULL;
CREATE INDEX intents_request ON intents (request);

CREATE TABLE leases (
    name   TEXT   NOT NULL PRIMARY KEY,
    holder TEXT   NOT NULL,
    ends   BIGINT NOT NULL
);

CREATE TABLE pauses (
    id     BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
    paused BOOLEAN NOT NULL,
    person TEXT    NOT NULL,
    reason TEXT    NOT NULL,
    at     BIGINT  NOT NULL
);
