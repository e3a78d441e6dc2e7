-- What the yearly report is made of. It runs as role reader, over all units: nothing that it reads is opened, but texts.

-- name: report_lines
SELECT subject_kind || '/' || subject_id, body FROM trygghet.events ORDER BY subject_kind, subject_id, sequence;

-- name: report_units
SELECT state FROM trygghet.subjects WHERE kind = 'unit' ORDER BY id;

-- name: report_reminders
SELECT unit, raised, kind FROM trygghet.reminders WHERE state = 'raised' AND unit IS NOT NULL
ORDER BY unit, raised, kind;

-- name: report_texts
SELECT e.sequence, e.type, e.body, s.ciphertext
FROM trygghet.events e LEFT JOIN trygghet.sealed s ON s.event_id = e.event_id
WHERE e.subject_kind = 'unit' AND e.subject_id = %(unit)s AND e.type = %(type)s
ORDER BY e.sequence;
