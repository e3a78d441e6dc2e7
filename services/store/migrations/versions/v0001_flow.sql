-- The way of a fact: in (inbox, quarantine, imports), out (outbox, positions, reminders), and the ledger of all that was done.

CREATE TABLE trygghet.inbox (
    source       text        NOT NULL,
    fact_id      text        NOT NULL,
    body_hash    bytea       NOT NULL,
    type         text        NOT NULL,
    subject_kind text        NULL,
    subject_id   text        NULL,
    outcome      text        NOT NULL CHECK (outcome IN
                 ('recorded', 'breached', 'waiting', 'refused', 'no_case', 'quarantined', 'known', 'outside')),
    answer       bytea       NOT NULL,
    held         bytea       NULL,
    unit         text        NULL,
    received     timestamptz NOT NULL,
    decided      timestamptz NOT NULL,
    PRIMARY KEY (source, fact_id)
);
CREATE INDEX inbox_open ON trygghet.inbox (outcome, received) WHERE outcome IN ('waiting', 'no_case', 'refused');
COMMENT ON COLUMN trygghet.inbox.held IS 'the whole fact under the installation key, while it has no case (D30)';
COMMENT ON COLUMN trygghet.inbox.answer IS 'what whoever sends the fact again is told; nothing personal';

CREATE TABLE trygghet.quarantine (
    number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source       text        NULL,
    fact_id      text        NULL,
    nats_subject text        NULL,
    reason       text        NOT NULL,
    detail       text        NOT NULL,
    raw          bytea       NULL,
    raw_hash     bytea       NOT NULL UNIQUE CHECK (octet_length(raw_hash) = 16),
    received     timestamptz NOT NULL,
    state        text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'retried', 'dropped')),
    answered_by  text        NULL,
    answered_at  timestamptz NULL,
    why          text        NULL,
    CHECK ((state = 'open') = (answered_at IS NULL)),
    CHECK ((state = 'open') = (answered_by IS NULL))
);
CREATE INDEX quarantine_open ON trygghet.quarantine (number) WHERE state = 'open';
COMMENT ON COLUMN trygghet.quarantine.raw IS 'the message as it came, under the installation key';
COMMENT ON COLUMN trygghet.quarantine.raw_hash IS 'keyed hash of the message: the same one delivered again is not quarantined twice';

CREATE TABLE trygghet.imports (
    id             uuid        PRIMARY KEY,
    unit           text        NOT NULL,
    week           text        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('extract', 'search')),
    file_hash      text        NOT NULL,
    file_name_hash text        NOT NULL,
    rows           integer     NOT NULL CHECK (rows >= 0),
    counts         json        NOT NULL,
    state          text        NOT NULL CHECK (state IN ('running', 'done')),
    started        timestamptz NOT NULL,
    finished       timestamptz NULL,
    by_actor       text        NOT NULL,
    CHECK ((state = 'done') = (finished IS NOT NULL))
);
CREATE INDEX imports_unit ON trygghet.imports (unit, week);

CREATE TABLE trygghet.import_rows (
    unit      text    NOT NULL,
    week      text    NOT NULL,
    row_key   text    NOT NULL,
    row       integer NOT NULL,
    outcome   text    NOT NULL CHECK (outcome IN ('new', 'known', 'changed', 'outside', 'rejected')),
    case_id   text    NULL,
    content   text    NOT NULL,
    reason    text    NULL,
    sealed    bytea   NULL,
    import_id uuid    NULL,
    PRIMARY KEY (unit, week, row_key)
);
COMMENT ON COLUMN trygghet.import_rows.import_id IS 'NULL where the row came over the bus';
CREATE INDEX import_rows_key ON trygghet.import_rows (row_key);
CREATE INDEX import_rows_case ON trygghet.import_rows (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE trygghet.outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id     uuid        NOT NULL UNIQUE,
    nats_subject text        NOT NULL,
    body         bytea       NOT NULL,
    feed         bigint      NULL UNIQUE,
    created      timestamptz NOT NULL
);
CREATE INDEX outbox_waiting ON trygghet.outbox (id) WHERE feed IS NULL;
CREATE FUNCTION trygghet.wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('trygghet_outbox', '');
    RETURN NULL;
END $$;
CREATE TRIGGER wake_relay AFTER INSERT ON trygghet.outbox FOR EACH STATEMENT EXECUTE FUNCTION trygghet.wake_relay();
COMMENT ON COLUMN trygghet.outbox.feed IS
    'contiguous, given by the one relay to committed rows only: identity values are handed out before commit';

CREATE TABLE trygghet.positions (
    consumer text        PRIMARY KEY,
    feed     bigint      NOT NULL,
    touched  timestamptz NOT NULL
);

CREATE TABLE trygghet.reminders (
    duty_key     text        NOT NULL,
    due_date     date        NOT NULL,
    step         text        NOT NULL,
    subject_kind text        NOT NULL,
    subject_id   text        NOT NULL,
    unit         text        NULL,
    owner        text        NOT NULL,
    kind         text        NOT NULL,
    state        text        NOT NULL CHECK (state IN ('raised', 'skipped')),
    raised       timestamptz NOT NULL,
    mailed       timestamptz NULL,
    UNIQUE (duty_key, due_date, step)
);
CREATE INDEX reminders_subject ON trygghet.reminders (subject_kind, subject_id);
CREATE INDEX reminders_to_mail ON trygghet.reminders (owner, raised) WHERE state = 'raised' AND mailed IS NULL;

CREATE TABLE trygghet.ledger (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    actor      text        NOT NULL,
    act        text        NOT NULL,
    subject    text        NULL,
    event_hash bytea       NULL CHECK (octet_length(event_hash) = 32),
    detail     text        NULL
);
CREATE INDEX ledger_event ON trygghet.ledger (event_hash) WHERE event_hash IS NOT NULL;
CREATE INDEX ledger_subject ON trygghet.ledger (subject, id);
COMMENT ON TABLE trygghet.ledger IS
    'one entry for each event (in its transaction), each read (before the bytes leave), each administrative act';

CREATE TABLE trygghet.ledger_chain (
    no        bigint PRIMARY KEY,
    ledger_id bigint NOT NULL UNIQUE,
    hash      bytea  NOT NULL CHECK (octet_length(hash) = 32)
);

CREATE TABLE trygghet.ledger_heads (
    no        bigint      PRIMARY KEY,
    hash      bytea       NOT NULL CHECK (octet_length(hash) = 32),
    signature bytea       NOT NULL CHECK (octet_length(signature) = 64),
    at        timestamptz NOT NULL
);

CREATE VIEW trygghet.access_log AS
    SELECT id, at, actor, act, subject, detail FROM trygghet.ledger WHERE event_hash IS NULL AND act LIKE 'read%';
