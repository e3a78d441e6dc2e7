-- The rows of a unit's extracts, as role reader within the units of whoever asks.

-- name: rows_of_week
SELECT row_key, row, outcome, case_id, reason FROM trygghet.import_rows
WHERE unit = %(unit)s AND week = %(week)s ORDER BY row, row_key LIMIT %(most)s;

-- name: rows_of_weeks
SELECT week, row_key, outcome FROM trygghet.import_rows WHERE unit = %(unit)s AND week = ANY (%(weeks)s::text[]);

-- name: rows_with_cases
SELECT r.row_key, r.row, r.outcome, r.case_id, r.reason, s.state
FROM trygghet.import_rows r LEFT JOIN trygghet.subjects s ON s.kind = 'case' AND s.id = r.case_id
WHERE r.unit = %(unit)s AND r.week = %(week)s ORDER BY r.row, r.row_key LIMIT %(most)s;

-- name: kind_of_row
SELECT i.kind FROM trygghet.import_rows r JOIN trygghet.imports i ON i.id = r.import_id
WHERE r.unit = %(unit)s AND r.week = %(week)s AND r.row_key = %(key)s;

-- name: rows_by_key
SELECT unit, week, row_key, row, outcome, case_id, reason FROM trygghet.import_rows
WHERE row_key >= %(from)s AND row_key < %(to)s
  AND (%(unit)s::text IS NULL OR unit = %(unit)s) AND (%(week)s::text IS NULL OR week = %(week)s)
ORDER BY week DESC, unit, row_key LIMIT %(most)s;

-- name: unit_states
SELECT id, state FROM trygghet.subjects WHERE kind = 'unit' AND id = ANY (%(units)s::text[]);

-- name: unit_facts
SELECT e.sequence, e.body, s.ciphertext
FROM trygghet.events e LEFT JOIN trygghet.sealed s ON s.event_id = e.event_id
WHERE e.subject_kind = 'unit' AND e.subject_id = %(unit)s AND e.type = %(type)s AND e.verb = 'recorded'
ORDER BY e.sequence;
