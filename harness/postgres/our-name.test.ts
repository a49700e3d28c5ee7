import { expect, it } from 'vitest'
import { applicationName, isOurs, nameOfRun, runOf } from './our-name.ts'

it('knows a session of ours, of whatever process, and what run it stands for', () => {
  expect(isOurs(applicationName)).toBe(true)
  expect(runOf(applicationName)).toBeUndefined()
  // Of another process, long ago.
  expect(isOurs('role-runbook 0000ed3beb66')).toBe(true)
  const named = nameOfRun(`provision by jérôme@${'a-long-name.'.repeat(9)}`)
  expect(named).toHaveLength(63)
  expect(isOurs(named)).toBe(true)
  expect(runOf(named)).toMatch(/^provision by j\?r\?me@a-long-name/)
})

it.each(['', 'role-runbook', 'role-runbook: provision by me@here', 'role-runbook 000000000000', 'ledger'])(
  'takes nobody for us who is called %j',
  (application) => {
    expect(isOurs(application)).toBe(false)
  },
)
