-- The tables of the first release on SQLite, and its jobs. Not to be changed.

CREATE TABLE river_leader (
    elected_at timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    leader_id text NOT NULL,
    name text PRIMARY KEY NOT NULL DEFAULT 'default' CHECK (name = 'default'),
    CONSTRAINT name_length CHECK (length(name) > 0 AND length(name) < 128),
    CONSTRAINT leader_id_length CHECK (length(leader_id) > 0 AND length(leader_id) < 128)
);

CREATE TABLE river_migration (
    line text NOT NULL,
    version integer NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT line_length CHECK (length(line) > 0 AND length(line) < 128),
    CONSTRAINT version_gte_1 CHECK (version >= 1),
    PRIMARY KEY (line, version)
);

CREATE TABLE river_notification (
    id integer PRIMARY KEY AUTOINCREMENT,
    created_at timestamp NOT NULL DEFAULT (datetime('now', 'subsec')),
    payload text NOT NULL,
    topic text NOT NULL,
    CONSTRAINT topic_length CHECK (length(topic) > 0 AND length(topic) < 128)
);

CREATE TABLE river_queue (
    name text PRIMARY KEY NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    metadata blob NOT NULL DEFAULT (jsonb('{}')),
    paused_at timestamp,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE river_job (
    id integer PRIMARY KEY AUTOINCREMENT,
    args blob NOT NULL DEFAULT (jsonb('{}')),
    attempt integer NOT NULL DEFAULT 0,
    attempted_at timestamp,
    attempted_by blob, -- json
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    errors blob, -- json
    finalized_at timestamp,
    kind text NOT NULL,
    max_attempts integer NOT NULL DEFAULT 25,
    metadata blob NOT NULL DEFAULT (jsonb('{}')),
    priority integer NOT NULL DEFAULT 1,
    queue text NOT NULL DEFAULT 'default',
    state text NOT NULL DEFAULT 'available',
    scheduled_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    tags blob NOT NULL DEFAULT (jsonb('[]')),
    unique_key blob,
    unique_states integer,
    CONSTRAINT finalized_or_finalized_at_null CHECK (
        (finalized_at IS NULL AND state NOT IN ('cancelled', 'completed', 'discarded')) OR
        (finalized_at IS NOT NULL AND state IN ('cancelled', 'completed', 'discarded'))
    ),
    CONSTRAINT priority_in_range CHECK (priority >= 1 AND priority <= 4),
    CONSTRAINT queue_length CHECK (length(queue) > 0 AND length(queue) < 128),
    CONSTRAINT kind_length CHECK (length(kind) > 0 AND length(kind) < 128),
    CONSTRAINT state_valid CHECK (state IN ('available', 'cancelled', 'completed', 'discarded', 'pending', 'retryable', 'running', 'scheduled'))
);

CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);

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

CREATE TABLE audit_head (
    id   BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash TEXT   NOT NULL
);

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
, finding TEXT NOT NULL DEFAULT '');

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

CREATE TABLE sweeps (
    num           BIGINT  NOT NULL PRIMARY KEY,
    at            BIGINT  NOT NULL,
    took          BIGINT  NOT NULL, -- nanoseconds
    peerings      BIGINT  NOT NULL,
    open_findings BIGINT  NOT NULL,
    unread        BIGINT  NOT NULL,
    baseline      BOOLEAN NOT NULL
);

CREATE TABLE finding_groups (
    id      TEXT   NOT NULL PRIMARY KEY,
    num     BIGINT NOT NULL,
    version BIGINT NOT NULL, -- counts the changes of its members, too
    channel TEXT   NOT NULL,
    class   TEXT   NOT NULL,
    at      BIGINT NOT NULL
);

CREATE TABLE finding_group_members (
    finding TEXT NOT NULL,
    member_of TEXT NOT NULL,
    PRIMARY KEY (finding, member_of)
);

CREATE INDEX river_notification_created_at_idx ON river_notification (created_at);

