import { optionsFor } from '../../harness/config/subject.ts'
import { met } from '../../harness/runbook/conditions.ts'
import { step } from '../../harness/runbook/step.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { credentialIsActive } from '../../harness/verdicts/provisioning/credential.ts'

const { role, app, database } = subject

step(
  'create-credential',
  `Step 2. Create the ${role} credential`,
  {
    source: 'R16',
    why: 'Only the platform may set a password: the owner is not in rds_password (failure mode A). The command ends before the credential is active, so its exit status is not enough.',
    byHand: [
      `for look in $(seq 60); do heroku pg:credentials:url ${database} --name ${role} -a ${app} | grep 'postgres://' > /dev/null && break; sleep 5; done`,
    ],
    expect: 'the second command ends, within five minutes',
    until: met(credentialIsActive),
    timeoutMs: 300_000,
    ifItFails: `If \`pnpm diagnose ${optionsFor(subject)}\` names no failure mode for it, escalate to the operator with what is printed here.`,
  },
  async ({ heroku }) => {
    await heroku`pg:credentials:create ${subject.database} --name ${role}`
  },
)
