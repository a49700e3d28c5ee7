import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// The rules that `pnpm check` holds every import to, on a small house that breaks each of them.

const root = fileURLToPath(new URL('..', import.meta.url))

const isTest = /\.(test|docker-test|fixture)\.ts$/

const house: Record<string, string> = {
  'harness/world/one.ts': "import type { Two } from './two.ts'\nexport interface One { two: Two }",
  'harness/world/two.ts': "import type { One } from './one.ts'\nexport interface Two { one: One }",
  'harness/evidence/typed.ts': "import type { Line } from '../report/line.ts'\nexport type Found = Line",
  'harness/heroku/lazy.ts': "export const run = () => import('../cli/run.ts')",
  'harness/report/line.ts': 'export interface Line { text: string }',
  'harness/cli/run.ts': 'export const run = 1',
  'harness/cli/commands/one.ts': 'export const one = 1',
  'harness/cli/testing/helper.ts': "import '../../rehearsal/platform.ts'\nexport const helper = 1",
  'harness/cli/uses-helper.ts': "export { helper } from './testing/helper.ts'",
  'harness/compatibility/table.ts': "export { one } from '../cli/commands/one.ts'",
  'harness/rehearsal/platform.ts': "import '../evidence/typed.ts'\nexport const platform = 1",
  'harness/verdicts/plant.fixture.ts': "export { run } from '../cli/run.ts'",
  'harness/soak/typed.ts': "import '../../fixtures/app.ts'",
  'fixtures/app.ts': 'export const app = 1',
  'harness/runbook/step.ts': "import '../rehearsal/platform.ts'\nimport '../attic/box.ts'",
  'harness/attic/box.ts': 'export const box = 1',
  'harness/world/world.test.ts': "import '../rehearsal/platform.ts'\nimport '../cli/testing/helper.ts'",
  'specs/one.spec.ts': "import '../harness/cli/commands/one.ts'\nimport '../harness/runbook/step.ts'",
}

let folder: string
let broken: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'house-'))
  for (const [file, text] of Object.entries(house)) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), text)
  }
  const cruised = await execa(
    process.execPath,
    [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      join(root, '.dependency-cruiser.mjs'),
      '--output-type',
      'json',
      'harness',
      'specs',
      'fixtures',
    ],
    { cwd: folder, reject: false, stdin: 'ignore' },
  )
  const { summary } = JSON.parse(cruised.stdout) as {
    summary: { violations: { from: string; to: string; rule: { name: string } }[] }
  }
  broken = summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`).toSorted()
})

afterAll(() => rm(folder, { recursive: true }))

describe('the rules of the house', () => {
  it('refuse each import that breaks one, and no other', () => {
    expect(broken).toEqual([
      'circle: harness/world/one.ts → harness/world/two.ts',
      'harness to rehearsal: harness/runbook/step.ts → harness/rehearsal/platform.ts',
      'insides of a room, from outside: specs/one.spec.ts → harness/cli/commands/one.ts',
      'insides of another room: harness/compatibility/table.ts → harness/cli/commands/one.ts',
      'rehearsal to harness: harness/rehearsal/platform.ts → harness/evidence/typed.ts',
      'room without a floor: harness/runbook/step.ts → harness/attic/box.ts',
      'tests in production: harness/cli/uses-helper.ts → harness/cli/testing/helper.ts',
      'tests in production: harness/soak/typed.ts → fixtures/app.ts',
      'upward from config and evidence: harness/evidence/typed.ts → harness/report/line.ts',
      'upward from postgres and heroku: harness/heroku/lazy.ts → harness/cli/run.ts',
      'upward from verdicts: harness/verdicts/plant.fixture.ts → harness/cli/run.ts',
    ])
  })
})

describe('CONTRIBUTING', () => {
  it('draws the rooms that there are', async () => {
    const picture = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8')
    const drawn = [...picture.matchAll(/^ {2}(\w+)\/ /gm)].map(([, room]) => room)
    const files = await readdir(join(root, 'harness'), { recursive: true })
    // A folder that git has emptied is no room.
    const rooms = files
      .filter((file) => file.endsWith('.ts') && file.includes(sep))
      .map((file) => file.split(sep)[0])
    expect(new Set(drawn)).toEqual(new Set(rooms))
  })
})

describe('a folder of the harness', () => {
  it('holds twelve files at most, tests and declarations apart', async () => {
    const files = await readdir(join(root, 'harness'), { recursive: true })
    const perFolder = new Map<string, number>()
    for (const file of files.filter((name) => /(?<!\.d)\.m?[jt]s$/.test(name) && !isTest.test(name))) {
      perFolder.set(dirname(file), (perFolder.get(dirname(file)) ?? 0) + 1)
    }
    expect([...perFolder].filter(([, count]) => count > 12)).toEqual([])
  })
})

describe('the lint of the workflows', () => {
  const job = 'jobs:\n  one:\n    runs-on: ubuntu-24.04\n'

  it.each([
    [
      'a key that is none',
      `on: push\n${job}    timeout-minuts: 5\n    steps: [{ run: 'true' }]\n`,
      'timeout-minuts',
    ],
    ['a context that is none', `on: push\n${job}    steps: [{ run: 'echo \${{ neds.one }}' }]\n`, 'neds'],
    ['an event that is none', `on: pushed\n${job}    steps: [{ run: 'true' }]\n`, 'pushed'],
  ])('finds %s', async (_name, workflow, named) => {
    const file = join(folder, 'workflow.yml')
    await writeFile(file, workflow)
    const { exitCode, stderr } = await execa(process.execPath, [join(root, '.ci/lint-workflows.mjs'), file], {
      reject: false,
    })
    expect(stderr).toContain(named)
    expect(exitCode).toBe(1)
  })
})
