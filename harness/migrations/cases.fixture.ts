import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { MigrationFinding } from './finding.ts'
import type { Migration } from './migration.ts'
import { migrationsOf } from './read-tree.ts'

/** A small migration of `fixtures/migrations-cases`, or a few in a row, with what its header says is to be found. */
export interface MigrationCase {
  readonly name: string
  readonly migrations: readonly Migration[]
  /** `code object @line`, the line counted from below the header; `warning` before it where it is one. */
  readonly expected: readonly string[]
  readonly headerLines: number
}

const folder = fileURLToPath(new URL('../../fixtures/migrations-cases/', import.meta.url))

export const migrationCases: readonly MigrationCase[] = readdirSync(folder)
  .filter((file) => file.endsWith('.sql'))
  .toSorted()
  .map((file) => {
    const bytes = readFileSync(`${folder}${file}`)
    const text = bytes.toString('utf8')
    const header = text.match(/^(?:\uFEFF?-- expect: .*\n)+/)?.[0] ?? ''
    const parts = text.split(/(?<=\n)(?=-- next migration\n)/)
    let lines = 0
    const migrations = parts.flatMap((part, at) => {
      const firstLine = lines + 1
      lines += part.split('\n').length - 1
      return migrationsOf(
        `${at + 1}_${file}`,
        at === 0 && parts.length === 1 ? bytes : Buffer.from(part),
      ).map(
        (one): Migration => ({
          ...one,
          firstLine,
          unread: one.unread.map((unread) => ({ ...unread, line: unread.line + firstLine - 1 })),
        }),
      )
    })
    return {
      name: file.replace(/\.sql$/, ''),
      migrations,
      expected: [...header.matchAll(/-- expect: (.*?)\r?\n/g)].map(([, one = '']) => one),
      headerLines: header.split('\n').length - 1,
    }
  })

/** A finding as a header writes it. */
export function asExpected({ code, object, place, level }: MigrationFinding, headerLines: number): string {
  return `${level === 'warning' ? 'warning ' : ''}${code} ${object} @${place.line - headerLines}`
}
