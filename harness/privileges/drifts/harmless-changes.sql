-- a comment on a table
COMMENT ON TABLE orders IS 'placed by customers';

-- a comment on the role
COMMENT ON ROLE ledger_app IS 'the application';

-- an index
CREATE INDEX ON historic_prices (opened_at);

-- statistics
CREATE STATISTICS bars ON symbol, timeframe FROM historic_prices;
ANALYZE historic_prices;

-- a new column
ALTER TABLE orders ADD note text;

-- a renamed column
ALTER TABLE orders RENAME quantity TO amount;

-- a renamed table
ALTER TABLE positions RENAME TO holdings;

-- a dropped table that the policy names
DROP TABLE alembic_version;

-- a check constraint
ALTER TABLE orders ADD CHECK (quantity < 1000000);

-- a new table properly granted
SET ROLE ledger_owner;
CREATE TABLE alerts (id int);
GRANT SELECT, INSERT, UPDATE, DELETE ON alerts TO ledger_app;
RESET ROLE;

-- a new table with a serial column properly granted
SET ROLE ledger_owner;
CREATE TABLE alerts (id bigserial);
GRANT SELECT, INSERT, UPDATE, DELETE ON alerts TO ledger_app;
GRANT USAGE ON SEQUENCE alerts_id_seq TO ledger_app;
RESET ROLE;

-- a new table with an identity column properly granted
SET ROLE ledger_owner;
CREATE TABLE alerts (id int GENERATED ALWAYS AS IDENTITY);
GRANT SELECT, INSERT, UPDATE, DELETE ON alerts TO ledger_app;
RESET ROLE;

-- a new partition properly granted
SET ROLE ledger_owner;
CREATE TABLE market_ticks_2026_08 PARTITION OF market_ticks FOR VALUES FROM ('2026-08-01') TO ('2026-09-01');
GRANT SELECT, INSERT, UPDATE, DELETE ON market_ticks_2026_08 TO ledger_app;
RESET ROLE;

-- a partition of an append-only kind in a schema of its own
SET ROLE ledger_owner;
CREATE TABLE archive.market_ticks_2025 PARTITION OF market_ticks FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
RESET ROLE;

-- a view over what the role may read
SET ROLE ledger_owner;
CREATE VIEW latest_bars AS SELECT * FROM historic_prices;
GRANT SELECT ON latest_bars TO ledger_app;
RESET ROLE;

-- a view over a forbidden table, not granted
SET ROLE ledger_owner;
CREATE VIEW migration_state AS SELECT * FROM alembic_version;
RESET ROLE;

-- a view over an append-only table, to read
SET ROLE ledger_owner;
CREATE VIEW audit_trail AS SELECT * FROM customer_trail_events;
GRANT SELECT ON audit_trail TO ledger_app;
RESET ROLE;

-- a view that runs as its caller (from 15)
SET ROLE ledger_owner;
CREATE VIEW migration_state WITH (security_invoker = true) AS SELECT * FROM alembic_version;
GRANT SELECT ON migration_state TO ledger_app;
RESET ROLE;

-- an owner's view over one that runs as its caller, over a forbidden table (from 15)
SET ROLE ledger_owner;
CREATE VIEW migration_state WITH (security_invoker = true) AS SELECT * FROM alembic_version;
CREATE VIEW migrations_told AS SELECT * FROM migration_state;
GRANT SELECT ON migrations_told TO ledger_app;
RESET ROLE;

-- a view that runs as its caller over what leads too far, not granted (from 15)
SET ROLE ledger_owner;
CREATE TABLE archive.secrets (id int);
CREATE VIEW archive.told AS SELECT * FROM archive.secrets;
CREATE VIEW telling WITH (security_invoker = true) AS SELECT * FROM archive.told;
RESET ROLE;

