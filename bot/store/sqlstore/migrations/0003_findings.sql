-- What the drift check found and when it ran. Version 2 is the triggers.

-- +goose Up
CREATE TABLE findings (
    id      TEXT    NOT NULL PRIMARY KEY,
    num     BIGINT  NOT NULL,
    version BIGINT  NOT NULL,
    peering TEXT    NOT NULL, -- or
    account TEXT    NOT NULL,
    class   TEXT    NOT NULL,
    is_open BOOLEAN NOT NULL,
    body    TEXT    NOT NULL
);

CREATE UNIQUE INDEX findings_num ON findings (num);
CREATE INDEX findings_peering ON findings (peering);

-- Two sweeps that see the same at the same time: one finding.
CREATE UNIQUE INDEX findings_open ON findings (peering, account, class) WHERE is_open;

CREATE TABLE sweeps (
    num           BIGINT  NOT NULL PRIMARY KEY,
    at            BIGINT  NOT NULL,
    took          BIGINT  NOT NULL, -- nanoseconds
    peerings      BIGINT  NOT NULL,
    open_findings BIGINT  NOT NULL,
    unread        BIGINT  NOT NULL,
    baseline      BOOLEAN NOT NULL
);

-- A message is about a request, or a finding, or neither.
ALTER TABLE intents ADD COLUMN finding TEXT NOT NULL DEFAULT '';

CREATE INDEX intents_finding ON intents (finding);
DROP INDEX intents_card;
CREATE UNIQUE INDEX intents_card ON intents (request, finding, channel) WHERE note IS NULL;
