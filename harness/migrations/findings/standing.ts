import type { FindingCode } from '../../privileges/findings/finding-codes.ts'
import type { PrivilegeFinding } from '../../privileges/findings/privilege-finding.ts'
import type { MigrationFinding } from '../finding.ts'

/** What is no migration's doing: the configuration's own, and what only a server has. */
const notTheirs: ReadonlySet<FindingCode> = new Set([
  'name-without-object',
  'no-relations',
  'contradicting-names',
  'role-attribute',
  'foreign-owned-relation',
  'platform-object-changed',
  'catalogue-and-behaviour-disagree',
])

/** What the audit finds that a migration can bring about. */
export function ofMigrations(found: readonly PrivilegeFinding[]): PrivilegeFinding[] {
  return found.filter(({ code, found: what }) => !notTheirs.has(code) && what !== 'no such schema')
}

interface Stands {
  privileges: ReadonlySet<string>
  readonly reported: MigrationFinding[]
}

/** The findings that stand from migration to migration: each is reported once, where it begins or grows. */
export class Standing {
  readonly #stands = new Map<unknown, Map<string, Stands>>()

  /**
   * Takes in what is found after a migration and returns what is new. `identity` is what remains the same when the object has
   * another name; what stands of an object in `judged` and is found no more is mended by `file`.
   */
  update(
    found: readonly PrivilegeFinding[],
    about: {
      readonly identity: (finding: PrivilegeFinding) => unknown
      readonly judged: Iterable<unknown>
      readonly isThere: (identity: unknown) => boolean
      readonly file: string
      readonly report: (finding: PrivilegeFinding) => MigrationFinding
    },
  ): { added: MigrationFinding[]; mended: Map<MigrationFinding, string> } {
    const now = new Map<unknown, Map<string, { finding: PrivilegeFinding; privileges: Set<string> }>>()
    for (const finding of found) {
      const identity = about.identity(finding)
      const ofObject = now.get(identity) ?? new Map()
      now.set(identity, ofObject)
      const key = keyOf(finding)
      const known = ofObject.get(key)
      const privileges = new Set([...(known?.privileges ?? []), ...privilegesOf(finding)])
      ofObject.set(key, { finding, privileges })
    }
    const mended = new Map<MigrationFinding, string>()
    for (const identity of about.judged) {
      const stands = this.#stands.get(identity)
      for (const [key, { reported }] of stands ?? [])
        if (!now.get(identity)?.has(key)) {
          stands?.delete(key)
          if (about.isThere(identity)) for (const one of reported) mended.set(one, about.file)
        }
    }
    const added: MigrationFinding[] = []
    for (const [identity, ofObject] of now)
      for (const [key, { finding, privileges }] of ofObject) {
        const stands = this.#stands.get(identity) ?? new Map<string, Stands>()
        this.#stands.set(identity, stands)
        const before = stands.get(key)
        const isNew = !before || [...privileges].some((privilege) => !before.privileges.has(privilege))
        const report = isNew ? [about.report(finding)] : []
        added.push(...report)
        stands.set(key, { privileges, reported: [...(before?.reported ?? []), ...report] })
      }
    return { added, mended }
  }
}

/** Missing and too much are two things on the same object, and so are two grantees. */
function keyOf({ code, fix }: PrivilegeFinding): string {
  const [, verb, , whom] = /^(GRANT|REVOKE) (.*?) (?:FROM|TO) (\S+)/.exec(fix ?? '') ?? []
  return [code, verb, whom].join(' ')
}

function privilegesOf({ fix, found }: PrivilegeFinding): string[] {
  const list = /^(?:GRANT|REVOKE) (.*?) ON /.exec(fix ?? '')?.[1] ?? found
  return list.match(/\b[A-Z]{5,}\b(?: \([^)]*\))?/g) ?? [found]
}
