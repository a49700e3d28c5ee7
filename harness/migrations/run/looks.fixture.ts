/** One statement, or a few, and what may be looked at when they have run. */
export interface Stage {
  readonly look: 'part' | 'whole'
  readonly sql: string
}

const part = (sql: string): Stage => ({ look: 'part', sql })
const whole = (sql: string): Stage => ({ look: 'whole', sql })
const asSuperuser = (sql: string) => `RESET SESSION AUTHORIZATION; ${sql}`

/**
 * Statements in a row that bear on each other's objects, most of them on some that they do not name. `audit` is append-only by
 * the policy; `mate` and `other` are roles that are there.
 */
export const stages = (audit: string, role: string): readonly Stage[] => [
  whole('CREATE TABLE first (id int)'),

  // Tables, columns, what is granted and taken.
  part('CREATE TABLE orders (id bigserial PRIMARY KEY, note text)'),
  part(`GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO ${role}`),
  part(`GRANT USAGE ON SEQUENCE orders_id_seq TO ${role}`),
  part(`REVOKE INSERT ON orders FROM ${role}`),
  part("INSERT INTO orders (note) VALUES ('one')"),
  part('ALTER TABLE orders ADD COLUMN at timestamptz DEFAULT now()'),
  part('ALTER TABLE orders RENAME COLUMN at TO since'),
  part(`GRANT INSERT, REFERENCES ON orders TO ${role}`),
  part('GRANT SELECT (note) ON orders TO PUBLIC'),
  part('CREATE TABLE lines (id int PRIMARY KEY, of bigint REFERENCES orders)'),
  part(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`),
  part("COMMENT ON TABLE lines IS 'of an order'"),
  whole('ALTER INDEX lines_pkey RENAME TO lines_key'),
  whole('ALTER TABLE lines DROP CONSTRAINT lines_key'),
  part(`DO $$ BEGIN EXECUTE 'REVOKE SELECT ON ' || 'lines' || ' FROM ${role}'; END $$`),

  // Foreign keys that act on their child.
  part(`CREATE TABLE ${audit} (id bigint PRIMARY KEY, of bigint)`),
  part(`GRANT SELECT, INSERT ON ${audit} TO ${role}`),
  part(`GRANT UPDATE (of) ON ${audit} TO PUBLIC`),
  part(`ALTER TABLE ${audit} ADD CONSTRAINT way FOREIGN KEY (of) REFERENCES orders ON DELETE CASCADE`),
  part('REVOKE SELECT (note) ON orders FROM PUBLIC'),
  whole(`ALTER TABLE ${audit} DROP CONSTRAINT way`),
  part(`ALTER TABLE ${audit} ADD CONSTRAINT way FOREIGN KEY (of) REFERENCES orders ON DELETE SET NULL`),
  whole(`ALTER TABLE ${audit} DROP CONSTRAINT way`),

  part(`CREATE TABLE heir () INHERITS (${audit})`),
  part(`GRANT SELECT, INSERT, UPDATE, DELETE ON heir TO ${role}`),

  // Views, and what is under them.
  part('CREATE VIEW open_orders AS SELECT * FROM orders'),
  part(`CREATE VIEW audited AS SELECT * FROM ${audit}`),
  part(`GRANT SELECT, UPDATE ON audited TO ${role}`),
  part('CREATE VIEW above AS SELECT * FROM audited'),
  part(`GRANT DELETE ON above TO ${role}`),
  part('ALTER VIEW above SET (security_invoker = true)'),
  whole('CREATE OR REPLACE VIEW audited AS SELECT id, id AS of FROM orders'),
  part('CREATE MATERIALIZED VIEW kept AS SELECT * FROM lines'),
  whole(asSuperuser('ALTER VIEW above OWNER TO mate')),
  part(`CREATE VIEW of_mate AS SELECT * FROM ${audit}`),
  whole(asSuperuser('ALTER VIEW of_mate OWNER TO mate')),
  part(`GRANT SELECT, INSERT ON of_mate TO ${role}`),
  part(`GRANT SELECT, INSERT, UPDATE ON ${audit} TO other`),
  whole('GRANT other TO mate'),
  whole(asSuperuser('ALTER ROLE mate NOINHERIT')),
  part(`CREATE RULE also AS ON INSERT TO lines DO ALSO DELETE FROM ${audit}`),
  part(`CREATE RULE too AS ON UPDATE TO lines DO ALSO DELETE FROM ${audit}`),
  part(`GRANT INSERT ON lines TO ${role}`),

  // What the role is a member of, and what is set for it.
  part('GRANT TRUNCATE ON lines TO mate'),
  whole(`GRANT mate TO ${role}`),
  whole(`REVOKE mate FROM ${role}`),
  whole(asSuperuser(`ALTER ROLE ${role} SET search_path = other, public`)),
  whole(asSuperuser(`ALTER ROLE ${role} RESET search_path`)),
  whole(
    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = other', current_database()); END $$",
  ),
  whole("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET search_path', current_database()); END $$"),

  // Rows.
  part('ALTER TABLE lines ENABLE ROW LEVEL SECURITY'),
  part('CREATE POLICY everything ON lines USING (true)'),
  whole('ALTER POLICY everything ON lines USING (id > 0)'),
  whole(asSuperuser(`ALTER ROLE ${role} BYPASSRLS`)),
  whole(asSuperuser(`ALTER ROLE ${role} NOBYPASSRLS`)),
  part('CREATE TABLE seen (id int)'),
  part('CREATE POLICY by_seen ON lines AS RESTRICTIVE USING (EXISTS (SELECT FROM seen))'),
  part(`REVOKE SELECT ON seen FROM ${role}`),

  // Schemas.
  whole('CREATE SCHEMA side; CREATE TABLE side.t (id int)'),
  part('GRANT INSERT ON side.t TO PUBLIC'),
  whole(`GRANT USAGE ON SCHEMA side TO ${role}`),
  part(`GRANT SELECT ON side.t TO ${role}`),
  whole(`REVOKE USAGE ON SCHEMA side FROM ${role}`),
  whole('ALTER TABLE first SET SCHEMA side'),

  // Types.
  part("CREATE TYPE mood AS ENUM ('good')"),
  part('CREATE TABLE moods (id int, mood mood)'),
  whole('ALTER TYPE mood SET SCHEMA side'),
  whole('CREATE TABLE more_moods (mood side.mood)'),
  part('CREATE DOMAIN small AS int CHECK (VALUE < 9)'),
  part('ALTER TABLE seen ADD COLUMN small small'),

  // Functions and triggers.
  whole("CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.id := 1; RETURN NEW; END'"),
  whole('CREATE TRIGGER touch BEFORE UPDATE ON seen FOR EACH ROW EXECUTE FUNCTION touch()'),
  part('CREATE TRIGGER touch BEFORE UPDATE ON lines FOR EACH ROW EXECUTE FUNCTION touch()'),
  part(`GRANT UPDATE ON seen TO ${role}`),
  whole(
    "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM NULL::feeling; INSERT INTO notes VALUES (1); RETURN NEW; END'",
  ),
  whole('CREATE TABLE notes (id int)'),
  whole("CREATE TYPE feeling AS ENUM ('good')"),
  whole('CREATE TRIGGER again BEFORE DELETE ON lines FOR EACH ROW EXECUTE FUNCTION touch()'),
  whole(`GRANT INSERT ON notes TO ${role}`),
  whole(`REVOKE UPDATE ON seen FROM ${role}`),
  part('CREATE TABLE unheard (id int)'),
  whole('ALTER TABLE unheard RENAME TO heard'),
  whole('ALTER FUNCTION touch() SECURITY DEFINER'),
  whole(`GRANT UPDATE ON lines TO ${role}`),
  whole('ALTER TABLE lines DISABLE TRIGGER touch'),
  whole('DROP TRIGGER touch ON lines'),
  whole("CREATE FUNCTION twice(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 2 * $1'"),
  whole('REVOKE EXECUTE ON FUNCTION twice(int) FROM PUBLIC'),
  part('CREATE TABLE made (id int)'),
  whole('ALTER TABLE made ADD COLUMN two int GENERATED ALWAYS AS (twice(id)) STORED'),
  whole(`GRANT INSERT ON made TO ${role}`),
  whole('ALTER TABLE made ADD CHECK (twice(id) > 0)'),

  // Sequences.
  part('CREATE SEQUENCE versions'),
  part(`GRANT USAGE ON SEQUENCE versions TO ${role}`),
  part('CREATE TABLE alembic_version (number int)'),
  part('ALTER SEQUENCE versions OWNED BY alembic_version.number'),
  part('CREATE SEQUENCE numbers'),
  part('CREATE TABLE numbered (id int)'),
  part('ALTER SEQUENCE numbers OWNED BY numbered.id'),
  part("ALTER TABLE numbered ALTER id SET DEFAULT nextval('numbers')"),
  whole('ALTER SEQUENCE numbers OWNED BY NONE'),
  whole("CREATE TABLE by_name (id int DEFAULT nextval('late'::text))"),
  whole('CREATE SEQUENCE late'),
  whole('ALTER SEQUENCE late RENAME TO later'),

  // Partitions and children.
  part('CREATE TABLE parent (id int) PARTITION BY RANGE (id)'),
  part('CREATE TABLE child (id int)'),
  part(`GRANT SELECT, INSERT, UPDATE, DELETE ON parent TO ${role}`),
  part('ALTER TABLE parent ATTACH PARTITION child FOR VALUES FROM (1) TO (9)'),
  part(`GRANT TRUNCATE ON child TO ${role}`),
  whole('ALTER TABLE parent DETACH PARTITION child'),

  // What is the whole database's, or is gone.
  whole('ALTER DEFAULT PRIVILEGES GRANT DELETE ON TABLES TO PUBLIC'),
  part('CREATE TABLE given (id int)'),
  whole(asSuperuser('ALTER TABLE given OWNER TO mate')),
  whole(asSuperuser(`ALTER TABLE given OWNER TO ${role}`)),
  whole(asSuperuser(`GRANT SELECT ON pg_catalog.pg_authid TO ${role}`)),
  whole('SELECT lo_create(4711); GRANT SELECT ON LARGE OBJECT 4711 TO PUBLIC'),
  whole(asSuperuser('ALTER EXTENSION pg_stat_statements ADD TABLE heard')),
  whole('DROP TABLE orders CASCADE'),
  whole('DROP SCHEMA side CASCADE'),
  part('VACUUM ANALYZE lines'),
]
