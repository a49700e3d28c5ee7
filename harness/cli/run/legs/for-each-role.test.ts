import { expect, it } from 'vitest'
import { runbook } from '../../../../fixtures/second-app/runbook.config.ts'
import { readEither } from '../../../config/schema.ts'
import { subjectOf } from '../../../config/subject.ts'
import type { RunEvent } from '../../../report/run-event.ts'
import type { Situation } from '../situation.ts'
import { forEachRole } from './for-each-role.ts'

const config = readEither(runbook)
const web = subjectOf(config, 'trial', 'rota_web')
const worker = subjectOf(config, 'trial', 'rota_worker')
const journal = { file: 'f', app: 'rota-trial', run: 'r', goesOn: true }

/** The roles that the work was done for, with what was told meanwhile. */
async function walked(work: (situation: Situation) => void, signal = new AbortController().signal) {
  const roles: string[] = []
  const told: RunEvent[] = []
  const each = forEachRole([web, worker], async (situation) => {
    roles.push(`${situation.subject.role}, lines of ${situation.journal?.role}`)
    work(situation)
  })
  const emit = (event: RunEvent): void => void told.push(event)
  const situation: Situation = { subject: web, place: { kind: 'live' }, env: {}, journal, emit, signal }
  const thrown: unknown = await each(situation).catch((error: unknown) => error)
  return { roles, told, thrown }
}
const both = ['rota_web, lines of rota_web', 'rota_worker, lines of rota_worker']

it('does the work for each role, in its lines of the journal, and tells whose a stretch is', async () => {
  const { roles, told } = await walked(({ emit }) => emit({ type: 'stretch', title: 'Verify' }))
  expect(roles).toEqual(both)
  expect(told.map((event) => event.type === 'stretch' && event.title)).toEqual([
    'Trial, rota_web: Verify',
    'Trial, rota_worker: Verify',
  ])
})

it('goes on to the next role whatever became of the first, and throws that at the end', async () => {
  const { roles, thrown } = await walked(({ subject }) => {
    if (subject === web) throw new Error('no answer')
  })
  expect(roles).toEqual(both)
  expect(thrown).toEqual(new Error('no answer'))
})

it('does not begin with another role once it was interrupted', async () => {
  const interrupted = new AbortController()
  const { roles } = await walked(() => interrupted.abort(), interrupted.signal)
  expect(roles).toEqual(both.slice(0, 1))
})
