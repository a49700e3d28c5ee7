import { rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeOwnFolder } from '../../planting/own-folder.ts'
import { beginnings } from '../testing/beginnings.ts'
import { RehearsedApp } from '../testing/rehearsed-app.ts'
import type { CliRun } from '../testing/run-cli.ts'
import type { Command } from './calls.fixture.ts'
import { type Cell, cells } from './cells.fixture.ts'
import { known, type Outcome, outcomeOf, outcomesFile } from './outcome.fixture.ts'

// Each command meets what can go wrong on its way to Heroku and to Postgres. RUNBOOK_FAULTS=1 has it meet all of it, which takes
// hours, and writes down what came of it, RUNBOOK_FAULTS=missing what nothing is written of yet; without it a few are met, and come
// to what is written.

const asked = process.env['RUNBOOK_FAULTS']
const isWhole = asked !== undefined
/** One of each kind and of each command. */
const few = [
  'provision: to create the credential: reset after',
  'verify: its dynos: HTML',
  'reapply: the connection is dropped in the transaction',
  'rollback: to set a config var: 500',
]

let staging: RehearsedApp
let folder: string
/** What a command leaves where nothing hinders it. */
let granted: unknown[]

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true })
  folder = makeOwnFolder()
  await beginnings.reapply(staging)
  await run('reapply')
  granted = await grants()
}, 600_000)
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await staging.stop()
})

const run = (command: Command) =>
  staging.run([command], { RUNBOOK_ALLOW_PROVISION: staging.name, RUNBOOK_JOURNAL: folder })

/** Every privilege that the role has by name. */
async function grants(): Promise<unknown[]> {
  const { rows } = await staging.hand.rehearsal.superuser(
    `SELECT c.relname, a.privilege_type, (SELECT rolname FROM pg_roles WHERE oid = a.grantee) AS grantee
       FROM pg_class c, aclexplode(c.relacl) a WHERE a.grantee = to_regrole('ledger_app') ORDER BY 1, 2`,
  )
  return rows
}

/** Whether everything is as it is after the command. */
async function isDone(command: Command): Promise<boolean> {
  const { configVars, role } = staging.hand.subject
  const vars = await staging.api.configVars()
  if (command === 'rollback') return vars[configVars.flag] === '0'
  const isGranted = JSON.stringify(await grants()) === JSON.stringify(granted)
  if (command === 'reapply') return isGranted
  const isThere =
    (await staging.api.credentials()).includes(role) && vars[configVars.restricted] !== undefined
  return isGranted && isThere && vars[configVars.flag] === '1'
}

async function meet({ command, plant }: Cell): Promise<Outcome> {
  await beginnings[command](staging)
  const before = await grants()
  const takeBack = await plant(staging)
  let ended: CliRun
  try {
    ended = await run(command)
  } finally {
    await takeBack()
  }
  const after = await grants()
  const outcome = outcomeOf(ended, [staging.owner, staging.database, folder])
  // All of the block or nothing of it.
  expect([before, granted], ended.output).toContainEqual(after)
  expect(outcome.exit !== 0 || (await isDone(command)), ended.output).toBe(true)
  expect(outcome.exit === 0 || outcome.next !== '', ended.output).toBe(true)
  expect([0, 1, 3, 4], ended.output).toContain(outcome.exit)
  return outcome
}

describe('what a command says where something goes wrong', () => {
  const isMet = (name: string): boolean =>
    asked === 'missing' ? known()[name] === undefined : isWhole || few.includes(name)
  const met = cells.filter(({ name }) => isMet(name))
  it.each(met.map((cell) => [cell.name, cell] as const))('%s', async (_, cell) => {
    const outcome = await meet(cell)
    if (isWhole) {
      const all = { ...known(), [cell.name]: outcome }
      const sorted = cells.flatMap(({ name }) => (all[name] ? [[name, all[name]] as const] : []))
      writeFileSync(outcomesFile, `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`)
    }
    expect(known()[cell.name]).toEqual(outcome)
  })
})
