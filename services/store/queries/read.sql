-- The questions of the command line. They run as role reader: row-level security holds them to who asks.

-- name: see_as
SELECT set_config('trygghet.units', %(units)s, true), set_config('trygghet.staff', %(staff)s, true);

-- name: staff_state
SELECT state FROM trygghet.subjects WHERE kind = 'staff' AND id = %(slug)s;

-- name: cases_with
SELECT id, state FROM trygghet.subjects WHERE kind = 'case' AND id IN (SELECT trygghet.cases_with(%(staff)s));

-- name: cases
SELECT s.id, s.unit, s.phase, s.sequence, s.people, s.opened, s.touched, d.owed, d.overdue, d.next_due
FROM trygghet.subjects s
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE until_date IS NULL OR until_date >= %(today)s) AS owed,
           count(*) FILTER (WHERE due_date < %(today)s AND (until_date IS NULL OR until_date >= %(today)s)) AS overdue,
           min(due_date) FILTER (WHERE until_date IS NULL OR until_date >= %(today)s) AS next_due
    FROM trygghet.duties WHERE subject_kind = 'case' AND subject_id = s.id
) d
WHERE s.kind = 'case'
  AND (%(phase)s::text IS NULL OR s.phase = %(phase)s)
  AND (%(unit)s::text IS NULL OR s.unit = %(unit)s)
  AND (NOT %(overdue)s::boolean OR d.overdue > 0)
ORDER BY d.next_due NULLS LAST, s.unit, s.id
LIMIT %(most)s;

-- name: cases_with_hearings
SELECT s.id, s.unit, s.state, s.people FROM trygghet.subjects s
WHERE s.kind = 'case' AND (%(unit)s::text IS NULL OR s.unit = %(unit)s)
  AND EXISTS (SELECT 1 FROM trygghet.events e
              WHERE e.subject_kind = 'case' AND e.subject_id = s.id AND e.type = ANY (%(types)s));

-- name: case_row
SELECT unit, phase, sequence, state, people, opened, touched, policy_version FROM trygghet.subjects
WHERE kind = 'case' AND id = %(ref)s;

-- name: case_lines
SELECT e.sequence, e.recorded, e.happened, e.type, e.body, s.ciphertext, e.source || ':' || e.fact_id
FROM trygghet.events e LEFT JOIN trygghet.sealed s ON s.event_id = e.event_id
WHERE e.subject_kind = 'case' AND e.subject_id = %(ref)s
  AND (%(known)s::timestamptz IS NULL OR e.recorded <= %(known)s)
ORDER BY e.sequence;

-- name: cases_together
SELECT s.id, s.unit, s.people, s.state, array_agg(DISTINCT o.kind ORDER BY o.kind)
FROM trygghet.blind_index m
JOIN trygghet.blind_index o ON o.kind = m.kind AND o.token = m.token AND o.subject_kind = 'case'
     AND o.subject_id <> m.subject_id
JOIN trygghet.subjects s ON s.kind = 'case' AND s.id = o.subject_id
WHERE m.subject_kind = 'case' AND m.subject_id = %(ref)s AND m.kind IN ('person', 'report', 'phone', 'name')
GROUP BY s.kind, s.id ORDER BY s.id
LIMIT %(most_together)s;

-- name: case_reminders
SELECT kind, step, due_date, owner, raised, mailed FROM trygghet.reminders
WHERE subject_kind = 'case' AND subject_id = %(ref)s AND state = 'raised'
  AND (%(known)s::timestamptz IS NULL OR raised <= %(known)s)
ORDER BY raised, kind, step;

-- name: policy_of
SELECT body FROM trygghet.policies WHERE unit = %(unit)s AND from_date <= %(on)s ORDER BY from_date DESC, number DESC LIMIT 1;

-- name: policies_of_unit
SELECT from_date, version, body FROM trygghet.policies WHERE unit = %(unit)s ORDER BY from_date, number;

