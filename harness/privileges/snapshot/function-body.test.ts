import { expect, test } from 'vitest'
import { parsedBody } from './function-body.ts'

const trigger = (body: string, declare = '') =>
  `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $function$DECLARE found int; ${declare} BEGIN ${body} RETURN NEW; END$function$`

test.for([
  ['INSERT INTO audit.log VALUES (NEW.id);', 'audit.log INSERT'],
  ['INSERT INTO log DEFAULT VALUES RETURNING id INTO found;', 'log INSERT, log SELECT'],
  ['INSERT INTO log VALUES (1) ON CONFLICT DO NOTHING;', 'log INSERT'],
  ['INSERT INTO log VALUES (1) ON CONFLICT (id) DO UPDATE SET n = 1;', 'log INSERT, log UPDATE, log SELECT'],
  ['UPDATE counters SET n = NEW.n;', 'counters UPDATE'],
  ['UPDATE counters SET n = n + 1;', 'counters UPDATE, counters SELECT'],
  [
    'UPDATE counters c SET n = 1 FROM log l WHERE l.id = c.id;',
    'counters UPDATE, counters SELECT, log SELECT',
  ],
  ['DELETE FROM log;', 'log DELETE'],
  ['DELETE FROM ONLY log WHERE id = OLD.id;', 'log DELETE, log SELECT'],
  ['TRUNCATE log;', 'log TRUNCATE'],
  ['PERFORM 1 FROM log FOR UPDATE;', 'log UPDATE, log SELECT'],
  [
    'MERGE INTO log USING counters c ON true WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (1);',
    'log SELECT, log INSERT, log DELETE, counters SELECT',
  ],
  [
    'WITH recent AS (SELECT * FROM log) INSERT INTO counters SELECT * FROM recent;',
    'counters INSERT, log SELECT',
  ],
  [
    'IF EXISTS (SELECT FROM log) THEN found := (SELECT max(n) FROM counters); END IF;',
    'log SELECT, counters SELECT',
  ],
  ['FOR found IN SELECT id FROM log LOOP NULL; END LOOP;', 'log SELECT'],
  ["EXECUTE 'DELETE FROM log';", 'log DELETE'],
  ['NEW.at := now();', ''],
] as const)('%s', async ([body, expected]) => {
  const { relations, unread } = await parsedBody(trigger(body))
  expect(unread).toEqual([])
  expect(
    relations
      .map(({ schema, name, privilege }) => `${schema ? `${schema}.` : ''}${name} ${privilege}`)
      .join(', '),
  ).toBe(expected)
})

test('a cursor is read where it is declared', async () => {
  const { relations } = await parsedBody(trigger('NULL;', 'c CURSOR FOR SELECT * FROM log;'))
  expect(relations).toEqual([{ schema: undefined, name: 'log', privilege: 'SELECT' }])
})

test('calls are known by name and number of arguments, wherever they stand', async () => {
  const { calls } = await parsedBody(trigger('PERFORM audit.note(NEW.id, 1); NEW.n := next_number();'))
  expect(calls).toEqual([
    { schema: 'audit', name: 'note', privilege: 'EXECUTE', arguments: 2 },
    { schema: undefined, name: 'next_number', privilege: 'EXECUTE', arguments: 0 },
  ])
})

test.for([
  ["EXECUTE format('DELETE FROM %I', TG_TABLE_NAME);", 'it executes a text that is made at run time'],
  [
    "FOR found IN EXECUTE 'SELECT ' || NEW.id LOOP NULL; END LOOP;",
    'it executes a text that is made at run time',
  ],
  ['CREATE TEMPORARY TABLE scratch (id int);', 'it runs a Create statement'],
  ['LOCK TABLE log;', 'it runs a Lock statement'],
] as const)('%s is not read, and that is said', async ([body, reason]) => {
  expect((await parsedBody(trigger(body))).unread).toEqual([reason])
})

test('what the grammar does not read is said', async () => {
  const { unread } = await parsedBody(trigger('NOT EVEN SQL;'))
  expect(unread).toEqual([expect.stringMatching(/^the grammar does not read it: /)])
})

test('a function in SQL is read as a text, and as a body that was parsed when it was made', async () => {
  const text = await parsedBody("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'DELETE FROM log; SELECT 1'")
  expect(text).toMatchObject({ atomic: false, unread: [], relations: [{ name: 'log', privilege: 'DELETE' }] })
  const body = await parsedBody(
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT n FROM a.log; END',
  )
  expect(body).toMatchObject({
    atomic: true,
    unread: [],
    relations: [{ schema: 'a', name: 'log', privilege: 'SELECT' }],
  })
})
