-- How casework reads and writes the record: few round trips, arrays in binary (an insert by unnest costs a fifth of
-- executemany), rows locked in one order.

-- name: lock_tokens
SELECT pg_advisory_xact_lock(token) FROM unnest(%b::bigint[]) AS asked(token);

-- name: find_tokens
SELECT b.kind, b.token, b.subject_kind, b.subject_id, b.incident
FROM (SELECT DISTINCT kind, token FROM unnest(%b::text[], %b::bytea[]) AS pair(kind, token)) AS asked
JOIN blind_index b ON b.kind = asked.kind AND b.token = asked.token;

-- name: persons_of_cases
SELECT subject_id, token FROM blind_index
WHERE subject_kind = 'case' AND subject_id = ANY (%b::text[]) AND kind = 'person';

-- name: units_of_rows
SELECT DISTINCT unit FROM import_rows WHERE case_id = ANY (%b::text[]);

-- name: cases_of_people
SELECT id FROM subjects WHERE kind = 'case' AND people && %b::text[];

-- name: lock_subjects
SELECT s.kind, s.id, s.unit, s.sequence, s.head, s.opened, s.touched,
       CASE WHEN s.head = ANY (%b::bytea[]) THEN NULL ELSE s.state END, s.fold_version
FROM (SELECT DISTINCT kind, id FROM unnest(%b::text[], %b::text[]) AS pair(kind, id)) AS asked
JOIN subjects s ON s.kind = asked.kind AND s.id = asked.id
ORDER BY s.kind, s.id FOR UPDATE OF s;

-- name: look_at_subjects
SELECT s.kind, s.id, s.unit, s.sequence, s.head, s.opened, s.touched,
       CASE WHEN s.head = ANY (%b::bytea[]) THEN NULL ELSE s.state END, s.fold_version
FROM (SELECT DISTINCT kind, id FROM unnest(%b::text[], %b::text[]) AS pair(kind, id)) AS asked
JOIN subjects s ON s.kind = asked.kind AND s.id = asked.id;

-- name: only_read
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;

-- name: references_taken
SELECT id FROM subjects WHERE kind = 'case' AND id = ANY (%b::text[]);

-- name: keys_of_subjects
SELECT k.subject_kind, k.subject_id, k.key_id, k.epoch, k.wrapped
FROM (SELECT DISTINCT kind, id FROM unnest(%b::text[], %b::text[]) AS pair(kind, id)) AS asked
JOIN keys k ON k.subject_kind = asked.kind AND k.subject_id = asked.id;

-- name: inbox_of
SELECT i.source, i.fact_id, i.body_hash, i.outcome, i.answer
FROM (SELECT DISTINCT source, fact_id FROM unnest(%b::text[], %b::text[]) AS pair(source, fact_id)) AS asked
JOIN inbox i ON i.source = asked.source AND i.fact_id = asked.fact_id;

-- name: inbox_line
SELECT i.outcome, i.subject_kind || '/' || i.subject_id, u.slug, i.answered_at IS NOT NULL
FROM inbox i LEFT JOIN units u ON u.slug = i.unit WHERE i.source = %s AND i.fact_id = %s;

-- name: answer_inbox
UPDATE inbox SET answered_by = %s, answered_at = %s, why = %s, held = NULL
WHERE source = %s AND fact_id = %s AND answered_at IS NULL;

-- name: held_facts
SELECT i.source, i.fact_id, i.body_hash, i.held
FROM (SELECT DISTINCT source, fact_id FROM unnest(%b::text[], %b::text[]) AS pair(source, fact_id)) AS asked
JOIN inbox i ON i.source = asked.source AND i.fact_id = asked.fact_id
WHERE i.outcome = 'no_case' AND i.held IS NOT NULL;

-- name: rows_of_keys
SELECT row_key, outcome FROM import_rows WHERE row_key = ANY (%b::text[]) AND outcome IN ('outside', 'new', 'changed');

-- name: rows_to_take_back
SELECT r.unit, r.week, r.row_key, r.row, r.outcome, r.case_id, r.content, r.sealed, r.import_id,
       k.key_id, k.epoch, k.wrapped
FROM (SELECT DISTINCT unit, week, row_key FROM unnest(%b::text[], %b::text[], %b::text[]) AS three(unit, week, row_key))
     AS asked
