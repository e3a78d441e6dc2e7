-- Audit: entries of the ledger that are not chained yet, the chain's end, and its signed heads.

-- name: one_chain
SELECT pg_advisory_xact_lock(%s);

-- name: end_of_chain
SELECT no, hash FROM ledger_chain ORDER BY no DESC LIMIT 1;

-- name: ledger_to_chain
SELECT l.id, l.at, l.actor, l.act, l.subject, l.event_hash, l.detail
FROM ledger l
WHERE l.id > %(floor)s AND NOT EXISTS (SELECT 1 FROM ledger_chain c WHERE c.ledger_id = l.id)
ORDER BY l.id LIMIT %(most)s;

-- name: add_links
INSERT INTO ledger_chain (no, ledger_id, hash)
SELECT * FROM unnest(%(numbers)s::bigint[], %(ids)s::bigint[], %(hashes)s::bytea[]);

-- name: last_head
SELECT no, at FROM ledger_heads ORDER BY no DESC LIMIT 1;

-- name: add_head
INSERT INTO ledger_heads (no, hash, signature, at) VALUES (%(no)s, %(hash)s, %(signature)s, %(at)s);

-- name: horizon
SELECT coalesce(max(l.id), 0), pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint
FROM ledger l;

-- name: publish_head
INSERT INTO outbox (event_id, nats_subject, body, created) VALUES (%(id)s, %(subject)s, %(body)s, %(at)s);
