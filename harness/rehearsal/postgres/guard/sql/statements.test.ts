import { beforeAll, describe, expect, it } from 'vitest'
import { refusal } from './password-check.ts'
import { checkedSql, grammarReady } from './statements.ts'

beforeAll(grammarReady)

const latin1 = (text: string): string => Buffer.from(text).toString('latin1')

describe('SQL that stays as it came', () => {
  it.each([
    'select 1',
    "INSERT INTO users (role, password) VALUES ('x', 'create role x password')",
    'CREATE ROLE x',
    'CREATE ROLE x LOGIN NOCREATEROLE',
    'ALTER ROLE x CONNECTION LIMIT 5',
    "ALTER ROLE x SET search_path = 'password'",
    'ALTER TABLE roles RENAME TO passwords',
    'ALTER TABLE users RENAME COLUMN role TO password',
    'DROP ROLE x -- rename password',
    "COMMENT ON ROLE x IS 'create role x password ''y'''",
    "select $$create role x password 'y'$$",
    '/* alter role x password */ select 1',
    "CREATE ROLE x PASS/**/WORD 'y'",
    'this is not SQL: alter role x password',
    'DO $$ BEGIN PERFORM 1; END $$',
    "DO $$ BEGIN RAISE NOTICE 'alter role x password'; END $$",
    "DO $$ BEGIN -- ALTER ROLE x PASSWORD 'y';\n NULL; END $$",
    'INSERT INTO t VALUES (1) ON CONFLICT\n DO NOTHING',
  ])('%s', (sql) => {
    expect(checkedSql(sql)).toBe(sql)
  })
})

describe('SQL that is checked first', () => {
  it.each([
    "create user x encrypted password 'y'",
    "/* c */create role x password 'y'",
    "-- c\nALTER\nROLE\nCURRENT_USER\nPASSWORD\n'y'",
    'select 1;alter group x rename to y',
    "DO LANGUAGE plpgsql 'BEGIN ALTER ROLE x PASSWORD ''y''; END'",
    "DO E'BEGIN ALTER ROLE x PASS\\x57ORD ''y''; END'",
    "DO U&'BEGIN ALTER ROLE x PASS!0057ORD ''y''; END' UESCAPE '!'",
  ])('%s', (sql) => {
    expect(checkedSql(sql)).toContain(refusal)
  })

  it('keeps the bytes around it, whatever the encoding', () => {
    const [before, after] = [latin1("select 'é€𝄞 \xa0' as ü"), latin1('select "ß"')]
    const checked = checkedSql(`${before}; ALTER ROLE x PASSWORD 'y'; ${after}`)
    expect(checked.startsWith(`${before}; DO $`)).toBe(true)
    expect(checked.endsWith(`; ${after}`)).toBe(true)
  })

  it('keeps the bytes of the statement', () => {
    const sql = latin1('ALTER ROLE "rôle" PASSWORD \'clé\'')
    expect(checkedSql(sql)).toContain(`EXECUTE $rds0$${sql}$rds0$`)
  })

  it('outdoes dollar quotes of its own kind', () => {
    const checked = checkedSql('ALTER ROLE x PASSWORD $rds0$y$rds0$')
    expect(checked).toContain('$rds1$ALTER ROLE x PASSWORD $rds0$y$rds0$$rds1$')
  })
})

describe('a DO', () => {
  it('has the check in front of the statement, not of one in a comment', () => {
    const checked = checkedSql(
      "DO $$ BEGIN /* ALTER ROLE x PASSWORD 'y' */ NULL;\n ALTER ROLE x PASSWORD 'y'; END $$",
    )
    expect(checked).toContain("/* ALTER ROLE x PASSWORD 'y' */ NULL;\n IF NOT")
  })

  it('is checked as a whole where the place cannot be told', () => {
    const body = "DO $$ BEGIN /* ALTER ROLE x PASSWORD 'y' */ ALTER ROLE x PASSWORD 'y'; END $$"
    expect(checkedSql(body)).toContain(`EXECUTE $rds0$${body}$rds0$`)
  })

  it('is read in time that grows with the text, not with its square', () => {
    const started = performance.now()
    checkedSql(`${'\n;  '.repeat(200_000)} DO $$ BEGIN NULL; END $$; ${"select 'é';\n".repeat(20_000)}`)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})
