-- missing-privilege archive.d18_history
SET ROLE ledger_owner;
CREATE TABLE archive.d18_history (order_id bigint);
CREATE FUNCTION d18_note() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO archive.d18_history VALUES (NEW.id); RETURN NEW; END$$;
CREATE TRIGGER d18_note AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION d18_note();
RESET ROLE;

-- missing-schema-usage d18_audit
SET ROLE ledger_owner;
CREATE SCHEMA d18_audit;
CREATE TABLE d18_audit.orders_history (order_id bigint);
GRANT INSERT ON d18_audit.orders_history TO ledger_app;
CREATE FUNCTION d18_into_audit() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO d18_audit.orders_history VALUES (OLD.id); RETURN OLD; END$$;
CREATE TRIGGER d18_into_audit AFTER DELETE ON orders FOR EACH ROW EXECUTE FUNCTION d18_into_audit();
RESET ROLE;

-- sequence-privilege archive.d18_serial_id_seq
SET ROLE ledger_owner;
CREATE TABLE archive.d18_serial (id bigserial, order_id bigint);
CREATE FUNCTION d18_serial() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO archive.d18_serial (order_id) VALUES (NEW.id); RETURN NEW; END$$;
CREATE TRIGGER d18_serial AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION d18_serial();
RESET ROLE;

-- missing-privilege archive.d18_limits
SET ROLE ledger_owner;
CREATE TABLE archive.d18_limits (most bigint);
CREATE FUNCTION d18_limit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.quantity > (SELECT max(most) FROM archive.d18_limits) THEN RAISE 'too much'; END IF;
  RETURN NEW;
END$$;
CREATE TRIGGER d18_limit BEFORE INSERT ON order_fills FOR EACH ROW EXECUTE FUNCTION d18_limit();
RESET ROLE;

-- missing-privilege archive.d18_counters
SET ROLE ledger_owner;
CREATE TABLE archive.d18_counters (n bigint);
CREATE FUNCTION d18_count() RETURNS trigger LANGUAGE plpgsql SET search_path = archive AS $$BEGIN UPDATE d18_counters SET n = n + 1; RETURN NULL; END$$;
CREATE TRIGGER d18_count AFTER INSERT ON positions FOR EACH STATEMENT EXECUTE FUNCTION d18_count();
RESET ROLE;

-- missing-privilege archive.d18_second
SET ROLE ledger_owner;
CREATE TABLE archive.d18_first (id bigint);
CREATE TABLE archive.d18_second (id bigint);
CREATE FUNCTION d18_first() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO archive.d18_first VALUES (1); RETURN NEW; END$$;
CREATE FUNCTION d18_second() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO archive.d18_second SELECT id FROM added; RETURN NEW; END$$;
CREATE TRIGGER d18_first AFTER INSERT ON strategies FOR EACH ROW EXECUTE FUNCTION d18_first();
CREATE TRIGGER d18_second AFTER INSERT ON archive.d18_first REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION d18_second();
RESET ROLE;

-- missing-privilege archive.d18_helped
SET ROLE ledger_owner;
CREATE TABLE archive.d18_helped (id bigint);
CREATE FUNCTION d18_help(bigint) RETURNS void LANGUAGE sql AS 'INSERT INTO archive.d18_helped VALUES ($1)';
CREATE FUNCTION d18_calls() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM d18_help(NEW.id); RETURN NEW; END$$;
CREATE TRIGGER d18_calls AFTER UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION d18_calls();
RESET ROLE;

-- missing-privilege archive.d18_constant
SET ROLE ledger_owner;
CREATE TABLE archive.d18_constant (id bigint);
CREATE FUNCTION d18_constant() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN EXECUTE 'INSERT INTO archive.d18_constant VALUES ($1)' USING NEW.id; RETURN NEW; END$$;
CREATE TRIGGER d18_constant AFTER INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_constant();
RESET ROLE;

