-- What `trygghet verify` reads. It runs as role auditor, in one snapshot.

-- name: count_for_verify
SELECT (SELECT count(*) FROM trygghet.events), (SELECT count(*) FROM trygghet.ledger_chain);

-- name: whole_log
SELECT e.subject_kind, e.subject_id, e.sequence, e.verb, e.type, e.source, e.fact_id, e.unit, e.happened, e.recorded,
       e.body, e.sealed_hash, e.prev_hash, e.hash, s.ciphertext, k.key_id, k.epoch, k.wrapped
FROM trygghet.events e
LEFT JOIN trygghet.sealed s ON s.event_id = e.event_id
LEFT JOIN trygghet.keys k ON k.subject_kind = e.subject_kind AND k.subject_id = e.subject_id
ORDER BY e.subject_kind, e.subject_id, e.sequence;

-- name: erased_subjects
SELECT subject, max(at) FROM trygghet.ledger WHERE act = 'erased' GROUP BY subject;

-- name: stored_subjects
SELECT s.kind, s.id, s.unit, s.phase, s.sequence, s.head, s.state, s.fold_version,
       s.rules_version, s.policy_version, s.people, s.touched
FROM trygghet.subjects s JOIN unnest(%s::text[], %s::text[]) AS wanted (kind, id) USING (kind, id);

-- name: withheld_facts
SELECT e.subject_kind, e.subject_id, e.source || ':' || e.fact_id, bool_and(w.event_id IS NOT NULL)
FROM trygghet.events e
LEFT JOIN trygghet.withheld w ON w.event_id = e.event_id
JOIN unnest(%s::text[], %s::text[]) AS wanted (kind, id) ON wanted.kind = e.subject_kind AND wanted.id = e.subject_id
GROUP BY e.subject_kind, e.subject_id, e.source, e.fact_id
HAVING bool_or(w.event_id IS NOT NULL);

-- name: stored_duties
SELECT d.subject_kind, d.subject_id, d.unit, d.key, d.kind, d.party, d.owner, d.from_date, d.due_date, d.until_date,
       d.rules, d.caused_by, d.cleared_by, d.waiting_for
FROM trygghet.duties d
JOIN unnest(%s::text[], %s::text[]) AS wanted (kind, id) ON wanted.kind = d.subject_kind AND wanted.id = d.subject_id;

-- name: all_policies
SELECT unit, version, body FROM trygghet.policies;

-- name: subjects_without_a_log
SELECT s.kind || '/' || s.id, NULL::integer FROM trygghet.subjects s
WHERE NOT EXISTS (SELECT 1 FROM trygghet.events e WHERE e.subject_kind = s.kind AND e.subject_id = s.id);

-- name: duties_without_a_subject
SELECT d.subject_kind || '/' || d.subject_id, NULL::integer FROM trygghet.duties d
WHERE CASE d.subject_kind
    WHEN 'quarantine' THEN NOT EXISTS (SELECT 1 FROM trygghet.quarantine q
                                       WHERE q.number::text = d.subject_id AND q.state = 'open')
    WHEN 'inbox' THEN NOT EXISTS (
        SELECT 1 FROM trygghet.inbox i
        WHERE i.source = split_part(d.subject_id, ':', 1) AND i.fact_id = substr(d.subject_id, length(i.source) + 2)
          AND i.subject_kind IS NULL AND i.answered_at IS NULL
          AND (i.outcome = 'refused' OR (i.outcome = 'no_case' AND i.held IS NOT NULL)))
    ELSE NOT EXISTS (SELECT 1 FROM trygghet.subjects s WHERE s.kind = d.subject_kind AND s.id = d.subject_id) END;

-- name: put_aside_without_a_duty
SELECT 'quarantine/' || q.number, NULL::integer FROM trygghet.quarantine q
WHERE q.state = 'open'
  AND NOT EXISTS (SELECT 1 FROM trygghet.duties d WHERE d.subject_kind = 'quarantine' AND d.subject_id = q.number::text);

-- name: unplaced_without_a_duty
SELECT 'inbox/' || i.source || ':' || i.fact_id, NULL::integer FROM trygghet.inbox i
WHERE i.subject_kind IS NULL AND i.answered_at IS NULL
  AND ((i.outcome = 'refused' AND i.source NOT IN ('desk', 'cli')) OR (i.outcome = 'no_case' AND i.held IS NOT NULL))
  AND NOT EXISTS (SELECT 1 FROM trygghet.duties d
                  WHERE d.subject_kind = 'inbox' AND d.subject_id = i.source || ':' || i.fact_id);

-- name: sealed_without_an_event
SELECT NULL::text, NULL::integer FROM trygghet.sealed s
WHERE NOT EXISTS (SELECT 1 FROM trygghet.events e WHERE e.event_id = s.event_id);

-- name: events_without_a_ledger_entry
SELECT e.subject_kind || '/' || e.subject_id, e.sequence FROM trygghet.events e
WHERE NOT EXISTS (SELECT 1 FROM trygghet.ledger l WHERE l.event_hash = e.hash);

-- name: ledger_entries_without_an_event
SELECT l.subject, NULL::integer FROM trygghet.ledger l
WHERE l.event_hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM trygghet.events e WHERE e.hash = l.event_hash);

-- name: events_twice_in_the_ledger
SELECT min(l.subject), NULL::integer FROM trygghet.ledger l WHERE l.event_hash IS NOT NULL
GROUP BY l.event_hash HAVING count(*) > 1;

-- name: events_not_in_the_outbox
SELECT e.subject_kind || '/' || e.subject_id, e.sequence FROM trygghet.events e
WHERE NOT EXISTS (SELECT 1 FROM trygghet.outbox o WHERE o.event_id = e.event_id);

-- name: events_not_in_the_inbox
SELECT e.subject_kind || '/' || e.subject_id, e.sequence FROM trygghet.events e
WHERE NOT e.type = ANY (%s)
  AND NOT EXISTS (SELECT 1 FROM trygghet.inbox i WHERE i.source = e.source AND i.fact_id = e.fact_id);

-- name: outcomes_without_their_event
SELECT i.subject_kind || '/' || i.subject_id, NULL::integer FROM trygghet.inbox i
WHERE (i.outcome IN ('recorded', 'breached', 'waiting')) AND NOT EXISTS (
    SELECT 1 FROM trygghet.events e WHERE e.source = i.source AND e.fact_id = i.fact_id AND CASE i.outcome
        WHEN 'recorded' THEN e.verb IN ('recorded', 'superseded')
        WHEN 'breached' THEN e.verb = 'breached'
        ELSE e.verb = 'waiting' END);

-- name: waiting_although_decided
SELECT i.subject_kind || '/' || i.subject_id, max(e.sequence)
FROM trygghet.inbox i JOIN trygghet.events e ON e.source = i.source AND e.fact_id = i.fact_id
WHERE i.outcome = 'waiting' GROUP BY 1, i.source, i.fact_id, e.subject_kind, e.subject_id
HAVING bool_or(e.verb <> 'waiting');

-- name: ledger_in_order
SELECT c.no, c.hash, h.hash, h.signature, h.at, l.id, l.at, l.actor, l.act, l.subject, l.event_hash, l.detail
FROM trygghet.ledger_chain c
LEFT JOIN trygghet.ledger l ON l.id = c.ledger_id
LEFT JOIN trygghet.ledger_heads h ON h.no = c.no
ORDER BY c.no;

-- name: heads_beyond_the_chain
SELECT NULL::text, NULL::integer FROM trygghet.ledger_heads h
WHERE NOT EXISTS (SELECT 1 FROM trygghet.ledger_chain c WHERE c.no = h.no);
