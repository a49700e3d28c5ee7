import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SoakReport } from '../../../soak/report.ts'
import {
  aYearAhead,
  beginSoaking,
  busy,
  edited,
  editedBack,
  endSoaking,
  idle,
  journal,
  logged,
  recorded,
  recordings,
  scaled,
  soak,
  soaked,
  staging,
  superuser,
  switchedAnew,
  used,
  verified,
  wantsProof,
} from './soaking.fixture.ts'

// What happens in a soak, on a platform whose clock is moved, and what `pnpm soak` then says of it; each soak begins with the flag,
// set anew. soak/soak.test.ts has the same and more as evidence alone: here it is seen that the evidence is what happened.
// The whole of it, `pnpm bench:soaks`, takes ten minutes.

beforeAll(beginSoaking)
afterAll(endSoaking)

interface Soak {
  readonly name: string
  readonly happens: () => Promise<unknown>
  readonly takenBack?: () => Promise<unknown>
  readonly is: SoakReport['outcome']
  readonly coveredHours: number
  /** Since when, what keeps it from being clean, and what stretches are missing, a line each. */
  readonly says: RegExp
}

const soaks: readonly Soak[] = [
  {
    name: 'three checkpoints, a late one among them, another var set and grants that nobody touched',
    async happens() {
      await used(31)
      await verified()
      await staging.api.setConfigVars({ GREETING: 'hello' })
      await used(17)
      await verified()
      await used(24)
      await verified()
    },
    is: 'clean',
    coveredHours: 72,
    says: /^release v\d+: Set FLAG_LEDGER_APP_ROLE_SEPARATION config vars, \S+$/,
  },
  {
    name: 'a denial in hour 30',
    async happens() {
      await used(24)
      await verified()
      await used(6)
      await logged('ERROR:  permission denied for table orders')
      await used(18)
      await verified()
    },
    is: 'failed',
    coveredHours: 24,
    says: /denied-in-log: orders/,
  },
  {
    name: 'the app scaled to zero for a night, and scaled up again before the checkpoint',
    async happens() {
      await used(10)
      await scaled(0)
      await idle(4)
      await scaled(1)
      await used(10)
      await verified()
    },
    is: 'running',
    coveredHours: 20,
    says: /dynos: the app was scaled to zero/,
  },
  {
    name: 'nobody uses the app for 20 hours',
    async happens() {
      await used(2)
      await idle(20)
      await used(2)
      await verified()
    },
    is: 'running',
    coveredHours: 4,
    says: /traffic: no request was answered/,
  },
  {
    name: 'more lines than Heroku keeps',
    async happens() {
      await used(20)
      for (let batch = 0; batch < 16; batch++) await busy(100)
      await used(4)
      await verified()
    },
    is: 'running',
    coveredHours: 4,
    says: /log: it no longer reached back so far/,
  },
  {
    name: 'lines that Heroku says it lost',
    async happens() {
      await used(20)
      await logged(
        'Error L10 (output buffer overflow): 491 messages dropped since 2026-01-01T00:00:00+00:00.',
        'heroku',
      )
      await used(4)
      await verified()
    },
    is: 'running',
    coveredHours: 4,
    says: /log: Heroku says that it lost lines/,
  },
  {
    name: 'an owner at work by hand in hour 60',
    async happens() {
      await used(60)
      await staging.hand.rehearsal.migrate('UPDATE orders SET id = id')
      await used(2)
      await verified()
    },
    is: 'failed',
    coveredHours: 62,
    says: /owner/,
  },
  {
    name: 'the counts of statements reset',
    async happens() {
      await used(24)
      await verified()
      await superuser('SELECT pg_stat_statements_reset()')
      await used(24)
      await verified()
    },
    is: 'running',
    coveredHours: 24,
    says: /statements: their counts were reset/,
  },
  {
    name: 'a rollback and the way back at hour 40',
    async happens() {
      await used(24)
      await verified()
      await used(16)
      await switchedAnew()
      await used(32)
      await verified()
    },
    is: 'running',
    coveredHours: 32,
    says: /32.0 of 72 h were seen/,
  },
  {
    name: '`heroku rollback` to the release that switched it, at hour 41',
    async happens() {
      await used(41)
      const [switched] = await staging.api.newestFirst()
      await staging.hand.heroku`releases:rollback ${`v${switched?.version}`}`
      await verified()
      await used(31)
      await verified()
    },
    is: 'running',
    coveredHours: 31,
    says: /31.0 of 72 h were seen/,
  },
  {
    name: 'a grant that goes at hour 50',
    async happens() {
      await used(48)
      await verified()
      await used(2)
      await superuser('REVOKE UPDATE ON orders FROM ledger_app')
      await verified()
    },
    takenBack: () => superuser('GRANT UPDATE ON orders TO ledger_app'),
    is: 'failed',
    coveredHours: 50,
    says: /missing-privilege: public\.orders/,
  },
  {
    name: 'a grant that goes, and is mended',
    async happens() {
      await used(48)
      await superuser('REVOKE UPDATE ON orders FROM ledger_app')
      await verified()
      await staging.run(['reapply'], { RUNBOOK_ALLOW_PROVISION: staging.name })
      await used(2)
      await verified()
      await used(22)
      await verified()
    },
    is: 'running',
    coveredHours: 22,
    says: /is the first that passed after it/,
  },
]

