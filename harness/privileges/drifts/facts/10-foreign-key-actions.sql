-- cascade-bypass public.customer_trail_events
ALTER TABLE customer_trail_events ADD CONSTRAINT drift FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE;
-- undo
ALTER TABLE customer_trail_events DROP CONSTRAINT drift;

-- cascade-bypass public.customer_trail_events
ALTER TABLE customer_trail_events ADD CONSTRAINT drift FOREIGN KEY (customer_id) REFERENCES customers ON DELETE SET NULL;
-- undo
ALTER TABLE customer_trail_events DROP CONSTRAINT drift;

-- cascade-bypass public.customer_trail_events
ALTER TABLE customer_trail_events ADD CONSTRAINT drift FOREIGN KEY (customer_id) REFERENCES customers ON UPDATE CASCADE;
-- undo
ALTER TABLE customer_trail_events DROP CONSTRAINT drift;

-- cascade-bypass public.customer_trail_events
SET ROLE ledger_owner;
CREATE TABLE sessions (id int PRIMARY KEY, customer_id bigint REFERENCES customers ON DELETE CASCADE);
GRANT SELECT ON sessions TO PUBLIC;
ALTER TABLE customer_trail_events ADD session_id int REFERENCES sessions ON DELETE CASCADE;
RESET ROLE;
-- undo
ALTER TABLE customer_trail_events DROP session_id;
DROP TABLE sessions;

-- cascade-bypass archive.notes
SET ROLE ledger_owner;
CREATE TABLE archive.notes (order_id bigint REFERENCES public.orders ON DELETE CASCADE);
RESET ROLE;
-- undo
DROP TABLE archive.notes;

-- cascade-bypass public.customer_trail_events
SET ROLE ledger_owner;
CREATE TABLE archive.visits (id int PRIMARY KEY, customer_id bigint REFERENCES public.customers ON DELETE CASCADE);
ALTER TABLE customer_trail_events ADD visit_id int REFERENCES archive.visits ON DELETE SET NULL;
RESET ROLE;
-- undo
ALTER TABLE customer_trail_events DROP visit_id;
DROP TABLE archive.visits;
