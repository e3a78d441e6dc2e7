-- The questions of the desk. They run as role reader; what they read does not grow with the number of cases.

-- name: work_piles
WITH mine AS (
    SELECT subject_kind, subject_id, kind, party, due_date,
           CASE WHEN waiting_for <> '{}' THEN 3 WHEN kind = ANY (%(asked)s) AND due_date > %(today)s THEN 1
                WHEN due_date > %(week_end)s THEN 2 ELSE 0 END AS rank
    FROM trygghet.duties
    WHERE owner = ANY (%(owners)s) AND (until_date IS NULL OR until_date >= %(today)s)
), first AS (
    SELECT DISTINCT ON (subject_kind, subject_id, CASE WHEN %(each)s THEN kind || party END) due_date, rank
    FROM mine ORDER BY subject_kind, subject_id, CASE WHEN %(each)s THEN kind || party END, rank, due_date
)
SELECT CASE WHEN rank IN (1, 3) THEN 'waiting' WHEN due_date < %(today)s THEN 'overdue' WHEN due_date = %(today)s THEN 'today'
            WHEN due_date <= %(week_end)s THEN 'week' ELSE 'later' END AS pile, count(*)
FROM first GROUP BY pile;

-- name: work_rows
WITH mine AS (
    SELECT *, count(*) OVER (PARTITION BY subject_kind, subject_id) - 1 AS more,
           CASE WHEN waiting_for <> '{}' THEN 3 WHEN kind = ANY (%(asked)s) AND due_date > %(today)s THEN 1
                WHEN due_date > %(week_end)s THEN 2 ELSE 0 END AS rank
    FROM trygghet.duties
    WHERE owner = ANY (%(owners)s) AND (until_date IS NULL OR until_date >= %(today)s)
), first AS (
    SELECT DISTINCT ON (subject_kind, subject_id, CASE WHEN %(each)s THEN kind || party END) *
    FROM mine ORDER BY subject_kind, subject_id, CASE WHEN %(each)s THEN kind || party END, rank, due_date, kind, party
), piled AS (
    SELECT *, CASE WHEN rank IN (1, 3) THEN 'waiting' WHEN due_date < %(today)s THEN 'overdue'
                   WHEN due_date = %(today)s THEN 'today' WHEN due_date <= %(week_end)s THEN 'week' ELSE 'later' END AS pile
    FROM first
), placed AS (
    SELECT *, row_number() OVER (PARTITION BY pile ORDER BY due_date, subject_id, kind, party) AS place FROM piled
)
SELECT d.pile, d.more, d.subject_kind || '/' || d.subject_id, d.unit, d.kind, d.party, d.owner, d.from_date, d.due_date,
       d.until_date, d.rules, d.caused_by, d.cleared_by, d.waiting_for, s.people, s.state, e.type, e.happened
FROM placed d
LEFT JOIN trygghet.subjects s ON s.kind = d.subject_kind AND s.id = d.subject_id
LEFT JOIN LATERAL (
    SELECT type, happened FROM trygghet.events
    WHERE source = split_part(d.caused_by, ':', 1) AND fact_id = substr(d.caused_by, strpos(d.caused_by, ':') + 1)
      AND subject_kind = d.subject_kind AND subject_id = d.subject_id
    ORDER BY sequence LIMIT 1
) e ON true
WHERE d.place > %(after)s AND d.place <= %(after)s + %(most)s AND (%(pile)s::text IS NULL OR d.pile = %(pile)s)
ORDER BY d.due_date, d.subject_id, d.kind, d.party;

-- name: staff_told
SELECT e.subject_id, e.sequence, e.type, e.body, s.ciphertext, k.key_id, k.epoch, k.wrapped
FROM trygghet.events e
LEFT JOIN trygghet.sealed s ON s.event_id = e.event_id
LEFT JOIN trygghet.keys k ON k.subject_kind = 'staff' AND k.subject_id = e.subject_id
WHERE e.subject_kind = 'staff' AND e.type = ANY (%(types)s::text[])
ORDER BY e.subject_id, e.sequence;

-- name: staff_newest
SELECT coalesce(max(touched), '-infinity'), count(*) FROM trygghet.subjects WHERE kind = 'staff';

-- name: staff_called
SELECT state FROM trygghet.subjects WHERE kind = 'staff' AND id = ANY (%(slugs)s::text[]);