/** What is about the evidence itself, and who looked. */
const looked: readonly Soak[] = [
  {
    name: 'a machine whose clock is a year ahead looks',
    async happens() {
      for (const said of await soaked(aYearAhead))
        expect(said).toMatch(/this machine's clock is \d+ min ahead of Heroku's, and is not used/)
    },
    is: 'clean',
    coveredHours: 72,
    says: /^release v\d+: Set FLAG_LEDGER_APP_ROLE_SEPARATION config vars, \S+$/,
  },
  {
    name: 'the recorder is away for five hours, after which Heroku no longer has what was said in them',
    async happens() {
      const env = { RUNBOOK_RECORDINGS: recordings }
      await used(20)
      await recorded(env)
      await used(5)
      for (let batch = 0; batch < 16; batch++) await busy(100)
      await recorded(env)
      await used(10)
      await recorded(env)
      await verified(env)
    },
    is: 'running',
    coveredHours: 30,
    says: /log: it no longer reached back so far/,
  },
  {
    name: 'the log is dropped at the checkpoint of hour 24, and read at the next',
    async happens() {
      await used(24)
      await staging.hand.rehearsal.control('faults', { path: '/log-sessions', times: 20, answer: 'destroy' })
      await verified()
      await staging.hand.rehearsal.clearFaults()
      await used(24)
      await verified()
    },
    is: 'running',
    coveredHours: 48,
    says: /48.0 of 72 h were seen/,
  },
  {
    name: 'a log without a line of Postgres, where the configuration wants the proof',
    async happens() {
      await soaked({ RUNBOOK_CONFIG: wantsProof })
    },
    is: 'inconclusive',
    coveredHours: 0,
    says: /log: it did not bring back the denial that was asked for/,
  },
  {
    name: 'the evidence of a checkpoint is edited',
    async happens() {
      await soaked()
      await edited((lines) =>
        lines.map((line) =>
          line.includes('"checkpoint"') ? line.replace('"requests":', '"requests":9') : line,
        ),
      )
    },
    takenBack: editedBack,
    is: 'inconclusive',
    coveredHours: 72,
    says: /line \d+/,
  },
  {
    name: 'the journal loses its last lines',
    async happens() {
      await soaked()
      await edited((lines) => lines.slice(0, -3))
    },
    takenBack: editedBack,
    is: 'inconclusive',
    coveredHours: 48,
    says: /48.0 of 72 h were seen/,
  },
  {
    name: 'the journal is removed',
    async happens() {
      await soaked()
      await edited(() => [])
      await rm(journal())
    },
    takenBack: editedBack,
    is: 'inconclusive',
    coveredHours: 0,
    says: /0.0 of 72 h were seen/,
  },
]

/** One in every run of the tests, all in `pnpm bench:soaks`. */
const tried = process.env['RUNBOOK_SOAKS'] === undefined ? soaks.slice(2, 3) : [...soaks, ...looked]

describe('pnpm soak --env staging, where this happens', () => {
  it.for(tried)('$name', { timeout: 600_000 }, async ({ happens, takenBack, is, coveredHours, says }) => {
    await switchedAnew()
    await happens()
    const { report, exitCode, page } = await soak()
    await takenBack?.()
    expect({ is: report.outcome, coveredHours: Math.round(report.coveredHours) }, page).toEqual({
      is,
      coveredHours,
    })
    const said = [report.why, ...report.reasons, ...report.missing.map(({ what }) => what)].join('\n')
    expect(said, page).toMatch(says)
    expect(exitCode).toBe({ clean: 0, failed: 1, running: 4, inconclusive: 4 }[is])
  })
})
