import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UsageError } from '../config/usage-error.ts'
import { mustHoldNoSecret } from '../secrets/scrub.ts'

/** A file that a report goes to at the end of its run. */
export interface ReportFile {
  /** Writes it whole, readable by its owner only. @throws SecretInFile where a secret was in it, and it was removed. */
  write(text: string): Promise<void>
}

/**
 * Sees to it now, before the work begins, that the file can be written, and takes away what an earlier run left there: it
 * would be read as this one's. @throws UsageError for a path that is a folder, a device, or cannot be written to.
 */
export function openReportFile(file: string): ReportFile {
  const unfinished = `${file}.${process.pid}`
  try {
    if (file === '') throw new Error('it has no name')
    const there = statSync(file, { throwIfNoEntry: false })
    if (there && !there.isFile())
      throw new Error(there.isDirectory() ? 'it is a folder' : 'it is no ordinary file')
    makeFolderOf(file)
    writeFileSync(unfinished, '', { mode: 0o600 })
    rmSync(unfinished)
    rmSync(file, { force: true })
  } catch (error) {
    throw notWritable(file, error)
  }
  return {
    async write(text) {
      await writeFile(unfinished, text, { mode: 0o600 })
      await mustHoldNoSecret(unfinished)
      await rename(unfinished, file)
    },
  }
}

/** One folder and no more: `recursive` never ends where a file system answers ENOENT to mkdir, as /proc does. */
export function makeFolderOf(file: string): void {
  if (!existsSync(dirname(file))) mkdirSync(dirname(file))
}

/** Returns the one line that says why a report cannot go to that file. */
export function notWritable(file: string, error: unknown): UsageError {
  const why = error instanceof Error ? error.message.split(',')[0] : String(error)
  return new UsageError(
    `the report cannot be written to '${file.slice(0, 100)}': ${why?.slice(0, 100)}. Expected a file in a folder that can be written to. See README.md, "Reports".`,
  )
}
