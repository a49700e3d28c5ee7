import { expect, test } from 'vitest'
import { runbook } from '../../fixtures/raptor/runbook.config.ts'
import { policyInPhase, policySchema } from '../config/policy.ts'
import { asExpected, migrationCases } from './cases.fixture.ts'
import { checkMigrations } from './check-migrations.ts'

const policy = policyInPhase(policySchema.parse(runbook.privileges), 'cut-over')

test('there are eighty and more', () => {
  expect(migrationCases.length).toBeGreaterThan(80)
})

test.each(migrationCases)('read: $name', async ({ migrations, expected, headerLines }) => {
  const verdict = await checkMigrations(migrations, 'raptor_app', policy, {
    engines: ['read'],
    isOld: () => false,
    strict: false,
    run: () => Promise.reject(new Error('not run')),
  })
  const found = verdict.findings.map((finding) => asExpected(finding, headerLines)).toSorted()
  if (expected.some((one) => one === 'not told' || one.startsWith('run:'))) {
    expect(verdict.open).not.toEqual([])
    expect(verdict.outcome).not.toBe('passed')
    return
  }
  expect({ found, open: verdict.open }).toEqual({
    found: expected.filter((one) => !/^(?:read: )?nothing$/.test(one)).toSorted(),
    open: [],
  })
})
