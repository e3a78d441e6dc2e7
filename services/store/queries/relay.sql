-- The relay: one process numbers what is committed, puts it on the bus, and remembers how far it is.

-- name: take_relay
SELECT pg_try_advisory_lock(%s);

-- name: number_feed
WITH fresh AS (
    SELECT id, row_number() OVER (ORDER BY id) AS place
    FROM (SELECT id FROM outbox WHERE feed IS NULL ORDER BY id LIMIT %(most)s) AS waiting
), top AS (
    SELECT coalesce(max(feed), 0) AS feed FROM outbox
)
UPDATE outbox SET feed = top.feed + fresh.place FROM fresh, top WHERE outbox.id = fresh.id;

-- name: feed_to_publish
SELECT feed, event_id, nats_subject, body FROM outbox WHERE feed > %(feed)s ORDER BY feed LIMIT %(most)s;

-- name: feed_before
SELECT coalesce((SELECT feed FROM outbox WHERE feed IS NOT NULL AND created >= %(since)s ORDER BY feed LIMIT 1) - 1, max(feed), 0)
FROM outbox;

-- name: top_of_feed
SELECT coalesce(max(feed), 0), count(*) FILTER (WHERE feed IS NULL) FROM outbox;

-- name: keep_relay_position
INSERT INTO positions (consumer, feed, touched) VALUES ('relay', %(feed)s, now())
ON CONFLICT (consumer) DO UPDATE SET feed = excluded.feed, touched = now();