JOIN import_rows r ON r.unit = asked.unit AND r.week = asked.week AND r.row_key = asked.row_key
JOIN keys k ON k.subject_kind = 'unit' AND k.subject_id = r.unit
WHERE r.outcome IN ('known', 'outside');

-- name: rows_of_case
SELECT e.sequence, e.body, s.ciphertext, k.key_id, k.epoch, k.wrapped
FROM events e
JOIN sealed s ON s.event_id = e.event_id
JOIN keys k ON k.subject_kind = e.subject_kind AND k.subject_id = e.subject_id AND k.key_id = s.key_id
WHERE e.subject_kind = 'case' AND e.subject_id = %b AND e.type = %b AND e.verb <> 'refused'
ORDER BY e.sequence DESC;

-- name: duties_of_subjects
SELECT d.subject_kind, d.subject_id, d.key, d.unit, d.kind, d.party, d.owner, d.from_date, d.due_date, d.until_date,
       array_to_string(d.rules, ','), d.caused_by, array_to_string(d.cleared_by, ','), array_to_string(d.waiting_for, ',')
FROM (SELECT DISTINCT kind, id FROM unnest(%b::text[], %b::text[]) AS pair(kind, id)) AS asked
JOIN duties d ON d.subject_kind = asked.kind AND d.subject_id = asked.id;

-- name: staff_heads
SELECT id, head FROM subjects WHERE kind = 'staff';

-- name: staff_states
SELECT id, head, state FROM subjects WHERE kind = 'staff' AND id = ANY (%b::text[]);

-- name: unit_slugs
SELECT slug FROM units;

-- name: policies_on
SELECT DISTINCT ON (unit) unit, version, body FROM policies WHERE from_date <= %b ORDER BY unit, from_date DESC, number DESC;

-- name: keep_policy
INSERT INTO policies (unit, version, from_date, body) VALUES (%b, %b, %b, %b);

-- name: subjects_of_other_policy
SELECT s.kind, s.id FROM subjects s
LEFT JOIN (SELECT DISTINCT ON (unit) unit, version FROM policies WHERE from_date <= %b
           ORDER BY unit, from_date DESC, number DESC) p ON p.unit = s.unit
WHERE s.kind <> 'staff' AND s.policy_version <> coalesce(p.version, %b) ORDER BY s.kind, s.id;

-- name: entries_of_facts
SELECT DISTINCT ON (e.subject_kind, e.subject_id, e.source, e.fact_id)
       e.subject_kind, e.subject_id, e.sequence, e.type, e.body, s.ciphertext
FROM (SELECT DISTINCT kind, id, source, fact_id
      FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[]) AS four(kind, id, source, fact_id)) AS asked
JOIN events e ON e.source = asked.source AND e.fact_id = asked.fact_id
     AND e.subject_kind = asked.kind AND e.subject_id = asked.id
LEFT JOIN sealed s ON s.event_id = e.event_id
ORDER BY e.subject_kind, e.subject_id, e.source, e.fact_id, e.sequence DESC;

-- name: log_of_subject
SELECT e.sequence, e.type, e.body, s.ciphertext
FROM events e LEFT JOIN sealed s ON s.event_id = e.event_id
WHERE e.subject_kind = %b AND e.subject_id = %b ORDER BY e.sequence;

-- name: last_of_types
SELECT subject_id, type, max(happened) FROM events
WHERE subject_kind = 'case' AND subject_id = ANY (%b::text[]) GROUP BY subject_id, type;

-- name: facts_of_case
SELECT e.sequence, e.type, e.body, s.ciphertext
FROM events e LEFT JOIN sealed s ON s.event_id = e.event_id
WHERE e.subject_kind = 'case' AND e.subject_id = %b AND e.type = ANY (%b::text[]) ORDER BY e.sequence;

-- name: detection_of_case
SELECT e.sequence, e.type, e.body, s.ciphertext
FROM events e LEFT JOIN sealed s ON s.event_id = e.event_id
WHERE e.subject_kind = 'case' AND e.subject_id = %b AND e.type = ANY (%b::text[])
  AND e.verb IN ('recorded', 'breached', 'lifted')
ORDER BY e.sequence DESC;

