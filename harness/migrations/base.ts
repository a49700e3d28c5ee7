import { readFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { execa } from 'execa'
import { z } from 'zod'
import { UsageError } from '../config/usage-error.ts'

/** What a change adds to and alters of the migrations, by their paths from the working directory. */
export interface Changed {
  readonly added: ReadonlySet<string>
  readonly touched: ReadonlySet<string>
}

/** Returns what differs from a commit, what is not committed included. @throws UsageError where git knows no such commit. */
export async function changedSince(ref: string): Promise<Changed> {
  const git = async (...words: readonly string[]): Promise<string[]> => {
    const { stdout, exitCode, stderr } = await execa('git', words, { reject: false, stdin: 'ignore' })
    if (exitCode !== 0)
      throw new UsageError(
        `--since '${ref}': git says '${stderr.split('\n')[0] ?? ''}'. Expected a commit or a branch. See docs/migrations.md.`,
      )
    return stdout.split('\0').filter((line) => line !== '')
  }
  const [root = ''] = (await git('rev-parse', '--show-toplevel')).map((line) => line.trim())
  const here = (file: string) => relative(process.cwd(), resolve(root, file))
  // A branch is compared where it left: what the base got meanwhile is none of this change's.
  const diff = ['diff', '-z', '--name-only', '--no-renames', '--merge-base', '--end-of-options', ref]
  const untracked = await git('ls-files', '-z', '--others', '--exclude-standard', '--full-name')
  const added = [...(await git(...diff.toSpliced(3, 0, '--diff-filter=A'))), ...untracked].map(here)
  const touched = [...(await git(...diff)), ...untracked].map(here)
  return { added: new Set(added), touched: new Set(touched) }
}

const known = z.array(z.object({ fingerprint: z.string() }))
const report = z.object({ findings: known, open: known })

/** Returns the fingerprints of an earlier report, of what it could not tell too. @throws UsageError where the file holds none. */
export async function baselineOf(file: string): Promise<ReadonlySet<string>> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  let parsed: ReturnType<typeof report.safeParse> | undefined
  try {
    parsed = text === undefined ? undefined : report.safeParse(JSON.parse(text))
  } catch {
    parsed = undefined
  }
  if (!parsed?.success)
    throw new UsageError(
      `--baseline '${file}' is no report of this command: make one with --json. See docs/migrations.md.`,
    )
  const { findings, open } = parsed.data
  return new Set([...findings, ...open].map((one) => one.fingerprint))
}
