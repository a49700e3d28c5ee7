import { expect } from 'vitest'
import { holds } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { restrictedUrlIsTheRoles } from '../../../harness/verdicts/config-vars/restricted-url.ts'

const { role, configVars } = subject

check(
  'f4/happens',
  'F4. `cut -c1-30` prints the first characters of the password',
  {
    source: 'F4',
    finding: 'F4',
    claim:
      'heroku config:get RAPTOR_APP_DATABASE_URL -a <app> | cut -c1-30 verifies without revealing the value',
  },
  async ({ rehearsal }) => {
    const length = await rehearsal.shell(
      `heroku config:get ${configVars.restricted} -a ${subject.app} | cut -c1-30 | tr -d '\\n' | wc -c`,
    )
    const before = `postgres://${role}:`.length
    expect(Number(length.stdout) - before, 'characters of the password shown').toBe(30 - before)
    expect(30 - before, 'of the first 30 characters, those of the password').toBeGreaterThan(0)
  },
)

check(
  'f4/instead',
  'F4. This project compares in memory and prints the URL masked',
  { source: 'F4, R9', finding: 'F4', instead: true },
  async (given) => {
    expect(await holds(restrictedUrlIsTheRoles)(given)).toEqual([])
    expect(`${(await given.app.configVars()).url(configVars.restricted)?.toString()}`).toMatch(
      `postgres://${role}:***@`,
    )
  },
)
