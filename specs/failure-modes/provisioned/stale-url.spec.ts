import { expect } from 'vitest'
import { check } from '../../../harness/runbook/planted.ts'
import {
  appHasTheCredentialsUrl,
  setTheCredentialsUrl,
} from '../../../harness/runbook/shared/credentials-url.ts'
import { step } from '../../../harness/runbook/step.ts'
import { subject } from '../../../harness/runbook/subject.ts'

const { role, configVars } = subject

check(
  'stale-url/symptom',
  'Stale URL. Symptom: after pg:credentials:rotate the app cannot log in',
  {
    source: 'F10',
    finding: 'F10',
    claim: `${configVars.restricted} is set by hand from the output of pg:credentials:url`,
  },
  async ({ rehearsal, restricted }) => {
    await rehearsal.heroku`pg:credentials:rotate ${subject.database} --name ${role} --confirm ${subject.app}`
    await rehearsal.heroku`restart`
    await expect(restricted.rows('SELECT')).rejects.toThrow(
      `password authentication failed for user "${role}"`,
    )
    expect(await rehearsal.get('/healthz')).toMatchObject({ status: 503 })
  },
)

check(
  'stale-url/cause',
  'Stale URL. Cause: the credential has a new password, and the var set by hand still has the old one',
  {
    source: 'F10, R9',
  },
  async ({ app }) => {
    const url = (await app.configVars()).url(configVars.restricted)
    const credential = await app.credentialUrl(role)
    expect(url).not.toEqual(credential)
    expect(url?.user).toBe(credential.user)
  },
)

step(
  'stale-url/fix',
  'Stale URL. Fix: set it again from the credential',
  {
    source: 'F10, R17',
    finding: 'F10',
    instead: true,
    why: `Step 3. \`heroku addons:attach <add-on> --credential <role> --as ${configVars.restricted.replace(/_URL$/, '')}\` would follow every rotation by itself.`,
    until: appHasTheCredentialsUrl,
  },
  setTheCredentialsUrl,
)

check(
  'stale-url/verification',
  'Stale URL. Verification: the app’s own URL logs in, and the app answers',
  {
    source: 'F10, R7',
  },
  async ({ restricted, rehearsal }) => {
    expect(await restricted.rows('SELECT current_user AS user')).toEqual([{ user: role }])
    expect(await rehearsal.get('/healthz')).toMatchObject({ status: 200 })
  },
)
