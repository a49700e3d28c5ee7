import { readdir, readFile, stat } from 'node:fs/promises'
import { relative } from 'node:path'
import { UsageError } from '../config/usage-error.ts'
import type { Migration, Unread } from './migration.ts'
import { inOrder } from './trees/order.ts'
import { withoutPsql } from './trees/psql.ts'
import { leftOut, partsOf, upSection } from './trees/sections.ts'

const readOn = 'See docs/migrations.md.'
/** Beyond it the tree of the grammar takes gigabytes: a migration of that size loads data. */
const readableBytes = 8_000_000

/** What only runs on the way down: golang-migrate's, Flyway's, Diesel's and those that others name so. */
const down =
  /(?:^|[._/-])(?:down|undo|rollback|revert)(?:\.[^./]*)?\.sql$|(?:^|\/)U\d[^/]*__[^/]*\.sql$|(?:^|\/)(?:down|undo|rollback|revert|verify)\//i

/**
 * Returns the migrations of a folder, or those of one file, in the order in which they are applied.
 * @throws UsageError where there is no such folder, or none in it.
 */
export async function readTree(path: string): Promise<Migration[]> {
  const files = await filesOf(path)
  if (files.length === 0)
    throw new UsageError(`'${path}' holds no migration: expected files that end in .sql. ${readOn}`)
  return (await Promise.all(files.map(readOne))).flat()
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new UsageError(`the migrations '${path}' are not there. ${readOn}`)
  if (found.isFile()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const within = entries
    .filter((entry) => entry.name.toLowerCase().endsWith('.sql') && !entry.isDirectory())
    .map((entry) => relative(path, `${entry.parentPath}/${entry.name}`).replaceAll('\\', '/'))
    .filter((file) => !down.test(file))
  // Beside the one that Diesel and Prisma run, a folder may hold SQL that they do not.
  const ran = within.filter((file) => /(?:^|\/)(?:up|migration)\.sql$/.test(file))
  const folders = new Set(ran.map(folderOf))
  const others = within.filter((file) => !folders.has(folderOf(file)))
  return [...ran, ...others].toSorted(inOrder).map((file) => `${path.replace(/\/+$/, '')}/${file}`)
}

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1)

async function readOne(path: string): Promise<Migration[]> {
  const file = relative(process.cwd(), path) || path
  const bytes = await readFile(path).catch((error: unknown) => error)
  if (!(bytes instanceof Buffer))
    return [nothingOf(file, `it cannot be opened: ${bytes instanceof Error ? bytes.message : String(bytes)}`)]
  return migrationsOf(file, bytes)
}

function nothingOf(file: string, why: string): Migration {
  return { file, sql: '', firstLine: 1, text: '', unread: [{ line: 1, why }] }
}

/** Returns the migrations that a text holds: one, but where Alembic wrote several. */
export function migrationsOf(file: string, bytes: Buffer): Migration[] {
  if (bytes.length > readableBytes)
    return [nothingOf(file, `it has ${Math.round(bytes.length / 1e6)} MB, and a file of up to 8 MB is read`)]
  const text = decoded(bytes)
  if (text === undefined) return [nothingOf(file, 'it is not UTF-8')]
  return partsOf(text).map((part) => {
    const { sql, unread: ofPsql } = withoutPsql(upSection(part.text))
    const python = leftOut(part.text).map(
      (line): Unread => ({ line, why: 'it does something in Python, which is not written as SQL' }),
    )
    const unread = [...ofPsql, ...python]
    return {
      file: part.name === undefined ? file : `${file} (${part.name})`,
      sql,
      firstLine: part.firstLine,
      text: part.text,
      unread: unread.map(({ line, why }): Unread => ({ line: line + part.firstLine - 1, why })),
    }
  })
}

/** Undefined where it is not UTF-8. A byte order mark is left out. */
function decoded(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/** Returns the migrations of an SQL stream, such as `alembic upgrade --sql` writes. @throws UsageError where it is empty. */
export async function readInput(input: AsyncIterable<Buffer | string>): Promise<Migration[]> {
  const chunks: Buffer[] = []
  for await (const chunk of input) chunks.push(Buffer.from(chunk))
  const bytes = Buffer.concat(chunks)
  if (bytes.toString('utf8').trim() === '') throw new UsageError(`the standard input holds no SQL. ${readOn}`)
  return migrationsOf('standard input', bytes)
}
