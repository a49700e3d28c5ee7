import { expect } from 'vitest'
import { withoutFlag } from '../../../harness/runbook/applies.ts'
import { holds, met } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { connectionsFollowFlag } from '../../../harness/verdicts/app/connections.ts'
import { dynosAreCurrent } from '../../../harness/verdicts/app/dynos.ts'
import { flagFollowsPhase } from '../../../harness/verdicts/config-vars/flag.ts'

const { role, configVars, flagValues } = subject
const [on] = flagValues?.on ?? ['']
const [off] = flagValues?.off ?? ['']

check(
  'f7/happens',
  'F7. With the flag at 0 the app runs as the owner: a soak like that puts no request through the role',
  {
    source: 'F7',
    notHere: withoutFlag,
    finding: 'F7',
    claim: 'FLAG_RAPTOR_APP_ROLE_SEPARATION: expected (during soak period): 0',
  },
  async ({ rehearsal, owner, settled }) => {
    await rehearsal.heroku`config:set ${configVars.flag}=${off}`
    await settled(met(dynosAreCurrent))
    await rehearsal.get('/healthz')
    expect(await owner.rows('SELECT FROM pg_stat_activity WHERE usename = $1', [role])).toEqual([])
  },
)

check(
  'f7/instead',
  'F7. This project soaks with the flag at 1, and calls a 0 out of phase',
  { source: 'F7, R10', notHere: withoutFlag, finding: 'F7', instead: true },
  async (given) => {
    expect(await holds(flagFollowsPhase)(given)).toMatchObject([{ code: 'flag-out-of-phase' }])
    await given.rehearsal.heroku`config:set ${configVars.flag}=${on}`
    await given.settled(met(dynosAreCurrent))
    expect(await holds(flagFollowsPhase)(given)).toEqual([])
    expect(await holds(connectionsFollowFlag)(given)).toEqual([])
  },
)
