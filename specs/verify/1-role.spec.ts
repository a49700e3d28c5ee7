import { expect } from 'vitest'
import { check } from '../../harness/runbook/check.ts'
import { subject } from '../../harness/runbook/subject.ts'

const { role, configVars } = subject

check(
  'role-can-log-in',
  `${role} exists and can log in`,
  {
    source: 'R7, R3',
  },
  async ({ owner }) => {
    const roles = await owner.rows(
      'SELECT rolname, rolcanlogin FROM pg_catalog.pg_roles WHERE rolname = $1',
      [role],
    )
    expect(
      roles,
      'If it is not there it was never made, or was dropped: provision, and tell the operator.',
    ).toEqual([{ rolname: role, rolcanlogin: true }])
  },
)

check(
  'url-logs-in',
  `The app's own URL, ${configVars.restricted}, logs in as ${role}`,
  {
    source: 'R7',
    why: 'While a rotation is under way the user is another one, a member of the role.',
  },
  async ({ restricted }) => {
    const [session] = await restricted.rows<{ member: boolean }>(
      `SELECT pg_has_role(current_user, $1, 'MEMBER') AS member`,
      [role],
    )
    expect(session?.member, `a session of ${role}`).toBe(true)
  },
)