CREATE INDEX river_notification_topic_id_idx ON river_notification (topic, id);

CREATE INDEX river_job_kind ON river_job (kind);

CREATE INDEX river_job_state_and_finalized_at_index ON river_job (state, finalized_at) WHERE finalized_at IS NOT NULL;

CREATE INDEX river_job_prioritized_fetching_index ON river_job (state, queue, priority, scheduled_at, id);

CREATE UNIQUE INDEX river_job_unique_idx ON river_job (unique_key)
    WHERE unique_key IS NOT NULL
        AND unique_states IS NOT NULL
        AND CASE state
            WHEN 'available' THEN unique_states & (1 << 0)
            WHEN 'cancelled' THEN unique_states & (1 << 1)
            WHEN 'completed' THEN unique_states & (1 << 2)
            WHEN 'discarded' THEN unique_states & (1 << 3)
            WHEN 'pending'   THEN unique_states & (1 << 4)
            WHEN 'retryable' THEN unique_states & (1 << 5)
            WHEN 'running'   THEN unique_states & (1 << 6)
            WHEN 'scheduled' THEN unique_states & (1 << 7)
            ELSE 0
        END >= 1;

CREATE UNIQUE INDEX peerings_num ON peerings (num);

CREATE UNIQUE INDEX requests_num ON requests (num);

CREATE INDEX requests_peering ON requests (peering);

CREATE UNIQUE INDEX requests_open_pair ON requests (pair) WHERE is_open;

CREATE INDEX events_request ON events (request);

CREATE INDEX events_peering ON events (peering);

CREATE UNIQUE INDEX intents_num ON intents (num);

CREATE INDEX intents_request ON intents (request);

CREATE UNIQUE INDEX findings_num ON findings (num);

CREATE INDEX findings_peering ON findings (peering);

CREATE UNIQUE INDEX findings_open ON findings (peering, account, class) WHERE is_open;

CREATE INDEX intents_finding ON intents (finding);

CREATE UNIQUE INDEX intents_card ON intents (request, finding, channel) WHERE note IS NULL;

CREATE UNIQUE INDEX finding_groups_num ON finding_groups (num);

CREATE INDEX finding_group_members_of ON finding_group_members (member_of);

CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER events_no_replace BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

