-- What somebody has begun to write. Row-level security holds each to whoever wrote it.

-- name: keep_draft
INSERT INTO trygghet.drafts (owner, subject_kind, subject_id, type, key_id, ciphertext, saved)
VALUES (%(owner)s, %(kind)s, %(id)s, %(type)s, %(key_id)s, %(ciphertext)s, %(saved)s)
ON CONFLICT (owner, subject_kind, subject_id, type)
DO UPDATE SET key_id = EXCLUDED.key_id, ciphertext = EXCLUDED.ciphertext, saved = EXCLUDED.saved;

-- name: draft_of
SELECT d.ciphertext, d.saved, d.key_id, k.epoch, k.wrapped
FROM trygghet.drafts d
JOIN trygghet.keys k ON k.subject_kind = d.subject_kind AND k.subject_id = d.subject_id AND k.key_id = d.key_id
WHERE d.owner = %(owner)s AND d.subject_kind = %(kind)s AND d.subject_id = %(id)s AND d.type = %(type)s;

-- name: drop_draft
DELETE FROM trygghet.drafts
WHERE owner = %(owner)s AND subject_kind = %(kind)s AND subject_id = %(id)s AND type = %(type)s;

-- name: drop_old_drafts
DELETE FROM trygghet.drafts WHERE saved < %(before)s;

-- name: erase_drafts
DELETE FROM trygghet.drafts WHERE subject_kind = %s AND subject_id = %s;
