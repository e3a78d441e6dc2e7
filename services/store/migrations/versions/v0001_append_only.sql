-- What may only be added to. Rights alone do not hold the owner or a superuser; these do, and say so.

CREATE FUNCTION trygghet.only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'trygghet.% is only added to: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON trygghet.events
    FOR EACH STATEMENT EXECUTE FUNCTION trygghet.only_added_to();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON trygghet.ledger
    FOR EACH STATEMENT EXECUTE FUNCTION trygghet.only_added_to();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON trygghet.ledger_chain
    FOR EACH STATEMENT EXECUTE FUNCTION trygghet.only_added_to();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON trygghet.ledger_heads
    FOR EACH STATEMENT EXECUTE FUNCTION trygghet.only_added_to();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON trygghet.policies
    FOR EACH STATEMENT EXECUTE FUNCTION trygghet.only_added_to();

-- Sealed parts may be erased, never changed; subjects and what was received stay.
CREATE TRIGGER never_changed BEFORE UPDATE OR TRUNCATE ON trygghet.sealed
    FOR EACH STATEMENT EXECUTE FUNCTION trygghet.only_added_to();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON trygghet.subjects
    FOR EACH STATEMENT EXECUTE FUNCTION trygghet.only_added_to();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON trygghet.inbox
    FOR EACH STATEMENT EXECUTE FUNCTION trygghet.only_added_to();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON trygghet.quarantine
    FOR EACH STATEMENT EXECUTE FUNCTION trygghet.only_added_to();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON trygghet.outbox
    FOR EACH STATEMENT EXECUTE FUNCTION trygghet.only_added_to();

-- A fact has one final outcome: waiting and no_case are provisional, a quarantined one may be tried again.
CREATE FUNCTION trygghet.one_final_outcome() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.source <> OLD.source OR NEW.fact_id <> OLD.fact_id THEN
        RAISE EXCEPTION 'a received fact keeps its source and id' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.outcome NOT IN ('waiting', 'no_case', 'quarantined')
       AND (NEW.outcome <> OLD.outcome OR NEW.body_hash <> OLD.body_hash) THEN
        RAISE EXCEPTION 'the outcome % of %:% is final', OLD.outcome, OLD.source, OLD.fact_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER one_final_outcome BEFORE UPDATE ON trygghet.inbox
    FOR EACH ROW EXECUTE FUNCTION trygghet.one_final_outcome();

-- An erasure wraps every key anew and destroys what they were wrapped by: a key that came late under the old epoch would
-- be lost. Whoever is refused tries the transaction again, as after any serialization failure.
CREATE FUNCTION trygghet.present_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.epoch < (SELECT max(epoch) FROM trygghet.keys) THEN
        RAISE EXCEPTION 'the epoch % has been replaced: try again', NEW.epoch USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER present_epoch BEFORE INSERT ON trygghet.keys
    FOR EACH ROW EXECUTE FUNCTION trygghet.present_epoch();

-- A feed number is given once: consumers rebuild by it.
CREATE FUNCTION trygghet.feed_is_given_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.feed IS NOT NULL OR NEW.feed IS NULL OR NEW.event_id <> OLD.event_id
       OR NEW.body <> OLD.body OR NEW.nats_subject <> OLD.nats_subject THEN
        RAISE EXCEPTION 'of trygghet.outbox only the feed number is set, and once' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER feed_is_given_once BEFORE UPDATE ON trygghet.outbox
    FOR EACH ROW EXECUTE FUNCTION trygghet.feed_is_given_once();
