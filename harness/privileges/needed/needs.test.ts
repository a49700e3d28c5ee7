import { beforeAll, describe, expect, test } from 'vitest'
import { audit } from '../audit.ts'
import { carryOut } from '../plan/carry-out.ts'
import { policy as declared, provisionedDatabaseForTests } from '../provisioned-database.fixture.ts'
import { readPrivileges } from '../snapshot/read-privileges.ts'

const policy = {
  ...declared,
  rowLevelSecurity: ['public.secured', 'public.joined'],
  tables: {
    ...declared.tables,
    named: { ...declared.tables.named, 'public.moved': ['SELECT' as const, 'UPDATE' as const] },
  },
  views: {
    ...declared.views,
    named: { 'public.written': ['SELECT' as const, 'INSERT' as const, 'UPDATE' as const] },
  },
}
const database = provisionedDatabaseForTests({ profile: 'classic' })
// Named by the policy, so that they are there from the beginning.
beforeAll(async () => {
  await database.owner.query('CREATE TABLE secured (id int); CREATE TABLE joined (id int)')
  await database.owner.query('CREATE VIEW written WITH (security_invoker) AS SELECT 1 AS id')
  await database.owner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON secured, joined TO ledger_app')
  await database.owner.query('GRANT SELECT, INSERT, UPDATE ON written TO ledger_app')
  await database.owner.query(
    'CREATE TABLE moved (id int, part int) PARTITION BY LIST (part); GRANT SELECT, UPDATE ON moved TO ledger_app',
  )
  await database.owner.query(
    'CREATE TABLE archive.moved_1 PARTITION OF moved FOR VALUES IN (1); CREATE TABLE archive.moved_2 PARTITION OF moved FOR VALUES IN (2); INSERT INTO moved VALUES (1, 1), (2, 1)',
  )
})

/** What a permitted verb needs besides, withheld; the verb itself; and what the server says to it. */
interface Case {
  readonly need: string
  /** Run by the owner. */
  readonly made: string
  /** Run as the role: what fails. */
  readonly verb: string
  readonly refusal: string
  readonly grant: string
}