-- missing-privilege archive.d18_members
SET ROLE ledger_owner;
CREATE TABLE archive.d18_members (id bigint);
CREATE TABLE d18_secured (id bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON d18_secured TO ledger_app;
ALTER TABLE d18_secured ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON d18_secured USING (true);
CREATE POLICY members ON d18_secured USING (EXISTS (SELECT FROM archive.d18_members m WHERE m.id = d18_secured.id));
RESET ROLE;

-- needed-privilege public.schema_migrations
SET ROLE ledger_owner;
CREATE FUNCTION d18_stamp() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO schema_migrations (version) VALUES ('x'); RETURN NEW; END$$;
CREATE TRIGGER d18_stamp AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION d18_stamp();
RESET ROLE;
-- undo
DROP FUNCTION d18_stamp() CASCADE;

-- needed-privilege public.customer_trail_events
SET ROLE ledger_owner;
CREATE FUNCTION d18_amend() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN UPDATE customer_trail_events SET action = 'x' WHERE id = NEW.id; RETURN NEW; END$$;
CREATE TRIGGER d18_amend AFTER UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION d18_amend();
RESET ROLE;
-- undo
DROP FUNCTION d18_amend() CASCADE;

-- unread-function public.d18_dynamic()
SET ROLE ledger_owner;
CREATE FUNCTION d18_dynamic() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN EXECUTE format('INSERT INTO %I DEFAULT VALUES', TG_TABLE_NAME || '_history'); RETURN NEW; END$$;
CREATE TRIGGER d18_dynamic AFTER UPDATE ON positions FOR EACH ROW EXECUTE FUNCTION d18_dynamic();
RESET ROLE;
-- undo
DROP FUNCTION d18_dynamic() CASCADE;

-- unread-function public.d18_scratch()
SET ROLE ledger_owner;
CREATE FUNCTION d18_scratch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN CREATE TEMPORARY TABLE scratch AS SELECT * FROM orders; RETURN NEW; END$$;
CREATE TRIGGER d18_scratch AFTER UPDATE ON positions FOR EACH ROW EXECUTE FUNCTION d18_scratch();
RESET ROLE;
-- undo
DROP FUNCTION d18_scratch() CASCADE;

-- unread-function public.d18_nowhere()
SET ROLE ledger_owner;
CREATE FUNCTION d18_nowhere() RETURNS trigger LANGUAGE plpgsql SET search_path = archive AS $$BEGIN INSERT INTO orders VALUES (1); RETURN NEW; END$$;
CREATE TRIGGER d18_nowhere AFTER UPDATE ON positions FOR EACH ROW EXECUTE FUNCTION d18_nowhere();
RESET ROLE;
-- undo
DROP FUNCTION d18_nowhere() CASCADE;

-- sequence-privilege archive.d18_counter
SET ROLE ledger_owner;
CREATE SEQUENCE archive.d18_counter;
CREATE FUNCTION d18_numbers() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM nextval('archive.d18_counter'::regclass); RETURN NEW; END$$;
CREATE TRIGGER d18_numbers BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_numbers();
RESET ROLE;

-- sequence-privilege archive.d18_reset
SET ROLE ledger_owner;
CREATE SEQUENCE archive.d18_reset;
CREATE FUNCTION d18_resets() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM setval('archive.d18_reset', 1); RETURN NULL; END$$;
CREATE TRIGGER d18_resets AFTER DELETE ON strategies FOR EACH STATEMENT EXECUTE FUNCTION d18_resets();
RESET ROLE;

-- missing-schema-usage d18_moods
SET ROLE ledger_owner;
CREATE SCHEMA d18_moods;
CREATE TYPE d18_moods.mood AS ENUM ('calm');
CREATE FUNCTION d18_feels() RETURNS trigger LANGUAGE plpgsql AS $$DECLARE m d18_moods.mood; BEGIN m := 'calm'; RETURN NEW; END$$;
CREATE TRIGGER d18_feels BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_feels();
RESET ROLE;

-- missing-schema-usage d18_casts
SET ROLE ledger_owner;
CREATE SCHEMA d18_casts;
CREATE TYPE d18_casts.mood AS ENUM ('calm');
CREATE FUNCTION d18_cast() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM 'calm'::d18_casts.mood; RETURN NEW; END$$;
CREATE TRIGGER d18_cast BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_cast();
RESET ROLE;

-- missing-schema-usage d18_rows
SET ROLE ledger_owner;
CREATE SCHEMA d18_rows;
CREATE TABLE d18_rows.kept (id int);
CREATE FUNCTION d18_row() RETURNS trigger LANGUAGE plpgsql AS $$DECLARE r d18_rows.kept%ROWTYPE; BEGIN r.id := 1; RETURN NEW; END$$;
CREATE TRIGGER d18_row BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_row();
RESET ROLE;

-- unread-function public.d18_argument()
SET ROLE ledger_owner;
CREATE SEQUENCE archive.d18_argument;
CREATE FUNCTION d18_argument() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM nextval(TG_ARGV[0]::regclass); RETURN NEW; END$$;
CREATE TRIGGER d18_argument BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_argument('archive.d18_argument');
RESET ROLE;
-- undo
DROP FUNCTION d18_argument() CASCADE;

-- missing-privilege archive.d18_called
SET ROLE ledger_owner;
CREATE TABLE archive.d18_called (id int);
CREATE PROCEDURE d18_procedure() LANGUAGE plpgsql AS 'BEGIN INSERT INTO archive.d18_called VALUES (1); END';
CREATE FUNCTION d18_call() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN CALL d18_procedure(); RETURN NEW; END';
CREATE TRIGGER d18_call BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_call();
RESET ROLE;

-- missing-schema-usage d18_operators
SET ROLE ledger_owner;
CREATE SCHEMA d18_operators;
CREATE FUNCTION d18_operators.near(bigint, bigint) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN $1 = $2; END';
CREATE OPERATOR d18_operators.=~= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = d18_operators.near);
CREATE FUNCTION d18_compares() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW.id OPERATOR(d18_operators.=~=) 1::bigint THEN NULL; END IF; RETURN NEW; END$$;
CREATE TRIGGER d18_compares BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_compares();
RESET ROLE;

