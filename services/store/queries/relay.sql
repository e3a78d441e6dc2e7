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

-- name: relay_begins
WITH top AS (SELECT coalesce(max(feed), 0) AS feed FROM outbox)
SELECT coalesce(
           (SELECT feed - 1 FROM outbox WHERE feed IS NOT NULL AND created >= %(since)s ORDER BY feed LIMIT 1), top.feed),
       coalesce((SELECT feed FROM positions WHERE consumer = 'relay'), 0),
       top.feed
FROM top;

-- name: top_of_feed
SELECT (SELECT coalesce(max(feed), 0) FROM outbox), (SELECT count(*) FROM outbox WHERE feed IS NULL);

-- name: keep_relay_position
INSERT INTO positions (consumer, feed, touched) VALUES ('relay', %(feed)s, now())
ON CONFLICT (consumer) DO UPDATE SET feed = excluded.feed, touched = now();
