-- Lists of cases and searching among them, a page at a time. As role reader; nothing here grows with the number of cases:
-- each part of a page is the beginning of an index, and counting stops at `cap`.

-- name: listed_counts
WITH seen AS (
    SELECT slug FROM trygghet.units WHERE trygghet.sees(slug) AND (%(unit)s::text IS NULL OR slug = %(unit)s)
), own AS (
    SELECT id, phase FROM trygghet.subjects
    WHERE kind = 'case' AND id IN (SELECT trygghet.cases_with(%(staff)s)) AND (%(unit)s::text IS NULL OR unit = %(unit)s)
), own_elsewhere AS (
    SELECT id, phase FROM trygghet.subjects
    WHERE kind = 'case' AND id IN (SELECT trygghet.cases_with(%(staff)s)) AND NOT trygghet.sees(unit)
      AND (%(unit)s::text IS NULL OR unit = %(unit)s)
)
SELECT phase, sum(n)::integer FROM (
    SELECT p.phase, (SELECT count(*) FROM (
        SELECT 1 FROM trygghet.subjects s WHERE s.kind = 'case' AND s.unit = seen.slug AND s.phase = p.phase LIMIT %(cap)s
    ) few) AS n
    FROM seen CROSS JOIN unnest(%(phases)s::text[]) AS p(phase)
    UNION ALL
    SELECT phase, count(*) FROM own_elsewhere GROUP BY phase
) counted GROUP BY phase
UNION ALL
SELECT 'mine', count(*)::integer FROM own WHERE phase <> 'closed'
UNION ALL
SELECT 'overdue', (
    (SELECT coalesce(sum(n), 0) FROM seen CROSS JOIN LATERAL (
        SELECT count(DISTINCT subject_id) AS n FROM (
            SELECT subject_id FROM trygghet.duties d
            WHERE d.unit = seen.slug AND d.subject_kind = 'case' AND d.due_date < %(today)s
              AND (d.until_date IS NULL OR d.until_date >= %(today)s)
            ORDER BY due_date LIMIT %(cap)s
        ) few) of_unit)
    + (SELECT count(*) FROM own_elsewhere o WHERE EXISTS (
        SELECT 1 FROM trygghet.duties d WHERE d.subject_kind = 'case' AND d.subject_id = o.id AND d.due_date < %(today)s
          AND (d.until_date IS NULL OR d.until_date >= %(today)s)))
)::integer;

-- name: listed_newest
WITH found AS (
    SELECT o.id, o.opened FROM trygghet.units u CROSS JOIN unnest(%(phases)s::text[]) AS p(phase)
    CROSS JOIN LATERAL (
        SELECT s.id, s.opened FROM trygghet.subjects s
        WHERE s.kind = 'case' AND s.unit = u.slug AND s.phase = p.phase
          AND (s.opened, s.id) < (%(before)s::timestamptz, %(ref)s::text)
        ORDER BY s.opened DESC, s.id DESC LIMIT %(most)s
    ) o
    WHERE NOT %(own)s AND trygghet.sees(u.slug) AND (%(unit)s::text IS NULL OR u.slug = %(unit)s)
    UNION ALL
    SELECT id, opened FROM trygghet.subjects
    WHERE kind = 'case' AND id IN (SELECT trygghet.cases_with(%(staff)s)) AND phase = ANY (%(phases)s::text[])
      AND (%(own)s OR NOT trygghet.sees(unit)) AND (%(unit)s::text IS NULL OR unit = %(unit)s)
      AND (opened, id) < (%(before)s::timestamptz, %(ref)s::text)
)
SELECT id, opened::text FROM found ORDER BY opened DESC, id DESC LIMIT %(most)s;

-- name: listed_overdue
WITH late AS (
    SELECT o.id, o.due FROM trygghet.units u
    CROSS JOIN LATERAL (
        SELECT d.subject_id AS id, d.due_date AS due FROM trygghet.duties d
        WHERE d.unit = u.slug AND d.subject_kind = 'case' AND d.due_date < %(today)s AND d.due_date >= %(after)s
          AND (d.until_date IS NULL OR d.until_date >= %(today)s)
          AND (d.due_date, d.subject_id) > (%(after)s::date, %(ref)s::text)
          AND NOT EXISTS (
              SELECT 1 FROM trygghet.duties e
              WHERE e.subject_kind = 'case' AND e.subject_id = d.subject_id AND (e.due_date, e.key) < (d.due_date, d.key)
                AND (e.until_date IS NULL OR e.until_date >= %(today)s))
        ORDER BY d.due_date, d.subject_id LIMIT %(most)s
    ) o
    WHERE trygghet.sees(u.slug) AND (%(unit)s::text IS NULL OR u.slug = %(unit)s)
    UNION ALL
    SELECT s.id, l.due FROM trygghet.subjects s
    CROSS JOIN LATERAL (
        SELECT min(due_date) AS due FROM trygghet.duties d
        WHERE d.subject_kind = 'case' AND d.subject_id = s.id AND (d.until_date IS NULL OR d.until_date >= %(today)s)
    ) l
    WHERE s.kind = 'case' AND s.id IN (SELECT trygghet.cases_with(%(staff)s)) AND NOT trygghet.sees(s.unit) AND l.due < %(today)s
      AND (%(unit)s::text IS NULL OR s.unit = %(unit)s) AND (l.due, s.id) > (%(after)s::date, %(ref)s::text)
)
SELECT id, due::text FROM late ORDER BY due, id LIMIT %(most)s;

