-- What became of one's own referrals, as role reader: the ids of somebody's begin with who they are.

-- name: own_referrals
SELECT i.fact_id, i.outcome, i.received, i.unit, s.state
FROM trygghet.inbox i
LEFT JOIN trygghet.subjects s ON s.kind = 'case' AND i.subject_kind = 'case' AND s.id = i.subject_id
WHERE i.source = 'desk' AND starts_with(i.fact_id, %(prefix)s)
ORDER BY i.received DESC LIMIT %(most)s;
