import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runbook } from '../../fixtures/stand-in/runbook.config.ts'
import { policyInPhase, policySchema } from '../config/policy.ts'
import { checkMigrations } from './check-migrations.ts'
import { aboutCode, ownCodes } from './finding.ts'
import { asFound, goodFolder, goodGrants } from './good-folder.fixture.ts'
import { guardedLines } from './guarded.ts'
import { mendFiles, writeMigration } from './mend.ts'
import { readCommand } from './read-command.ts'
import { migrationsOf, readTree } from './read-tree.ts'

const role = 'ledger_app'
const policy = policyInPhase(policySchema.parse(runbook.privileges), 'cut-over')

const reading = (
  migrations: readonly ReturnType<typeof migrationsOf>[number][],
  isOld: readonly string[] = [],
) =>
  checkMigrations(migrations, role, policy, {
    engines: ['read'],
    isOldFile: (file) => isOld.includes(file),
    isKnown: () => false,
    strict: false,
    run: () => Promise.reject(new Error('not to be run')),
  })
const read = (files: Readonly<Record<string, string>>, isOld?: readonly string[]) =>
  reading(
    Object.entries(files).flatMap(([file, text]) => migrationsOf(file, Buffer.from(text))),
    isOld,
  )

test('a folder that grants properly has no finding but that its grants are not guarded', async () => {
  const { findings, outcome } = await read(goodFolder)
  expect(outcome).toBe('passed')
  expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['unguarded-grant']))
})

test.each(goodGrants)('without $text there is $found', async ({ text, found }) => {
  const without = Object.entries(goodFolder).map(([file, sql]) => [file, sql.replace(text, '')])
  const { findings, outcome } = await read(Object.fromEntries(without))
  expect(outcome).toBe('failed')
  expect(findings.filter(({ level }) => level === 'error').map(asFound)).toEqual([found])
})

test('a finding of an older migration counts for nothing', async () => {
  const files = { '001.sql': 'CREATE TABLE a (id int);', '002.sql': 'SELECT 1;' }
  expect((await read(files)).outcome).toBe('failed')
  expect(await read(files, ['001.sql'])).toMatchObject({ outcome: 'passed', findings: [], baseline: 1 })
})

describe('what is written', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'migrations-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('mends a migration before what goes down, and only where it may', async () => {
    const [up, old] = [join(folder, '002.sql'), join(folder, '001.sql')]
    await writeFile(up, '-- migrate:up\nCREATE TABLE a (id serial);\n-- migrate:down\nDROP TABLE a;\n')
    await writeFile(old, 'CREATE TABLE b (id int);\n')
    const migrations = await readTree(folder)
    const { findings } = await reading(migrations)
    const mayWrite = (file: string) => file.endsWith('002.sql')
    expect(await mendFiles(migrations, findings, { role, mayWrite })).toHaveLength(1)
    const text = await readFile(up, 'utf8')
    expect(text.indexOf('GRANT USAGE ON SEQUENCE public.a_id_seq')).toBeLessThan(
      text.indexOf('-- migrate:down'),
    )
    expect(await readFile(old, 'utf8')).toBe('CREATE TABLE b (id int);\n')
    const left = await reading(await readTree(folder))
    expect(left.findings.map(({ object }) => object)).toEqual(['public.b'])

    const added = join(folder, '003_grants.sql')
    expect(await writeMigration(added, left.findings, { role, after: undefined })).toBe(1)
    await expect(writeMigration(added, left.findings, { role, after: undefined })).rejects.toThrow(
      'it is there already',
    )
    // It comes too late for the deploys in between, and says so.
    expect((await reading(await readTree(folder))).findings).toMatchObject([
      { object: 'public.b', mendedIn: expect.stringMatching(/003_grants\.sql$/) as string },
    ])
  })

  test.each([
    ['a last statement without its semicolon', 'CREATE TABLE a (id int) -- an example'],
    ['goose, which parts a file at semicolons', '-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\n'],
    ['a file of Windows', 'CREATE TABLE a (id int)\r\n;\r\n\r\n'],
  ])('mends %s, and has nothing to mend any more', async (_what, text) => {
    const alone = await mkdtemp(join(folder, 'one-'))
    const file = join(alone, '1.sql')
    await writeFile(file, text)
    const migrations = await readTree(alone)
    const mayWrite = () => true
    await mendFiles(migrations, (await reading(migrations)).findings, { role, mayWrite })
    expect(await reading(await readTree(alone))).toMatchObject({ outcome: 'passed', findings: [] })
    const mended = await readFile(file, 'utf8')
    expect(mended.includes('-- +goose StatementBegin\nDO')).toBe(text.includes('goose'))
    expect(mended.replaceAll('\r\n', '').includes('\n')).toBe(!text.includes('\r\n'))
  })

  test('a new migration begins as those before it do', async () => {
    const last = migrationsOf(
      '1.sql',
      Buffer.from('-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\n'),
    )
    const file = join(folder, 'goose.sql')
    await writeMigration(file, (await reading(last)).findings, { role, after: last.at(-1) })
    expect(await readFile(file, 'utf8')).toMatch(
      /^-- \+goose Up\n-- \+goose StatementBegin\nDO[\s\S]*StatementEnd\n$/,
    )
  })

  test('a folder that is not there and one without a migration are refused', async () => {
    await expect(readTree(join(folder, 'nowhere'))).rejects.toThrow('are not there')
    await expect(readTree(await mkdtemp(join(folder, 'empty-')))).rejects.toThrow('holds no migration')
  })
})