const cases: Case[] = [
  {
    need: 'a sequence of another schema, called by a default',
    made: "CREATE SEQUENCE archive.numbers; ALTER TABLE orders ADD number bigint DEFAULT nextval('archive.numbers')",
    verb: "INSERT INTO orders (strategy_id, instrument_id, side, quantity) VALUES (1, 1, 'buy', 1)",
    refusal: 'permission denied for sequence numbers',
    grant: 'GRANT USAGE ON SEQUENCE archive.numbers TO ledger_app',
  },
  {
    need: 'the sequence of another table, called by a default',
    made: "CREATE TABLE archive.counted (id bigserial); ALTER TABLE positions ADD counted bigint DEFAULT nextval('archive.counted_id_seq')",
    verb: 'INSERT INTO positions (customer_id, instrument_id, quantity) VALUES (1, 3, 1)',
    refusal: 'permission denied for sequence counted_id_seq',
    grant: 'GRANT USAGE ON SEQUENCE archive.counted_id_seq TO ledger_app',
  },
  {
    need: 'the schema of a sequence that a default names in a text',
    made: "CREATE SCHEMA lates; CREATE SEQUENCE lates.late; ALTER TABLE strategies ADD late bigint DEFAULT nextval('lates.late'::text); GRANT USAGE ON SEQUENCE lates.late TO ledger_app",
    verb: "INSERT INTO strategies (customer_id, name) VALUES (1, 'late')",
    refusal: 'permission denied for schema lates',
    grant: 'GRANT USAGE ON SCHEMA lates TO ledger_app',
  },
  {
    need: 'a function in a default',
    made: "CREATE FUNCTION by_default() RETURNS text LANGUAGE sql AS $$SELECT 'x'::text$$; ALTER TABLE order_fills ADD note text DEFAULT by_default(); REVOKE EXECUTE ON FUNCTION by_default FROM PUBLIC",
    verb: 'INSERT INTO order_fills (order_id, quantity, price) VALUES (1, 1, 1)',
    refusal: 'permission denied for function by_default',
    grant: 'GRANT EXECUTE ON FUNCTION public.by_default() TO ledger_app',
  },
  {
    need: 'a function in a generated column',
    made: "CREATE FUNCTION generated(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)'; ALTER TABLE instruments ADD lowered text GENERATED ALWAYS AS (generated(symbol)) STORED; REVOKE EXECUTE ON FUNCTION generated FROM PUBLIC",
    verb: "INSERT INTO instruments (symbol, currency) VALUES ('NEW', 'USD')",
    refusal: 'permission denied for function generated',
    grant: 'GRANT EXECUTE ON FUNCTION public.generated(text) TO ledger_app',
  },
  {
    need: 'a function in a CHECK constraint',
    made: "CREATE FUNCTION checked(bigint) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN $1 >= 0; END'; ALTER TABLE historic_prices ADD CHECK (checked(volume)); REVOKE EXECUTE ON FUNCTION checked FROM PUBLIC",
    verb: "UPDATE historic_prices SET volume = 1 WHERE symbol = 'ACME'",
    refusal: 'permission denied for function checked',
    grant: 'GRANT EXECUTE ON FUNCTION public.checked(bigint) TO ledger_app',
  },
  {
    need: 'a function in a CHECK constraint of a domain',
    made: "CREATE FUNCTION in_domain(text) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN $1 <> ''''; END'; CREATE DOMAIN named AS text CHECK (in_domain(VALUE)); ALTER TABLE customers ADD nick named; REVOKE EXECUTE ON FUNCTION in_domain FROM PUBLIC",
    verb: "UPDATE customers SET nick = 'x' WHERE id = 1",
    refusal: 'permission denied for function in_domain',
    grant: 'GRANT EXECUTE ON FUNCTION public.in_domain(text) TO ledger_app',
  },
  {
    need: 'a function in an index expression',
    made: "CREATE TABLE indexed (name text); GRANT SELECT, INSERT, UPDATE, DELETE ON indexed TO ledger_app; CREATE FUNCTION folded(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN lower($1); END'; CREATE INDEX ON indexed (folded(name)); REVOKE EXECUTE ON FUNCTION folded FROM PUBLIC",
    verb: "INSERT INTO indexed VALUES ('x')",
    refusal: 'permission denied for function folded',
    grant: 'GRANT EXECUTE ON FUNCTION public.folded(text) TO ledger_app',
  },
  {
    need: 'a function in a policy for row-level security',
    made: "INSERT INTO secured VALUES (1); CREATE FUNCTION lets(int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END'; ALTER TABLE secured ENABLE ROW LEVEL SECURITY; CREATE POLICY so ON secured USING (lets(id)); REVOKE EXECUTE ON FUNCTION lets FROM PUBLIC",
    verb: 'SELECT * FROM secured',
    refusal: 'permission denied for function lets',
    grant: 'GRANT EXECUTE ON FUNCTION public.lets(integer) TO ledger_app',
  },
  {
    need: "a function in the query of a view, which runs as the caller of an owner's view too",
    made: "CREATE FUNCTION shown(bigint) RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN $1; END'; CREATE VIEW seen AS SELECT shown(quantity) FROM orders; GRANT SELECT ON seen TO ledger_app; REVOKE EXECUTE ON FUNCTION shown FROM PUBLIC",
    verb: 'SELECT * FROM seen',
    refusal: 'permission denied for function shown',
    grant: 'GRANT EXECUTE ON FUNCTION public.shown(bigint) TO ledger_app',
  },
  {
    need: "a table that a trigger's function writes to",
    made: 'CREATE TABLE archive.customers_history (id bigint); CREATE FUNCTION remembers() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO archive.customers_history VALUES (NEW.id); RETURN NEW; END$$; CREATE TRIGGER remembers AFTER UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION remembers()',
    verb: "UPDATE customers SET email = 'x' WHERE id = 1",
    refusal: 'permission denied for schema archive',
    grant: 'GRANT INSERT ON archive.customers_history TO ledger_app',
  },
  {
    need: "the sequence of a table that a trigger's function writes to",
    made: 'CREATE TABLE archive.fills_history (id bigserial, fill bigint); GRANT INSERT ON archive.fills_history TO ledger_app; CREATE FUNCTION counts() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO archive.fills_history (fill) VALUES (OLD.id); RETURN OLD; END$$; CREATE TRIGGER counts AFTER DELETE ON order_fills FOR EACH ROW EXECUTE FUNCTION counts()',
    verb: 'DELETE FROM order_fills WHERE id = 1',
    refusal: 'permission denied for sequence fills_history_id_seq',
    grant: 'GRANT USAGE ON SEQUENCE archive.fills_history_id_seq TO ledger_app',
  },
  {
    need: "a function that a trigger's function calls, in a schema it has to find it in",
    made: "CREATE SCHEMA helpers; CREATE FUNCTION helpers.noted(bigint) RETURNS void LANGUAGE plpgsql AS 'BEGIN END'; CREATE FUNCTION calls() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM helpers.noted(NEW.quantity); RETURN NEW; END$$; CREATE TRIGGER calls AFTER UPDATE ON positions FOR EACH ROW EXECUTE FUNCTION calls()",
    verb: 'UPDATE positions SET quantity = 1 WHERE customer_id = 1',
    refusal: 'permission denied for schema helpers',
    grant: 'GRANT USAGE ON SCHEMA helpers TO ledger_app',
  },
  {
    need: 'a table that a policy for row-level security reads',
    made: 'CREATE TABLE archive.members (id int); ALTER TABLE joined ENABLE ROW LEVEL SECURITY; CREATE POLICY members ON joined USING (EXISTS (SELECT FROM archive.members m WHERE m.id = joined.id))',
    verb: 'SELECT * FROM joined',
    refusal: 'permission denied for table members',
    grant: 'GRANT SELECT ON archive.members TO ledger_app',
  },
  {
    need: 'the schema of a type',
    made: "CREATE SCHEMA moods; CREATE TYPE moods.mood AS ENUM ('calm'); ALTER TABLE strategies ADD mood moods.mood",
    verb: "SELECT * FROM strategies WHERE mood = 'calm'::moods.mood",
    refusal: 'permission denied for schema moods',
    grant: 'GRANT USAGE ON SCHEMA moods TO ledger_app',
  },
  {
    need: 'a table under a view that runs as its caller',
    made: 'CREATE TABLE archive.trades (id int); CREATE VIEW traded WITH (security_invoker) AS SELECT id FROM archive.trades; GRANT SELECT ON traded TO ledger_app',
    verb: 'SELECT * FROM traded',
    refusal: 'permission denied for table trades',
    grant: 'GRANT SELECT ON archive.trades TO ledger_app',
  },
  {
    need: "a table under a view that runs as its caller, under an owner's view",
    made: 'CREATE TABLE archive.halts (id int); CREATE VIEW archive.halted WITH (security_invoker) AS SELECT id FROM archive.halts; CREATE VIEW stopped AS SELECT id FROM archive.halted; GRANT SELECT ON stopped TO ledger_app',
    verb: 'SELECT * FROM stopped',
    refusal: 'permission denied for table halts',
    grant: 'GRANT SELECT ON archive.halts TO ledger_app',
  },
  {
    need: 'the table that a view which runs as its caller is written through to, and the one that it filters by',
    made: 'CREATE TABLE archive.ledger (id int); CREATE TABLE archive.open_ids (id int); CREATE OR REPLACE VIEW written WITH (security_invoker) AS SELECT id FROM archive.ledger l WHERE EXISTS (SELECT FROM archive.open_ids o WHERE o.id = l.id); GRANT SELECT ON archive.open_ids TO ledger_app',
    verb: 'INSERT INTO written VALUES (1)',
    refusal: 'permission denied for table ledger',
    grant: 'GRANT SELECT, INSERT, UPDATE ON archive.ledger TO ledger_app',
  },
  {
    need: 'a function in the query of a view under a view',
    made: "CREATE FUNCTION archive.rounded(bigint) RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN $1; END'; CREATE VIEW archive.quantities AS SELECT archive.rounded(quantity) AS q FROM orders; CREATE VIEW quantities AS SELECT q FROM archive.quantities; GRANT SELECT ON quantities TO ledger_app; REVOKE EXECUTE ON FUNCTION archive.rounded FROM PUBLIC",
    verb: 'SELECT * FROM quantities',
    refusal: 'permission denied for function rounded',
    grant: 'GRANT EXECUTE ON FUNCTION archive.rounded(bigint) TO ledger_app',
  },
  {
    need: 'the function of an operator in a view that runs as its caller',
    made: "CREATE FUNCTION archive.near(bigint, bigint) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN $1 = $2; END'; CREATE OPERATOR archive.=~= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = archive.near); CREATE VIEW nearly WITH (security_invoker) AS SELECT id FROM orders WHERE quantity OPERATOR(archive.=~=) 1; GRANT SELECT ON nearly TO ledger_app; REVOKE EXECUTE ON FUNCTION archive.near FROM PUBLIC",
    verb: 'SELECT * FROM nearly',
    refusal: 'permission denied for function near',
    grant: 'GRANT EXECUTE ON FUNCTION archive.near(bigint,bigint) TO ledger_app',
  },
  {
    need: 'a sequence that the query of a view calls',
    made: "CREATE SEQUENCE archive.readings; CREATE VIEW readings AS SELECT nextval('archive.readings') AS n; GRANT SELECT ON readings TO ledger_app",
    verb: 'SELECT * FROM readings',
    refusal: 'permission denied for sequence readings',
    grant: 'GRANT USAGE ON SEQUENCE archive.readings TO ledger_app',
  },
  {
    need: "a sequence that a trigger's function calls by its name",
    made: "CREATE SEQUENCE archive.tickets; CREATE FUNCTION takes() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM nextval('archive.tickets'); RETURN NEW; END$$; CREATE TRIGGER takes BEFORE UPDATE ON strategies FOR EACH ROW EXECUTE FUNCTION takes()",
    verb: "UPDATE strategies SET name = 'x'",
    refusal: 'permission denied for sequence tickets',
    grant: 'GRANT USAGE ON SEQUENCE archive.tickets TO ledger_app',
  },
  {
    need: "the schema of a type that a trigger's function declares",
    made: "CREATE SCHEMA tones; CREATE TYPE tones.tone AS ENUM ('low'); CREATE FUNCTION sounds() RETURNS trigger LANGUAGE plpgsql AS $$DECLARE t tones.tone; BEGIN t := 'low'; RETURN NULL; END$$; CREATE TRIGGER sounds BEFORE DELETE ON strategies FOR EACH STATEMENT EXECUTE FUNCTION sounds()",
    verb: "DELETE FROM strategies WHERE name = 'x'",
    refusal: 'permission denied for schema tones',
    grant: 'GRANT USAGE ON SCHEMA tones TO ledger_app',
  },
  {
    need: 'a sequence that the default of a domain calls',
    made: "CREATE SEQUENCE archive.domains; CREATE DOMAIN counted AS bigint DEFAULT nextval('archive.domains'); ALTER TABLE customers ADD counted counted",
    verb: "INSERT INTO customers (email) VALUES ('d@example.com')",
    refusal: 'permission denied for sequence domains',
    grant: 'GRANT USAGE ON SEQUENCE archive.domains TO ledger_app',
  },
  {
    need: "what a procedure writes to that a trigger's function calls",
    made: "CREATE TABLE archive.calls (id int); CREATE PROCEDURE adds() LANGUAGE plpgsql AS 'BEGIN INSERT INTO archive.calls VALUES (1); END'; CREATE FUNCTION adding() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN CALL adds(); RETURN NULL; END'; CREATE TRIGGER adding AFTER DELETE ON order_fills FOR EACH STATEMENT EXECUTE FUNCTION adding()",
    verb: 'DELETE FROM order_fills WHERE id = 7',
    refusal: 'permission denied for table calls',
    grant: 'GRANT INSERT ON archive.calls TO ledger_app',
  },
  {
    need: 'what a trigger for INSERT writes to, of the partition that an UPDATE moves a row to',
    made: 'CREATE TABLE archive.arrivals (id int); CREATE FUNCTION arrives() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO archive.arrivals VALUES (NEW.id); RETURN NEW; END$$; CREATE TRIGGER arrives AFTER INSERT ON archive.moved_2 FOR EACH ROW EXECUTE FUNCTION arrives()',
    verb: 'UPDATE moved SET part = 2 WHERE id = 1',
    refusal: 'permission denied for table arrivals',
    grant: 'GRANT INSERT ON archive.arrivals TO ledger_app',
  },
  {
    need: 'what a trigger for DELETE writes to, of the partition that an UPDATE moves a row from',
    made: 'CREATE TABLE archive.departures (id int); CREATE FUNCTION departs() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO archive.departures VALUES (OLD.id); RETURN OLD; END$$; CREATE TRIGGER departs AFTER DELETE ON archive.moved_1 FOR EACH ROW EXECUTE FUNCTION departs()',
    verb: 'UPDATE moved SET part = 2 WHERE id = 2',
    refusal: 'permission denied for table departures',
    grant: 'GRANT INSERT ON archive.departures TO ledger_app',
  },
  {
    need: "the function of an operator in a trigger's function",
    made: "CREATE FUNCTION archive.close_to(bigint, bigint) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN $1 = $2; END'; CREATE OPERATOR public.=~~= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = archive.close_to); REVOKE EXECUTE ON FUNCTION archive.close_to FROM PUBLIC; CREATE FUNCTION closes() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW.id =~~= 1::bigint THEN NULL; END IF; RETURN NEW; END$$; CREATE TRIGGER closes BEFORE INSERT ON instruments FOR EACH ROW EXECUTE FUNCTION closes()",
    verb: "INSERT INTO instruments (symbol, currency) VALUES ('CLOSE', 'USD')",
    refusal: 'permission denied for function close_to',
    grant: 'GRANT EXECUTE ON FUNCTION archive.close_to(bigint,bigint) TO ledger_app',
  },
  {
    need: "the function of an operator that a trigger's function names with its schema, and the system has too",
    made: "CREATE FUNCTION archive.equals(bigint, bigint) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN $1 - $2 = 0; END'; CREATE OPERATOR archive.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = archive.equals); REVOKE EXECUTE ON FUNCTION archive.equals FROM PUBLIC; CREATE FUNCTION equal() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW.id OPERATOR(archive.=) 1::bigint THEN NULL; END IF; RETURN NEW; END$$; CREATE TRIGGER equal BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION equal()",
    verb: "INSERT INTO customers (email) VALUES ('equal@example.com')",
    refusal: 'permission denied for function equals',
    grant: 'GRANT EXECUTE ON FUNCTION archive.equals(bigint,bigint) TO ledger_app',
  },
  {
    need: "the function of an operator in a trigger's function that the system has too, of a type that a column has",
    made: "CREATE TYPE archive.level AS ENUM ('low'); CREATE FUNCTION archive.as_high(archive.level, archive.level) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END'; CREATE OPERATOR archive.= (LEFTARG = archive.level, RIGHTARG = archive.level, FUNCTION = archive.as_high); REVOKE EXECUTE ON FUNCTION archive.as_high FROM PUBLIC; ALTER TABLE positions ADD level archive.level; CREATE FUNCTION levels() RETURNS trigger LANGUAGE plpgsql SET search_path = public, archive AS $$BEGIN IF NEW.level = NEW.level AND NEW.quantity = 1 THEN NULL; END IF; RETURN NEW; END$$; CREATE TRIGGER levels BEFORE INSERT ON positions FOR EACH ROW EXECUTE FUNCTION levels()",
    verb: 'INSERT INTO positions (customer_id, instrument_id, quantity) VALUES (1, 2, 1)',
    refusal: 'permission denied for function as_high',
    grant: 'GRANT EXECUTE ON FUNCTION archive.as_high(archive.level,archive.level) TO ledger_app',
  },
  {
    need: 'a function that a rule calls',
    made: "CREATE FUNCTION ruled(bigint) RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN $1; END'; CREATE RULE ruled AS ON UPDATE TO instruments DO ALSO SELECT ruled(NEW.id); REVOKE EXECUTE ON FUNCTION ruled FROM PUBLIC",
    verb: "UPDATE instruments SET currency = 'EUR'",
    refusal: 'permission denied for function ruled',
    grant: 'GRANT EXECUTE ON FUNCTION public.ruled(bigint) TO ledger_app',
  },
]

