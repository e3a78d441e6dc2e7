-- Which files have been read. One row for one file, unit, week and kind, whoever reads it and however often.

-- name: begin_import
INSERT INTO imports (id, unit, week, kind, file_hash, file_name_hash, rows, counts, state, started, by_actor)
VALUES (%s, %s, %s, %s, %s, %s, %s, '{}', 'running', %s, %s)
ON CONFLICT (id) DO NOTHING;

-- name: import_begun
SELECT started, state = 'done' FROM imports WHERE id = %s;

-- name: finish_import
UPDATE imports SET counts = %s, state = 'done', finished = %s WHERE id = %s AND state = 'running';
