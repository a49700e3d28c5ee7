import { type MigrationFinding, ownFinding } from '../finding.ts'
import type { Migration, Open } from '../migration.ts'

interface Suppression {
  readonly file: string
  readonly line: number
  readonly code: string
  /** Undefined for any. */
  readonly object: string | undefined
  readonly reason: string
}

const written = /--\s*runbook-ignore\s+([a-z-]+)(?:[ \t]+([^\s:]+))?[ \t]*(?::[ \t]*(.*\S))?\s*$/i

/** The code by which a comment lets be what could not be told. */
const notTold = 'not-told'

/**
 * Parts the findings, and what is open, by the comments of their migrations, `-- runbook-ignore CODE [OBJECT]: REASON`. One
 * without a reason suppresses nothing and is a finding, as is one that nothing is found of. @param untold what either of the
 * ways could not tell: a comment about it is not stale because the other way could.
 */
export function suppressed(
  migrations: readonly Migration[],
  findings: readonly MigrationFinding[],
  open: readonly Open[],
  { wasRead, untold }: { readonly wasRead: boolean; readonly untold: readonly Open[] },
): {
  findings: MigrationFinding[]
  suppressed: (MigrationFinding & { reason: string })[]
  open: Open[]
  letBe: (Open & { reason: string })[]
} {
  const all = migrations.flatMap(suppressionsOf)
  const used = new Set<Suppression>()
  const left: (MigrationFinding & { reason: string })[] = []
  const counting = findings.filter((finding) => {
    const by = all.find((one) => one.reason !== '' && isAbout(one, finding))
    if (!by) return true
    used.add(by)
    left.push({ ...finding, reason: by.reason })
    return false
  })
  const ofOpen = ({ file }: Open) =>
    all.find((one) => one.reason !== '' && one.code === notTold && one.file === file)
  for (const one of [...untold, ...open]) {
    const by = ofOpen(one)
    if (by) used.add(by)
  }
  const about = (one: Suppression) => ({
    object: one.object ?? one.code,
    place: { file: one.file, line: one.line, statement: `-- runbook-ignore ${one.code}` },
  })
  const faulty = all.flatMap((one) => {
    if (one.reason === '')
      return ownFinding('suppression-without-reason', {
        ...about(one),
        expected: 'a reason after a colon',
        found: 'none',
      })
    if (used.has(one) || !wasRead) return []
    return ownFinding('stale-suppression', {
      ...about(one),
      expected: `a finding ${one.code} in this migration`,
      found: 'none',
    })
  })
  return {
    findings: [...counting, ...faulty],
    suppressed: left,
    open: open.filter((one) => !ofOpen(one)),
    letBe: open.flatMap((one) => {
      const { reason } = ofOpen(one) ?? {}
      return reason === undefined ? [] : [{ ...one, reason }]
    }),
  }
}

function suppressionsOf({ file, text, firstLine }: Migration): Suppression[] {
  if (!text.includes('runbook-ignore')) return []
  const within = quotedIn(text)
  let start = 0
  return text.split('\n').flatMap((line, at) => {
    const [comment = '', code, object, reason = ''] = written.exec(line) ?? []
    const from = start + line.length - comment.length
    start += line.length + 1
    if (code === undefined || within.some(([open, close]) => open < from && from < close)) return []
    return [{ file, line: at + firstLine, code, object, reason }]
  })
}

/** Where the strings and the block comments of a text begin and end: what looks like a comment there is none. */
function quotedIn(text: string): (readonly [number, number])[] {
  return [...text.matchAll(lexemes)].flatMap(({ 0: one, index }) =>
    one.startsWith('--') ? [] : [[index, index + one.length] as const],
  )
}

const lexemes = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'[^']*'|"[^"]*"|(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?\1/g

function isAbout({ file, code, object }: Suppression, finding: MigrationFinding): boolean {
  return (
    file === finding.place.file &&
    code === finding.code &&
    (object === undefined || object === finding.object)
  )
}
