import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from 'pg'
import { ConfigurationError, reason } from '../postgres/configuration-error.ts'
import { onConnection } from '../postgres/database/run-sql.ts'

/** A file of SQL, taken apart into its statements as psql would. */
export interface Script {
  readonly file: string
  readonly statements: readonly { readonly sql: string; readonly line: number }[]
}

/**
 * Reads a file of SQL, or a folder's `.sql` files in the order of their names, numbers in them by their value.
 * @throws ConfigurationError where there is none, or one is no SQL that Postgres reads.
 */
export async function readScripts(path: string): Promise<Script[]> {
  const files = filesAt(path)
  if (files.length === 0)
    throw new ConfigurationError(`${path} holds no .sql file. See docs/configuration.md.`)
  return Promise.all(files.map(readScript))
}

function filesAt(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw new ConfigurationError(`${path} is not there. See docs/configuration.md.`)
  if (!stat.isDirectory()) return [path]
  const inOrder = new Intl.Collator('en', { numeric: true })
  return readdirSync(path)
    .filter((name) => name.endsWith('.sql'))
    .toSorted((one, other) => inOrder.compare(one, other))
    .map((name) => join(path, name))
}

async function readScript(file: string): Promise<Script> {
  // What pg_dump writes for psql alone, around everything else.
  const text = readFileSync(file, 'utf8').replaceAll(/^\\(?:un)?restrict\b.*$/gm, '')
  const own = /^(?:\\[a-z!].*|COPY\s.+\sFROM\s+stdin\b.*)$/im.exec(text)
  if (own) {
    throw new ConfigurationError(
      `${file}:${lineAt(text, own.index)}: '${own[0].slice(0, 40)}' is for psql alone: write rows as INSERT (pg_dump --inserts). See docs/configuration.md.`,
    )
  }
  const bytes = Buffer.from(text)
  // Costs a third of a second of CPU: only for a schema that is not ours.
  const { parse } = await import('libpg-query')
  const { stmts = [] } = await parse(text).catch((error: unknown) => {
    throw new ConfigurationError(`${file} is no SQL that Postgres reads: ${reason(error)}.`)
  })
  return {
    file,
    statements: stmts.map(({ stmt_location: at = 0, stmt_len: length }) => {
      const sql = bytes.toString('utf8', at, length === undefined ? bytes.length : at + length)
      const begins = bytes.toString('utf8', 0, at).length + sql.search(/\S|$/)
      return { sql, line: lineAt(text, begins) }
    }),
  }
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length

/**
 * Runs scripts with that connection's rights, each in a session of its own, statement by statement.
 * @throws ConfigurationError with file, line and Postgres's words for the first statement that fails.
 */
export async function runScripts(url: string, scripts: readonly Script[]): Promise<void> {
  for (const script of scripts)
    await onConnection(url, (client) => run(client, script), { application_name: 'psql' })
}

async function run(client: Client, { file, statements }: Script): Promise<void> {
  for (const { sql, line } of statements) {
    await client.query(sql).catch((error: unknown) => {
      throw new ConfigurationError(
        `${file}:${line}: ${reason(error)}. The rehearsal runs it as the owner of a Heroku database. See docs/configuration.md.`,
      )
    })
  }
}
