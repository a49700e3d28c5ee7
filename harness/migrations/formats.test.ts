import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' }
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, test } from 'vitest'
import { runbook } from '../../fixtures/stand-in/runbook.config.ts'
import { policyInPhase, policySchema } from '../config/policy.ts'
import { checkMigrations, type MigrationsVerdict } from './check-migrations.ts'
import { fingerprint } from './findings/fingerprint.ts'
import type { Migration } from './migration.ts'
import { migrationsOf } from './read-tree.ts'
import { annotations } from './told/annotations.ts'
import { jsonReport } from './told/report.ts'
import { sarif } from './told/sarif.ts'
import { terminalText } from './told/terminal.ts'

const role = 'ledger_app'
const policy = policyInPhase(policySchema.parse(runbook.privileges), 'cut-over')

const reading = (migrations: readonly Migration[]) =>
  checkMigrations(migrations, role, policy, {
    engines: ['read'],
    isOldFile: () => false,
    isKnown: () => false,
    strict: false,
    run: () => Promise.reject(new Error('not to be run')),
  })

/** Of draft 4, whose `id` Ajv has no more, the schema uses what draft 7 has too. */
const validate = new Ajv({
  allErrors: true,
  validateFormats: false,
  strict: false,
  unicodeRegExp: false,
}).compile(Object.fromEntries(Object.entries(schema).filter(([key]) => !/^(\$schema|id)$/.test(key))))

const faultsOf = (log: unknown) => (validate(log) ? [] : validate.errors)

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { id: string; help: { text: string } }[] } }
    readonly invocations: readonly { toolExecutionNotifications: readonly { message: { text: string } }[] }[]
    readonly results: readonly Result[]
  }[]
}

interface Result {
  readonly ruleId: string
  readonly level: string
  readonly message: { readonly text: string }
  readonly locations: readonly {
    physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } }
  }[]
  readonly partialFingerprints: Readonly<Record<string, string>>
  readonly fixes?: readonly {
    artifactChanges: readonly {
      replacements: readonly { deletedRegion: { startLine: number }; insertedContent: { text: string } }[]
    }[]
  }[]
  readonly suppressions?: readonly { justification: string }[]
}

const files = {
  'a:b, 100%.sql': 'CREATE TABLE a (id serial);\n\n',
  'b/migration.sql': `-- runbook-ignore missing-privilege public.c: only the owner reads it
CREATE TABLE b (id int); GRANT SELECT ON b TO ledger_app;
CREATE TABLE c (id int);
ALTER TABLE nowhere ADD COLUMN id int;
`,
}

