-- What somebody has begun to write about a subject: theirs alone, under the key of the subject, so that it is erased with it.

CREATE TABLE trygghet.drafts (
    owner        text        NOT NULL CHECK (owner ~ '^[a-z0-9]'),
    subject_kind text        NOT NULL CHECK (subject_kind IN ('case', 'unit', 'staff')),
    subject_id   text        NOT NULL,
    type         text        NOT NULL,
    key_id       uuid        NOT NULL,
    ciphertext   bytea       NOT NULL CHECK (octet_length(ciphertext) > 28),
    saved        timestamptz NOT NULL,
    PRIMARY KEY (owner, subject_kind, subject_id, type)
);
CREATE INDEX drafts_saved ON trygghet.drafts (saved);
COMMENT ON COLUMN trygghet.drafts.owner IS 'whoever wrote it: a member of staff by short name';
COMMENT ON COLUMN trygghet.drafts.ciphertext IS 'nonce (12 bytes), then AES-256-GCM of the fields as they were typed';

ALTER TABLE trygghet.drafts ENABLE ROW LEVEL SECURITY;

-- reader and writer see the drafts of whoever asks (unset is nobody); `*`, which nobody is called, drops what is too old.
GRANT SELECT ON trygghet.drafts TO trygghet_reader;
CREATE POLICY reader ON trygghet.drafts TO trygghet_reader USING (owner = current_setting('trygghet.staff', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON trygghet.drafts TO trygghet_writer;
CREATE POLICY writer ON trygghet.drafts TO trygghet_writer
    USING (owner = current_setting('trygghet.staff', true)) WITH CHECK (owner = current_setting('trygghet.staff', true));
CREATE POLICY writer_finds_old ON trygghet.drafts FOR SELECT TO trygghet_writer
    USING (current_setting('trygghet.staff', true) = '*');
CREATE POLICY writer_drops_old ON trygghet.drafts FOR DELETE TO trygghet_writer
    USING (current_setting('trygghet.staff', true) = '*');

GRANT SELECT, DELETE ON trygghet.drafts TO trygghet_eraser;
CREATE POLICY eraser ON trygghet.drafts TO trygghet_eraser USING (true) WITH CHECK (true);
GRANT SELECT ON trygghet.drafts TO trygghet_auditor;
CREATE POLICY auditor ON trygghet.drafts TO trygghet_auditor USING (true);