-- name: subjects_since
SELECT kind, id, state FROM trygghet.subjects
WHERE CASE kind WHEN 'case' THEN unit = %(unit)s AND (phase <> 'closed' OR touched >= %(since)s)
                WHEN 'unit' THEN id = %(unit)s
                ELSE true END
ORDER BY kind, id;

-- name: log_plain
SELECT body FROM trygghet.events WHERE subject_kind = %(kind)s AND subject_id = %(id)s ORDER BY sequence;

-- name: duties_of
SELECT d.subject_kind || '/' || d.subject_id, d.unit, d.kind, d.party, d.owner, d.from_date, d.due_date, d.until_date,
       d.rules, d.caused_by, d.cleared_by, d.waiting_for
FROM trygghet.duties d
WHERE d.subject_kind = 'case' AND d.subject_id = %(ref)s AND (d.until_date IS NULL OR d.until_date >= %(today)s)
ORDER BY d.due_date, d.unit, d.kind, d.party
LIMIT %(most)s;

-- name: duties
SELECT d.subject_kind || '/' || d.subject_id, d.unit, d.kind, d.party, d.owner, d.from_date, d.due_date, d.until_date,
       d.rules, d.caused_by, d.cleared_by, d.waiting_for, coalesce(s.people, '{}')
FROM trygghet.duties d LEFT JOIN trygghet.subjects s ON s.kind = d.subject_kind AND s.id = d.subject_id
WHERE (%(unit)s::text IS NULL OR d.unit = %(unit)s)
  AND (%(owner)s::text IS NULL OR d.owner IN (%(owner)s, 'staff/' || %(owner)s))
  AND (d.until_date IS NULL OR d.until_date >= %(today)s)
  AND (NOT %(overdue)s::boolean OR d.due_date < %(today)s)
ORDER BY d.due_date, d.unit, d.subject_id, d.kind, d.party
LIMIT %(most)s;

-- name: not_taken
SELECT i.source, i.fact_id, i.type, i.outcome, i.subject_kind || '/' || i.subject_id, i.unit, i.received, i.decided,
       i.answer, s.people,
       EXISTS (SELECT 1 FROM trygghet.duties d
               WHERE d.subject_kind = coalesce(i.subject_kind, 'inbox')
                 AND d.subject_id = coalesce(i.subject_id, i.source || ':' || i.fact_id)
                 AND d.caused_by = i.source || ':' || i.fact_id),
       i.answered_by, i.answered_at, i.why
FROM trygghet.inbox i
LEFT JOIN LATERAL (
    SELECT people FROM trygghet.subjects WHERE kind = i.subject_kind AND id = i.subject_id LIMIT 1
) s ON true
WHERE i.outcome = ANY (%(outcomes)s) AND (%(unit)s::text IS NULL OR i.unit = %(unit)s)
  AND (%(source)s::text IS NULL OR (i.source = %(source)s AND i.fact_id = %(fact_id)s))
ORDER BY i.decided DESC, i.source, i.fact_id
LIMIT %(most)s;

-- name: quarantined
SELECT number, source, fact_id, nats_subject, reason, detail, received, state, answered_by, answered_at, why
FROM trygghet.quarantine
WHERE (%(number)s::bigint IS NULL OR number = %(number)s) AND (%(state)s::text IS NULL OR state = %(state)s)
ORDER BY number
LIMIT %(most)s;

-- name: staff_of_every_unit
SELECT state FROM trygghet.subjects WHERE kind = 'staff';

-- By unit and phase, so that the closed ones are not gone through: what a policy guards is found by no index on people.
-- name: open_cases_of
SELECT s.state FROM trygghet.units u
JOIN trygghet.subjects s ON s.kind = 'case' AND s.unit = u.slug AND s.phase = ANY (%(phases)s::text[])
WHERE trygghet.sees(u.slug) AND s.people && %(people)s::text[]
UNION ALL
SELECT state FROM trygghet.subjects
WHERE kind = 'case' AND id IN (SELECT trygghet.cases_with(%(staff)s)) AND phase = ANY (%(phases)s::text[])
  AND NOT trygghet.sees(unit) AND people && %(people)s::text[];