-- a view that runs as its caller over what everybody may read where the role cannot go (from 15)
SET ROLE ledger_owner;
CREATE TABLE archive.calendar (day date);
GRANT SELECT ON archive.calendar TO PUBLIC;
CREATE VIEW holidays WITH (security_invoker = true) AS SELECT day FROM archive.calendar;
GRANT SELECT ON holidays TO ledger_app;
RESET ROLE;

-- a view that runs as its caller over the passwords (from 15)
CREATE VIEW passwords WITH (security_invoker = true) AS SELECT * FROM pg_authid;
GRANT SELECT ON passwords TO ledger_app;

-- a view whose owner may not read what is under it
CREATE VIEW blind AS SELECT * FROM archive.bars;
ALTER VIEW blind OWNER TO reporter;
GRANT SELECT ON blind TO ledger_app;

-- another role’s grants on the application’s tables
GRANT SELECT ON ALL TABLES IN SCHEMA public TO reporter;

-- another role’s grants on its own tables in its own schema
SET ROLE reporter;
CREATE TABLE reporting.more (id int);
GRANT ALL ON reporting.more TO PUBLIC;
RESET ROLE;

-- a column the role may read anyway
GRANT SELECT (symbol) ON historic_prices TO ledger_app;

-- a privilege the role has anyway, for everybody
GRANT SELECT ON historic_prices TO PUBLIC;

-- a new schema the role has nothing in
SET ROLE ledger_owner;
CREATE SCHEMA staging;
CREATE TABLE staging.load (id serial);
RESET ROLE;

-- default privileges for another role
ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner IN SCHEMA public GRANT SELECT ON TABLES TO reporter;

-- global default privileges on functions for another role
ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner GRANT EXECUTE ON FUNCTIONS TO reporter;

-- default privileges that take away
ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- a function that runs as its caller
SET ROLE ledger_owner;
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
RESET ROLE;

-- a SECURITY DEFINER function the role may not call
SET ROLE ledger_owner;
CREATE FUNCTION one() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
REVOKE EXECUTE ON FUNCTION one FROM PUBLIC;
RESET ROLE;

-- a SECURITY DEFINER function in a schema the role cannot enter
SET ROLE ledger_owner;
CREATE FUNCTION archive.one() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
RESET ROLE;

-- a SECURITY DEFINER trigger on a table the role cannot write
SET ROLE ledger_owner;
CREATE FUNCTION archive.noted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER noted BEFORE UPDATE ON customer_trail_events FOR EACH ROW EXECUTE FUNCTION archive.noted();
RESET ROLE;

-- a foreign key without an action
ALTER TABLE customer_trail_events ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE RESTRICT;

-- a cascade into a table the role may delete from
ALTER TABLE positions ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE;

-- a cascade out of an append-only table
SET ROLE ledger_owner;
CREATE TABLE notes (event_id bigint REFERENCES customer_trail_events ON DELETE CASCADE);
GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO ledger_app;
RESET ROLE;

-- a rule that appends to the audit
CREATE RULE note AS ON DELETE TO orders DO ALSO INSERT INTO customer_trail_events (customer_id, action) SELECT customer_id, 'x' FROM strategies;

-- row-level security that lets every row through
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON orders USING (true);

-- row-level security on another role’s table
ALTER TABLE reporting.daily ENABLE ROW LEVEL SECURITY;

-- a policy for row-level security that is off
CREATE POLICY nobody ON orders USING (false);

-- a member of the role
GRANT ledger_app TO reporter;

-- another role’s membership
GRANT pg_read_all_data TO reporter;

-- a new password
ALTER ROLE ledger_app PASSWORD 'another';

-- a password that never expires
ALTER ROLE ledger_app VALID UNTIL 'infinity';

-- room for as many connections as the app needs
ALTER ROLE ledger_app CONNECTION LIMIT 60;

-- a timeout of the role
ALTER ROLE ledger_app SET statement_timeout = '30s';

-- a resource setting of the database
ALTER DATABASE ledger SET work_mem = '8MB';

-- a setting of another role
ALTER ROLE reporter SET search_path = reporting;

-- another role’s large object
SELECT lo_create(777);
GRANT SELECT ON LARGE OBJECT 777 TO reporter;

