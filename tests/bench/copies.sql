-- Copies of closed cases: rows of the same size and spread as real ones. Nobody opens them, so what they seal need not open.

WITH template AS (
    SELECT row_number() OVER (ORDER BY s.sequence DESC, s.id) - 1 AS place, s.*
    FROM trygghet.subjects s
    WHERE s.kind = 'case' AND s.unit = %(unit)s AND s.phase = 'closed' AND s.id NOT LIKE 'T-COPY%%'
    ORDER BY s.sequence DESC, s.id LIMIT 10
), copy AS (
    SELECT n, 'T-COPY-' || n AS copy_id, t.*, make_interval(days => 400 + n %% 1500) AS ago
    FROM generate_series(%(first)s::int, %(last)s::int) n
    JOIN template t ON t.place = n %% (SELECT count(*) FROM template)
), keys AS (
    INSERT INTO trygghet.keys (subject_kind, subject_id, key_id, epoch, wrapped)
    SELECT 'case', copy_id, md5('key' || n)::uuid, k.epoch, k.wrapped
    FROM copy JOIN trygghet.keys k ON k.subject_kind = 'case' AND k.subject_id = copy.id
), found AS (
    INSERT INTO trygghet.blind_index (kind, token, subject_kind, subject_id, incident)
    SELECT b.kind, decode(md5(b.kind || n || b.token), 'hex'), 'case', copy_id, b.incident
    FROM copy JOIN trygghet.blind_index b ON b.subject_kind = 'case' AND b.subject_id = copy.id
    ON CONFLICT DO NOTHING
), logs AS (
    INSERT INTO trygghet.events (subject_kind, subject_id, sequence, event_id, verb, type, source, fact_id, unit,
                                 happened, recorded, body, sealed_hash, prev_hash, hash)
    SELECT 'case', copy_id, again * e.sequence_of + e.sequence, md5(copy_id || again || e.sequence)::uuid, e.verb,
           e.type, e.source, 'copy-' || n || '-' || again || '-' || e.sequence, e.unit, e.happened - ago,
           e.recorded - ago, e.body, e.sealed_hash, e.prev_hash, e.hash
    FROM copy
    CROSS JOIN generate_series(0, %(events)s / copy.sequence) again
    JOIN LATERAL (
        SELECT *, copy.sequence AS sequence_of FROM trygghet.events
        WHERE subject_kind = 'case' AND subject_id = copy.id
    ) e ON again * copy.sequence + e.sequence <= %(events)s
), sealed AS (
    INSERT INTO trygghet.sealed (event_id, key_id, ciphertext)
    SELECT md5(copy_id || 0 || e.sequence)::uuid, md5('key' || n)::uuid, x.ciphertext
    FROM copy
    JOIN trygghet.events e ON e.subject_kind = 'case' AND e.subject_id = copy.id
    JOIN trygghet.sealed x ON x.event_id = e.event_id
    WHERE e.sequence <= %(events)s
)
INSERT INTO trygghet.subjects (kind, id, unit, phase, sequence, head, state, fold_version, rules_version,
                               policy_version, people, opened, touched)
SELECT 'case', copy_id, unit, phase, greatest(sequence, %(events)s), head, state, fold_version, rules_version,
       policy_version, people, opened - ago, touched - ago
FROM copy;
