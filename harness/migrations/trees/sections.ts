/**
 * The lines by which tools part what goes up from what goes down: dbmate; goose; sql-migrate and rubenv; node-pg-migrate; Play
 * evolutions; shmig; MyBatis; tern.
 */
const markers: readonly (readonly [up: RegExp | undefined, down: RegExp])[] = [
  [/^--\s*migrate:up\b/i, /^--\s*migrate:down\b/i],
  [/^--\s*\+goose\s+up\b/i, /^--\s*\+goose\s+down\b/i],
  [/^--\s*\+migrate\s+up\b/i, /^--\s*\+migrate\s+down\b/i],
  [/^--\s*up\s+migration\b/i, /^--\s*down\s+migration\b/i],
  [/^(?:#|--)\s*(?:---\s*)?!ups\b/i, /^(?:#|--)\s*(?:---\s*)?!downs\b/i],
  [/^--\s*=+\s*up\s*=+/i, /^--\s*=+\s*down\s*=+/i],
  [undefined, /^--\s*\/\/\s*@undo\b/i],
  [undefined, /^----\s*create above\s*\/\s*drop below/i],
]

/** Returns the text with everything blank that does not run on the way up, line by line. */
export function upSection(text: string): string {
  if (!/^(?:#|--)/m.test(text)) return text
  const lines = text.split('\n')
  const found = markers.find(([up, down]) => lines.some((line) => (up ?? down).test(line)))
  if (!found) return text
  const [up, down] = found
  let within = up === undefined
  return lines
    .map((line) => {
      if (up?.test(line)) {
        within = true
        return ''
      }
      if (down.test(line)) within = false
      return within ? line : ''
    })
    .join('\n')
}

/** goose's and sql-migrate's, which part a file at each semicolon but between these. */
const splitting = /^--\s*\+(goose|migrate)\s+up\b/im

/** Returns lines as the tool of a migration takes them for one statement. */
export function asOneStatement(text: string, lines: readonly string[]): readonly string[] {
  const tool = splitting.exec(text)?.[1]
  return tool === undefined ? lines : [`-- +${tool} StatementBegin`, ...lines, `-- +${tool} StatementEnd`]
}

/** Returns the line with which a migration of the same tool begins what goes up; none where the tool wants none. */
export function upMarker(text: string): string[] {
  const lines = text.split(/\r?\n/)
  return markers.flatMap(([up]) => lines.find((line) => up?.test(line)) ?? []).slice(0, 1)
}

/** A part of an SQL stream that is a migration by itself. */
export interface Part {
  readonly name: string | undefined
  readonly firstLine: number
  readonly text: string
}

/**
 * What begins a migration in a stream of several: Alembic's `-- Running upgrade 1a -> 2b, …`, Liquibase's
 * `-- Changeset file::id::author`, and for tools that write one at a time `-- runbook-migration NAME`.
 */
const beginning =
  /^-- (?:Running upgrade .*?-> ([^\s,]+).*|(?:Changeset (?=\S+::)|runbook-migration\s+)(\S.*?))[ \t\r]*$/gm

/** Returns the migrations of an SQL stream that names each; of any other text the whole. */
export function partsOf(text: string): Part[] {
  const starts = [...text.matchAll(beginning)]
  if (starts.length === 0) return [{ name: undefined, firstLine: 1, text }]
  const bounds = [0, ...starts.map(({ index }) => index), text.length]
  return bounds.slice(0, -1).map((start, at) => {
    const [, revision, called] = starts[at - 1] ?? []
    return {
      // Where a name ends is told by its bracket.
      name: (revision ?? called)?.replaceAll(/[()]/g, ' '),
      firstLine: text.slice(0, start).split('\n').length,
      text: text.slice(start, bounds[at + 1]),
    }
  })
}

/** Django's word for what a migration does in Python, of which sqlmigrate writes nothing. */
const python = /^-- .*CANNOT BE WRITTEN AS SQL/

/** Returns the lines, from 1, at which a tool says that it leaves something out. */
export function leftOut(text: string): number[] {
  if (!text.includes('CANNOT BE WRITTEN AS SQL')) return []
  return text.split('\n').flatMap((line, at) => (python.test(line) ? [at + 1] : []))
}