describe('a permitted verb fails without what it needs, the plan names it, a re-apply mends it', () => {
  test.for(cases)('$need', async ({ made, verb, refusal, grant }) => {
    await database.owner.query(made)
    await expect(tried(verb)).rejects.toMatchObject({ code: '42501', message: refusal })
    expect(audit(await readPrivileges(database.owner, 'ledger_app'), policy).plan.statements).toContain(grant)
    const { statements, after } = await carryOut(database.owner, 'ledger_app', policy, { dryRun: false })
    expect(statements).toContain(grant)
    expect(after).toEqual([])
    await expect(tried(verb)).resolves.toBeDefined()
  })
})

test('without USAGE on the schema of citext the same query answers no row and no error', async () => {
  await database.owner.query('CREATE SCHEMA texts')
  await database.superuser.query('CREATE EXTENSION citext SCHEMA texts')
  await database.owner.query(
    "ALTER TABLE customers ADD alias texts.citext; UPDATE customers SET alias = 'Ann' WHERE id = 1",
  )
  await database.app.query('SET search_path = public, texts')
  const named = () => database.app.query("SELECT id FROM customers WHERE alias = 'ANN'")
  expect((await named()).rows).toEqual([])
  const { statements, after } = await carryOut(database.owner, 'ledger_app', policy, { dryRun: false })
  expect([statements, after]).toEqual([['GRANT USAGE ON SCHEMA texts TO ledger_app'], []])
  expect((await named()).rows).toEqual([{ id: '1' }])
})

