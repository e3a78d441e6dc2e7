-- A message put aside and a fact without a subject are owed by somebody, and answered by somebody.

ALTER TABLE trygghet.duties DROP CONSTRAINT duties_subject_kind_check;
ALTER TABLE trygghet.duties ADD CONSTRAINT duties_subject_kind_check
    CHECK (subject_kind IN ('case', 'unit', 'staff', 'quarantine', 'inbox'));

ALTER TABLE trygghet.inbox
    ADD COLUMN answered_by text NULL,
    ADD COLUMN answered_at timestamptz NULL,
    ADD COLUMN why text NULL,
    ADD CHECK ((answered_by IS NULL) = (answered_at IS NULL));
COMMENT ON COLUMN trygghet.inbox.answered_by IS 'of a fact in no log: who has said what was done about it';

-- What is owed on what has no subject is seen by its unit, and by operations where it has none.
DROP POLICY reader ON trygghet.duties;
CREATE POLICY reader ON trygghet.duties TO trygghet_reader  -- an offered move is owed by who does not see the case yet
    USING (trygghet.sees(unit)
           OR EXISTS (SELECT 1 FROM trygghet.subjects s WHERE s.kind = subject_kind AND s.id = subject_id));
DROP POLICY reader ON trygghet.reminders;
CREATE POLICY reader ON trygghet.reminders TO trygghet_reader
    USING (CASE WHEN subject_kind IN ('quarantine', 'inbox') THEN trygghet.sees(unit)
           ELSE EXISTS (SELECT 1 FROM trygghet.subjects s WHERE s.kind = subject_kind AND s.id = subject_id) END);

-- What was open before this step is owed from now on.
CREATE FUNCTION pg_temp.duty_key(subject text, kind text, cause text) RETURNS text LANGUAGE sql AS $$
    SELECT left(encode(sha256(convert_to(subject, 'UTF8') || '\x00' || convert_to(kind, 'UTF8') || '\x0000'
                              || convert_to(cause, 'UTF8')), 'hex'), 32)
$$;
INSERT INTO trygghet.duties (key, subject_kind, subject_id, unit, kind, party, owner, from_date, due_date, until_date, rules,
                             caused_by, cleared_by, waiting_for)
SELECT pg_temp.duty_key('quarantine/' || number, 'answer_quarantine', number::text), 'quarantine', number::text, NULL,
       'answer_quarantine', '', 'operator', current_date, current_date + 3, NULL, '{6}', number::text, '{}', '{}'
FROM trygghet.quarantine WHERE state = 'open';
INSERT INTO trygghet.duties (key, subject_kind, subject_id, unit, kind, party, owner, from_date, due_date, until_date, rules,
                             caused_by, cleared_by, waiting_for)
SELECT pg_temp.duty_key('inbox/' || i.source || ':' || i.fact_id, o.kind, i.source || ':' || i.fact_id), 'inbox',
       i.source || ':' || i.fact_id, u.slug, o.kind, '', coalesce('coordinator@' || u.slug, 'operator'), current_date,
       current_date + 3, NULL, '{6}', i.source || ':' || i.fact_id, '{}', '{}'
FROM trygghet.inbox i
CROSS JOIN LATERAL (SELECT CASE i.outcome WHEN 'no_case' THEN 'place_fact' ELSE 'answer_unplaced' END AS kind) o
LEFT JOIN trygghet.units u ON u.slug = i.unit
WHERE i.subject_kind IS NULL
  AND ((i.outcome = 'no_case' AND i.held IS NOT NULL) OR (i.outcome = 'refused' AND i.source NOT IN ('desk', 'cli')));
