import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { everyOutcome, refused } from './every-outcome.fixture.ts'
import { readReport } from './report.ts'
import { publishedSchema } from './report-schema.ts'

const root = new URL('../../', import.meta.url)
const inRoot = (path: string): string => fileURLToPath(new URL(path, root))

/** What somebody else's validator says against a report, by the published schema. */
function faultsOf(report: unknown): unknown {
  // The form of a time is in a pattern beside its `format`.
  const validate = new Ajv2020({ allErrors: true, validateFormats: false }).compile(
    JSON.parse(readFileSync(inRoot('docs/report.schema.json'), 'utf8')) as object,
  )
  return validate(report)
    ? []
    : validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`)
}

describe('the schema of a report', () => {
  it('is published: `npx vitest run harness/report/report-schema.test.ts -u` writes it anew', async () => {
    await expect(`${JSON.stringify(publishedSchema(), null, 2)}\n`).toMatchFileSnapshot(
      inRoot('docs/report.schema.json'),
    )
  })

  it.each([
    ['of every outcome', everyOutcome],
    ['of a run that was refused', refused],
  ])('holds a report %s', (_, report) => {
    expect(faultsOf(report)).toEqual([])
    expect(readReport(JSON.stringify(report))).toEqual(report)
  })

  it.each([
    ['outcome', { ...everyOutcome, outcome: 'green' }],
    ['exitStatus', { ...everyOutcome, exitStatus: '0' }],
    ['startedAt', { ...everyOutcome, startedAt: 'yesterday' }],
    ['version', { ...everyOutcome, version: 2 }],
    ['items', { ...everyOutcome, items: [{ ...everyOutcome.items[0], outcome: 'skipped' }] }],
  ])('does not hold another %s', (field, report) => {
    expect(JSON.stringify(faultsOf(report))).toContain(`/${field}`)
    expect(() => readReport(JSON.stringify(report))).toThrow(field)
  })

  it('lets fields be added', () => {
    expect(faultsOf({ ...everyOutcome, later: 1, items: [{ ...everyOutcome.items[0], later: 2 }] })).toEqual(
      [],
    )
  })
})

it.each(readdirSync(inRoot('fixtures/reports')))('an old report is read still: %s', (name) => {
  const text = readFileSync(inRoot(`fixtures/reports/${name}`), 'utf8')
  const old = JSON.parse(text) as object
  expect(faultsOf(old)).toEqual([])
  expect(readReport(text)).toEqual({ version: 1, ...old })
})
