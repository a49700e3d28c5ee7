import { describe, expect, it } from 'vitest'
import { deniedIn } from './denial.ts'

const postgres = (rest: string): string =>
  `[MAROON] [12-1]  sql_error_code = 42501 time_ms = "2026-05-10 08:00:00.123 UTC" pid="4711" proc_start_time="…" session_id="…" vtid="3/9" tid="0" log_line="5" database="d1" connection_source="10.1.2.3(4567)" user="ledger_app" application_name="ledger" ${rest}`

describe('a denial is told from a line of the log', () => {
  it.each([
    [
      'psycopg',
      'psycopg2.errors.InsufficientPrivilege: permission denied for table orders',
      'table',
      'orders',
    ],
    [
      'SQLAlchemy',
      '(psycopg2.errors.InsufficientPrivilege) permission denied for table orders',
      'table',
      'orders',
    ],
    [
      'asyncpg',
      'asyncpg.exceptions.InsufficientPrivilegeError: permission denied for sequence orders_id_seq',
      'sequence',
      'orders_id_seq',
    ],
    [
      'node-postgres',
      'error: permission denied for materialized view daily_bars',
      'materialized view',
      'daily_bars',
    ],
    [
      'Rails',
      'ActiveRecord::StatementInvalid (PG::InsufficientPrivilege: ERROR:  permission denied for schema billing',
      'schema',
      'billing',
    ],
    [
      'JDBC',
      'org.postgresql.util.PSQLException: ERROR: permission denied for function rebuild_index',
      'function',
      'rebuild_index',
    ],
    [
      'a JSON logger',
      String.raw`{"level":"error","err":"permission denied for table orders\nSTATEMENT: x","code":"42501"}`,
      'table',
      'orders',
    ],
    [
      'a JSON logger, quoted',
      String.raw`{"msg":"new row violates row-level security policy for table \"customer events\""}`,
      'row',
      'customer events',
    ],
    ['an older server', 'ERROR:  permission denied for relation orders', 'relation', 'orders'],
    ['a column', 'ERROR:  permission denied for column email of relation customers', 'column', 'customers'],
    ['a large object', 'ERROR:  permission denied for large object 16433', 'large object', '16433'],
    ['a type', 'ERROR: permission denied for type bar_timeframe', 'type', 'bar_timeframe'],
    ['a parameter', 'ERROR:  permission denied for parameter wal_level', 'parameter', 'wal_level'],
    ['ownership', 'ERROR:  must be owner of table orders', 'ownership', 'orders'],
    [
      'a row that a policy hides',
      'ERROR:  new row violates row-level security policy "own_rows" for table "orders"',
      'row',
      'orders',
    ],
    [
      'a query that a policy forbids',
      'ERROR:  query would be affected by row-level security policy for table "orders"',
      'row',
      'orders',
    ],
    ['a name in capitals', 'ERROR:  permission denied for table AuditLog', 'table', 'AuditLog'],
    [
      'Prisma',
      'kind: QueryError(PostgresError { code: "42501", message: "permission denied for table orders", severity: "ERROR" })',
      'table',
      'orders',
    ],
    ['lib/pq', 'pq: permission denied for table orders (42501)', 'table', 'orders'],
    [
      'Npgsql',
      'Npgsql.PostgresException (0x80004005): 42501: permission denied for table orders',
      'table',
      'orders',
    ],
    [
      'a JSON logger, escapes of Unicode',
      String.raw`{"msg":"permission denied for column \u0022E Mail\u0022 of relation \u0022Audit Log\u0022"}`,
      'column',
      'Audit Log',
    ],
    ['a hint behind it', 'permission denied for table orders HINT:  Grant it.', 'table', 'orders'],
    ['the end of a sentence', 'We met: permission denied for table orders.', 'table', 'orders'],
    [
      'a row that a policy of USING hides',
      'ERROR:  new row violates row-level security policy (USING expression) for table "orders"',
      'row',
      'orders',
    ],
    [
      'a system catalogue',
      'ERROR:  permission denied: "pg_class" is a system catalog',
      'relation',
      'pg_class',
    ],
    ['Postgres itself', postgres('ERROR:  permission denied for table orders'), 'table', 'orders'],
  ])('%s', (_form, text, kind, object) => {
    expect(deniedIn(text)).toMatchObject({ kind, object })
  })

  it.each([
    ['node-postgres, its code on a line of its own', "  code: '42501',"],
    ['a JSON logger', '{"level":"error","code":"42501","message":"keine Berechtigung für Tabelle orders"}'],
    ['PDO', 'SQLSTATE[42501]: Insufficient privilege: 7 ERREUR: droit refusé pour la table orders'],
    ['pgx', 'ERROR: Zugriff verweigert (SQLSTATE 42501)'],
    ['JDBC', 'SQL Error: 0, SQLState: 42501'],
    ['Postgres itself, in another language', postgres('FEHLER:  keine Berechtigung für Tabelle orders')],
    ['no object', 'ERROR:  permission denied to create role'],
    ['no object, a file', 'ERROR:  permission denied to COPY from a file'],
    ['no object, a parameter', 'ERROR:  permission denied to set parameter "log_statement"'],
    ['an attribute', 'ERROR:  must have CREATEROLE privilege'],
    ['a membership', 'ERROR:  must be member of role "u1"'],
    [
      'psycopg, in another language',
      'psycopg.errors.InsufficientPrivilege: keine Berechtigung für Tabelle orders',
    ],
    ['lib/pq, in another language', 'pq: keine Berechtigung für Tabelle orders (42501)'],
    ['psycopg’s field', "pgcode='42501'"],
    ['name=value', 'level=error msg="query failed" code=42501'],
    ['Ecto', '** (Postgrex.Error) ERROR 42501 (insufficient_privilege)'],
    ['Ruby’s hash', '{:sqlstate=>"42501"}'],
    ['Prisma, its own code', '{"code":"P1010","clientVersion":"6.1.0"}'],
    ['a line that Heroku has cut', `${'x'.repeat(9_950)} permission denied for tab`],
  ])('%s: denied, of no object that is named', (_form, text) => {
    expect(deniedIn(text)).toMatchObject({ kind: 'statement', object: undefined })
  })

  it('says what it may be called besides, as a name stands in no quotes', () => {
    expect(deniedIn('ERROR:  permission denied for table Audit Log')).toMatchObject({
      object: 'Audit',
      longer: ['Audit Log'],
    })
    expect(deniedIn('permission denied for table Audit Log of 2026 (SQLSTATE 42501)')?.longer).toEqual([
      'Audit Log of 2026',
      'Audit Log of',
      'Audit Log',
    ])
    expect(deniedIn('permission denied for table "Audit" Log')).toMatchObject({ object: 'Audit', longer: [] })
  })

  it('says whom Prisma says it was denied to', () => {
    expect(deniedIn('P1010: User `metabase` was denied access on the database `d1.public`')).toMatchObject({
      user: 'metabase',
    })
  })

  it('says whom it was denied to, in which application, where the line does', () => {
    expect(deniedIn(postgres('ERROR:  permission denied for table orders'))).toMatchObject({
      user: 'ledger_app',
      application: 'ledger',
    })
    expect(deniedIn('permission denied for table orders')).toMatchObject({
      user: undefined,
      application: undefined,
    })
  })
})

