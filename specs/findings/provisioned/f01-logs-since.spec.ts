import { expect } from 'vitest'
import { anotherSchema } from '../../../harness/runbook/applies.ts'
import { holds } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { nothingWasDenied } from '../../../harness/verdicts/log/no-denials.ts'

check(
  'f1/happens',
  'F1. `heroku logs` has no --since: the command fails, and a grep of nothing looks like a clean soak',
  {
    source: 'F1',
    notHere: anotherSchema,
    finding: 'F1',
    claim: 'heroku logs -a <app> --since 24h | grep -i "permission denied" returns nothing',
  },
  async ({ rehearsal, subject }) => {
    await rehearsal.control('logs', { app: subject.app, line: 'permission denied for table orders' })
    const alone = await rehearsal.shell(`heroku logs -a ${subject.app} --since 24h`)
    expect(alone).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Nonexistent flag: --since') })
    const piped = await rehearsal.shell(
      `heroku logs -a ${subject.app} --since 24h 2>/dev/null | grep -i "permission denied"`,
    )
    expect(piped.stdout, 'the denial that is in the log').toBe('')
  },
)

check(
  'f1/instead',
  'F1. This project reads all lines that Heroku has, since the release that set the flag, and says how far they reach',
  { source: 'F1, F16', notHere: anotherSchema, finding: 'F1', instead: true },
  async (given) => {
    await given.rehearsal.control('logs', {
      app: given.subject.app,
      line: 'permission denied for table alembic_version',
    })
    expect(await holds(nothingWasDenied)(given)).toMatchObject([
      { code: 'denied-in-log', object: 'orders' },
      { code: 'denied-in-log', object: 'alembic_version' },
    ])
  },
)