-- name: owing_kinds
SELECT s.state, s.people, d.subject_kind || '/' || d.subject_id, d.unit, d.kind, d.party, d.owner, d.from_date,
       d.due_date, d.until_date, d.rules, d.caused_by, d.cleared_by, d.waiting_for
FROM trygghet.duties d
JOIN trygghet.subjects s ON s.kind = 'case' AND s.id = d.subject_id
WHERE d.unit = ANY (%(units)s) AND d.subject_kind = 'case' AND d.kind = ANY (%(kinds)s)
  AND (d.until_date IS NULL OR d.until_date >= %(today)s)
ORDER BY d.due_date, d.subject_id, d.kind, d.party
LIMIT %(most)s;

-- name: own_cases
SELECT id, unit, people, state FROM trygghet.subjects
WHERE kind = 'case' AND phase <> 'closed' AND id IN (SELECT trygghet.cases_with(%(staff)s))
ORDER BY touched DESC LIMIT %(most)s;

-- name: matters_told
SELECT e.subject_id, e.sequence, e.type, e.body, s.ciphertext, k.key_id, k.epoch, k.wrapped
FROM trygghet.events e
JOIN trygghet.sealed s ON s.event_id = e.event_id
JOIN trygghet.keys k ON k.subject_kind = 'case' AND k.subject_id = e.subject_id
WHERE e.subject_kind = 'case' AND e.subject_id = ANY (%(refs)s::text[]) AND e.type = ANY (%(types)s::text[])
  AND e.verb IN ('recorded', 'lifted')
ORDER BY e.subject_id, e.sequence;

-- name: latest_of_units
SELECT e.position, e.subject_kind, e.subject_id, s.unit, e.type, e.verb, e.recorded, s.people
FROM trygghet.events e
JOIN LATERAL (
    SELECT unit, people FROM trygghet.subjects WHERE kind = e.subject_kind AND id = e.subject_id LIMIT 1
) s ON true
WHERE e.position > %(after)s
  AND e.subject_kind <> 'staff' AND e.verb IN ('recorded', 'breached')
  AND (%(units)s::text[] IS NULL OR s.unit = ANY (%(units)s))
ORDER BY e.position DESC LIMIT %(most)s;

-- name: latest_of_own
SELECT e.position, e.subject_kind, e.subject_id, s.unit, e.type, e.verb, e.recorded, s.people
FROM trygghet.subjects s
CROSS JOIN LATERAL (
    SELECT * FROM trygghet.events e
    WHERE e.subject_kind = 'case' AND e.subject_id = s.id AND e.verb IN ('recorded', 'breached')
    ORDER BY e.sequence DESC LIMIT %(most)s
) e
WHERE s.kind = 'case' AND s.id IN (SELECT trygghet.cases_with(%(staff)s))
ORDER BY e.position DESC LIMIT %(most)s;

-- name: case_version
SELECT unit, sequence, policy_version, people FROM trygghet.subjects WHERE kind = 'case' AND id = %(ref)s;

-- name: newest_position
SELECT coalesce(max(position), 0) FROM trygghet.events;

-- name: outcome_of
SELECT i.answer, coalesce(s.unit, i.unit), i.subject_id, s.people
FROM trygghet.inbox i
LEFT JOIN trygghet.subjects s ON s.kind = i.subject_kind AND s.id = i.subject_id
WHERE i.source = %(source)s AND i.fact_id = %(fact_id)s;

-- name: outcome_on_cases
SELECT e.verb, e.sequence, e.subject_id, s.unit, s.people, e.body
FROM trygghet.events e JOIN trygghet.subjects s ON s.kind = e.subject_kind AND s.id = e.subject_id
WHERE e.source = %(source)s AND e.fact_id = %(fact_id)s AND e.subject_kind = 'case'
ORDER BY e.position DESC;

-- name: outcome_as_told
SELECT i.answer, e.body FROM trygghet.inbox i
JOIN trygghet.events e ON e.source = i.source AND e.fact_id = i.fact_id
WHERE i.source = %(source)s AND i.fact_id = %(fact_id)s
ORDER BY e.position LIMIT 1;

-- name: line_of_fact
SELECT body FROM trygghet.events
WHERE subject_kind = 'case' AND subject_id = %(ref)s AND source = %(source)s AND fact_id = %(fact_id)s
ORDER BY sequence LIMIT 1;