-- an extension
CREATE EXTENSION tablefunc;

-- an extension with operators in a schema of its own
CREATE SCHEMA IF NOT EXISTS heroku_ext;
GRANT USAGE ON SCHEMA heroku_ext TO PUBLIC;
CREATE EXTENSION citext SCHEMA heroku_ext;

-- a type and a domain
CREATE TYPE mood AS ENUM ('calm');
CREATE DOMAIN price AS numeric CHECK (VALUE > 0);

-- a publication
CREATE PUBLICATION bars FOR TABLE historic_prices;

-- another role’s parameter (from 15)
GRANT SET ON PARAMETER log_statement TO reporter;

-- a temporary table of a superuser
CREATE TEMPORARY TABLE scratch (id int);

-- the role serving another database as well
GRANT CONNECT ON DATABASE postgres TO ledger_app;

-- another role's default privileges in its own schema, for everybody
ALTER DEFAULT PRIVILEGES FOR ROLE reporter IN SCHEMA reporting GRANT SELECT ON TABLES TO PUBLIC;

-- another role's default privileges for everybody, who can create in its own schema only
ALTER DEFAULT PRIVILEGES FOR ROLE reporter GRANT SELECT ON TABLES TO PUBLIC;

-- default privileges on types
ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner IN SCHEMA public GRANT USAGE ON TYPES TO ledger_app;

-- an application's table given to another role with its grants
ALTER TABLE positions OWNER TO reporter;

-- a sequence that serves no column any more
ALTER SEQUENCE orders_id_seq OWNED BY NONE;

-- EXECUTE taken from PUBLIC on a trigger function
REVOKE EXECUTE ON FUNCTION touch_updated_at() FROM PUBLIC;

-- a view that now runs as its caller (from 15)
ALTER VIEW instrument_exposure SET (security_invoker = true);

-- an invoker function that only the role may call
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE EXECUTE ON FUNCTION one FROM PUBLIC;
GRANT EXECUTE ON FUNCTION one TO ledger_app;

-- a serial column on a table the role does not insert into
SET ROLE ledger_owner;
ALTER TABLE schema_migrations ADD position bigserial;
RESET ROLE;

-- a view over what the role may read, with another role's grant that it can hand on
SET ROLE ledger_owner;
CREATE VIEW bars AS SELECT * FROM historic_prices;
GRANT SELECT ON bars TO ledger_app;
GRANT ALL ON bars TO reporter WITH GRANT OPTION;
RESET ROLE;

-- USAGE on every sequence, those of identity columns included, as the source's block grants it
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ledger_app;

-- default privileges that give a new sequence what every sequence has
ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO ledger_app;

-- USAGE on the schema of an extension
CREATE SCHEMA IF NOT EXISTS heroku_ext;
GRANT USAGE ON SCHEMA heroku_ext TO ledger_app;
CREATE EXTENSION citext SCHEMA heroku_ext;

-- a new partition that is reached through its parent
SET ROLE ledger_owner;
CREATE TABLE market_ticks_2026_09 PARTITION OF market_ticks FOR VALUES FROM ('2026-09-01') TO ('2026-10-01');
RESET ROLE;

-- a partition of a partition, reached through both
SET ROLE ledger_owner;
CREATE TABLE market_ticks_2026_10 PARTITION OF market_ticks FOR VALUES FROM ('2026-10-01') TO ('2026-11-01') PARTITION BY RANGE (instrument_id);
CREATE TABLE market_ticks_2026_10_a PARTITION OF market_ticks_2026_10 DEFAULT;
RESET ROLE;

-- every grant on a partition taken away, its parent's being enough
REVOKE ALL ON market_ticks_2026_05 FROM ledger_app;

-- the search_path that Heroku sets
ALTER DATABASE ledger SET search_path TO "$user", public, heroku_ext;

-- a search_path with a schema that nobody made
ALTER DATABASE ledger SET search_path TO nowhere, public;

