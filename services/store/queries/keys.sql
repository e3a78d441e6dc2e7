-- The wrapped keys of subjects, and erasing what they open.

-- name: key_of
SELECT key_id, epoch, wrapped FROM trygghet.keys WHERE subject_kind = %s AND subject_id = %s;

-- name: keep_key
INSERT INTO trygghet.keys (subject_kind, subject_id, key_id, epoch, wrapped) VALUES (%s, %s, %s, %s, %s);

-- name: commit_durably
SET LOCAL synchronous_commit = on;

-- name: hold_subject
SELECT sequence FROM trygghet.subjects WHERE kind = %s AND id = %s FOR UPDATE;

-- name: hold_keys
LOCK TABLE trygghet.keys IN SHARE ROW EXCLUSIVE MODE;

-- name: erase_key
DELETE FROM trygghet.keys WHERE subject_kind = %s AND subject_id = %s RETURNING key_id;

-- name: erase_sealed
DELETE FROM trygghet.sealed s USING trygghet.events e
WHERE e.event_id = s.event_id AND e.subject_kind = %s AND e.subject_id = %s;

-- name: erase_tokens
DELETE FROM trygghet.blind_index WHERE subject_kind = %s AND subject_id = %s;

-- name: erase_rows
UPDATE trygghet.import_rows SET sealed = NULL WHERE case_id = %s AND sealed IS NOT NULL;

-- name: erase_held
UPDATE trygghet.inbox SET held = NULL WHERE subject_kind = %s AND subject_id = %s AND held IS NOT NULL;

-- name: keys_of_earlier_epochs
SELECT subject_kind, subject_id, key_id, epoch, wrapped FROM trygghet.keys WHERE epoch < %s LIMIT 5000;

-- name: wrap_anew
UPDATE trygghet.keys k SET epoch = %s, wrapped = u.wrapped
FROM unnest(%s::uuid[], %s::bytea[]) AS u (key_id, wrapped) WHERE k.key_id = u.key_id;

-- name: note_in_ledger
INSERT INTO trygghet.ledger (at, actor, act, subject, detail) VALUES (%s, %s, %s, %s, %s);
