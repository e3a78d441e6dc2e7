-- Whether the synthetic district has been played, by the ids of its facts.

-- name: sample_begun
SELECT fact_id FROM inbox WHERE source = 'cli' AND fact_id LIKE 'sample.%.staff.drift' LIMIT 1;

-- name: sample_received
SELECT 1 FROM inbox WHERE source = %s AND fact_id = %s;
