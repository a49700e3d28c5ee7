-- function-privilege archive.d16_default()
SET ROLE ledger_owner;
CREATE FUNCTION archive.d16_default() RETURNS text LANGUAGE sql AS $$SELECT 'x'::text$$;
REVOKE EXECUTE ON FUNCTION archive.d16_default FROM PUBLIC;
ALTER TABLE orders ADD d16_default text DEFAULT archive.d16_default();
RESET ROLE;

-- function-privilege public.d16_generated(text)
SET ROLE ledger_owner;
CREATE FUNCTION d16_generated(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)';
REVOKE EXECUTE ON FUNCTION d16_generated FROM PUBLIC;
ALTER TABLE strategies ADD d16_generated text GENERATED ALWAYS AS (d16_generated(name)) STORED;
RESET ROLE;

-- function-privilege public.d16_check(bigint)
SET ROLE ledger_owner;
CREATE FUNCTION d16_check(bigint) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 < 1000000';
REVOKE EXECUTE ON FUNCTION d16_check FROM PUBLIC;
ALTER TABLE orders ADD CHECK (d16_check(quantity));
RESET ROLE;

-- function-privilege public.d16_domain(text)
SET ROLE ledger_owner;
CREATE FUNCTION d16_domain(text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) < 100';
REVOKE EXECUTE ON FUNCTION d16_domain FROM PUBLIC;
CREATE DOMAIN d16_short AS text CHECK (d16_domain(VALUE));
CREATE DOMAIN d16_shorter AS d16_short;
ALTER TABLE strategies ADD d16_labels d16_shorter[];
RESET ROLE;

-- function-privilege public.d16_index(text)
SET ROLE ledger_owner;
CREATE FUNCTION d16_index(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)';
REVOKE EXECUTE ON FUNCTION d16_index FROM PUBLIC;
CREATE INDEX ON strategies (d16_index(name));
RESET ROLE;

-- function-privilege public.d16_predicate(text)
SET ROLE ledger_owner;
CREATE FUNCTION d16_predicate(text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 IS NOT NULL';
REVOKE EXECUTE ON FUNCTION d16_predicate FROM PUBLIC;
CREATE INDEX ON strategies (name) WHERE d16_predicate(name);
RESET ROLE;

-- function-privilege public.d16_partition(integer)
SET ROLE ledger_owner;
CREATE FUNCTION d16_partition(integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1 % 2';
CREATE TABLE d16_parted (id integer) PARTITION BY LIST (d16_partition(id));
CREATE TABLE d16_parted_all PARTITION OF d16_parted DEFAULT;
GRANT SELECT, INSERT, UPDATE, DELETE ON d16_parted TO ledger_app;
REVOKE EXECUTE ON FUNCTION d16_partition FROM PUBLIC;
RESET ROLE;

-- function-privilege public.d16_policy(bigint)
SET ROLE ledger_owner;
CREATE TABLE d16_rows (id bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON d16_rows TO ledger_app;
CREATE FUNCTION d16_policy(bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true';
REVOKE EXECUTE ON FUNCTION d16_policy FROM PUBLIC;
ALTER TABLE d16_rows ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON d16_rows USING (true);
CREATE POLICY as_it_says ON d16_rows USING (d16_policy(id));
RESET ROLE;

-- function-privilege public.d16_view(bigint)
SET ROLE ledger_owner;
CREATE FUNCTION d16_view(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT $1';
REVOKE EXECUTE ON FUNCTION d16_view FROM PUBLIC;
CREATE VIEW d16_seen AS SELECT d16_view(quantity) AS quantity FROM orders;
GRANT SELECT ON d16_seen TO ledger_app;
RESET ROLE;

-- function-privilege public.d16_invoked(bigint) (from 15)
SET ROLE ledger_owner;
CREATE FUNCTION d16_invoked(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT $1';
REVOKE EXECUTE ON FUNCTION d16_invoked FROM PUBLIC;
CREATE VIEW d16_as_caller WITH (security_invoker = true) AS SELECT d16_invoked(quantity) AS quantity FROM orders;
GRANT SELECT ON d16_as_caller TO ledger_app;
RESET ROLE;

-- function-privilege public.d16_condition(text)
SET ROLE ledger_owner;
CREATE FUNCTION d16_condition(text) RETURNS boolean LANGUAGE sql AS 'SELECT $1 IS NULL';
CREATE TRIGGER d16_condition BEFORE UPDATE ON strategies FOR EACH ROW WHEN (d16_condition(NEW.name)) EXECUTE FUNCTION touch_updated_at();
REVOKE EXECUTE ON FUNCTION d16_condition FROM PUBLIC;
RESET ROLE;

-- function-privilege public.d16_operator(text,text)
SET ROLE ledger_owner;
CREATE FUNCTION d16_operator(text, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 <> $2';
CREATE OPERATOR public.<!> (LEFTARG = text, RIGHTARG = text, FUNCTION = d16_operator);
ALTER TABLE strategies ADD CHECK (name OPERATOR(public.<!>) 'nobody');
REVOKE EXECUTE ON FUNCTION d16_operator FROM PUBLIC;
RESET ROLE;

-- function-privilege archive.d16_inner()
SET ROLE ledger_owner;
CREATE FUNCTION archive.d16_inner() RETURNS text LANGUAGE sql AS $$SELECT 'x'::text$$;
CREATE FUNCTION d16_outer() RETURNS text LANGUAGE sql AS 'SELECT archive.d16_inner()';
ALTER TABLE positions ADD d16_outer text DEFAULT d16_outer();
REVOKE EXECUTE ON FUNCTION archive.d16_inner FROM PUBLIC;
RESET ROLE;

-- function-privilege public.d16_theirs()
CREATE FUNCTION d16_theirs() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION d16_theirs OWNER TO reporter;
ALTER TABLE orders ADD d16_theirs int DEFAULT d16_theirs();
REVOKE EXECUTE ON FUNCTION d16_theirs FROM PUBLIC;
-- undo
ALTER TABLE orders DROP d16_theirs;
DROP FUNCTION d16_theirs();

-- security-definer-function public.d16_definer()
SET ROLE ledger_owner;
CREATE FUNCTION d16_definer() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
ALTER TABLE orders ADD d16_definer int DEFAULT d16_definer();
RESET ROLE;
-- undo
ALTER TABLE orders DROP d16_definer;
DROP FUNCTION d16_definer();

-- function-privilege public.d16_rule(bigint)
SET ROLE ledger_owner;
CREATE FUNCTION d16_rule(bigint) RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
REVOKE EXECUTE ON FUNCTION d16_rule FROM PUBLIC;
CREATE RULE d16_rule AS ON UPDATE TO positions DO ALSO SELECT d16_rule(NEW.quantity);
RESET ROLE;

-- function-privilege public.d16_aggregate(bigint)
SET ROLE ledger_owner;
CREATE FUNCTION d16_state(bigint, bigint) RETURNS bigint LANGUAGE sql AS 'SELECT greatest($1, $2)';
CREATE AGGREGATE d16_aggregate(bigint) (SFUNC = d16_state, STYPE = bigint);
REVOKE EXECUTE ON FUNCTION d16_aggregate(bigint) FROM PUBLIC;
CREATE VIEW d16_most AS SELECT d16_aggregate(quantity) AS most FROM orders;
GRANT SELECT ON d16_most TO ledger_app;
RESET ROLE;
