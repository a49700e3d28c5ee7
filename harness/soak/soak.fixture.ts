import type { Soak } from './soak.ts'

/** An hour of the soak. */
export const hour = (hours: number): Date => new Date(Date.parse('2026-05-10T09:00:00Z') + hours * 3_600_000)
const span = (from: number, to: number) => ({ from: hour(from), to: hour(to) })
export const subject = {
  environment: 'staging',
  app: 'an-app',
  role: 'a_role',
  waitsFor: { signOff: false },
  otherRoles: [],
}
/** Under way, with a hole in it and a checkpoint that failed. */
export const holed: Soak = {
  outcome: 'running',
  since: hour(0),
  release: 43,
  why: 'release v43: Set <FLAG> config vars',
  hours: 72,
  covered: [span(0, 18), span(36, 48)],
  coveredHours: 30,
  missing: [{ ...span(18, 36), what: 'log: Heroku says that it lost lines' }],
  checkpoints: [
    {
      herokuAt: hour(48).toISOString(),
      clockAheadMs: 0,
      release: 43,
      outcome: 'failed',
      parts: { work: 'passed', others: 'passed', refused: 'failed', state: 'passed' },
      amiss: [{ id: 'verify/no-denials', outcome: 'failed', said: 'denied-in-log: public."<b>"' }],
      log: undefined,
      recorded: [],
      proof: 'came back',
      requests: 7,
      quiet: [],
      withoutDynos: [],
      n: 12,
      hash: 'ab'.repeat(32),
    },
  ],
  due: { hours: 72, at: hour(72) },
  reasons: ['30.0 of 72 h were seen'],
  evidence: undefined,
}
