-- What setting up asks and does outside the numbered steps.

-- name: one_migration_at_a_time
SELECT pg_advisory_lock(%s);

-- name: roles_there
SELECT rolname FROM pg_roles WHERE rolname = ANY (%s);

-- name: make_schema
CREATE SCHEMA IF NOT EXISTS trygghet;

-- name: subjects_of_older_versions
SELECT kind, id, policy_version FROM trygghet.subjects
WHERE fold_version < %(fold)s OR (fold_version = %(fold)s AND rules_version <> %(rules)s)
ORDER BY kind, id LIMIT %(most)s FOR UPDATE;

-- name: lines_to_fold
SELECT e.sequence, e.type, e.body, s.ciphertext
FROM trygghet.events e LEFT JOIN trygghet.sealed s ON s.event_id = e.event_id
WHERE e.subject_kind = %s AND e.subject_id = %s ORDER BY e.sequence;

-- name: policy_of_version
SELECT body FROM trygghet.policies WHERE unit = %s AND version = %s;

-- name: store_refolded
UPDATE trygghet.subjects SET unit = %(unit)s, phase = %(phase)s, people = %(people)s, state = %(state)s,
       fold_version = %(fold)s, rules_version = %(rules)s
WHERE kind = %(kind)s AND id = %(id)s;

-- name: drop_duties_of
DELETE FROM trygghet.duties WHERE subject_kind = %s AND subject_id = %s;

-- name: store_duty
INSERT INTO trygghet.duties (key, subject_kind, subject_id, unit, kind, party, owner, from_date, due_date, until_date,
                             rules, caused_by, cleared_by, waiting_for)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s);

-- name: all_is_folded
UPDATE trygghet.folded SET fold_version = %(fold)s, rules_version = %(rules)s;
