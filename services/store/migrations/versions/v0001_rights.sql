-- Who may do what, and who sees which unit. Everything that is not granted here is refused.

REVOKE ALL ON SCHEMA trygghet FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA trygghet FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA trygghet FROM PUBLIC;
GRANT USAGE ON SCHEMA trygghet
    TO trygghet_writer, trygghet_reader, trygghet_reminders, trygghet_auditor, trygghet_eraser;
GRANT SELECT ON trygghet.schema_version
    TO trygghet_writer, trygghet_reader, trygghet_reminders, trygghet_auditor, trygghet_eraser;

-- writer: casework and relay. It adds to logs and never changes or removes a line.
GRANT SELECT, INSERT ON
    trygghet.events, trygghet.sealed, trygghet.subjects, trygghet.duties, trygghet.blind_index, trygghet.keys,
    trygghet.units, trygghet.staff, trygghet.policies, trygghet.inbox, trygghet.quarantine, trygghet.imports,
    trygghet.import_rows, trygghet.outbox, trygghet.positions TO trygghet_writer;
GRANT INSERT, SELECT ON trygghet.ledger TO trygghet_writer;
GRANT SELECT ON trygghet.reminders TO trygghet_writer;
GRANT UPDATE ON
    trygghet.subjects, trygghet.duties, trygghet.units, trygghet.staff, trygghet.inbox, trygghet.imports,
    trygghet.import_rows, trygghet.positions TO trygghet_writer;
GRANT UPDATE (feed) ON trygghet.outbox TO trygghet_writer;
GRANT UPDATE (state, answered_by, answered_at, why, raw) ON trygghet.quarantine TO trygghet_writer;
GRANT DELETE ON trygghet.duties, trygghet.blind_index TO trygghet_writer;

-- reader: the desk and the command line, within the units of whoever asks. It adds its own reads to the ledger.
GRANT SELECT ON
    trygghet.events, trygghet.sealed, trygghet.subjects, trygghet.duties, trygghet.reminders, trygghet.blind_index,
    trygghet.keys, trygghet.units, trygghet.staff, trygghet.policies, trygghet.inbox, trygghet.imports,
    trygghet.import_rows TO trygghet_reader;
GRANT SELECT (number, source, fact_id, nats_subject, reason, detail, received, state, answered_by, answered_at, why)
    ON trygghet.quarantine TO trygghet_reader;
GRANT INSERT ON trygghet.ledger TO trygghet_reader;
-- for the status page: how far everybody has come, and when the record was last checked; nothing of what it says.
GRANT SELECT ON trygghet.positions, trygghet.ledger_heads TO trygghet_reader;
GRANT SELECT (id, nats_subject, feed, created) ON trygghet.outbox TO trygghet_reader;
GRANT SELECT (id, at, act, detail) ON trygghet.ledger TO trygghet_reader;

-- reminders: duties, and the sealed addresses of staff; nothing personal of a case.
GRANT SELECT ON
    trygghet.subjects, trygghet.duties, trygghet.reminders, trygghet.outbox, trygghet.positions, trygghet.events,
    trygghet.sealed, trygghet.keys, trygghet.units, trygghet.staff, trygghet.policies TO trygghet_reminders;
GRANT INSERT ON trygghet.reminders, trygghet.outbox, trygghet.positions, trygghet.ledger TO trygghet_reminders;
GRANT UPDATE (mailed) ON trygghet.reminders TO trygghet_reminders;
GRANT UPDATE ON trygghet.positions TO trygghet_reminders;

-- auditor: reads everything but keys, chains and signs the ledger.
GRANT SELECT ON ALL TABLES IN SCHEMA trygghet TO trygghet_auditor;
GRANT INSERT ON trygghet.ledger, trygghet.ledger_chain, trygghet.ledger_heads, trygghet.positions, trygghet.outbox
    TO trygghet_auditor;
GRANT UPDATE ON trygghet.positions TO trygghet_auditor;

-- eraser: removes what can be read of a person, wraps the other keys anew; the log itself stays.
GRANT SELECT ON
    trygghet.subjects, trygghet.events, trygghet.sealed, trygghet.keys, trygghet.blind_index, trygghet.import_rows,
    trygghet.inbox, trygghet.quarantine TO trygghet_eraser;
GRANT DELETE ON trygghet.sealed, trygghet.keys, trygghet.blind_index TO trygghet_eraser;
GRANT UPDATE (epoch, wrapped) ON trygghet.keys TO trygghet_eraser;
GRANT UPDATE (sealed) ON trygghet.import_rows TO trygghet_eraser;
GRANT UPDATE (held) ON trygghet.inbox TO trygghet_eraser;
GRANT UPDATE (raw) ON trygghet.quarantine TO trygghet_eraser;
GRANT UPDATE (touched) ON trygghet.subjects TO trygghet_eraser;  -- only to hold the row (FOR UPDATE) while it erases
GRANT INSERT ON trygghet.ledger TO trygghet_eraser;