test.each([
  ['is no UTF-8', Buffer.from([0x53, 0xff, 0xfe, 0x0a]), 'it is not UTF-8'],
  ['has 50 MB', Buffer.alloc(50_000_000, '-'), 'it has 50 MB'],
  ['is broken', Buffer.from('CREATE TABEL a ();'), 'the grammar does not read it'],
  ['runs another file', Buffer.from('\\i other.sql\n'), 'a command of psql'],
])('a migration that %s is not told, and no pass', async (_name, bytes, why) => {
  const verdict = await reading(migrationsOf('a.sql', bytes))
  expect(verdict.outcome).toBe('inconclusive')
  expect(verdict.open.map((open) => open.why).join('\n')).toContain(why)
})

test.each([
  ['57014: canceling statement due to statement timeout', true, 'inconclusive'],
  ['0A000: extension "postgis" is not available', false, 'passed'],
  ['42703: column "timeout" does not exist', false, 'passed'],
])(
  'where the server stops at %s, unanswered: %s, the verdict is %s, and says so',
  async (why, unanswered, outcome) => {
    const migrations = migrationsOf('a.sql', Buffer.from('SELECT pg_sleep(60);'))
    const stopped = { file: 'a.sql', line: 1, statement: 'SELECT pg_sleep(60)', why, unanswered }
    const verdict = await checkMigrations(migrations, role, policy, {
      engines: ['read', 'run'],
      isOldFile: () => false,
      isKnown: () => false,
      strict: false,
      run: () => Promise.resolve({ findings: [], applied: new Set(), unread: [], stopped }),
    })
    expect(verdict.outcome).toBe(outcome)
    expect(verdict.remarks.join('\n')).toContain(why)
  },
)

test('what a block does is found at its line, and where the block has none of its own that is said', async () => {
  const { findings } = await read({
    '1.sql': `CREATE TABLE schema_migrations (id int);
DO $$ BEGIN
  GRANT INSERT
    ON schema_migrations TO ledger_app;
END $$;`,
    '2.sql': `
DO 'BEGIN EXECUTE ''
  GRANT UPDATE ON schema_migrations TO ledger_app''; END';`,
  })
  const errors = findings.filter(({ level }) => level === 'error')
  expect(errors.map(({ place }) => `${place.line} ${place.statement}`)).toEqual([
    '3 GRANT INSERT ON schema_migrations TO ledger_app',
    "2 in the DO block that begins at line 2: ' GRANT UPDATE ON schema_migrations TO ledger_app'",
  ])
})

test('the lines of a guarded form have the whole statement, however long it is', async () => {
  const tables = Array.from({ length: 12 }, (_, at) => `a_table_of_a_longer_name_${at}`)
  const grant = `GRANT SELECT, INSERT, UPDATE, DELETE ON ${tables.join(', ')} TO ledger_app`
  const made = tables.map((name) => `CREATE TABLE ${name} (id int);`)
  const { findings } = await read({ '1.sql': `${made.join('\n')}\n${grant};` })
  expect(findings).toMatchObject([{ code: 'unguarded-grant' }])
  expect(findings[0]?.lines.join('\n')).toContain(`    ${grant};`)
})

