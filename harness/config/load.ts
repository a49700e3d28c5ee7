import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { mask } from '../secrets/mask.ts'
import { built } from '../typescript/built.mjs'
import { type Runbook, readEither } from './schema.ts'
import { UsageError } from './usage-error.ts'

const own = fileURLToPath(new URL('../../runbook.config.ts', import.meta.url))
const readOn = 'See docs/configuration.md.'

const loaded = new Map<string, Promise<Runbook>>()

/**
 * Returns the configuration, read once in a process: that of the file that `RUNBOOK_CONFIG` names, else the project's own. This is
 * the one place that reads it: everything else is handed the {@link Runbook}, or the part of it that it is about.
 * @throws UsageError in one line where it is not there, cannot be loaded, or says something that is not accepted.
 */
export function loadConfig(): Promise<Runbook> {
  const file = configurationFile(process.env)
  const read = loaded.get(file) ?? readConfig(file)
  loaded.set(file, read)
  return read
}

/**
 * Returns the path of the configuration, absolute. One that is named is looked for from the folder in which the command was
 * typed (`pnpm --dir` changes to another, and leaves that in INIT_CWD) and from this one.
 * @throws UsageError where both have one: which is meant would be a guess.
 */
export function configurationFile(env: NodeJS.ProcessEnv, folder = process.cwd()): string {
  const named = env['RUNBOOK_CONFIG']
  if (named === undefined || named === '') return own
  const here = resolve(folder, named)
  const typed = resolve(env['INIT_CWD'] ?? folder, named)
  if (here !== typed && existsSync(here) && existsSync(typed)) {
    throw new UsageError(
      `RUNBOOK_CONFIG '${named}' is ${typed} as it was typed, and ${here} from where this runs: give the whole path. ${readOn}`,
    )
  }
  return existsSync(typed) ? typed : here
}

/** @throws UsageError as {@link loadConfig}. */
export async function readConfig(file: string): Promise<Runbook> {
  const shown = relative(process.cwd(), file)
  if (!existsSync(file)) throw new UsageError(`the configuration '${shown}' is not there. ${readOn}`)
  const exported = await exportsOf(file, shown)
  if (exported['runbook'] === undefined)
    throw new UsageError(`${shown} exports nothing called \`runbook\`. ${readOn}`)
  return validated(exported['runbook'], shown)
}

async function exportsOf(file: string, shown: string): Promise<Record<string, unknown>> {
  try {
    return (await import(await built(file))) as Record<string, unknown>
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    const lines = mask(said)
      .split('\n')
      .map((text) => text.trim())
      .filter((text) => text !== '')
    throw new UsageError(`${shown} cannot be loaded: ${lines.slice(0, 2).join(' ')}. ${readOn}`)
  }
}

function validated(config: unknown, shown: string): Runbook {
  try {
    return readEither(config, { reportInput: true })
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const [issue] = error.issues
    const where = issue?.path.map(String).join('.') || 'the whole'
    throw new UsageError(
      `${shown}: ${where}${valueOf(issue?.input)}: ${issue ? saidOf(issue) : 'not valid'}. ${readOn}`,
    )
  }
}

/** What is accepted: of a name that is none, what such a name is. */
const saidOf = (issue: z.core.$ZodIssue): string =>
  (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined) ?? issue.message

/** The value as a line can show it, or nothing where it is no single one. */
function valueOf(input: unknown): string {
  if (typeof input !== 'string' && typeof input !== 'number' && typeof input !== 'boolean') return ''
  return ` is '${mask(String(input)).slice(0, 60)}'`
}
