import { rmSync, writeFileSync } from 'node:fs'
import pLimit from 'p-limit'
import { afterAll, beforeAll, describe, type ExpectStatic, it } from 'vitest'
import { makeOwnFolder } from '../../planting/own-folder.ts'
import { beginnings } from '../testing/beginnings.ts'
import { RehearsedApp } from '../testing/rehearsed-app.ts'
import type { CliRun } from '../testing/run-cli.ts'
import type { Command } from './calls.fixture.ts'
import { type Cell, cells } from './cells.fixture.ts'
import { known, type Outcome, outcomeOf, outcomesFile } from './outcome.fixture.ts'

// Each command meets what can go wrong on its way to Heroku and to Postgres. RUNBOOK_FAULTS=1 has it meet all of it, which takes
// hours on two platforms at a time, and writes down what came of it, RUNBOOK_FAULTS=missing what nothing is written of yet; without it
// a few are met, and come to what is written.

const asked = process.env['RUNBOOK_FAULTS']
const isWhole = asked !== undefined
/** One of each kind and of each command. */
const few = [
  'provision: to create the credential: reset after',
  'verify: its dynos: HTML',
  'reapply: the connection is dropped in the transaction',
  'rollback: to set a config var: 500',
]

/** A platform and what is kept of the runs on it: one cell after the other is met there. */
interface Stage {
  readonly app: RehearsedApp
  readonly folder: string
}

/** Platforms that share the cells of a whole run: a command waits half of its time. */
const stages: Stage[] = []
const inTurn = pLimit(isWhole ? 2 : 1)
/** What a command leaves where nothing hinders it. */
let granted: unknown[]

beforeAll(async () => {
  while (stages.length < inTurn.concurrency)
    stages.push({ app: await RehearsedApp.start({ provisioned: true }), folder: makeOwnFolder() })
  const [first] = stages as [Stage]
  await beginnings.reapply(first.app)
  await run('reapply', first)
  granted = await grants(first)
}, 600_000)
afterAll(async () => {
  for (const { app, folder } of stages) {
    await app.stop()
    rmSync(folder, { recursive: true })
  }
})

const run = (command: Command, { app, folder }: Stage): Promise<CliRun> =>
  app.run([command], { RUNBOOK_ALLOW_PROVISION: app.name, RUNBOOK_JOURNAL: folder })

/** Every privilege that the role has by name. */
async function grants({ app }: Stage): Promise<unknown[]> {
  const { rows } = await app.hand.rehearsal.superuser(
    `SELECT c.relname, a.privilege_type, (SELECT rolname FROM pg_roles WHERE oid = a.grantee) AS grantee
       FROM pg_class c, aclexplode(c.relacl) a WHERE a.grantee = to_regrole('ledger_app') ORDER BY 1, 2`,
  )
  return rows
}

/** Whether everything is as it is after the command. */
async function isDone(command: Command, stage: Stage): Promise<boolean> {
  const { configVars, role } = stage.app.hand.subject
  const vars = await stage.app.api.configVars()
  if (command === 'rollback') return vars[configVars.flag] === '0'
  const isGranted = JSON.stringify(await grants(stage)) === JSON.stringify(granted)
  if (command === 'reapply') return isGranted
  const isThere =
    (await stage.app.api.credentials()).includes(role) && vars[configVars.restricted] !== undefined
  return isGranted && isThere && vars[configVars.flag] === '1'
}

async function meet({ name, command, plant }: Cell, stage: Stage, expect: ExpectStatic): Promise<Outcome> {
  const { app, folder } = stage
  await beginnings[command](app)
  const before = await grants(stage)
  const takeBack = await plant(app)
  let ended: CliRun
  try {
    ended = await run(command, stage)
  } finally {
    await takeBack()
  }
  const after = await grants(stage)
  const outcome = outcomeOf(ended, [app.owner, app.database, folder])
  // All of the block or nothing of it.
  expect([before, granted], ended.output).toContainEqual(after)
  expect(outcome.exit !== 0 || (await isDone(command, stage)), ended.output).toBe(true)
  // Where it can be switched at all it is, whatever cannot be looked at.
  if (command === 'rollback' && !name.includes('to set a config var'))
    expect(await isDone(command, stage), ended.output).toBe(true)
  expect(outcome.exit === 0 || outcome.next !== '', ended.output).toBe(true)
  expect([0, 1, 3, 4], ended.output).toContain(outcome.exit)
  return outcome
}

/** Meets it on the next platform that is free. */
function meetInTurn(cell: Cell, expect: ExpectStatic): Promise<Outcome> {
  return inTurn(async () => {
    const stage = stages.shift() as Stage
    try {
      return await meet(cell, stage, expect)
    } finally {
      stages.push(stage)
    }
  })
}

describe.concurrent('what a command says where something goes wrong', () => {
  const isMet = (name: string): boolean =>
    asked === 'missing' ? known()[name] === undefined : isWhole || few.includes(name)
  const met = cells.filter(({ name }) => isMet(name))
  it.for(met.map((cell) => [cell.name, cell] as const))('%s', async ([, cell], { expect }) => {
    const outcome = await meetInTurn(cell, expect)
    if (isWhole) {
      const all = { ...known(), [cell.name]: outcome }
      const sorted = cells.flatMap(({ name }) => (all[name] ? [[name, all[name]] as const] : []))
      writeFileSync(outcomesFile, `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`)
    }
    expect(known()[cell.name]).toEqual(outcome)
  })
})
