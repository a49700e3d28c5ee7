import { expect } from 'vitest'
import { anotherSchema } from '../../../harness/runbook/applies.ts'
import { holds } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { nothingWasDenied } from '../../../harness/verdicts/log/no-denials.ts'

check(
  'f16/happens',
  'F16. Without -n the CLI fetches the last 100 lines: an older denial is not in what is grepped',
  {
    source: 'F16',
    notHere: anotherSchema,
    finding: 'F16',
    claim: 'heroku logs -a <app> | grep "permission denied for table"',
  },
  async ({ rehearsal, subject }) => {
    await rehearsal.control('logs', { app: subject.app, line: 'permission denied for table alembic_version' })
    await rehearsal.logLines(120, 'INFO nothing to see')
    const grep = await rehearsal.shell(`heroku logs -a ${subject.app} | grep "permission denied for table"`)
    expect(grep.stdout).toBe('')
  },
)

check(
  'f16/instead',
  'F16. This project asks for all 1,500 lines that Heroku keeps, and finds it',
  { source: 'F16', notHere: anotherSchema, finding: 'F16', instead: true },
  async (given) => {
    expect(await holds(nothingWasDenied)(given)).toMatchObject([
      { code: 'denied-in-log', object: 'alembic_version' },
    ])
  },
)
