import { expect } from 'vitest'
import { denialFindings } from '../../../harness/diagnosis/log.ts'
import { check } from '../../../harness/runbook/check.ts'

check(
  'F16. Without -n the CLI fetches the last 100 lines: an older denial is not in what is grepped',
  {
    source: 'F16',
    why: 'heroku logs -a <app> | grep "permission denied for table"',
  },
  async ({ rehearsal, subject }) => {
    await rehearsal.control('logs', { app: subject.app, line: 'permission denied for table alembic_version' })
    await rehearsal.logLines(120, 'INFO nothing to see')
    const grep = await rehearsal.shell(`heroku logs -a ${subject.app} | grep "permission denied for table"`)
    expect(grep.stdout).toBe('')
  },
)

check(
  'F16. This project asks for all 1,500 lines that Heroku keeps, and finds it',
  {
    source: 'F16',
  },
  async (given) => {
    expect(await denialFindings(given)).toMatchObject([{ code: 'denied-in-log', object: 'alembic_version' }])
  },
)
