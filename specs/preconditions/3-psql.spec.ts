import { expect } from 'vitest'
import { psqlVersion } from '../../harness/postgres/psql.ts'
import { check } from '../../harness/runbook/check.ts'

check(
  'psql',
  'A psql client is here, for looking around by hand',
  {
    source: 'R2',
    why: 'No step of this runbook needs it: its SQL goes through a driver. `heroku pg:psql` does.',
    byHand: ['psql --version'],
    expect: 'psql (PostgreSQL) and a number; Step 4 by hand needs it',
    optional: true,
  },
  async ({ note }) => {
    const version = await psqlVersion()
    note(version)
    expect(version).toMatch(/^psql \(PostgreSQL\) \d+/)
  },
)
