-- A consumer of CASES: where it is, and what comes next.

-- name: first_position
INSERT INTO positions (consumer, feed, touched) VALUES (%(consumer)s, 0, now()) ON CONFLICT (consumer) DO NOTHING;

-- name: lock_position
SELECT feed FROM positions WHERE consumer = %(consumer)s FOR UPDATE;

-- name: move_position
UPDATE positions SET feed = %(feed)s, touched = now() WHERE consumer = %(consumer)s;

-- name: feed_after
SELECT feed, nats_subject, body FROM outbox WHERE feed > %(feed)s ORDER BY feed LIMIT %(most)s;
