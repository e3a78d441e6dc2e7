-- In which order the versions of a unit's practice were decided: of two that begin on one day the later one counts, whatever
-- they are called. Rows that are there get their numbers as they were added, since nothing in this table ever changes.
ALTER TABLE trygghet.policies ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
