import { access, constants, writeFile } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ClientBase } from 'pg'
import { readConfig } from '../config/load.ts'
import { policyInPhase } from '../config/policy.ts'
import { type Subject, subjectOf } from '../config/subject.ts'
import { UsageError } from '../config/usage-error.ts'
import { type Audit, audit } from '../privileges/audit.ts'
import { draftFrom, onceEntered } from './draft.ts'
import type { Names } from './names.ts'
import { readRoleToBe } from './role-to-be.ts'
import { configText } from './text/config-text.ts'

/** A file that was written, and what its database leaves open under it. */
export interface Configured {
  /** What of the file a person is to decide, a line each. */
  readonly open: readonly string[]
  readonly remarks: readonly string[]
  /** What would bring the role to what the file says. */
  readonly plan: Audit['plan']
  /** What GRANT and REVOKE cannot bring about. */
  readonly staying: Audit['differences']
  readonly unread: Audit['unread']
  /** Whether the role is there; else it was asked what a new credential of that name would be short of. */
  readonly roleIsThere: boolean
}

const schema = fileURLToPath(new URL('../config/schema.ts', import.meta.url))

/**
 * Writes a first configuration for the database that `client` is connected to as its owner, loads it as every command does,
 * and holds the database against it. The database is only read.
 * @throws UsageError where the file is there already or cannot be written; CouldNotLook where the database cannot be read.
 */
export async function configure(
  client: ClientBase,
  names: Names,
  file: string,
  today = new Date(),
): Promise<Configured> {
  await mustBeFree(file)
  const draft = await draftFrom(client, names.role)
  const text = configText(draft, names, { schemaModule: moduleFrom(file), today })
  await writeNew(file, text.toString())
  const held = await heldAgainst(client, subjectOf(await readConfig(file)))
  return { ...held, open: text.open, remarks: draft.remarks }
}

/** The database under a configuration that is there: what the plan would do, and what it could not. */
export async function heldAgainst(
  client: ClientBase,
  { role, policy: declared }: Pick<Subject, 'role' | 'policy'>,
): Promise<Omit<Configured, 'open' | 'remarks'>> {
  const { snapshot, isThere } = await readRoleToBe(client, role)
  const policy = policyInPhase(declared, 'provisioned')
  const { differences, unread } = onceEntered(snapshot, policy)
  return {
    plan: audit(snapshot, policy).plan,
    staying: differences.filter(({ repairableBy }) => repairableBy !== 'owner'),
    unread,
    roleIsThere: isThere,
  }
}

/** @throws UsageError where something is there, on which a person may have worked, or where nothing can be written. */
export async function mustBeFree(file: string): Promise<void> {
  if (await isPossible(file)) throw isTaken(file)
  if (!(await isPossible(dirname(file), constants.W_OK)))
    throw new UsageError(
      `'${shown(file)}' cannot be written: its folder is not there, or is not yours. See docs/configure.md.`,
    )
}

function isPossible(path: string, mode?: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  )
}

/** Whoever wrote it meanwhile keeps it. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' })
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? isTaken(file) : error
  }
}

const isTaken = (file: string): UsageError =>
  new UsageError(
    `'${shown(file)}' is there already, and nothing is written over: name another with --out. See docs/configure.md.`,
  )

const shown = (file: string): string => relative(process.cwd(), file) || file

/** The schema's module as a file in that place imports it. */
function moduleFrom(file: string): string {
  const path = relative(dirname(file), schema).replaceAll('\\', '/')
  return path.startsWith('.') ? path : `./${path}`
}
