import { expect } from 'vitest'
import { check } from '../../harness/runbook/check.ts'
import { holds } from '../../harness/runbook/conditions.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { flagFollowsPhase } from '../../harness/verdicts/config-vars/flag.ts'
import { restrictedUrlIsTheRoles } from '../../harness/verdicts/config-vars/restricted-url.ts'
import { urlIsTheCredentials } from '../../harness/verdicts/config-vars/stale-url.ts'

const { role, configVars } = subject

check(
  'url-is-the-roles',
  `${configVars.restricted} is a Postgres URL, and its user is ${role}`,
  {
    symptom: `${configVars.restricted} is not set, or is no URL of ${role}`,
    source: 'R9, R5, F4',
    why: 'Compared in memory: `cut -c1-30` would print eight characters of the password.',
  },
  holds(restrictedUrlIsTheRoles),
)

check(
  'url-is-current',
  `${configVars.restricted} is the URL the credential has now`,
  {
    symptom: `${configVars.restricted} is not the URL the credential has now`,
    source: 'R9, F10',
    why: 'pg:credentials:rotate changes the credential and leaves a var that was set by hand behind.',
  },
  holds(urlIsTheCredentials),
)

check(
  'flag',
  `${configVars.flag} is what the phase asks for`,
  {
    symptom: `${configVars.flag} is not what the phase asks for`,
    source: 'R10, F7',
  },
  holds(flagFollowsPhase),
)

check(
  'owner-url',
  `${configVars.owner} is still the owner's`,
  {
    source: 'R24',
    why: 'Migrations go through it, and so does the way back.',
  },
  async ({ owner, app }) => {
    const [session] = await owner.rows<{ owns: boolean }>(
      "SELECT pg_has_role(current_user, d.datdba, 'USAGE') AS owns FROM pg_database d WHERE d.datname = current_database()",
    )
    expect(session?.owns, `${(await app.configVars()).url(configVars.owner)?.user} owns the database`).toBe(
      true,
    )
  },
)
