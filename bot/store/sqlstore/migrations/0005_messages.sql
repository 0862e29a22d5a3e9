-- A message counts by itself what it should show: it used to be the version of
-- its request or finding. And it goes to a destination of some kind.

-- +goose Up
UPDATE intents SET
    wanted = CASE WHEN ts <> '' AND shown < wanted THEN 2 ELSE 1 END,
    shown  = CASE WHEN ts <> '' THEN 1 ELSE 0 END;

ALTER TABLE intents ADD COLUMN kind TEXT NOT NULL DEFAULT 'channel';

-- Slack's ids: U… and W… are people. Cards and threads are in channels.
UPDATE intents SET kind = 'user'
WHERE note IS NOT NULL AND thread = '' AND (channel LIKE 'U%' OR channel LIKE 'W%');

DROP INDEX intents_card;
CREATE UNIQUE INDEX intents_card ON intents (request, finding, kind, channel) WHERE note IS NULL;