-- missing-schema-usage d18_similar
SET ROLE ledger_owner;
CREATE SCHEMA d18_similar;
RESET ROLE;
CREATE EXTENSION fuzzystrmatch SCHEMA d18_similar;
SET ROLE ledger_owner;
CREATE FUNCTION d18_alike() RETURNS trigger LANGUAGE plpgsql SET search_path = public, d18_similar AS $$BEGIN IF levenshtein(NEW.symbol, 'x') < 2 THEN RAISE 'too similar'; END IF; RETURN NEW; END$$;
CREATE TRIGGER d18_alike BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_alike();
RESET ROLE;

-- missing-schema-usage d18_words
SET ROLE ledger_owner;
CREATE SCHEMA d18_words;
CREATE FUNCTION d18_words.within(text, text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN $1 = $2; END';
CREATE OPERATOR d18_words.<%~ (LEFTARG = text, RIGHTARG = text, FUNCTION = d18_words.within);
CREATE FUNCTION d18_wordy() RETURNS trigger LANGUAGE plpgsql SET search_path = public, d18_words AS $$BEGIN IF NEW.symbol <%~ 'x' THEN RAISE 'too similar'; END IF; RETURN NEW; END$$;
CREATE TRIGGER d18_wordy BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_wordy();
RESET ROLE;

-- missing-schema-usage d18_folded
SET ROLE ledger_owner;
CREATE SCHEMA d18_folded;
CREATE TYPE d18_folded.d18_sign AS ENUM ('x');
CREATE FUNCTION d18_folds() RETURNS trigger LANGUAGE plpgsql SET search_path = public, d18_folded AS $$BEGIN IF NEW.symbol::d18_sign = 'x' THEN RAISE 'x'; END IF; RETURN NEW; END$$;
CREATE TRIGGER d18_folds BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_folds();
RESET ROLE;

-- missing-schema-usage d18_declared
SET ROLE ledger_owner;
CREATE SCHEMA d18_declared;
CREATE TYPE d18_declared.d18_mood AS ENUM ('calm');
CREATE FUNCTION d18_declares() RETURNS trigger LANGUAGE plpgsql SET search_path = public, d18_declared AS $$DECLARE m d18_mood; BEGIN m := 'calm'; RETURN NEW; END$$;
CREATE TRIGGER d18_declares BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_declares();
RESET ROLE;

-- missing-schema-usage d18_row_type
SET ROLE ledger_owner;
CREATE SCHEMA d18_row_type;
CREATE TABLE d18_row_type.d18_kept (id int);
CREATE FUNCTION d18_keeps() RETURNS trigger LANGUAGE plpgsql SET search_path = public, d18_row_type AS $$DECLARE r d18_kept%ROWTYPE; BEGIN r.id := 1; RETURN NEW; END$$;
CREATE TRIGGER d18_keeps BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_keeps();
RESET ROLE;

-- function-privilege archive.d18_near(bigint,bigint)
SET ROLE ledger_owner;
CREATE FUNCTION archive.d18_near(bigint, bigint) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN $1 = $2; END';
CREATE OPERATOR public.=~= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = archive.d18_near);
REVOKE EXECUTE ON FUNCTION archive.d18_near FROM PUBLIC;
CREATE FUNCTION d18_nears() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW.id =~= 1::bigint THEN NULL; END IF; RETURN NEW; END$$;
CREATE TRIGGER d18_nears BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION d18_nears();
RESET ROLE;
