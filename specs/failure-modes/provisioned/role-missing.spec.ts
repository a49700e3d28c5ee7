import { expect } from 'vitest'
import { optionsFor } from '../../../harness/config/subject.ts'
import { met } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import {
  appHasTheCredentialsUrl,
  setTheCredentialsUrl,
} from '../../../harness/runbook/shared/credentials-url.ts'
import { step } from '../../../harness/runbook/step.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { roleHasItsPolicy } from '../../../harness/verdicts/database/privileges.ts'
import { credentialIsActive } from '../../../harness/verdicts/provisioning/credential.ts'

const { role, configVars } = subject

check(
  'role-missing/symptom',
  'Role missing. Symptom: the app cannot log in',
  {
    source: 'R3',
    why: 'A client never hears that a role does not exist: Postgres answers as to a wrong password. The words the source greps for come only of a statement that names the role.',
  },
  async ({ app, rehearsal }) => {
    await rehearsal.heroku`pg:credentials:destroy ${subject.database} --name ${role} --confirm ${subject.app}`
    await rehearsal.heroku`restart`
    expect(await rehearsal.get('/healthz')).toMatchObject({ status: 503 })
    expect(await app.log()).toContainEqual(
      expect.stringContaining(`password authentication failed for user "${role}"`),
    )
    await expect(rehearsal.migrate(`GRANT SELECT ON ${subject.spotCheck} TO ${role}`)).rejects.toThrow(
      'does not exist',
    )
  },
)

check(
  'role-missing/cause',
  'Role missing. Cause: pg_roles has no such role, while the app is still told to use it',
  {
    source: 'R3, R7',
  },
  async ({ app, owner }) => {
    expect(await owner.rows('SELECT FROM pg_roles WHERE rolname = $1', [role])).toEqual([])
    expect((await app.configVars()).url(configVars.restricted)?.user).toBe(role)
  },
)

step(
  'role-missing/fix-credential',
  'Role missing. Fix: provision it again, Step 2',
  {
    source: 'R3, R16',
    why: `Nothing is dropped: what is missing is made. While it is made, \`pnpm rollback ${optionsFor(subject)}\` has the app up on the owner.`,
    until: met(credentialIsActive),
  },
  async ({ heroku }) => {
    await heroku`pg:credentials:create ${subject.database} --name ${role}`
  },
)

step(
  'role-missing/fix-grants',
  'Role missing. Fix: Step 4, the grants',
  {
    source: 'R18',
    why: 'A new role has none.',
    until: met(roleHasItsPolicy),
  },
  async ({ privileges }) => {
    await privileges.carryOut()
  },
)

step(
  'role-missing/fix-url',
  'Role missing. Fix: Step 3, the URL with its new password',
  {
    source: 'R17',
    why: 'Last, so that the app comes up on a role that can do its work.',
    until: appHasTheCredentialsUrl,
  },
  setTheCredentialsUrl,
)

check(
  'role-missing/verification',
  'Role missing. Verification: the app answers',
  {
    source: 'R3',
  },
  async ({ rehearsal }) => {
    expect(await rehearsal.get('/healthz')).toMatchObject({ status: 200 })
  },
)