-- a search_path with a schema the role cannot enter ahead of pg_catalog
ALTER DATABASE ledger SET search_path TO archive, pg_catalog, public;

-- the platform's schema for its event triggers, for everybody to enter
CREATE SCHEMA IF NOT EXISTS _heroku;
GRANT USAGE ON SCHEMA _heroku TO PUBLIC;

-- a helper of the platform's that runs as its caller
CREATE SCHEMA IF NOT EXISTS _heroku;
CREATE FUNCTION _heroku.helper() RETURNS void LANGUAGE sql AS 'SELECT';

-- the platform's reset of the statistics, for everybody to call
CREATE SCHEMA IF NOT EXISTS _heroku;
GRANT USAGE ON SCHEMA _heroku TO PUBLIC;
CREATE OR REPLACE FUNCTION _heroku.pg_stat_statements_reset() RETURNS timestamptz LANGUAGE sql SECURITY DEFINER AS 'SELECT now()';

-- the platform's function before it was taken from everybody, in a schema nobody may enter
CREATE SCHEMA IF NOT EXISTS _heroku;
REVOKE USAGE ON SCHEMA _heroku FROM PUBLIC;
CREATE OR REPLACE FUNCTION _heroku.postgis_after_create() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN END';
GRANT EXECUTE ON FUNCTION _heroku.postgis_after_create() TO PUBLIC;

-- the schema for extensions, empty, for everybody
CREATE SCHEMA IF NOT EXISTS heroku_ext;
GRANT USAGE ON SCHEMA heroku_ext TO PUBLIC;

-- the schema for extensions, given to the database owner
CREATE SCHEMA IF NOT EXISTS heroku_ext;
ALTER SCHEMA heroku_ext OWNER TO ledger_owner;

-- an event trigger of the platform's
CREATE FUNCTION archive.on_ddl() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN END';
CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION archive.on_ddl();

-- a type in public
CREATE TYPE mood AS ENUM ('calm');
ALTER TABLE orders ADD mood mood;

-- a type in a schema the role may not enter, on a table it may not use
CREATE SCHEMA types AUTHORIZATION ledger_owner;
CREATE TYPE types.mood AS ENUM ('calm');
ALTER TABLE alembic_version ADD mood types.mood;

-- an extension's type in public
CREATE EXTENSION citext;
ALTER TABLE customers ADD nick citext;

-- an extension's operators in a schema the role may enter
CREATE SCHEMA trigrams AUTHORIZATION ledger_owner;
GRANT USAGE ON SCHEMA trigrams TO ledger_app;
CREATE EXTENSION pg_trgm SCHEMA trigrams;
CREATE INDEX ON strategies USING gin (name trigrams.gin_trgm_ops);

-- a default that calls a function of a schema the role may not enter, which it need not
SET ROLE ledger_owner;
CREATE FUNCTION archive.label() RETURNS text LANGUAGE sql AS $$SELECT 'x'::text$$;
ALTER TABLE orders ADD label text DEFAULT archive.label();
RESET ROLE;

-- a default that calls a function the role may not, on a table it does not insert into
SET ROLE ledger_owner;
CREATE FUNCTION stamp() RETURNS text LANGUAGE sql AS $$SELECT 'x'::text$$;
REVOKE EXECUTE ON FUNCTION stamp FROM PUBLIC;
ALTER TABLE schema_migrations ADD stamp text DEFAULT stamp();
RESET ROLE;

-- a default that calls a sequence of another schema, properly granted
SET ROLE ledger_owner;
CREATE SEQUENCE archive.numbers;
ALTER TABLE orders ADD number bigint DEFAULT nextval('archive.numbers');
GRANT USAGE ON SEQUENCE archive.numbers TO ledger_app;
RESET ROLE;

-- a trigger that writes the history, properly granted
SET ROLE ledger_owner;
CREATE TABLE archive.orders_history (order_id bigint);
GRANT USAGE ON SCHEMA archive TO ledger_app;
GRANT INSERT ON archive.orders_history TO ledger_app;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO archive.orders_history VALUES (NEW.id); RETURN NEW; END$$;
CREATE TRIGGER note AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION note();
RESET ROLE;

