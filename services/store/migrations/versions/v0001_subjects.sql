-- What the record is about: subjects with their logs, and what follows from a log (state, duties, search).

CREATE TABLE trygghet.events (
    position     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject_kind text        NOT NULL CHECK (subject_kind IN ('case', 'unit', 'staff')),
    subject_id   text        NOT NULL,
    sequence     integer     NOT NULL CHECK (sequence > 0),
    event_id     uuid        NOT NULL UNIQUE,
    verb         text        NOT NULL
                 CHECK (verb IN ('recorded', 'waiting', 'refused', 'breached', 'lifted', 'superseded')),
    type         text        NOT NULL,
    source       text        NOT NULL,
    fact_id      text        NOT NULL,
    unit         text        NULL,
    happened     timestamptz NOT NULL,
    recorded     timestamptz NOT NULL,
    body         bytea       NOT NULL,
    sealed_hash  bytea       NULL CHECK (octet_length(sealed_hash) = 32),
    prev_hash    bytea       NOT NULL CHECK (octet_length(prev_hash) = 32),
    hash         bytea       NOT NULL CHECK (octet_length(hash) = 32),
    UNIQUE (subject_kind, subject_id, sequence)
);
CREATE INDEX events_fact ON trygghet.events (source, fact_id);
COMMENT ON COLUMN trygghet.events.body IS 'written once with sorted keys, hashed as stored, never encoded again';
COMMENT ON COLUMN trygghet.events.unit IS 'the unit in which the fact was decided; NULL for a member of staff';
COMMENT ON COLUMN trygghet.events.sealed_hash IS
    'SHA-256 of the ciphertext in sealed (which may be erased later); NULL where nothing personal was sealed';
COMMENT ON COLUMN trygghet.events.hash IS
    'SHA-256(prev_hash || SHA-256(body) || sealed_hash, or SHA-256 of nothing); prev_hash of the first is 32 zeros';

CREATE TABLE trygghet.sealed (
    event_id   uuid  PRIMARY KEY,
    key_id     uuid  NOT NULL,
    ciphertext bytea NOT NULL CHECK (octet_length(ciphertext) > 28)
);
COMMENT ON COLUMN trygghet.sealed.ciphertext IS 'nonce (12 bytes), then AES-256-GCM of the list of personal values';

CREATE TABLE trygghet.subjects (
    kind           text        NOT NULL CHECK (kind IN ('case', 'unit', 'staff')),
    id             text        NOT NULL,
    unit           text        NULL CHECK (unit IS NOT NULL OR kind = 'staff'),
    phase          text        NULL CHECK ((phase IS NULL) = (kind <> 'case')),
    sequence       integer     NOT NULL CHECK (sequence > 0),
    head           bytea       NOT NULL CHECK (octet_length(head) = 32),
    state          bytea       NOT NULL,
    fold_version   integer     NOT NULL,
    rules_version  text        NOT NULL,
    policy_version text        NOT NULL,
    people         text[]      NOT NULL DEFAULT '{}',
    opened         timestamptz NOT NULL,
    touched        timestamptz NOT NULL CHECK (touched >= opened),
    PRIMARY KEY (kind, id)
);
CREATE INDEX subjects_unit ON trygghet.subjects (unit, kind, phase);
CREATE INDEX subjects_people ON trygghet.subjects USING gin (people);

CREATE TABLE trygghet.duties (
    key          text      PRIMARY KEY,
    subject_kind text      NOT NULL CHECK (subject_kind IN ('case', 'unit', 'staff')),
    subject_id   text      NOT NULL,
    unit         text      NULL,
    kind         text      NOT NULL,
    party        text      NOT NULL,
    owner        text      NOT NULL,
    from_date    date      NOT NULL,
    due_date     date      NOT NULL,
    until_date   date      NULL,
    rules        integer[] NOT NULL,
    caused_by    text      NOT NULL,
    cleared_by   text[]    NOT NULL,
    waiting_for  text[]    NOT NULL
);
CREATE INDEX duties_subject ON trygghet.duties (subject_kind, subject_id);
CREATE INDEX duties_owner ON trygghet.duties (owner, due_date);
CREATE INDEX duties_unit ON trygghet.duties (unit, due_date);

CREATE TABLE trygghet.blind_index (
    kind         text  NOT NULL CHECK (kind IN ('person', 'born', 'report', 'phone', 'name')),
    token        bytea NOT NULL CHECK (octet_length(token) = 16),
    subject_kind text  NOT NULL,
    subject_id   text  NOT NULL,
    incident     text  NULL,
    UNIQUE NULLS NOT DISTINCT (kind, token, subject_kind, subject_id, incident)
);
CREATE INDEX blind_index_subject ON trygghet.blind_index (subject_kind, subject_id);
COMMENT ON TABLE trygghet.blind_index IS 'keyed hashes of what a case is looked up by; the key lies outside PostgreSQL';

CREATE TABLE trygghet.keys (
    subject_kind text    NOT NULL CHECK (subject_kind IN ('case', 'unit', 'staff', 'installation')),
    subject_id   text    NOT NULL,
    key_id       uuid    NOT NULL UNIQUE,
    epoch        integer NOT NULL CHECK (epoch > 0),
    wrapped      bytea   NOT NULL CHECK (octet_length(wrapped) = 40),
    PRIMARY KEY (subject_kind, subject_id)
);
CREATE INDEX keys_epoch ON trygghet.keys (epoch);

CREATE TABLE trygghet.units (
    slug  text PRIMARY KEY,
    name  text NOT NULL,
    since date NOT NULL
);

CREATE TABLE trygghet.staff (
    slug            text    PRIMARY KEY,
    roles           text[]  NOT NULL,
    units           text[]  NOT NULL,
    public_employee boolean NOT NULL DEFAULT true,
    active          boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE trygghet.staff IS 'rights only: name and address stand sealed in the log of the member of staff';

CREATE TABLE trygghet.policies (
    unit      text  NOT NULL,
    version   text  NOT NULL,
    from_date date  NOT NULL,
    body      bytea NOT NULL,
    PRIMARY KEY (unit, version)
);
CREATE INDEX policies_from ON trygghet.policies (unit, from_date);
