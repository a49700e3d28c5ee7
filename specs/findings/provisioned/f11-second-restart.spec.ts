import { expect } from 'vitest'
import { withoutFlag } from '../../../harness/runbook/applies.ts'
import { met } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { dynosAreCurrent } from '../../../harness/verdicts/app/dynos.ts'

const { configVars, flagValues } = subject
const [off] = flagValues?.off ?? ['']

check(
  'f11/happens',
  'F11. config:set has restarted the dynos by itself: new dynos, on the new release, before any `heroku restart`',
  {
    source: 'F11',
    notHere: withoutFlag,
    finding: 'F11',
    claim: 'heroku config:set FLAG…=1, then: Restart and tail logs: heroku restart',
  },
  async ({ app, rehearsal, settled }) => {
    const [before] = await app.dynos()
    await rehearsal.heroku`config:set ${configVars.flag}=${off}`
    await settled(met(dynosAreCurrent))
    const [after] = await app.dynos()
    expect(after?.id).not.toBe(before?.id)
    expect(after?.release.version).toBe((before?.release.version ?? 0) + 1)
  },
)

check(
  'f11/instead',
  'F11. This project keeps the restart where the source has it: it makes no release, only new dynos',
  { source: 'F11', notHere: withoutFlag, finding: 'F11', instead: true },
  async ({ app, rehearsal, settled }) => {
    const [before] = await app.dynos()
    await rehearsal.heroku`restart`
    await settled(met(dynosAreCurrent))
    const [after] = await app.dynos()
    expect(after?.id).not.toBe(before?.id)
    expect(after?.release.version).toBe(before?.release.version)
  },
)