describe('every format', () => {
  const migrations = Object.entries(files).flatMap(([file, text]) => migrationsOf(file, Buffer.from(text)))
  let verdict: MigrationsVerdict
  let log: Log
  beforeAll(async () => {
    verdict = await reading(migrations)
    log = sarif(verdict, migrations, role) as Log
  })

  test('has the same findings, at the same places, and the same questions', () => {
    const all = [
      'error missing-privilege public.a a:b, 100%.sql:1',
      'error sequence-privilege public.a_id_seq a:b, 100%.sql:1',
      'warning unguarded-grant ledger_app b/migration.sql:2',
      'error missing-privilege public.b b/migration.sql:2',
    ]
    const open = 'names nowhere, which no migration before it creates'
    const parsed = JSON.parse(jsonReport(verdict)) as MigrationsVerdict
    expect(
      parsed.findings.map(
        ({ level, code, object, place }) => `${level} ${code} ${object} ${place.file}:${place.line}`,
      ),
    ).toEqual(all)
    expect(parsed.open.map(({ why }) => why)).toEqual([open])

    const [run] = log.runs
    expect(run?.results.filter(({ suppressions }) => !suppressions).map(ofResult)).toEqual(all)
    expect(run?.results.filter(({ suppressions }) => suppressions).map(ofResult)).toEqual([
      'error missing-privilege public.c b/migration.sql:3',
    ])
    expect(run?.invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text)).toEqual([open])

    const commands = annotations(verdict).trim().split('\n').map(ofCommand)
    expect(commands.filter((one) => !one.includes('not told')).toSorted()).toEqual(all.toSorted())
    expect(annotations(verdict)).toContain(`title=not told::b/migration.sql:4: ${open}`)

    const said = [...terminalText(verdict).matchAll(/^(.*:\d+): (error|warning) (\S+): (.*)$/gm)]
    expect(said.map(([, at, level, code, object]) => `${level} ${code} ${object} ${at}`)).toEqual(all)
    expect(terminalText(verdict)).toContain(open)
  })

  test('SARIF holds to its schema', async () => {
    expect(faultsOf(log)).toEqual([])
    expect(faultsOf(sarif(await reading([]), [], role))).toEqual([])
    expect(faultsOf({ ...log, runs: [{ ...log.runs[0], results: [{ level: 'error' }] }] })).toMatchObject([
      { message: "must have required property 'message'" },
    ])
  })

  test('SARIF has for each rule what mends it, and for each finding the lines, where they belong', () => {
    const [run] = log.runs
    expect(new Set(run?.tool.driver.rules.map((rule) => rule.id))).toEqual(
      new Set(run?.results.map(({ ruleId }) => ruleId)),
    )
    expect(run?.tool.driver.rules.every(({ help }) => help.text.includes('docs/'))).toBe(true)
    const [replacement] = run?.results[0]?.fixes?.[0]?.artifactChanges[0]?.replacements ?? []
    expect(replacement?.deletedRegion.startLine).toBe(2)
    expect(replacement?.insertedContent.text).toMatch(
      /^DO \$\$\n[\s\S]*GRANT .* ON public\.a TO ledger_app;[\s\S]*\$\$;\n$/,
    )
  })

  test('an annotation escapes what would end its properties', () => {
    expect(annotations(verdict)).toMatch(
      /^::error file=a%3Ab%2C 100%25\.sql,line=1,title=missing-privilege::/,
    )
  })

  test('of more than ten annotations the last says how many are left', async () => {
    const many = Array.from({ length: 14 }, (_, at) => `CREATE TABLE t${at} (id int);`).join('\n')
    const lines = annotations(await reading(migrationsOf('a.sql', Buffer.from(many))))
      .trim()
      .split('\n')
    expect(lines).toHaveLength(10)
    expect(lines.at(-1)).toBe('::error title=check%3Amigrations::5 more: see the log of this step')
  })
})

describe('a fingerprint', () => {
  const of = (file: string, line = 1) =>
    fingerprint({ code: 'missing-privilege', object: 'public.v', place: { file, line, statement: '' } })

  test.each([
    ['another line', of('db/001_v.sql', 9), of('db/001_v.sql')],
    ['another tree', of('elsewhere/001_v.sql'), of('db/001_v.sql')],
    ['another tree of folders', of('elsewhere/1_v/migration.sql'), of('db/1_v/migration.sql')],
  ])('outlives %s', (_what, one, other) => {
    expect(one).toBe(other)
  })

  test.each([
    ['migrations', of('db/001_v.sql'), of('db/002_v.sql')],
    ['folders that each hold one', of('db/1_v/migration.sql'), of('db/2_v/migration.sql')],
    ['revisions of a stream', of('standard input (1a)'), of('standard input (2b)')],
  ])('tells two %s apart', (_what, one, other) => {
    expect(one).not.toBe(other)
  })
})

function ofResult({ level, ruleId, message, locations: [at] }: Result): string {
  const { artifactLocation, region } = at?.physicalLocation ?? {
    artifactLocation: { uri: '' },
    region: { startLine: 0 },
  }
  const object = message.text.slice(0, message.text.indexOf(': '))
  return `${level} ${ruleId} ${object} ${decodeURIComponent(artifactLocation.uri)}:${region.startLine}`
}

/** A workflow command as GitHub reads it (toolkit, command.ts). */
function ofCommand(line: string): string {
  const [, level, file = '', at, title, object] =
    /^::(\w+) file=(.*?),line=(\d+),title=(.*?)::(.*?): /.exec(line) ?? []
  const read = file.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%')
  return `${level} ${title} ${object} ${read}:${at}`
}
