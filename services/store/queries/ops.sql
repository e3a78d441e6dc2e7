-- How things stand: figures only. As role reader, seeing all units.

-- name: ops_phases
WITH late AS (
    SELECT DISTINCT subject_id FROM trygghet.duties
    WHERE subject_kind = 'case' AND due_date < %(today)s AND (until_date IS NULL OR until_date >= %(today)s)
)
SELECT s.unit, s.phase, count(*), count(late.subject_id)
FROM trygghet.subjects s LEFT JOIN late ON late.subject_id = s.id
WHERE s.kind = 'case'
GROUP BY s.unit, s.phase;

-- name: ops_ages
SELECT phase, percentile_cont(0.5) WITHIN GROUP (ORDER BY days), max(days)
FROM (
    SELECT phase, extract(day FROM %(now)s::timestamptz - opened)::integer AS days
    FROM trygghet.subjects WHERE kind = 'case' AND phase <> 'closed'
) aged
GROUP BY phase;

-- name: ops_units
SELECT id, state FROM trygghet.subjects WHERE kind = 'unit' ORDER BY id;

-- name: ops_days
SELECT (created AT TIME ZONE 'Europe/Oslo')::date AS day,
       count(*) FILTER (WHERE nats_subject ~ '\.(recorded|lifted|superseded)$'),
       count(*) FILTER (WHERE nats_subject ~ '\.breached$'),
       count(*) FILTER (WHERE nats_subject ~ '\.(waiting|refused|no_case|quarantined)$')
FROM (SELECT nats_subject, created FROM trygghet.outbox ORDER BY id DESC LIMIT 50000) AS newest
WHERE created >= %(since)s
GROUP BY day ORDER BY day;

-- name: ops_counts
SELECT (SELECT count(*) FROM trygghet.duties WHERE kind IN ('answer_refusal', 'answer_unplaced')),
       (SELECT count(*) FROM trygghet.inbox WHERE outcome = 'waiting'),
       (SELECT count(*) FROM trygghet.inbox WHERE outcome = 'no_case' AND held IS NOT NULL),
       (SELECT count(*) FROM trygghet.quarantine WHERE state = 'open'),
       (SELECT count(*) FROM trygghet.duties WHERE kind = 'answer_breach'),
       (SELECT count(*) FROM trygghet.reminders WHERE state = 'raised' AND mailed IS NULL),
       (SELECT max(mailed) FROM trygghet.reminders),
       (SELECT no FROM trygghet.ledger_heads ORDER BY no DESC LIMIT 1),
       (SELECT at FROM trygghet.ledger_heads ORDER BY no DESC LIMIT 1);

-- name: ops_verified
SELECT at, detail FROM trygghet.ledger WHERE act = 'verified' ORDER BY id DESC LIMIT 1;

-- name: ops_positions
SELECT consumer, feed, touched FROM trygghet.positions ORDER BY consumer;

-- name: ops_feed
SELECT coalesce(max(feed), 0), count(*) FILTER (WHERE feed IS NULL)
FROM (SELECT feed FROM trygghet.outbox ORDER BY id DESC LIMIT 50000) AS newest;
