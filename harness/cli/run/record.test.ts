import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { UsageError } from '../../config/usage-error.ts'
import { append } from '../../journal/append.ts'
import { readJournal } from '../../journal/journal-file.ts'
import { recorded } from '../../journal/run-journal.ts'
import type { RunEvent } from '../../report/run-event.ts'
import { SecretInFile } from '../../secrets/scrub.ts'
import { Secret } from '../../secrets/secret.ts'
import { beginRecord, endRecord } from './record.ts'

let folder: string
let events: RunEvent[]
const emit = (event: RunEvent): void => void events.push(event)
const start = { app: 'app', environment: 'staging', command: 'rollback', commit: 'c' }
const end = { outcome: 'passed', exitStatus: 0 }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-'))
  events = []
  vi.stubEnv('RUNBOOK_JOURNAL', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

it('begins no run whose changes cannot be written down, but a rollback, which says so', async () => {
  vi.stubEnv('RUNBOOK_JOURNAL', '/dev/null')
  await expect(beginRecord({ ...start, goesOn: false }, emit)).rejects.toThrow(UsageError)
  expect(events).toEqual([])
  expect(await beginRecord({ ...start, goesOn: true }, emit)).toBeUndefined()
  expect(events).toMatchObject([{ item: { id: 'run/journal', outcome: 'inconclusive', required: true } }])
})

it('makes no change that cannot be written down before, but that of a rollback', async () => {
  const journal = await beginRecord({ ...start, goesOn: false }, emit)
  if (!journal) throw new Error('no journal')
  const lost = { ...journal, file: '/dev/null/app.jsonl' }
  const make = vi.fn<() => Promise<string>>(async () => 'made')
  await expect(recorded(lost, { what: 'heroku restart' }, make)).rejects.toThrow('nothing was changed')
  expect(make).not.toHaveBeenCalled()
  expect(await recorded({ ...lost, goesOn: true }, { what: 'heroku restart' }, make)).toBe('made')
})

it('writes how a change ended that failed, in the words of its error', async () => {
  const journal = await beginRecord({ ...start, goesOn: false }, emit)
  const fail = () => Promise.reject(new Error('postgres://u:hunter2hunter2@h/d is refused'))
  await expect(recorded(journal, { what: 'heroku restart' }, fail)).rejects.toThrow('refused')
  const lines = readJournal(join(folder, 'app.jsonl')) ?? []
  expect(lines.at(-1)?.entry).toMatchObject({
    of: 2,
    ended: 'with an error',
    said: 'postgres://u:***@h/d is refused',
  })
})

it('removes a journal that holds a secret of the run, and ends the run', async () => {
  const journal = await beginRecord({ ...start, goesOn: false }, emit)
  if (!journal) throw new Error('no journal')
  const late = 'not-yet-known-to-be-one'
  append(journal.file, { type: 'before', app: 'app', run: journal.run, what: `set X=${late}`, vars: [] })
  expect(new Secret(late).toString()).toBe('***')
  await expect(endRecord(journal, end, emit)).rejects.toThrow(SecretInFile)
  expect(readJournal(journal.file)).toBeUndefined()
})
