import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../config/load.ts'
import { policyInPhase } from '../config/policy.ts'
import { subjectOf } from '../config/subject.ts'
import { audit } from '../privileges/audit.ts'
import { carryOut } from '../privileges/plan/carry-out.ts'
import { readPrivileges } from '../privileges/snapshot/read-privileges.ts'
import { configure } from './configure.ts'
import { configurationOf, databasesForTests, schemaOf } from './databases.fixture.ts'
import { namesFor } from './names.ts'

// From a schema of somebody else's to a role that can do exactly what its policy says: what was written, what a person had to
// change of it, and what the database then says.

const databases = databasesForTests()

/** As Heroku has them: where an app's extensions lie is a matter of its age. */
const extensions =
  'CREATE SCHEMA heroku_ext; GRANT USAGE ON SCHEMA heroku_ext TO apps_owner WITH GRANT OPTION; CREATE EXTENSION citext SCHEMA public; CREATE EXTENSION hstore SCHEMA heroku_ext'

const reason = "reason: 'keys are never changed, and users never deleted'"

/** By the beginning of a line as it was written, what a person makes of it. */
const cases: { style: string; open: number; edits: Record<string, (line: string) => string> }[] = [
  {
    style: 'rails',
    open: 7,
    edits: { "// { code: 'cascade-bypass', object: 'public.audits'": accepted },
  },
  { style: 'django', open: 10, edits: {} },
  {
    style: 'prisma',
    open: 8,
    edits: {
      [`// { code: 'cascade-bypass', object: 'public."AuditLog"'`]: accepted,
      [`// { code: 'cascade-bypass', object: 'billing."LedgerEntry"'`]: accepted,
    },
  },
  {
    style: 'flyway',
    open: 12,
    edits: {
      "// 'audit.log_change()'": uncommented,
      "// 'payments.settle(bigint)'": uncommented,
      "// 'core.note_parameter()'": (line) =>
        uncommented(line).replace('{}', "{ 'archive.parameter': ['INSERT'] }"),
      "// { code: 'cascade-bypass', object: 'audit.approval'": accepted,
    },
  },
  {
    style: 'logs',
    open: 8,
    edits: { "// 'public.dashboards'": uncommented, "// 'public.alerts'": uncommented },
  },
]

function uncommented(line: string): string {
  return line.replace('// ', '')
}

function accepted(line: string): string {
  return uncommented(line)
    .replace("reason: ''", reason)
    .replace(/until: '.*?'/, "until: '2999-12-31'")
}

/** The text with those lines changed, each of which is there once. */
function edited(text: string, edits: Record<string, (line: string) => string>): string {
  return Object.entries(edits).reduce((before, [start, edit]) => {
    const lines = before.split('\n')
    const found = lines.filter((line) => line.trim().startsWith(start))
    expect(found, start).toHaveLength(1)
    return lines.map((line) => (line.trim().startsWith(start) ? edit(line) : line)).join('\n')
  }, text)
}

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'configure-'))
})

afterAll(() => rm(folder, { recursive: true }))

describe.each(cases)('a database in the style of $style', ({ style, open, edits }) => {
  const role = `${style}_app`
  let owner: Client

  beforeAll(async () => {
    owner = await databases.made(style, await schemaOf(style), extensions)
  })

  it('is written as it is kept beside the schema, and says how much of it waits for a person', async () => {
    const file = join(folder, `${style}.config.ts`)
    const names = namesFor({
      app: `${style}-api`,
      role,
      flag: 'ON_ROLE',
      healthUrl: 'https://example.com/up',
    })
    const written = await configure(owner, names, file, new Date('2026-11-26T12:00:00Z'))
    const text = await readFile(file, 'utf8')
    const kept = text
      .replace(/from '.*schema\.ts'/, "from '../../harness/config/schema.ts'")
      .replace(/Postgres \d+,/, 'Postgres 17,')
    await expect(kept).toMatchFileSnapshot(fileURLToPath(configurationOf(style)))
    expect(written.open).toHaveLength(open)
    expect(written.roleIsThere).toBe(false)
  })

  it(`after ${Object.keys(edits).length} changed line(s) the plan brings the role to it, and a second plan is empty`, async () => {
    const file = join(folder, `${style}-edited.config.ts`)
    await writeFile(file, edited(await readFile(join(folder, `${style}.config.ts`), 'utf8'), edits))
    const policy = policyInPhase(subjectOf(await readConfig(file)).policy, 'soaking')
    await databases.createRole(role, style)
    const { committed, statements, withheld } = await carryOut(owner, role, policy, { dryRun: false })
    expect({ committed, withheld }).toEqual({ committed: true, withheld: undefined })
    expect(statements.length).toBeGreaterThan(20)
    const snapshot = await readPrivileges(owner, role)
    const own = snapshot.relations.filter(({ kind, extension }) => kind !== 'S' && !extension)
    expect(own.length).toBeGreaterThan(39)
    const after = audit(snapshot, policy)
    expect(after.differences).toEqual([])
    expect(after.unread).toEqual([])
    expect(after.plan.statements).toEqual([])
  })
})