test('of an operator that the system has too, and no column has the type of, nothing is needed', async () => {
  await database.owner.query(
    "CREATE TYPE archive.colour AS ENUM ('red'); CREATE FUNCTION archive.alike(archive.colour, archive.colour) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END'; CREATE OPERATOR archive.= (LEFTARG = archive.colour, RIGHTARG = archive.colour, FUNCTION = archive.alike); REVOKE EXECUTE ON FUNCTION archive.alike FROM PUBLIC; CREATE FUNCTION compares() RETURNS trigger LANGUAGE plpgsql SET search_path = public, archive AS $$BEGIN IF NEW.id = 1 THEN NULL; END IF; RETURN NEW; END$$; CREATE TRIGGER compares BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION compares()",
  )
  const { plan, unread } = audit(await readPrivileges(database.owner, 'ledger_app'), policy)
  expect([plan.statements, unread]).toEqual([[], []])
})

test('of several operators that may be meant it is said where the role may not use all', async () => {
  await database.owner.query(
    "ALTER TABLE orders ADD colour archive.colour; CREATE FUNCTION archive.coloured(archive.colour, text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END'; CREATE OPERATOR archive.= (LEFTARG = archive.colour, RIGHTARG = text, FUNCTION = archive.coloured)",
  )
  const { plan, unread } = audit(await readPrivileges(database.owner, 'ledger_app'), policy)
  expect(plan.statements).toEqual([])
  expect(JSON.stringify(unread)).toMatch(
    /its operator = is one of several by its operands, and the role may not call archive\.alike\(archive\.colour,archive\.colour\)/,
  )
  await database.owner.query('GRANT EXECUTE ON FUNCTION archive.alike TO ledger_app')
  expect(audit(await readPrivileges(database.owner, 'ledger_app'), policy).unread).toEqual([])
})

/** Really executed, and rolled back. */
async function tried(verb: string): Promise<unknown> {
  await database.app.query('BEGIN')
  try {
    return await database.app.query(verb)
  } finally {
    await database.app.query('ROLLBACK')
  }
}
