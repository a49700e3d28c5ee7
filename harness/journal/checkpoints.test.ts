import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { checkpointsHere, heldJournal } from './checkpoints.ts'
import { beginRun, noted } from './run-journal.ts'

const folder = mkdtempSync(join(tmpdir(), 'journal-'))
afterAll(() => rmSync(folder, { recursive: true }))
const env = { RUNBOOK_JOURNAL: folder }
const other = {
  configVars: { restricted: 'URL', flag: 'URL' },
  flagValues: undefined,
  applications: [],
  processTypes: undefined,
}
const of = (role: string, ...others: string[]) => ({
  app: 'shop',
  role,
  otherRoles: others.map((name) => ({ ...other, role: name })),
})

/** A run of that role, or of a release that wrote none, with a checkpoint of so many requests. */
function checkpoint(role: string | undefined, requests: number): void {
  const start = { app: 'shop', environment: 'staging', command: 'verify', commit: 'c', goesOn: false }
  const at = '2026-05-10T09:00:00.000Z'
  const parts = { work: 'passed', others: 'passed', refused: 'passed', state: 'passed' } as const
  noted(beginRun({ ...start, role }, env), {
    type: 'checkpoint',
    evidence: {
      herokuAt: at,
      clockAheadMs: 0,
      release: 4,
      outcome: 'passed',
      parts,
      requests,
      proof: 'off',
      recorded: [],
      quiet: [],
      withoutDynos: [],
      amiss: [],
    },
  })
}
const requestsOf = (about: ReturnType<typeof of>): number[] =>
  checkpointsHere(about, env).map(({ requests }) => requests)

it('a checkpoint is of the role that its line names, and of no other', async () => {
  checkpoint(undefined, 1)
  checkpoint('web', 2)
  checkpoint('worker', 3)
  expect(requestsOf(of('web', 'worker'))).toEqual([2])
  expect(requestsOf(of('worker', 'web'))).toEqual([3])
  // One role, and lines of before there were names in them.
  expect(requestsOf(of('web'))).toEqual([1, 2])
  const { entries } = await heldJournal(of('reader', 'web', 'worker'), env)
  expect(entries.map(({ entry }) => entry.type)).toEqual(['run-start'])
})
