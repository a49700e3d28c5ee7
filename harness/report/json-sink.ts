import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UsageError } from '../config/usage-error.ts'
import { mustHoldNoSecret, scrubDeep } from '../evidence/scrub.ts'
import type { Sink } from './run-event.ts'

/**
 * Keeps the report in its file, masked once more, readable by its owner only; the file is whole or not there. It is seen
 * to now, before the work begins, that it can be written, and a report that an earlier run left there is taken away: it
 * would be read as this one's.
 * @throws UsageError for a path that is a folder, a device, or cannot be written to.
 */
export function jsonSink(file: string): Sink {
  const unfinished = `${file}.${process.pid}`
  try {
    if (file === '') throw new Error('it has no name')
    const there = statSync(file, { throwIfNoEntry: false })
    if (there && !there.isFile())
      throw new Error(there.isDirectory() ? 'it is a folder' : 'it is no ordinary file')
    // One folder and no more: `recursive` never ends where a file system answers ENOENT to mkdir, as /proc does.
    if (!existsSync(dirname(file))) mkdirSync(dirname(file))
    writeFileSync(unfinished, '', { mode: 0o600 })
    rmSync(unfinished)
    rmSync(file, { force: true })
  } catch (error) {
    const why = error instanceof Error ? error.message.split(',')[0] : String(error)
    throw new UsageError(
      `the report cannot be written to '${file.slice(0, 100)}': ${why?.slice(0, 100)}. Expected a file in a folder that can be written to. See README.md, "Reports".`,
    )
  }
  return {
    on() {},
    async close(report) {
      await writeFile(unfinished, `${JSON.stringify(scrubDeep(report), null, 2)}\n`, { mode: 0o600 })
      await mustHoldNoSecret(unfinished)
      await rename(unfinished, file)
    },
  }
}
