-- What was told on the wrong case, and what corrected it there: its personal part is given to nobody who reads that case.
-- It stays for the fold and for `verify`; where the fact belongs it is told again, sealed with that case's key.

CREATE TABLE trygghet.withheld (
    event_id uuid PRIMARY KEY
);
COMMENT ON TABLE trygghet.withheld IS 'lines of a case whose fact belongs to another; says nothing of what they tell';
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON trygghet.withheld
    FOR EACH STATEMENT EXECUTE FUNCTION trygghet.only_added_to();

GRANT SELECT, INSERT ON trygghet.withheld TO trygghet_writer;
GRANT SELECT ON trygghet.withheld TO trygghet_reader, trygghet_auditor;

DROP POLICY reader ON trygghet.sealed;
CREATE POLICY reader ON trygghet.sealed TO trygghet_reader
    USING (EXISTS (SELECT 1 FROM trygghet.events e WHERE e.event_id = sealed.event_id)
           AND NOT EXISTS (SELECT 1 FROM trygghet.withheld w WHERE w.event_id = sealed.event_id));

-- What was struck before this step.
INSERT INTO trygghet.withheld (event_id)
SELECT DISTINCT t.event_id
FROM trygghet.events w
CROSS JOIN LATERAL (SELECT convert_from(w.body, 'UTF8')::jsonb #> '{fact,data,fact}' AS fact) told
JOIN trygghet.events t ON t.subject_kind = 'case' AND t.subject_id = w.subject_id
     AND t.source = told.fact ->> 'source' AND t.fact_id = told.fact ->> 'id'
WHERE w.subject_kind = 'case' AND w.type = 'trygghet.correction.wrong_case.v1' AND w.verb = 'recorded';
INSERT INTO trygghet.withheld (event_id)
SELECT DISTINCT c.event_id
FROM trygghet.events c
CROSS JOIN LATERAL (SELECT convert_from(c.body, 'UTF8')::jsonb #> '{fact,data,fact}' AS fact) told
JOIN trygghet.events t ON t.subject_kind = 'case' AND t.subject_id = c.subject_id
     AND t.source = told.fact ->> 'source' AND t.fact_id = told.fact ->> 'id'
JOIN trygghet.withheld w ON w.event_id = t.event_id
WHERE c.subject_kind = 'case' AND c.type = 'trygghet.correction.corrected.v1'
ON CONFLICT DO NOTHING;