describe('what is no denial', () => {
  it.each([
    'bash: ./bin/start: Permission denied',
    "PermissionError: [Errno 13] Permission denied: '/app/tmp/cache'",
    "Error: EACCES: permission denied, open '/app/uploads/1.png'",
    'git@github.com: Permission denied (publickey).',
    'INFO ledger.access "GET /orders/42501" 200',
    'order 42501 shipped',
    'sample#current_transaction=42501',
    'GET /oauth?code=42501&state=x 200',
    'status code 42501',
    'order code: 42501',
    'shipment (42501) is under way',
    'ticket [42501] was closed',
    'port 42501: listening',
    'user error 42501',
    'permission denied to create bucket uploads',
    '{"status":403,"message":"permission denied for resource projects/x"}',
    'AccessDenied: Access Denied (Service: Amazon S3; Status Code: 403)',
    'google.api_core.exceptions.PermissionDenied: 403 Permission denied for project x',
    'must be owner of the repository',
    "STATEMENT:  SELECT * FROM logs WHERE line LIKE '%ERROR: permission denied for table x%'",
    'ERROR:  relation "orders" does not exist',
    `[MAROON] [12-2]  sql_error_code = 42501 user="ledger_app" STATEMENT:  SELECT 'permission denied for table x'`,
  ])('%s', (text) => {
    expect(deniedIn(text)).toBeUndefined()
  })
})
