-- What papers tell besides the case itself: who works with it, whom to turn to, and the proof of when a line was written.

-- name: staff_lines
SELECT e.subject_id, e.sequence, e.type, e.body, s.ciphertext, k.key_id, k.epoch, k.wrapped
FROM trygghet.events e
LEFT JOIN trygghet.sealed s ON s.event_id = e.event_id
LEFT JOIN trygghet.keys k ON k.subject_kind = 'staff' AND k.subject_id = e.subject_id
WHERE e.subject_kind = 'staff' AND e.subject_id = ANY (%(slugs)s::text[]) AND e.type = ANY (%(types)s::text[])
ORDER BY e.subject_id, e.sequence;

-- name: unit_lines
SELECT e.subject_id, e.sequence, e.type, e.body, s.ciphertext, k.key_id, k.epoch, k.wrapped
FROM trygghet.events e
LEFT JOIN trygghet.sealed s ON s.event_id = e.event_id
LEFT JOIN trygghet.keys k ON k.subject_kind = 'unit' AND k.subject_id = e.subject_id
WHERE e.subject_kind = 'unit' AND e.subject_id = %(unit)s AND e.type = ANY (%(types)s::text[])
ORDER BY e.sequence;

-- name: proof_of_lines
SELECT e.sequence, e.hash, c.no
FROM trygghet.events e
LEFT JOIN trygghet.ledger l ON l.event_hash = e.hash
LEFT JOIN trygghet.ledger_chain c ON c.ledger_id = l.id
WHERE e.subject_kind = 'case' AND e.subject_id = %(ref)s
ORDER BY e.sequence;

-- name: line_with_hash
SELECT e.subject_kind || '/' || e.subject_id, e.sequence, e.recorded, c.no
FROM trygghet.ledger l
JOIN trygghet.events e ON e.subject_kind = split_part(l.subject, '/', 1) AND e.subject_id = split_part(l.subject, '/', 2)
     AND e.hash = l.event_hash
LEFT JOIN trygghet.ledger_chain c ON c.ledger_id = l.id
WHERE l.event_hash = %(hash)s;

-- name: head_over
SELECT no, hash, signature, at FROM trygghet.ledger_heads WHERE no >= %(no)s ORDER BY no LIMIT 1;
