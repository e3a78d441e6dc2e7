-- What the yearly report is made of, and what is kept of it. It runs as role reader, over all units: nothing that it reads is
-- opened, but texts.

-- name: report_others
SELECT subject_kind || '/' || subject_id, body FROM trygghet.events WHERE subject_kind <> 'case'
ORDER BY subject_kind, subject_id, sequence;

-- name: report_cases
SELECT subject_id, body FROM trygghet.events WHERE subject_kind = 'case' ORDER BY subject_id, sequence;

-- name: report_position
SELECT coalesce(max(position), 0) FROM trygghet.events;

-- name: report_units
SELECT s.state, e.recorded, e.body
FROM trygghet.subjects s JOIN trygghet.events e ON e.subject_kind = 'unit' AND e.subject_id = s.id AND e.sequence = 1
WHERE s.kind = 'unit' ORDER BY s.id;

-- name: report_reminders
SELECT unit, raised, kind FROM trygghet.reminders WHERE state = 'raised' AND unit IS NOT NULL
ORDER BY unit, raised, kind;

-- name: report_texts
SELECT e.sequence, e.type, e.body, s.ciphertext
FROM trygghet.events e LEFT JOIN trygghet.sealed s ON s.event_id = e.event_id
WHERE e.subject_kind = 'unit' AND e.subject_id = %(unit)s AND e.type = %(type)s
ORDER BY e.sequence;

-- name: report_kept
SELECT body, position, made FROM trygghet.reports_kept
WHERE unit = %(unit)s AND year = %(year)s AND day = %(day)s AND version = %(version)s AND part = %(part)s
  AND made_of = %(made_of)s;

-- name: report_late
-- How far the log has come, and whether a line of the day has been added since.
SELECT coalesce(max(position), 0),
       EXISTS (SELECT 1 FROM trygghet.events WHERE position > %(position)s AND recorded < %(before)s)
FROM trygghet.events;

-- name: report_holds
UPDATE trygghet.reports_kept SET position = %(position)s
WHERE unit = %(unit)s AND year = %(year)s AND day = %(day)s AND version = %(version)s AND made_of = %(made_of)s;

-- name: report_drop
DELETE FROM trygghet.reports_kept
WHERE unit = %(unit)s AND year = %(year)s
  AND ((day = %(day)s AND version = %(version)s) OR (version = 0 AND made < %(before)s));

-- name: report_keep
INSERT INTO trygghet.reports_kept (unit, year, day, version, part, made_of, position, made, body)
VALUES (%(unit)s, %(year)s, %(day)s, %(version)s, %(part)s, %(made_of)s, %(position)s, %(made)s, %(body)s)
ON CONFLICT (unit, year, day, version, part) DO UPDATE
SET made_of = excluded.made_of, position = excluded.position, made = excluded.made, body = excluded.body;
