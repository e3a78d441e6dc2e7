-- What opening an installation asks.

-- name: one_sets_up
SELECT pg_advisory_xact_lock(%s);

-- name: any_case
SELECT 1 FROM subjects WHERE kind = 'case' LIMIT 1;

-- name: staff_rights
SELECT slug, roles, units FROM staff WHERE active ORDER BY slug;

-- name: unit_list
SELECT slug, name, since FROM units ORDER BY slug;

-- name: doctor_record
SELECT clock_timestamp(), (SELECT max(touched) FROM subjects), (SELECT count(*) FROM subjects WHERE fold_version <> %s);

-- name: doctor_units
SELECT id, state FROM subjects WHERE kind = 'unit' ORDER BY id;

-- name: doctor_waiting
SELECT (SELECT count(*) FROM duties WHERE kind IN ('answer_refusal', 'answer_unplaced')),
       (SELECT count(*) FROM inbox WHERE outcome = 'no_case' AND held IS NOT NULL),
       (SELECT count(*) FROM quarantine WHERE state = 'open');

-- name: put_aside_of
SELECT q.source, q.fact_id, q.number, q.reason
FROM (SELECT DISTINCT source, fact_id FROM unnest(%b::text[], %b::text[]) AS pair(source, fact_id)) AS asked
JOIN quarantine q ON q.source = asked.source AND q.fact_id = asked.fact_id
ORDER BY q.number;
