import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadConfig } from '../../../config/load.ts'
import { subjectOf } from '../../../config/subject.ts'
import { Refusal } from '../../../evidence/refusal.ts'
import type { Evidence } from '../../../journal/entry.ts'
import { readJournal } from '../../../journal/journal-file.ts'
import { beginRun, endRun, type JournalOfRun, noted } from '../../../journal/run-journal.ts'
import { makeOwnFolder } from '../../../planting/own-folder.ts'
import { type Statement, written } from '../../../signoff/statement.ts'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'
import { mustBeReady, toBeDone } from './must-be-signed.ts'
import { readSoak } from './read-soak.ts'

// What stands before prod, one refusal after the other, on a platform whose clock is moved. The checkpoints are written as a
// verification writes them; that it does is tried in the rehearsal of the whole.

const config = await loadConfig()
const [staging, prod] = [subjectOf(config, 'staging'), subjectOf(config, 'prod')]
const { signal } = new AbortController()
const hours = 3_600_000

let app: RehearsedApp
const elsewhere = makeOwnFolder()
const checkout = process.cwd()
beforeAll(async () => {
  app = await RehearsedApp.start({ provisioned: true, besides: ['prod'] })
}, 120_000)
afterAll(async () => {
  process.chdir(checkout)
  rmSync(elsewhere, { recursive: true })
  await app.stop()
})

const at = (subject: typeof staging): JournalOfRun =>
  beginRun(
    { app: subject.app, environment: subject.environment, command: 'verify', commit: 'c', goesOn: false },
    app.env,
  )
const refusal = async (of: typeof prod = prod): Promise<string> => {
  const error = await mustBeReady(of, signal, app.env).catch((thrown: unknown) => thrown)
  return error instanceof Refusal ? error.message : String(error)
}
const later = (byHours: number): Promise<void> =>
  app.hand.rehearsal.control('clock', { seconds: byHours * 3_600 })

async function checkpoint(outcome: Evidence['outcome'] = 'passed'): Promise<void> {
  const { seen, now } = await readSoak(staging, signal, app.env)
  const journal = at(staging)
  noted(journal, {
    type: 'checkpoint',
    evidence: {
      herokuAt: now.toISOString(),
      clockAheadMs: 0,
      release: seen.release ?? 0,
      outcome,
      parts: { work: 'passed', others: 'passed', refused: 'passed', state: outcome },
      amiss:
        outcome === 'passed' ? [] : [{ id: 'verify/privileges', outcome, said: 'too-much: public.orders' }],
      log: { from: (seen.since ?? now).toISOString(), to: now.toISOString(), gaps: [] },
      recorded: [],
      proof: 'not shown',
      requests: 9,
      quiet: [],
      withoutDynos: [],
    },
  })
  endRun(journal, { outcome: 'passed', exitStatus: 0 })
}

async function signed(otherwise: Partial<Statement> = {}): Promise<void> {
  const { facts, account, herokuAt } = await toBeDone(prod, signal, app.env)
  const expires = new Date(herokuAt.getTime() + 24 * hours).toISOString()
  const journal = at(prod)
  noted(journal, {
    type: 'sign-off',
    answer: 'yes',
    by: 'me@here',
    account,
    statement: written({ ...facts, expires, ...otherwise }),
  })
  endRun(journal, { outcome: 'passed', exitStatus: 0 })
}

it('prod is let at with a clean soak and a sign-off for just this, and refused in every other case', {
  timeout: 300_000,
}, async () => {
  expect(await refusal()).toContain(
    'waits for a clean 72 h soak of staging, and that is not over: 0.0 of 72 h',
  )
  await later(40)
  await checkpoint()
  expect(await refusal()).toContain('not over: 40.0 of 72 h were seen')
  await later(33)
  expect(await refusal()).toContain('inconclusive: 40.0 of 72 h were seen')
  await checkpoint()
  expect(await refusal()).toContain("the operator's sign-off: nobody has signed")
  await signed()
  await expect(mustBeReady(prod, signal, app.env)).resolves.toBeUndefined()

  const onProd = app.handAt('prod')
  await onProd.rehearsal.migrate('CREATE TABLE public.unsigned (id int)')
  expect(await refusal()).toContain(
    'planned, and not signed: GRANT SELECT, INSERT, UPDATE, DELETE ON public.unsigned TO ledger_app',
  )
  await onProd.rehearsal.migrate('DROP TABLE public.unsigned')
  await onProd.close()
  await later(1)
  await expect(mustBeReady(prod, signal, app.env)).resolves.toBeUndefined()
  await later(24)
  expect(await refusal()).toContain('it expired at')
  await signed({ commit: '0123456789ab' })
  expect(await refusal()).toMatch(
    /what was signed is not what would be done: commit: signed 0123456789ab, now /,
  )
  await signed()

  const laxer = { ...prod, policy: { ...prod.policy, migrationTables: [] } }
  expect(await refusal(laxer)).toMatch(
    /is not what would be done: policy: signed [0-9a-f]{64}, now [0-9a-f]{64}/,
  )
  const twoOfThem = { ...prod, signOff: { ...prod.signOff, secondPerson: true } }
  expect(await refusal(twoOfThem)).toMatch(
    /sign-off: \S+@\S+ signed, and a second person is to: who signs is not who does it/,
  )

  const journal = at(staging).file
  const whole = readFileSync(journal, 'utf8')
  writeFileSync(journal, whole.replace('"requests":9', '"requests":8'))
  expect(await refusal()).toContain('the journal is not as it was written, line 2')
  writeFileSync(journal, whole)
  // A report of the run that wrote its end is kept elsewhere.
  const last = readJournal(journal)?.at(-1)
  mkdirSync(join(elsewhere, 'reports'))
  const head = { file: journal, lines: last?.position, head: last?.hash }
  writeFileSync(join(elsewhere, 'reports', 'verify.json'), JSON.stringify({ journal: head }))
  process.chdir(elsewhere)
  writeFileSync(journal, whole.split('\n').slice(0, -2).join('\n').concat('\n'))
  expect(await refusal()).toMatch(/the journal is not as it was written, line \d+: .* its end was cut off/)
  rmSync(journal)
  expect(await refusal()).toMatch(/the journal is not as it was written, the file: it is not there/)
  writeFileSync(journal, whole)
  await expect(mustBeReady(prod, signal, app.env)).resolves.toBeUndefined()
  process.chdir(checkout)
  const onPaper = at(prod).file
  appendFileSync(onPaper, '{"type":"sign-off","answer":"yes"}\n')
  expect(await refusal()).toContain('is not as it was written')

  await checkpoint('failed')
  expect(await refusal()).toContain('that is failed: the checkpoint at')
})