-- Rows. `SET LOCAL trygghet.units = 'ost,vest'` names the units of whoever asks (`*`: the installation's operator), and
-- `SET LOCAL trygghet.staff = 'g1'` who it is: a guide sees the cases in which they have a part. Not set is nothing.
CREATE FUNCTION trygghet.sees(unit text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE coalesce(current_setting('trygghet.units', true), '')
        WHEN '' THEN false
        WHEN '*' THEN true
        ELSE coalesce(unit = ANY (string_to_array(current_setting('trygghet.units', true), ',')), false)
    END
$$;
CREATE FUNCTION trygghet.takes_part(people text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(nullif(current_setting('trygghet.staff', true), '') = ANY (people), false)
$$;
CREATE FUNCTION trygghet.sees_any() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('trygghet.units', true), '') <> ''
        OR coalesce(current_setting('trygghet.staff', true), '') <> ''
$$;
GRANT EXECUTE ON FUNCTION trygghet.sees(text), trygghet.takes_part(text[]), trygghet.sees_any() TO trygghet_reader;

DO $$
DECLARE guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['events', 'sealed', 'subjects', 'duties', 'reminders', 'blind_index', 'keys', 'inbox',
                                   'quarantine', 'imports', 'import_rows', 'units', 'staff', 'policies', 'ledger'] LOOP
        EXECUTE format('ALTER TABLE trygghet.%I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY writer ON trygghet.%I TO trygghet_writer USING (true) WITH CHECK (true)', guarded);
        EXECUTE format('CREATE POLICY auditor ON trygghet.%I TO trygghet_auditor USING (true) WITH CHECK (true)', guarded);
        EXECUTE format('CREATE POLICY eraser ON trygghet.%I TO trygghet_eraser USING (true) WITH CHECK (true)', guarded);
    END LOOP;
    FOREACH guarded IN ARRAY ARRAY['subjects', 'duties', 'reminders', 'units', 'staff', 'policies', 'ledger'] LOOP
        EXECUTE format('CREATE POLICY reminders ON trygghet.%I TO trygghet_reminders USING (true) WITH CHECK (true)', guarded);
    END LOOP;
END $$;

CREATE POLICY reminders ON trygghet.events TO trygghet_reminders USING (subject_kind = 'staff');
CREATE POLICY reminders ON trygghet.keys TO trygghet_reminders USING (subject_kind = 'staff');
CREATE POLICY reminders ON trygghet.sealed TO trygghet_reminders
    USING (EXISTS (SELECT 1 FROM trygghet.events e WHERE e.event_id = sealed.event_id));

-- A case's history goes with the case: whoever sees its present unit sees the whole log (D9).
CREATE POLICY reader ON trygghet.subjects TO trygghet_reader
    USING (CASE kind WHEN 'staff' THEN trygghet.sees_any() ELSE trygghet.sees(unit) OR trygghet.takes_part(people) END);
CREATE POLICY reader ON trygghet.events TO trygghet_reader
    USING (EXISTS (SELECT 1 FROM trygghet.subjects s WHERE s.kind = subject_kind AND s.id = subject_id));
CREATE POLICY reader ON trygghet.keys TO trygghet_reader
    USING (EXISTS (SELECT 1 FROM trygghet.subjects s WHERE s.kind = subject_kind AND s.id = subject_id));
CREATE POLICY reader ON trygghet.blind_index TO trygghet_reader
    USING (EXISTS (SELECT 1 FROM trygghet.subjects s WHERE s.kind = subject_kind AND s.id = subject_id));
CREATE POLICY reader ON trygghet.sealed TO trygghet_reader
    USING (EXISTS (SELECT 1 FROM trygghet.events e WHERE e.event_id = sealed.event_id));
CREATE POLICY reader ON trygghet.duties TO trygghet_reader  -- an offered move is owed by who does not see the case yet
    USING (trygghet.sees(unit) OR EXISTS (SELECT 1 FROM trygghet.subjects s WHERE s.kind = subject_kind AND s.id = subject_id));
CREATE POLICY reader ON trygghet.reminders TO trygghet_reader
    USING (EXISTS (SELECT 1 FROM trygghet.subjects s WHERE s.kind = subject_kind AND s.id = subject_id));
CREATE POLICY reader ON trygghet.inbox TO trygghet_reader USING (trygghet.sees(unit));
CREATE POLICY reader ON trygghet.imports TO trygghet_reader USING (trygghet.sees(unit));
CREATE POLICY reader ON trygghet.import_rows TO trygghet_reader USING (trygghet.sees(unit));
CREATE POLICY reader ON trygghet.policies TO trygghet_reader USING (trygghet.sees_any());
CREATE POLICY reader ON trygghet.quarantine TO trygghet_reader USING (trygghet.sees(NULL));
CREATE POLICY reader ON trygghet.units TO trygghet_reader USING (trygghet.sees_any());
CREATE POLICY reader ON trygghet.staff TO trygghet_reader USING (trygghet.sees_any());
CREATE POLICY reader ON trygghet.ledger FOR INSERT TO trygghet_reader WITH CHECK (event_hash IS NULL);
CREATE POLICY reader_checks ON trygghet.ledger FOR SELECT TO trygghet_reader USING (act = 'verified');
