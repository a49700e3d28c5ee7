import type { Credential } from '../../heroku/app.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { diagnose, heroku } from '../remedies.ts'
import type { Names, Rule } from '../rule.ts'

const sayIt = (credential: Credential): string =>
  credential.state === 'active' ? `it is active: ${credential.url.toString()}` : credential.said

/** Heroku hands out an active URL for the credential. */
export const credentialIsActive: Rule<Credential> = {
  observe: ({ credential }) => credential(),
  judge: (credential, { subject }) =>
    credential.state === 'active' ? [] : [notGivenOut(credential, subject)],
  underWay: ({ state }) => state === 'not-active',
  saw: (credential, { subject }) => `credential ${subject.role}: ${sayIt(credential)}`,
}

/** Heroku has the credential and it is not active: `pg:credentials:create` ends before it is. */
export const credentialStillProvisioning: FailureMode<Credential> = {
  id: 'credential-still-provisioning',
  title: () => 'The credential is active, or nobody has asked for it',
  symptom: ({ role }) => `Heroku is still making the credential ${role}`,
  tell: 'operator',
  explainedBy: [],
  observe: ({ credential }) => credential(),
  judge: (credential, { subject }) =>
    credential.state === 'not-active' ? [notGivenOut(credential, subject)] : [],
  saw: () => '',
}

function notGivenOut({ state, said }: Exclude<Credential, { state: 'active' }>, subject: Names) {
  if (state === 'unavailable')
    return diagnosisFinding({
      code: 'credential-unavailable',
      object: subject.role,
      expected: 'an active credential',
      found: `Heroku says: ${said}`,
      help: 'One that was never made is made by provisioning; whatever else Heroku says is for the operator. The diagnosis tells which.',
      remedy: diagnose(subject),
    })
  return diagnosisFinding({
    code: 'credential-not-active',
    object: subject.role,
    expected: 'an active credential',
    found: said,
    help: 'Wait until the command gives a URL, which takes seconds to minutes, and go on with Step 3. If it takes longer, escalate to the operator.',
    remedy: heroku(subject, `pg:credentials:url ${subject.database} --name ${subject.role}`),
  })
}
