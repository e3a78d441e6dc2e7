-- Reminders: what is owed and near its date, what has been said of it, and whom to tell.

-- name: duties_to_remind
SELECT d.key, d.subject_kind, d.subject_id, d.unit, d.owner, d.kind, d.party, d.due_date
FROM duties d
WHERE cardinality(d.waiting_for) = 0
  AND d.from_date <= %(today)s
  AND d.due_date <= %(latest)s
  AND (d.until_date IS NULL OR d.until_date >= %(today)s)
  AND (d.kind = ANY (%(recurring)b::text[]) OR NOT EXISTS (
        SELECT FROM reminders r WHERE r.duty_key = d.key AND r.due_date = d.due_date AND r.step = %(last)s))
  AND d.key > %(after)s
ORDER BY d.key
LIMIT %(most)s;

-- name: duties_to_remind_of
SELECT d.key, d.subject_kind, d.subject_id, d.unit, d.owner, d.kind, d.party, d.due_date
FROM duties d
JOIN unnest(%(kinds)b::text[], %(ids)b::text[]) AS wanted (kind, id)
  ON d.subject_kind = wanted.kind AND d.subject_id = wanted.id
WHERE cardinality(d.waiting_for) = 0
  AND d.from_date <= %(today)s
  AND d.due_date <= %(latest)s
  AND (d.until_date IS NULL OR d.until_date >= %(today)s)
  AND (d.kind = ANY (%(recurring)b::text[]) OR NOT EXISTS (
        SELECT FROM reminders r WHERE r.duty_key = d.key AND r.due_date = d.due_date AND r.step = %(last)s))
ORDER BY d.key;

-- name: reminders_of_duties
SELECT duty_key, due_date, step FROM reminders WHERE duty_key = ANY (%b::text[]);

-- name: add_reminders
INSERT INTO reminders (duty_key, due_date, step, subject_kind, subject_id, unit, owner, kind, state, raised)
SELECT * FROM unnest(%b::text[], %b::date[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[],
                     %b::text[], %b::timestamptz[])
ON CONFLICT (duty_key, due_date, step) DO NOTHING
RETURNING duty_key, due_date, step;

-- name: policies_of_units
SELECT DISTINCT ON (unit) unit, body FROM policies WHERE from_date <= %s ORDER BY unit, from_date DESC, number DESC;

-- name: states_of_units
SELECT id, state FROM subjects WHERE kind = 'unit' AND id = ANY (%s::text[]);

-- name: take_mail
SELECT pg_try_advisory_lock(%s);

-- name: reminders_to_mail
SELECT r.duty_key, r.due_date, r.step, r.subject_kind, r.subject_id, r.unit, d.owner, r.kind, r.raised
FROM reminders r
JOIN duties d ON d.key = r.duty_key AND (d.due_date = r.due_date OR d.kind = ANY (%(recurring)s::text[]))
WHERE r.state = 'raised' AND r.mailed IS NULL
  AND cardinality(d.waiting_for) = 0
  AND (d.until_date IS NULL OR d.until_date >= %(today)s)
ORDER BY r.due_date, r.subject_kind, r.subject_id, r.duty_key;

-- name: mark_mailed
UPDATE reminders SET mailed = %(now)s
WHERE duty_key = %(key)s AND due_date = %(due)s AND state = 'raised' AND mailed IS NULL;

-- name: owners_mailed_before
SELECT DISTINCT owner, unit, step FROM reminders WHERE mailed IS NOT NULL;

-- name: staff_to_mail
SELECT s.slug, s.roles, s.units, s.active, u.state FROM staff s
LEFT JOIN subjects u ON u.kind = 'staff' AND u.id = s.slug
ORDER BY s.slug;

-- name: addresses_of_staff
SELECT e.subject_id, e.sequence, e.type, e.body, s.ciphertext, k.key_id, k.epoch, k.wrapped
FROM events e
JOIN sealed s ON s.event_id = e.event_id
JOIN keys k ON k.subject_kind = 'staff' AND k.subject_id = e.subject_id
WHERE e.subject_kind = 'staff' AND e.subject_id = ANY (%(slugs)s::text[]) AND e.type = %(type)s AND e.verb = 'recorded'
ORDER BY e.subject_id, e.sequence;
