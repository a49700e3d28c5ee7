import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { maskDeep } from '../evidence/mask.ts'
import type { Report } from './report.ts'
import type { Sink } from './run-event.ts'

/**
 * Writes the report, masked once more, readable by its owner only; the file is whole or not there.
 * @throws when the folder cannot be written to.
 */
async function writeReport(report: Report, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const unfinished = `${file}.${process.pid}`
  await writeFile(unfinished, `${JSON.stringify(maskDeep(report), null, 2)}\n`, { mode: 0o600 })
  await rename(unfinished, file)
}

/** Keeps the report in its file. */
export const jsonSink: Sink = {
  on() {},
  close: writeReport,
}