-- name: listed_rows
SELECT s.id, s.unit, s.people, s.opened, s.state, d.owed, d.overdue, d.next_due
FROM unnest(%(refs)s::text[]) WITH ORDINALITY AS asked(id, place)
JOIN trygghet.subjects s ON s.kind = 'case' AND s.id = asked.id
CROSS JOIN LATERAL (
    SELECT count(*) AS owed, count(*) FILTER (WHERE due_date < %(today)s) AS overdue, min(due_date) AS next_due
    FROM trygghet.duties
    WHERE subject_kind = 'case' AND subject_id = s.id AND (until_date IS NULL OR until_date >= %(today)s)
) d
ORDER BY asked.place;

-- name: listed_units
SELECT slug, name FROM trygghet.units WHERE trygghet.sees(slug) ORDER BY slug;

-- name: found_by
SELECT b.subject_id, array_agg(DISTINCT b.kind ORDER BY b.kind)
FROM unnest(%(kinds)s::text[], %(tokens)s::bytea[]) AS asked(kind, token)
JOIN trygghet.blind_index b ON b.kind = asked.kind AND b.token = asked.token AND b.subject_kind = 'case'
JOIN trygghet.subjects s ON s.kind = 'case' AND s.id = b.subject_id
GROUP BY b.subject_id ORDER BY max(s.opened) DESC, b.subject_id LIMIT %(most)s;

-- name: untaken_page
SELECT i.source, i.fact_id, i.type, i.outcome, i.subject_kind || '/' || i.subject_id, i.unit, i.received, i.decided,
       i.answer, s.people, i.owed, i.answered_by, i.answered_at, i.why
FROM unnest(%(outcomes)s::text[]) AS o(outcome)
CROSS JOIN LATERAL (
    SELECT n.*, d.owed FROM trygghet.inbox n
    CROSS JOIN LATERAL (SELECT (  -- not EXISTS, which the server may answer by going through every duty and every case
        SELECT true FROM trygghet.duties d
        WHERE d.subject_kind = coalesce(n.subject_kind, 'inbox')
          AND d.subject_id = coalesce(n.subject_id, n.source || ':' || n.fact_id)
          AND d.caused_by = n.source || ':' || n.fact_id
        LIMIT 1) IS NOT NULL AS owed) d
    WHERE n.outcome = o.outcome AND n.outcome IN ('waiting', 'no_case', 'refused')  -- as the index says
      AND (NOT %(open)s OR d.owed OR n.outcome = 'waiting' OR n.held IS NOT NULL)
      AND (n.received < %(before)s OR (n.received = %(before)s AND n.source || ':' || n.fact_id < %(name)s))
    ORDER BY n.received DESC, n.source || ':' || n.fact_id DESC LIMIT %(most)s
) i
LEFT JOIN LATERAL (
    SELECT people FROM trygghet.subjects WHERE kind = i.subject_kind AND id = i.subject_id LIMIT 1
) s ON true
ORDER BY i.received DESC, i.source || ':' || i.fact_id DESC LIMIT %(most)s;

-- name: calendar_open
SELECT s.id, s.unit, s.people, s.state FROM trygghet.units u
JOIN trygghet.subjects s ON s.kind = 'case' AND s.unit = u.slug AND s.phase = ANY (%(phases)s::text[])
WHERE trygghet.sees(u.slug)
UNION ALL
SELECT id, unit, people, state FROM trygghet.subjects
WHERE kind = 'case' AND id IN (SELECT trygghet.cases_with(%(staff)s)) AND phase = ANY (%(phases)s::text[]) AND NOT trygghet.sees(unit);

-- name: calendar_closed
SELECT s.id, s.unit, s.people, s.state
FROM (SELECT DISTINCT subject_id FROM trygghet.events
      WHERE type IN ('trygghet.court.hearing_scheduled.v1', 'trygghet.court.hearing_moved.v1')
        AND recorded >= %(since)s AND subject_kind = 'case') told
JOIN trygghet.subjects s ON s.kind = 'case' AND s.id = told.subject_id AND s.phase = 'closed';

-- name: case_reads
SELECT id, at, actor, act, detail FROM trygghet.ledger
WHERE subject = %(subject)s AND act LIKE 'read%%' AND id < %(before)s ORDER BY id DESC LIMIT %(most)s;