test('a guard names a role that is quoted as the catalogue has it', () => {
  expect(guardedLines('"odd role\'s"', ['GRANT SELECT ON a TO "odd role\'s"']).join('\n')).toContain(
    "rolname = 'odd role''s') THEN\n    GRANT SELECT ON a TO \"odd role's\";",
  )
})

test('an empty migration is one', async () => {
  expect(await read({ 'a.sql': '-- nothing yet\n' })).toMatchObject({ outcome: 'passed', migrations: 1 })
})

test('Alembic’s stream is judged revision by revision', async () => {
  const stream =
    'BEGIN;\nCREATE TABLE alembic_version (v text);\n-- Running upgrade  -> 1a\nCREATE TABLE a (id int);\n-- Running upgrade 1a -> 2b\nGRANT SELECT, INSERT, UPDATE, DELETE ON a TO ledger_app;\nCOMMIT;\n'
  const { findings } = await read({ 'standard input': stream })
  expect(findings.filter(({ level }) => level === 'error')).toMatchObject([
    { object: 'public.a', place: { file: 'standard input (1a)', line: 4 }, mendedIn: 'standard input (2b)' },
  ])
})

test.each([
  ['Liquibase', '-- Changeset db/changelog.sql::1::me', 'db/changelog.sql::1::me'],
  ['any that writes one at a time', '-- runbook-migration shop/0001_first (1)\r', 'shop/0001_first  1 '],
])('a stream of %s is judged migration by migration', async (_tool, marker, name) => {
  const stream = `${marker}\nCREATE TABLE a (id int);\n${marker.replace('1', '2')}\nGRANT SELECT, INSERT, UPDATE, DELETE ON a TO ledger_app;\n`
  const { findings, migrations } = await read({ 'standard input': stream })
  expect(migrations).toBe(3)
  expect(findings.filter(({ level }) => level === 'error')).toMatchObject([
    { object: 'public.a', place: { file: `standard input (${name})`, line: 2 } },
  ])
})

test.each([
  '-- MIGRATION NOW PERFORMS OPERATION THAT CANNOT BE WRITTEN AS SQL:\n-- Raw Python operation',
  '-- Raw Python operation\n--\n-- THIS OPERATION CANNOT BE WRITTEN AS SQL',
])('what Django does in Python is not told: %s', async (said) => {
  const verdict = await read({ '1.sql': `BEGIN;\n--\n${said}\n--\nCOMMIT;\n` })
  expect(verdict.outcome).toBe('inconclusive')
  expect(verdict.open).toMatchObject([{ file: '1.sql', why: expect.stringContaining('in Python') as string }])
})

test('the table that docs/migrations.md begins with is as it is to be', async () => {
  const page = await readFile(new URL('../../docs/migrations.md', import.meta.url), 'utf8')
  const [, template = ''] = /## A new table\n+```sql\n(.*?)```/s.exec(page) ?? []
  expect(template).toContain('CREATE TABLE')
  expect(await read({ '1.sql': template.replaceAll(/\b\w+_app\b/g, role) })).toMatchObject({
    outcome: 'passed',
    findings: [],
  })
})

test('what a command writes is read as it is on the standard input', async () => {
  const sql = '-- Running upgrade  -> 1a\\nCREATE TABLE a (id int);'
  const command = [process.execPath, '-e', `console.log('${sql}')`] as const
  const migrations = await readCommand([...command], process.cwd())
  const { findings } = await reading(migrations)
  expect(findings).toMatchObject([
    { object: 'public.a', place: { file: `${command.join(' ')} (1a)`, line: 2 } },
  ])
})

test('every code of the migrations has a heading in docs/migrations.md', async () => {
  const page = await readFile(new URL('../../docs/migrations.md', import.meta.url), 'utf8')
  const headings = [...page.matchAll(/^### ([a-z-]+)$/gm)].map(([, code]) => code)
  expect(new Set(headings)).toEqual(new Set(Object.keys(ownCodes)))
  expect(aboutCode('unguarded-grant').help).toBe('Run it only where the role is')
})
