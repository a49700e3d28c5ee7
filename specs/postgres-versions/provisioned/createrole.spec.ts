import { expect } from 'vitest'
import { check } from '../../../harness/runbook/planted.ts'
import { subject } from '../../../harness/runbook/subject.ts'

const { role } = subject

check(
  'createrole/owner',
  'CREATEROLE. The owner has it on no version, and cannot let itself into pg_write_all_data',
  {
    source: 'R11',
    why: 'Heroku makes the owner NOCREATEROLE (Dev Center, Heroku Postgres Credentials).',
  },
  async ({ owner }) => {
    expect(await owner.answerTo('GRANT pg_write_all_data TO CURRENT_USER')).toBe(
      await owner.byMajor({
        14: 'must have admin option on role "pg_write_all_data"',
        16: 'permission denied to grant role "pg_write_all_data"',
      }),
    )
  },
)

check(
  'createrole/with-it',
  'CREATEROLE. With it, it would be let in before Postgres 16; from 16 on it needs ADMIN OPTION besides',
  {
    source: 'R11',
    why: 'Release notes of Postgres 16: CREATEROLE gives no right any more on roles that one has not made.',
  },
  async ({ owner, rehearsal }) => {
    await rehearsal.superuser(`ALTER ROLE ${await owner.user()} CREATEROLE`)
    expect(await owner.answerTo('GRANT pg_write_all_data TO CURRENT_USER')).toBe(
      await owner.byMajor({ 14: 'done', 16: 'permission denied to grant role "pg_write_all_data"' }),
    )
    await rehearsal.superuser(`ALTER ROLE ${await owner.user()} NOCREATEROLE`)
  },
)

check(
  'createrole/on-the-role',
  `CREATEROLE. On ${role} it is found on every version, and is not the owner's to take back`,
  {
    source: 'R28, R27',
    why: 'Before Postgres 16 it would be the way into every role that is no superuser.',
  },
  async ({ rehearsal, privileges }) => {
    await rehearsal.superuser(`ALTER ROLE ${role} CREATEROLE`)
    expect(await privileges.findings()).toEqual([
      expect.objectContaining({ code: 'role-attribute', object: role }),
    ])
    expect(await privileges.carryOut()).toMatchObject({ committed: false, statements: [] })
    await rehearsal.superuser(`ALTER ROLE ${role} NOCREATEROLE`)
    expect(await privileges.findings()).toEqual([])
  },
)
