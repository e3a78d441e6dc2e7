-- What setting up asks and does outside the numbered steps.

-- name: one_migration_at_a_time
SELECT pg_advisory_lock(%s);

-- name: roles_there
SELECT rolname FROM pg_roles WHERE rolname = ANY (%s);

-- name: make_schema
CREATE SCHEMA IF NOT EXISTS trygghet;
