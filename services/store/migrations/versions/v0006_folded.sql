-- The versions of fold and rules that every stored state was made by or has been made anew by: one row, the migration's.

CREATE TABLE trygghet.folded (
    one           boolean  PRIMARY KEY DEFAULT true CHECK (one),
    fold_version  integer  NOT NULL,
    rules_version text     NOT NULL
);
INSERT INTO trygghet.folded (fold_version, rules_version) VALUES (0, '');
GRANT SELECT ON trygghet.folded
    TO trygghet_writer, trygghet_reader, trygghet_reminders, trygghet_auditor, trygghet_eraser;
