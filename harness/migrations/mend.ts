import { readFile, writeFile } from 'node:fs/promises'
import { scanSync } from 'libpg-query'
import { UsageError } from '../config/usage-error.ts'
import type { MigrationFinding } from './finding.ts'
import { guardedLines } from './guarded.ts'
import type { Migration } from './migration.ts'
import { withinBlock } from './this-database.ts'
import { asOneStatement, upMarker } from './trees/sections.ts'

const mends = /^(?:EXECUTE format\(')?(GRANT|REVOKE) /

/** What of the findings GRANT and REVOKE mend, in an order in which the role never holds more than before or after. */
export function mendingStatements(findings: readonly MigrationFinding[]): string[] {
  const lines = findings
    .flatMap((finding) => finding.lines.map(withinBlock))
    .filter((line) => mends.test(line))
  const gives = (line: string): number => Number(mends.exec(line)?.[1] === 'GRANT')
  return [...new Set(lines)].toSorted((a, b) => gives(a) - gives(b))
}

/** The line, from 1, after which a migration ends on its way up: what goes down, where it has that, comes after. */
export function lastLine({ sql, firstLine }: Migration): number {
  const lines = sql.split('\n')
  return (
    firstLine +
    Math.max(
      0,
      lines.findLastIndex((line) => line.trim() !== ''),
    )
  )
}

/** Returns the lines that bring statements about at the end of a migration, guarded, as its tool takes them. */
export function addition({ sql, text }: Migration, statements: readonly string[], role: string): string[] {
  const last = scanSync(sql).tokens.findLast(({ tokenName }) => !/COMMENT/.test(tokenName))
  const isOpen = last !== undefined && last.text !== ';'
  return [...(isOpen ? [';'] : []), ...asOneStatement(text, guardedLines(role, statements))]
}

/** Writes into each of the migrations what it lacks, guarded; returns the files that it wrote. */
export async function mendFiles(
  migrations: readonly Migration[],
  findings: readonly MigrationFinding[],
  { role, mayWrite }: { readonly role: string; readonly mayWrite: (file: string) => boolean },
): Promise<string[]> {
  const written: string[] = []
  for (const migration of migrations) {
    const { file } = migration
    const statements = mendingStatements(findings.filter(({ place }) => place.file === file))
    if (statements.length === 0 || !mayWrite(file)) continue
    const text = await readFile(file, 'utf8')
    const end = text.includes('\r\n') ? '\r\n' : '\n'
    const lines = text.split('\n')
    const at = lastLine(migration)
    const before = lines.slice(0, at).join('\n').replace(/\r$/, '')
    const block = ['', ...addition(migration, statements, role)].join(end)
    const after = lines.slice(at).join('\n')
    await writeFile(file, `${before}${end}${block}${end}${after}`)
    written.push(file)
  }
  return written
}

/**
 * Writes a new migration with what is still missing at the end, as the tool of the last one has it. @throws UsageError where
 * the file is there.
 */
export async function writeMigration(
  file: string,
  findings: readonly MigrationFinding[],
  { role, after }: { readonly role: string; readonly after: Migration | undefined },
): Promise<number> {
  const statements = mendingStatements(findings.filter(({ mendedIn }) => mendedIn === undefined))
  if (statements.length === 0) return 0
  try {
    const style = after?.text ?? ''
    const lines = [...upMarker(style), ...asOneStatement(style, guardedLines(role, statements))]
    await writeFile(file, `${lines.join('\n')}\n`, { flag: 'wx' })
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'EEXIST'
        ? 'it is there already'
        : String(error)
    throw new UsageError(`--write '${file}' cannot be written: ${why}. See docs/migrations.md.`)
  }
  return statements.length
}