-- a trigger that writes what the role may write
SET ROLE ledger_owner;
CREATE FUNCTION appended() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN WITH one AS (SELECT 1 AS n) INSERT INTO customer_trail_events (customer_id, action) SELECT NEW.id, n::text FROM one; RETURN NEW; END$$;
CREATE TRIGGER appended AFTER UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION appended();
RESET ROLE;

-- a trigger on what the role does not do
SET ROLE ledger_owner;
CREATE FUNCTION forbidden() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN EXECUTE format('DELETE FROM %I', TG_TABLE_NAME); RETURN NEW; END$$;
CREATE TRIGGER forbidden AFTER DELETE ON customer_trail_events FOR EACH ROW EXECUTE FUNCTION forbidden();
RESET ROLE;

-- a trigger that is switched off
SET ROLE ledger_owner;
CREATE FUNCTION dynamic() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN EXECUTE format('DELETE FROM %I', TG_TABLE_NAME); RETURN NEW; END$$;
CREATE TRIGGER dynamic AFTER DELETE ON orders FOR EACH ROW EXECUTE FUNCTION dynamic();
ALTER TABLE orders DISABLE TRIGGER dynamic;
RESET ROLE;

-- a trigger that reads the catalogue and the row it is given
SET ROLE ledger_owner;
CREATE FUNCTION reading() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found_orders text;
BEGIN
  SELECT relname INTO found_orders FROM pg_class WHERE oid = TG_RELID;
  NEW.placed_at := coalesce(NEW.placed_at, now());
  RETURN NEW;
END$$;
CREATE TRIGGER reading BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION reading();
RESET ROLE;

-- a cascade into a table whose trigger runs as the owner of it
SET ROLE ledger_owner;
CREATE TABLE archive.gone (id bigint);
CREATE TABLE notes (order_id bigint REFERENCES orders ON DELETE CASCADE);
GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO ledger_app;
RESET ROLE;

-- a check that only calls what everybody may
SET ROLE ledger_owner;
CREATE FUNCTION short(text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) < 100';
ALTER TABLE strategies ADD CHECK (short(name));
RESET ROLE;

