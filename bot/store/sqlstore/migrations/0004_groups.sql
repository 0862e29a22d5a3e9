-- Many findings of one class at once are told in one message of a channel.

-- +goose Up
CREATE TABLE finding_groups (
    id      TEXT   NOT NULL PRIMARY KEY,
    num     BIGINT NOT NULL,
    version BIGINT NOT NULL, -- counts the changes of its members, too
    channel TEXT   NOT NULL,
    class   TEXT   NOT NULL,
    at      BIGINT NOT NULL
);

CREATE UNIQUE INDEX finding_groups_num ON finding_groups (num);

-- A finding is in one group of each channel at most.
CREATE TABLE finding_group_members (
    finding TEXT NOT NULL,
    member_of TEXT NOT NULL,
    PRIMARY KEY (finding, member_of)
);

CREATE INDEX finding_group_members_of ON finding_group_members (member_of);
