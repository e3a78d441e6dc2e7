-- A list of cases is read a page at a time, newest first: what it reads does not grow with the number of cases. (By the
-- day of opening, which never changes: an index on `touched` would make every write of a state dearer.)
CREATE INDEX subjects_listed ON trygghet.subjects (unit, phase, opened, id) WHERE kind = 'case';

-- Dates in court are looked up by when they were told: those of a coming date are never old.
CREATE INDEX events_hearings ON trygghet.events (recorded)
    WHERE type IN ('trygghet.court.hearing_scheduled.v1', 'trygghet.court.hearing_moved.v1');

-- Who has read a case (what the participant may ask to be told): the reader sees the entries of reads
-- on cases that whoever asks sees. Whether they may see them as well, `workflows.access` decides.
GRANT SELECT (actor, subject) ON trygghet.ledger TO trygghet_reader;
CREATE POLICY reader_of_reads ON trygghet.ledger FOR SELECT TO trygghet_reader
    USING (event_hash IS NULL AND act LIKE 'read%' AND subject LIKE 'case/%'
           AND EXISTS (SELECT 1 FROM trygghet.subjects s WHERE s.kind = 'case' AND s.id = substr(subject, 6)));