-- name: add_subjects
INSERT INTO subjects (kind, id, unit, phase, sequence, head, state, fold_version, rules_version, policy_version, people,
                      opened, touched)
SELECT kind, id, unit, phase, sequence, head, state, %b::int, %b::text, policy_version, string_to_array(people, ','),
       opened, touched
FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::int[], %b::bytea[], %b::bytea[], %b::text[], %b::text[],
            %b::timestamptz[], %b::timestamptz[])
     AS t(kind, id, unit, phase, sequence, head, state, policy_version, people, opened, touched);

-- name: change_subjects
UPDATE subjects s
SET unit = t.unit, phase = t.phase, sequence = t.sequence, head = t.head, state = t.state, fold_version = %b::int,
    rules_version = %b::text, policy_version = t.policy_version, people = string_to_array(t.people, ','),
    touched = t.touched
FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::int[], %b::bytea[], %b::bytea[], %b::text[], %b::text[],
            %b::timestamptz[], %b::timestamptz[])
     AS t(kind, id, unit, phase, sequence, head, state, policy_version, people, opened, touched)
WHERE s.kind = t.kind AND s.id = t.id;

-- name: add_keys
INSERT INTO keys (subject_kind, subject_id, key_id, epoch, wrapped)
SELECT * FROM unnest(%b::text[], %b::text[], %b::uuid[], %b::int[], %b::bytea[]);

-- name: add_events
INSERT INTO events (subject_kind, subject_id, sequence, event_id, verb, type, source, fact_id, unit, happened, recorded,
                    body, sealed_hash, prev_hash, hash)
SELECT * FROM unnest(%b::text[], %b::text[], %b::int[], %b::uuid[], %b::text[], %b::text[], %b::text[], %b::text[],
                     %b::text[], %b::timestamptz[], %b::timestamptz[], %b::bytea[], %b::bytea[], %b::bytea[], %b::bytea[]);

-- name: add_sealed
INSERT INTO sealed (event_id, key_id, ciphertext) SELECT * FROM unnest(%b::uuid[], %b::uuid[], %b::bytea[]);

-- name: withhold
INSERT INTO withheld (event_id)
SELECT e.event_id FROM events e JOIN unnest(%b::text[], %b::text[], %b::text[]) AS told(id, source, fact_id)
     ON e.subject_kind = 'case' AND e.subject_id = told.id AND e.source = told.source AND e.fact_id = told.fact_id
ON CONFLICT DO NOTHING;

-- name: add_ledger_entries
INSERT INTO ledger (at, actor, act, subject, event_hash, detail)
SELECT * FROM unnest(%b::timestamptz[], %b::text[], %b::text[], %b::text[], %b::bytea[], %b::text[]);

-- name: add_outbox
INSERT INTO outbox (event_id, nats_subject, body, created)
SELECT * FROM unnest(%b::uuid[], %b::text[], %b::bytea[], %b::timestamptz[]);

-- name: add_inbox
INSERT INTO inbox (source, fact_id, body_hash, type, subject_kind, subject_id, outcome, answer, held, unit, received, decided)
SELECT * FROM unnest(%b::text[], %b::text[], %b::bytea[], %b::text[], %b::text[], %b::text[], %b::text[], %b::bytea[],
                     %b::bytea[], %b::text[], %b::timestamptz[], %b::timestamptz[]);

-- name: change_inbox
UPDATE inbox i
SET body_hash = coalesce(t.body_hash, i.body_hash), subject_kind = t.subject_kind, subject_id = t.subject_id,
    outcome = t.outcome, answer = t.answer, held = t.held, unit = t.unit, decided = t.decided
FROM unnest(%b::text[], %b::text[], %b::bytea[], %b::text[], %b::text[], %b::text[], %b::text[], %b::bytea[], %b::bytea[],
            %b::text[], %b::timestamptz[], %b::timestamptz[])
     AS t(source, fact_id, body_hash, type, subject_kind, subject_id, outcome, answer, held, unit, received, decided)
WHERE i.source = t.source AND i.fact_id = t.fact_id;

-- name: add_duties
INSERT INTO duties (subject_kind, subject_id, key, unit, kind, party, owner, from_date, due_date, until_date, rules,
                    caused_by, cleared_by, waiting_for)