-- an aggregate of its own in a view
SET ROLE ledger_owner;
CREATE FUNCTION greater(bigint, bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS 'SELECT greatest($1, $2)';
CREATE AGGREGATE most(bigint) (SFUNC = greater, STYPE = bigint);
CREATE VIEW most_ordered AS SELECT most(quantity) FROM orders;
GRANT SELECT ON most_ordered TO ledger_app;
RESET ROLE;

-- a materialized view whose query calls what the role may not
SET ROLE ledger_owner;
CREATE FUNCTION counted(bigint) RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
REVOKE EXECUTE ON FUNCTION counted FROM PUBLIC;
CREATE MATERIALIZED VIEW counts AS SELECT counted(quantity) AS quantity FROM orders;
GRANT SELECT ON counts TO ledger_app;
RESET ROLE;

-- a partition with a default of its own, which an INSERT into its parent does not evaluate
SET ROLE ledger_owner;
CREATE SEQUENCE archive.parts;
CREATE TABLE parts (id int, d date) PARTITION BY RANGE (d);
GRANT SELECT, INSERT, UPDATE, DELETE ON parts TO ledger_app;
CREATE TABLE archive.parts_default PARTITION OF parts DEFAULT;
ALTER TABLE archive.parts_default ALTER id SET DEFAULT nextval('archive.parts');
RESET ROLE;

-- a child by inheritance with a trigger for INSERT, which one into its parent does not fire
SET ROLE ledger_owner;
CREATE TABLE base (id int);
GRANT SELECT, INSERT, UPDATE, DELETE ON base TO ledger_app;
CREATE TABLE archive.derived () INHERITS (base);
CREATE TABLE archive.derived_log (id int);
CREATE FUNCTION archive.logs() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO archive.derived_log VALUES (NEW.id); RETURN NEW; END';
CREATE TRIGGER logs AFTER INSERT ON archive.derived FOR EACH ROW EXECUTE FUNCTION archive.logs();
RESET ROLE;

-- a domain over an enum
SET ROLE ledger_owner;
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE DOMAIN good_mood AS mood CHECK (VALUE <> 'b');
ALTER TABLE customers ADD mood good_mood;
RESET ROLE;

-- an exclusion constraint over ranges of its own kind, whose difference is its own affair
SET ROLE ledger_owner;
CREATE FUNCTION apart(float8, float8) RETURNS float8 IMMUTABLE LANGUAGE sql AS 'SELECT $1 - $2';
REVOKE EXECUTE ON FUNCTION apart FROM PUBLIC;
CREATE TYPE stretch AS RANGE (subtype = float8, subtype_diff = apart);
CREATE TABLE bookings (during stretch, EXCLUDE USING gist (during WITH &&));
GRANT SELECT, INSERT, UPDATE, DELETE ON bookings TO ledger_app;
RESET ROLE;

-- a collation and a text search configuration of its own
SET ROLE ledger_owner;
CREATE COLLATION plain FROM "C";
CREATE TEXT SEARCH CONFIGURATION public.en (COPY = english);
ALTER TABLE customers ADD said text COLLATE plain, ADD words tsvector GENERATED ALWAYS AS (to_tsvector('public.en', 'x')) STORED;
RESET ROLE;

-- statistics, a publication and a large object of the owner's
SET ROLE ledger_owner;
CREATE STATISTICS sides ON side, quantity FROM orders;
SELECT lo_create(0);
RESET ROLE;
CREATE PUBLICATION told FOR TABLE orders;

-- an aggregate whose state function the role may not call: the aggregate's owner does
SET ROLE ledger_owner;
CREATE FUNCTION larger(bigint, bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS 'SELECT greatest($1, $2)';
CREATE AGGREGATE largest(bigint) (SFUNC = larger, STYPE = bigint);
REVOKE EXECUTE ON FUNCTION larger FROM PUBLIC;
CREATE VIEW largest_order AS SELECT largest(quantity) FROM orders;
GRANT SELECT ON largest_order TO ledger_app;
RESET ROLE;

-- a trigger with a row of a table, a loop, a notification and a constant executed
SET ROLE ledger_owner;
CREATE FUNCTION looks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r record; o orders%ROWTYPE; n int;
BEGIN
  FOR r IN SELECT * FROM orders LOOP o.id := r.id; END LOOP;
  RAISE NOTICE '%', (SELECT count(*) FROM positions);
  PERFORM pg_notify('looked', NEW.id::text);
  EXECUTE 'SELECT 1' INTO n;
  RETURN NEW;
END$$;
CREATE TRIGGER looks AFTER INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION looks();
RESET ROLE;

-- a sequence that a trigger calls, and the role may too
SET ROLE ledger_owner;
CREATE SEQUENCE calls;
GRANT USAGE ON SEQUENCE calls TO ledger_app;
CREATE FUNCTION calls() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM nextval('calls'), currval('public.calls'); RETURN NEW; END$$;
CREATE TRIGGER calls AFTER INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION calls();
RESET ROLE;

-- row-level security on a partition that is reached through its parent alone
SET ROLE ledger_owner;
CREATE TABLE parts (id int, d int) PARTITION BY LIST (d);
GRANT SELECT, INSERT, UPDATE, DELETE ON parts TO ledger_app;
CREATE TABLE parts_one PARTITION OF parts FOR VALUES IN (1);
ALTER TABLE parts_one ENABLE ROW LEVEL SECURITY;
RESET ROLE;

-- a trigger with names of the policy for a variable, an alias and a WITH query
SET ROLE ledger_owner;
CREATE FUNCTION named() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE schema_migrations int := 1;
BEGIN
  PERFORM count(*) FROM orders alembic_version WHERE alembic_version.id = schema_migrations;
  WITH alembic_version AS (SELECT 1 AS x) UPDATE positions SET quantity = x FROM alembic_version;
  RETURN NEW;
END$$;
CREATE TRIGGER named BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION named();
RESET ROLE;

-- a view that runs as its caller over a table of which the role has the columns it shows (from 15)
SET ROLE ledger_owner;
CREATE TABLE archive.accounts (id int, email text, secret text);
GRANT SELECT (id, email) ON archive.accounts TO ledger_app;
CREATE VIEW accounts WITH (security_invoker = true) AS SELECT id FROM archive.accounts WHERE email <> '';
GRANT SELECT ON accounts TO ledger_app;
RESET ROLE;

-- a view that runs as its caller and only counts, over a table of which the role has one column (from 15)
SET ROLE ledger_owner;
CREATE TABLE archive.accounts (id int, secret text);
GRANT SELECT (id) ON archive.accounts TO ledger_app;
CREATE VIEW accounts WITH (security_invoker = true) AS SELECT count(*) FROM archive.accounts;
GRANT SELECT ON accounts TO ledger_app;
RESET ROLE;

-- a trigger with a function, a type and operators of extensions in a schema the role may enter
SET ROLE ledger_owner;
CREATE SCHEMA texts;
GRANT USAGE ON SCHEMA texts TO ledger_app;
RESET ROLE;
CREATE EXTENSION pg_trgm SCHEMA texts;
CREATE EXTENSION citext SCHEMA texts;
SET ROLE ledger_owner;
CREATE FUNCTION alike() RETURNS trigger LANGUAGE plpgsql SET search_path = public, texts AS $$
BEGIN
  IF NEW.symbol <% 'x' OR similarity(NEW.symbol, 'x') > 0.5 OR NEW.symbol::citext = 'x' THEN RAISE 'too similar'; END IF;
  RETURN NEW;
END$$;
CREATE TRIGGER alike BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION alike();
RESET ROLE;

-- a trigger that calls what the system has, beside an extension that has some of that name where the role cannot go
SET ROLE ledger_owner;
CREATE SCHEMA texts;
RESET ROLE;
CREATE EXTENSION citext SCHEMA texts;
CREATE EXTENSION pg_trgm SCHEMA texts;
SET ROLE ledger_owner;
CREATE FUNCTION plain() RETURNS trigger LANGUAGE plpgsql SET search_path = public, texts AS $$
BEGIN
  IF (SELECT count(*) FROM orders) % 2 = 0 THEN NEW.symbol := replace(NEW.symbol, 'x', 'y'); END IF;
  RETURN NEW;
END$$;
CREATE TRIGGER plain BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION plain();
RESET ROLE;

-- a partition whose triggers for a whole statement, rule and row-level security an access through its parent does not ask
SET ROLE ledger_owner;
CREATE TABLE archive.parts_log (id int);
CREATE TABLE parts (id int, d int) PARTITION BY LIST (d);
GRANT SELECT, INSERT, UPDATE, DELETE ON parts TO ledger_app;
CREATE TABLE archive.parts_one PARTITION OF parts FOR VALUES IN (1);
CREATE FUNCTION archive.logs() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO archive.parts_log VALUES (1); RETURN NULL; END';
CREATE TRIGGER logs AFTER INSERT OR UPDATE OR DELETE ON archive.parts_one FOR EACH STATEMENT EXECUTE FUNCTION archive.logs();
CREATE FUNCTION archive.lets(int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
REVOKE EXECUTE ON FUNCTION archive.lets FROM PUBLIC;
ALTER TABLE archive.parts_one ENABLE ROW LEVEL SECURITY;
CREATE POLICY lets ON archive.parts_one USING (archive.lets(id));
CREATE RULE logged AS ON DELETE TO archive.parts_one DO ALSO SELECT archive.lets(OLD.id);
RESET ROLE;