INSERT INTO goose_db_version (id, version_id, is_applied, tstamp) VALUES
(1, 0, 1, '2026-11-26 02:01:04'),
(2, 1, 1, '2026-11-26 02:01:04'),
(3, 2, 1, '2026-11-26 02:01:04'),
(4, 3, 1, '2026-11-26 02:01:04'),
(5, 4, 1, '2026-11-26 02:01:04');
INSERT INTO river_migration (line, version, created_at) VALUES
('main', 1, '2026-11-26 02:01:04'),
('main', 2, '2026-11-26 02:01:04'),
('main', 3, '2026-11-26 02:01:04'),
('main', 4, '2026-11-26 02:01:04'),
('main', 5, '2026-11-26 02:01:04'),
('main', 6, '2026-11-26 02:01:04'),
('main', 7, '2026-11-26 02:01:04'),
('main', 8, '2026-11-26 02:01:04');
INSERT INTO river_queue (name, created_at, metadata, paused_at, updated_at) VALUES
('default', '2026-11-26 02:01:04.936', jsonb('{}'), NULL, '2026-11-26 02:01:35.775');
INSERT INTO river_leader (elected_at, expires_at, leader_id, name) VALUES
('2026-11-26 02:01:35.777', '2026-11-26 02:01:50.777', 'vm_2026_11_26T02_01_35_775418', 'default');
INSERT INTO river_job (id, state, attempt, max_attempts, attempted_at, created_at, finalized_at, scheduled_at, priority, args, attempted_by, errors, kind, metadata, queue, tags, unique_key, unique_states) VALUES
(167, 'scheduled', 0, 10000, '2026-11-26 02:01:09.640', '2026-11-26 02:01:09.622', NULL, '2026-11-26 02:03:09.657', 1, jsonb('{"key":"F1"}'), jsonb('["vm_2026_11_26T02_01_04_934596"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"f74b690946916a9f","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(518, 'scheduled', 0, 10000, '2026-11-26 02:01:13.845', '2026-11-26 02:01:13.830', NULL, '2026-11-26 02:11:13.873', 1, jsonb('{"key":"I117"}'), jsonb('["vm_2026_11_26T02_01_04_934596"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"a21656dd5cb15dbb","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(522, 'scheduled', 0, 10000, '2026-11-26 02:01:14.589', '2026-11-26 02:01:13.855', NULL, '2026-11-26 02:11:14.597', 1, jsonb('{"key":"I117"}'), jsonb('["vm_2026_11_26T02_01_04_934596","vm_2026_11_26T02_01_04_934596","vm_2026_11_26T02_01_04_934596"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"5bc66387e37c3f22","snoozes":3}'), 'default', jsonb('[]'), NULL, NULL),
(527, 'scheduled', 0, 10000, '2026-11-26 02:01:13.896', '2026-11-26 02:01:13.873', NULL, '2026-11-26 02:11:13.934', 1, jsonb('{"key":"I117"}'), jsonb('["vm_2026_11_26T02_01_04_934596"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"fb8d50d569989ec1","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(530, 'scheduled', 0, 10000, '2026-11-26 02:01:14.234', '2026-11-26 02:01:13.887', NULL, '2026-11-26 02:11:14.245', 1, jsonb('{"key":"I117"}'), jsonb('["vm_2026_11_26T02_01_04_934596","vm_2026_11_26T02_01_04_934596"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"812ad11b6dd933d7","snoozes":2}'), 'default', jsonb('[]'), NULL, NULL),
(533, 'scheduled', 0, 10000, '2026-11-26 02:01:13.948', '2026-11-26 02:01:13.926', NULL, '2026-11-26 02:11:13.967', 1, jsonb('{"key":"I117"}'), jsonb('["vm_2026_11_26T02_01_04_934596"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"5c7fbc33b9436c34","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(536, 'scheduled', 0, 10000, '2026-11-26 02:01:13.948', '2026-11-26 02:01:13.929', NULL, '2026-11-26 02:11:13.961', 1, jsonb('{"key":"I117"}'), jsonb('["vm_2026_11_26T02_01_04_934596"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"c7bbc589bba1f080","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(539, 'scheduled', 0, 10000, '2026-11-26 02:01:14.370', '2026-11-26 02:01:13.970', NULL, '2026-11-26 02:11:14.381', 1, jsonb('{"key":"I117"}'), jsonb('["vm_2026_11_26T02_01_04_934596","vm_2026_11_26T02_01_04_934596"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"2e1fc95b5b05574a","snoozes":2}'), 'default', jsonb('[]'), NULL, NULL),
(542, 'scheduled', 0, 10000, '2026-11-26 02:01:14.019', '2026-11-26 02:01:13.973', NULL, '2026-11-26 02:11:14.028', 1, jsonb('{"key":"I117"}'), jsonb('["vm_2026_11_26T02_01_04_934596"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"41ea4fb95b211e49","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(545, 'scheduled', 0, 10000, '2026-11-26 02:01:14.019', '2026-11-26 02:01:13.973', NULL, '2026-11-26 02:11:14.084', 1, jsonb('{"key":"I121"}'), jsonb('["vm_2026_11_26T02_01_04_934596"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"2bbee438ceb2b898","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(551, 'scheduled', 0, 10000, '2026-11-26 02:01:14.899', '2026-11-26 02:01:14.872', NULL, '2026-11-26 02:03:15.543', 1, jsonb('{"key":"F4"}'), jsonb('["vm_2026_11_26T02_01_04_934596"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"fc89e8f680111eb5","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(552, 'scheduled', 0, 10000, '2026-11-26 02:01:14.899', '2026-11-26 02:01:14.872', NULL, '2026-11-26 02:03:16.160', 1, jsonb('{"key":"F5"}'), jsonb('["vm_2026_11_26T02_01_04_934596"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"9c957af880c4f616","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(587, 'scheduled', 0, 10000, '2026-11-26 02:01:16.613', '2026-11-26 02:01:16.571', NULL, '2026-11-26 02:03:17.243', 1, jsonb('{"key":"F6"}'), jsonb('["vm_2026_11_26T02_01_16_209129"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"d6b3fd6e23a0ac56","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(602, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:18.116', NULL, '2026-11-29 02:30:57.908', 1, jsonb('{"key":"R23"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"817026fc6bb02778"}'), 'default', jsonb('[]'), NULL, NULL),
(610, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:18.881', NULL, '2026-11-29 02:30:58.300', 1, jsonb('{"key":"R24"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"2741c6b07faa6678"}'), 'default', jsonb('[]'), NULL, NULL),
(612, 'completed', 1, 10000, '2026-11-26 02:01:18.909', '2026-11-26 02:01:18.886', '2026-11-26 02:01:18.924', '2026-11-26 02:01:18.886', 1, jsonb('{"key":"R24"}'), jsonb('["vm_2026_11_26T02_01_17_535516"]'), NULL, 'reject', jsonb('{"river:unique_nonce":"5737cc7e9e33c922"}'), 'default', jsonb('[]'), NULL, NULL),
(690, 'completed', 1, 10000, '2026-11-26 02:01:24.037', '2026-11-26 02:01:22.905', '2026-11-26 02:01:24.039', '2026-11-25 02:31:02.868', 1, jsonb('{"key":"R30"}'), jsonb('["vm_2026_11_26T02_01_22_549699"]'), NULL, 'expire', jsonb('{"river:unique_nonce":"b0d884b437cb8f81"}'), 'default', jsonb('[]'), NULL, NULL),
(735, 'completed', 1, 10000, '2026-11-26 02:01:26.536', '2026-11-26 02:01:24.152', '2026-11-26 02:01:26.540', '2026-11-25 02:31:04.151', 1, jsonb('{"key":"R31"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'expire', jsonb('{"river:unique_nonce":"549115d7bc1b0b27"}'), 'default', jsonb('[]'), NULL, NULL),
(739, 'scheduled', 0, 10000, '2026-11-26 02:01:24.746', '2026-11-26 02:01:24.677', NULL, '2026-11-26 02:11:24.821', 1, jsonb('{"key":"I183"}'), jsonb('["vm_2026_11_26T02_01_22_549699"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"b481d7887ff8dea0","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(742, 'completed', 1, 10000, '2026-11-26 02:01:24.847', '2026-11-26 02:01:24.836', '2026-11-26 02:01:24.859', '2026-11-26 02:01:24.799', 1, jsonb('{"key":""}'), jsonb('["vm_2026_11_26T02_01_22_549699"]'), NULL, 'sweep', jsonb('{"periodic":true,"river:periodic_job_id":"sweep","river:unique_nonce":"6e4f8bd8a317f151"}'), 'default', jsonb('[]'), X'073EC72F7591C96FDD79D41812DF2FE9C1B1108F2A3AB1006A2EB3569C3AE180', 241),
(745, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:25.453', NULL, '2026-11-28 03:31:05.452', 1, jsonb('{"key":"R32"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"19d485ea763447eb"}'), 'default', jsonb('[]'), NULL, NULL),
(751, 'scheduled', 0, 10000, '2026-11-26 02:01:25.504', '2026-11-26 02:01:25.457', NULL, '2026-11-26 02:11:25.533', 1, jsonb('{"key":"I183"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"7cfdb7589cb5024f","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(753, 'scheduled', 0, 10000, '2026-11-26 02:01:25.504', '2026-11-26 02:01:25.457', NULL, '2026-11-26 02:11:25.532', 1, jsonb('{"key":"I194"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"e14a350da81edf68","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(763, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:25.966', NULL, '2026-11-28 03:31:05.966', 1, jsonb('{"key":"R33"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"14e091ad78bfe9d4"}'), 'default', jsonb('[]'), NULL, NULL),
(781, 'scheduled', 0, 10000, '2026-11-26 02:01:26.334', '2026-11-26 02:01:26.296', NULL, '2026-11-26 02:03:28.847', 1, jsonb('{"key":"F13"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"e67002215990ac5e","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(782, 'scheduled', 0, 10000, '2026-11-26 02:01:26.334', '2026-11-26 02:01:26.296', NULL, '2026-11-26 02:03:29.499', 1, jsonb('{"key":"F14"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"e4ac1cc88f3a7083","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(783, 'scheduled', 0, 10000, '2026-11-26 02:01:26.334', '2026-11-26 02:01:26.296', NULL, '2026-11-26 02:03:32.595', 1, jsonb('{"key":"F15"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"c21c3fe32e2963ac","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(784, 'scheduled', 0, 10000, '2026-11-26 02:01:26.334', '2026-11-26 02:01:26.296', NULL, '2026-11-26 02:03:33.237', 1, jsonb('{"key":"F16"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"0e8475f085bc4861","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(785, 'scheduled', 0, 10000, '2026-11-26 02:01:26.334', '2026-11-26 02:01:26.296', NULL, '2026-11-26 02:03:30.732', 1, jsonb('{"key":"F17"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"970a93ef8d0e1fe6","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(786, 'scheduled', 0, 10000, '2026-11-26 02:01:26.334', '2026-11-26 02:01:26.296', NULL, '2026-11-26 02:03:26.970', 1, jsonb('{"key":"F18"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"95c2ba556aaccea1","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(787, 'scheduled', 0, 10000, '2026-11-26 02:01:26.355', '2026-11-26 02:01:26.296', NULL, '2026-11-26 02:03:33.878', 1, jsonb('{"key":"F19"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"9f259d67787022aa","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(788, 'scheduled', 0, 10000, '2026-11-26 02:01:26.365', '2026-11-26 02:01:26.296', NULL, '2026-11-26 02:03:32.595', 1, jsonb('{"key":"F21"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"22600266f2370e4f","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(789, 'scheduled', 0, 10000, '2026-11-26 02:01:26.365', '2026-11-26 02:01:26.296', NULL, '2026-11-26 02:03:31.988', 1, jsonb('{"key":"F22"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"f85db921e95a1eb4","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(790, 'completed', 1, 10000, '2026-11-26 02:01:26.815', '2026-11-26 02:01:26.781', '2026-11-26 02:01:26.817', '2026-11-26 02:01:26.781', 1, jsonb('{"key":""}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'sweep', jsonb('{"periodic":true,"river:periodic_job_id":"sweep","river:unique_nonce":"5e35ab563108ae33"}'), 'default', jsonb('[]'), X'073EC72F7591C96FDD79D41812DF2FE9C1B1108F2A3AB1006A2EB3569C3AE180', 241),
(806, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:33.961', NULL, '2026-11-29 02:01:13.960', 1, jsonb('{"key":"R34"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"6ab94095c2ee9850"}'), 'default', jsonb('[]'), NULL, NULL),
(814, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:33.984', NULL, '2026-11-29 02:01:13.982', 1, jsonb('{"key":"R35"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"c2d593be4514dcf8"}'), 'default', jsonb('[]'), NULL, NULL),
(823, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:34.037', NULL, '2026-11-29 02:01:14.019', 1, jsonb('{"key":"R36"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"a22a49d25df820fc"}'), 'default', jsonb('[]'), NULL, NULL),
(827, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:34.045', NULL, '2026-11-29 02:01:14.044', 1, jsonb('{"key":"R37"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"7aac00c7e898a2e1"}'), 'default', jsonb('[]'), NULL, NULL),
(828, 'completed', 1, 10000, '2026-11-26 02:01:34.069', '2026-11-26 02:01:34.045', '2026-11-26 02:01:34.072', '2026-11-26 02:01:34.045', 1, jsonb('{"key":"P26"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'recheck', jsonb('{"river:unique_nonce":"5681ebc90f837832"}'), 'default', jsonb('[]'), X'AABEDE8C8EDDC261B574F53FAC685D2A3E8156D9D0424855EE29247C1AB53238', 241),
(832, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:34.461', NULL, '2026-12-03 02:01:14.067', 1, jsonb('{"key":"R38"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"901105f8bfc0d294"}'), 'default', jsonb('[]'), NULL, NULL),
(835, 'scheduled', 0, 10000, '2026-11-26 02:01:34.481', '2026-11-26 02:01:34.464', NULL, '2026-11-26 02:03:35.737', 1, jsonb('{"key":"F17"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"0ec10695bd3aadcc","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(839, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:34.481', NULL, '2026-11-29 02:01:14.480', 1, jsonb('{"key":"R39"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"e5d5a790b3810640"}'), 'default', jsonb('[]'), NULL, NULL),
(843, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:34.498', NULL, '2026-11-29 02:01:14.497', 1, jsonb('{"key":"R40"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"38d25e0ba342e84a"}'), 'default', jsonb('[]'), NULL, NULL),
(850, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:34.560', NULL, '2026-11-29 02:01:14.560', 1, jsonb('{"key":"R41"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"e9d5f226489f524d"}'), 'default', jsonb('[]'), NULL, NULL),
(857, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:34.593', NULL, '2026-11-29 02:01:14.592', 1, jsonb('{"key":"R41"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"f468a58c37685b06"}'), 'default', jsonb('[]'), NULL, NULL),
(861, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:34.600', NULL, '2026-11-29 02:01:14.599', 1, jsonb('{"key":"R42"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"7c0048c90c6b6ec4"}'), 'default', jsonb('[]'), NULL, NULL),
(868, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:34.643', NULL, '2026-11-29 02:01:14.642', 1, jsonb('{"key":"R42"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"788511dfb4f14115"}'), 'default', jsonb('[]'), NULL, NULL),
(871, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:34.649', NULL, '2026-11-29 02:01:14.649', 1, jsonb('{"key":"R43"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"47f68e8af44f1fab"}'), 'default', jsonb('[]'), NULL, NULL),
(874, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:34.669', NULL, '2026-11-29 02:01:14.669', 1, jsonb('{"key":"R44"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"119e989d074b0820"}'), 'default', jsonb('[]'), NULL, NULL),
(875, 'completed', 1, 10000, '2026-11-26 02:01:34.684', '2026-11-26 02:01:34.669', '2026-11-26 02:01:34.688', '2026-11-26 02:01:34.669', 1, jsonb('{"key":"P13"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'recheck', jsonb('{"river:unique_nonce":"2fed8d5d5b1546e7"}'), 'default', jsonb('[]'), X'ABCB3A5213773745911DA6F9C5DE559DBEB07A48CDCE6695D40E2FF0B495A9F9', 241),
(881, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:34.696', NULL, '2026-11-29 02:01:14.696', 1, jsonb('{"key":"R45"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"dba4772bbce354c5"}'), 'default', jsonb('[]'), NULL, NULL),
(885, 'completed', 1, 10000, '2026-11-26 02:01:34.735', '2026-11-26 02:01:34.725', '2026-11-26 02:01:34.825', '2026-11-26 02:01:34.725', 1, jsonb('{"key":"R45"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'apply', jsonb('{"river:unique_nonce":"c466dab5cf6dafb0"}'), 'default', jsonb('[]'), NULL, NULL),
(910, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:34.848', NULL, '2026-11-29 02:01:14.844', 1, jsonb('{"key":"R46"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"d907df411ba916c3"}'), 'default', jsonb('[]'), NULL, NULL),
(914, 'completed', 1, 10000, '2026-11-26 02:01:34.901', '2026-11-26 02:01:34.898', '2026-11-26 02:01:34.985', '2026-11-26 02:01:34.898', 1, jsonb('{"key":"R46"}'), jsonb('["vm_2026_11_26T02_01_25_380603"]'), NULL, 'apply', jsonb('{"river:unique_nonce":"cfbaa65bb7a7aa68"}'), 'default', jsonb('[]'), NULL, NULL),
(930, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:36.409', NULL, '2026-12-03 02:01:14.992', 1, jsonb('{"key":"R47"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"a9bf6bcce1e39727"}'), 'default', jsonb('[]'), NULL, NULL),
(931, 'running', 1, 10000, '2026-11-26 02:01:36.447', '2026-11-26 02:01:36.413', NULL, '2026-11-26 02:01:36.413', 1, jsonb('{"key":"F23"}'), jsonb('["vm_2026_11_26T02_01_35_775418"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"3b5f1fe43b915f4c"}'), 'default', jsonb('[]'), NULL, NULL),
(932, 'scheduled', 0, 10000, '2026-11-26 02:01:36.447', '2026-11-26 02:01:36.413', NULL, '2026-11-26 02:03:37.075', 1, jsonb('{"key":"F24"}'), jsonb('["vm_2026_11_26T02_01_35_775418"]'), NULL, 'trace', jsonb('{"river:unique_nonce":"992a496bf916c0e3","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(936, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:36.424', NULL, '2026-11-29 02:01:16.424', 1, jsonb('{"key":"R48"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"7412b03b94d5e815"}'), 'default', jsonb('[]'), NULL, NULL),
(940, 'available', 0, 10000, '2026-11-26 02:01:36.871', '2026-11-26 02:01:36.476', NULL, '2026-11-26 02:01:41.959', 1, jsonb('{"key":"R48"}'), jsonb('["vm_2026_11_26T02_01_35_775418","vm_2026_11_26T02_01_35_775418"]'), NULL, 'apply', jsonb('{"river:unique_nonce":"3381f7b88ff3990a","snoozes":2}'), 'default', jsonb('[]'), NULL, NULL),
(944, 'running', 1, 10000, '2026-11-26 02:01:37.631', '2026-11-26 02:01:36.508', NULL, '2026-11-26 02:01:37.583', 1, jsonb('{"key":"I264"}'), jsonb('["vm_2026_11_26T02_01_35_775418","vm_2026_11_26T02_01_35_775418","vm_2026_11_26T02_01_35_775418","vm_2026_11_26T02_01_35_775418"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"3d9496fe1ae555aa","snoozes":3}'), 'default', jsonb('[]'), NULL, NULL),
(949, 'running', 1, 10000, '2026-11-26 02:01:37.631', '2026-11-26 02:01:36.535', NULL, '2026-11-26 02:01:37.583', 1, jsonb('{"key":"I266"}'), jsonb('["vm_2026_11_26T02_01_35_775418","vm_2026_11_26T02_01_35_775418","vm_2026_11_26T02_01_35_775418","vm_2026_11_26T02_01_35_775418"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"4aa78118ed51115c","snoozes":3}'), 'default', jsonb('[]'), NULL, NULL),
(955, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:36.571', NULL, '2026-11-29 02:01:16.570', 1, jsonb('{"key":"R49"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"16a60a1fb600fa35"}'), 'default', jsonb('[]'), NULL, NULL),
(958, 'available', 0, 10000, '2026-11-26 02:01:36.871', '2026-11-26 02:01:36.608', NULL, '2026-11-26 02:01:41.926', 1, jsonb('{"key":"R49"}'), jsonb('["vm_2026_11_26T02_01_35_775418","vm_2026_11_26T02_01_35_775418"]'), NULL, 'apply', jsonb('{"river:unique_nonce":"727c012e67be84fd","snoozes":2}'), 'default', jsonb('[]'), NULL, NULL),
(971, 'running', 1, 10000, '2026-11-26 02:01:37.631', '2026-11-26 02:01:36.831', NULL, '2026-11-26 02:01:37.583', 1, jsonb('{"key":"I264"}'), jsonb('["vm_2026_11_26T02_01_35_775418","vm_2026_11_26T02_01_35_775418","vm_2026_11_26T02_01_35_775418"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"8a931add92409cf8","snoozes":2}'), 'default', jsonb('[]'), NULL, NULL),
(977, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:36.919', NULL, '2026-11-29 02:01:31.918', 1, jsonb('{"key":"R50"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"edc95d2e48b6451c"}'), 'default', jsonb('[]'), NULL, NULL),
(980, 'completed', 1, 10000, '2026-11-26 02:01:36.968', '2026-11-26 02:01:36.954', '2026-11-26 02:01:36.991', '2026-11-26 02:01:36.954', 1, jsonb('{"key":"I271"}'), jsonb('["vm_2026_11_26T02_01_35_775418"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"7e51c66de9d400e0"}'), 'default', jsonb('[]'), NULL, NULL),
(981, 'available', 0, 10000, '2026-11-26 02:01:36.968', '2026-11-26 02:01:36.954', NULL, '2026-11-26 02:01:41.983', 1, jsonb('{"key":"R50"}'), jsonb('["vm_2026_11_26T02_01_35_775418"]'), NULL, 'apply', jsonb('{"river:unique_nonce":"fcc8543a0526b7a5","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(982, 'completed', 1, 10000, '2026-11-26 02:01:36.968', '2026-11-26 02:01:36.964', '2026-11-26 02:01:36.975', '2026-11-26 02:01:36.964', 1, jsonb('{"key":"I263"}'), jsonb('["vm_2026_11_26T02_01_35_775418"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"d455e406cf2f79ce"}'), 'default', jsonb('[]'), NULL, NULL),
(983, 'available', 0, 10000, '2026-11-26 02:01:36.968', '2026-11-26 02:01:36.964', NULL, '2026-11-26 02:01:41.973', 1, jsonb('{"key":"R47"}'), jsonb('["vm_2026_11_26T02_01_35_775418"]'), NULL, 'reject', jsonb('{"river:unique_nonce":"3fd0937993921bd3","snoozes":1}'), 'default', jsonb('[]'), NULL, NULL),
(984, 'available', 1, 10000, '2026-11-26 02:01:37.023', '2026-11-26 02:01:36.988', NULL, '2026-11-26 02:01:38.023', 1, jsonb('{"key":"I272"}'), jsonb('["vm_2026_11_26T02_01_35_775418"]'), jsonb('[{"at":"2026-11-26T02:01:37.025675373Z","attempt":1,"error":"deliver I272: deliver I272: slack: EOF","trace":""}]'), 'deliver', jsonb('{"river:unique_nonce":"779a7a0c0a0d74f5"}'), 'default', jsonb('[]'), NULL, NULL),
(985, 'running', 1, 10000, '2026-11-26 02:01:37.023', '2026-11-26 02:01:36.988', NULL, '2026-11-26 02:01:36.988', 1, jsonb('{"key":"I273"}'), jsonb('["vm_2026_11_26T02_01_35_775418"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"144ad18477c7c683"}'), 'default', jsonb('[]'), NULL, NULL),
(986, 'running', 1, 10000, '2026-11-26 02:01:37.023', '2026-11-26 02:01:36.988', NULL, '2026-11-26 02:01:36.988', 1, jsonb('{"key":"I274"}'), jsonb('["vm_2026_11_26T02_01_35_775418"]'), NULL, 'deliver', jsonb('{"river:unique_nonce":"0e3040b361bfc3ca"}'), 'default', jsonb('[]'), NULL, NULL),
(987, 'scheduled', 0, 10000, NULL, '2026-11-26 02:01:36.988', NULL, '2026-11-29 02:01:31.987', 1, jsonb('{"key":"R51"}'), NULL, NULL, 'expire', jsonb('{"river:unique_nonce":"67c3ad6682d46374"}'), 'default', jsonb('[]'), NULL, NULL);
INSERT INTO sqlite_sequence (name, seq) VALUES ('river_notification', 498);