SELECT subject_kind, subject_id, key, unit, kind, party, owner, from_date, due_date, until_date,
       string_to_array(rules, ',')::int[], caused_by, string_to_array(cleared_by, ','), string_to_array(waiting_for, ',')
FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::date[], %b::date[],
            %b::date[], %b::text[], %b::text[], %b::text[], %b::text[])
     AS t(subject_kind, subject_id, key, unit, kind, party, owner, from_date, due_date, until_date, rules, caused_by,
          cleared_by, waiting_for);

-- name: drop_duties
DELETE FROM duties WHERE key = ANY (%b::text[]);

-- name: add_blind_index
INSERT INTO blind_index (kind, token, subject_kind, subject_id, incident)
SELECT * FROM unnest(%b::text[], %b::bytea[], %b::text[], %b::text[], %b::text[])
ON CONFLICT DO NOTHING;

-- name: drop_blind_index_of_inbox
DELETE FROM blind_index WHERE subject_kind = 'inbox' AND subject_id = ANY (%b::text[]);

-- name: drop_blind_index_of_cases
DELETE FROM blind_index b USING unnest(%b::text[], %b::bytea[], %b::text[]) AS gone(kind, token, id)
WHERE b.kind = gone.kind AND b.token = gone.token AND b.subject_kind = 'case' AND b.subject_id = gone.id;

-- name: keep_import_rows
INSERT INTO import_rows AS r (unit, week, row_key, row, outcome, case_id, content, reason, sealed, import_id)
SELECT * FROM unnest(%b::text[], %b::text[], %b::text[], %b::int[], %b::text[], %b::text[], %b::text[], %b::text[],
                     %b::bytea[], %b::uuid[])
ON CONFLICT (unit, week, row_key) DO UPDATE
SET row = excluded.row, outcome = excluded.outcome, case_id = coalesce(excluded.case_id, r.case_id),
    content = excluded.content, reason = excluded.reason, sealed = excluded.sealed, import_id = excluded.import_id
WHERE excluded.outcome <> 'known' OR r.outcome IN ('outside', 'rejected');

-- name: move_inbox
UPDATE inbox SET unit = %b WHERE subject_kind = 'case' AND subject_id = %b AND outcome IN ('waiting', 'refused');

-- name: keep_unit
INSERT INTO units (slug, name, since) VALUES (%b, %b, %b)
ON CONFLICT (slug) DO UPDATE SET name = excluded.name, since = excluded.since;

-- name: keep_staff
INSERT INTO staff (slug, roles, units, public_employee) VALUES (%b, %b, %b, %b)
ON CONFLICT (slug) DO UPDATE SET roles = excluded.roles, units = excluded.units, public_employee = excluded.public_employee;

-- name: add_quarantine
INSERT INTO quarantine (source, fact_id, nats_subject, reason, detail, raw, raw_hash, received)
VALUES (%b, %b, %b, %b, %b, %b, %b, %b)
ON CONFLICT (raw_hash) DO NOTHING RETURNING number;

-- name: quarantined_before
SELECT number FROM quarantine WHERE raw_hash = %b;

-- name: quarantine_of
SELECT state, nats_subject, raw, raw_hash FROM quarantine WHERE number = %b FOR UPDATE;

-- name: answer_quarantine
UPDATE quarantine SET state = %b, answered_by = %b, answered_at = %b, why = %b WHERE number = %b;

-- name: drop_quarantined
UPDATE quarantine SET state = 'dropped', answered_by = %b, answered_at = %b, why = %b, raw = NULL WHERE number = %b;

-- name: waiting_since
SELECT DISTINCT subject_kind, subject_id FROM inbox
WHERE outcome = 'waiting' AND decided < %b AND subject_id IS NOT NULL ORDER BY subject_kind, subject_id;

-- name: no_case_before
SELECT source, fact_id, coalesce(unit, ''), received FROM inbox
WHERE outcome = 'no_case' AND held IS NOT NULL AND received < %b
ORDER BY received FOR UPDATE SKIP LOCKED;

-- name: forget_held
UPDATE inbox i SET held = NULL, decided = %b::timestamptz
FROM unnest(%b::text[], %b::text[]) AS gone(source, fact_id)
WHERE i.source = gone.source AND i.fact_id = gone.fact_id AND i.outcome = 'no_case' AND i.held IS NOT NULL
RETURNING i.source, i.fact_id;
