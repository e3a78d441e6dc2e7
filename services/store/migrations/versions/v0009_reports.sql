-- What is kept of the yearly reports, so that each is made once: the numbers that are told (hidden ones are not in it), and by
-- figure the references of the cases behind them, where they may be told. Nothing is sealed, since nothing is personal. It can
-- be emptied at any time: whatever is missing is made again out of the log.
CREATE TABLE trygghet.reports_kept (
    unit     text        NOT NULL,
    year     integer     NOT NULL,
    day      date        NOT NULL,
    version  integer     NOT NULL CHECK (version >= 0),
    part     text        NOT NULL,
    made_of  bytea       NOT NULL CHECK (octet_length(made_of) = 32),
    position bigint      NOT NULL,
    made     timestamptz NOT NULL,
    body     bytea       NOT NULL,
    PRIMARY KEY (unit, year, day, version, part)
);
COMMENT ON COLUMN trygghet.reports_kept.unit IS '*: the district';
COMMENT ON COLUMN trygghet.reports_kept.version IS '0: the log as it stood at the end of the day, no version that was put forward';
COMMENT ON COLUMN trygghet.reports_kept.part IS 'empty: the report; else the figure whose cases they are';
COMMENT ON COLUMN trygghet.reports_kept.made_of IS 'the programs and the versions that have a say in it';
COMMENT ON COLUMN trygghet.reports_kept.position IS 'how far the log had come; a later line of the day makes it count no more';

ALTER TABLE trygghet.reports_kept ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON trygghet.reports_kept TO trygghet_reader;
CREATE POLICY reader ON trygghet.reports_kept TO trygghet_reader
    USING (trygghet.sees(unit)) WITH CHECK (trygghet.sees(unit));
GRANT SELECT ON trygghet.reports_kept TO trygghet_auditor;
CREATE POLICY auditor ON trygghet.reports_kept TO trygghet_auditor USING (true);
