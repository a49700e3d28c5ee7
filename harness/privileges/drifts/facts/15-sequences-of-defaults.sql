-- sequence-privilege archive.d15_numbers
SET ROLE ledger_owner;
CREATE SEQUENCE archive.d15_numbers;
ALTER TABLE orders ADD d15_number bigint DEFAULT nextval('archive.d15_numbers');
RESET ROLE;

-- sequence-privilege archive.d15_positions_id_seq
SET ROLE ledger_owner;
CREATE TABLE archive.d15_positions (id bigserial);
ALTER TABLE orders ADD d15_position bigint DEFAULT nextval('archive.d15_positions_id_seq');
RESET ROLE;

-- sequence-privilege archive.d15_late
SET ROLE ledger_owner;
CREATE SEQUENCE archive.d15_late;
ALTER TABLE strategies ADD d15_late bigint DEFAULT nextval('archive.d15_late'::text);
RESET ROLE;

-- sequence-privilege archive.d15_in_text
SET ROLE ledger_owner;
CREATE SEQUENCE archive.d15_in_text;
ALTER TABLE customer_trail_events ADD d15_reference text DEFAULT 'E-' || nextval('archive.d15_in_text');
RESET ROLE;

-- sequence-privilege archive.d15_shared
SET ROLE ledger_owner;
CREATE SEQUENCE archive.d15_shared;
ALTER TABLE strategies ADD d15_shared bigint DEFAULT nextval('archive.d15_shared');
ALTER TABLE positions ADD d15_shared bigint DEFAULT nextval('archive.d15_shared');
GRANT SELECT ON SEQUENCE archive.d15_shared TO ledger_app;
RESET ROLE;

-- sequence-privilege reporting.d15_theirs
CREATE SEQUENCE reporting.d15_theirs;
ALTER SEQUENCE reporting.d15_theirs OWNER TO reporter;
ALTER TABLE orders ADD d15_theirs bigint DEFAULT nextval('reporting.d15_theirs');
-- undo
ALTER TABLE orders DROP d15_theirs;
DROP SEQUENCE reporting.d15_theirs;

-- sequence-privilege archive.d15_domain
SET ROLE ledger_owner;
CREATE SEQUENCE archive.d15_domain;
CREATE DOMAIN d15_number AS bigint DEFAULT nextval('archive.d15_domain');
ALTER TABLE customers ADD d15_number d15_number;
RESET ROLE;
