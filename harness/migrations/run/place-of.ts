import type { PrivilegeFinding } from '../../privileges/findings/privilege-finding.ts'
import type { Place } from '../migration.ts'
import type { Statement } from '../read/statements.ts'

const makes = /^\{"(Create(?!Trig)|View|Select|Do|Call)/
/** What may do anything, anywhere in its text. */
const opaque = /^\{"(Do|Call)/
const gives = /^\{"(Grant|AlterDefaultPrivileges)/

/**
 * The statement that brought a finding about, as far as its text tells: the last that makes the object, or gives what is too
 * much on it, or names it at all; where none does, the last that could have come to it otherwise.
 */
export function placeOf(
  { object, fix }: PrivilegeFinding,
  table: string | undefined,
  statements: readonly Statement[],
  file: string,
): Place {
  const last = (name: string, kind: RegExp) =>
    statements.findLast(({ text, tree }) => {
      const written = JSON.stringify(tree)
      return kind.test(written) && isNamed(name, opaque.test(written) ? text : text.split(/\(|\bas\b/i)[0])
    })
  const ofName = (name: string) =>
    (fix?.startsWith('REVOKE') === true ? last(name, gives) : undefined) ??
    last(name, makes) ??
    last(name, /^/) ??
    statements.findLast(({ text }) => isNamed(name, text))
  const said = ofName(bare(object)) ?? (table === undefined ? undefined : ofName(bare(table)))
  const other = statements.findLast(({ tree }) => /^\{"(Do|Select|Call|Grant)/.test(JSON.stringify(tree)))
  return (said ?? other ?? statements.at(-1))?.place ?? { file, line: 1, statement: '' }
}

const bare = (object: string): string =>
  object.replace(/\(.*$/, '').split('.').at(-1)?.replaceAll('"', '') ?? object

function isNamed(name: string, text = ''): boolean {
  const parts = text.split(name)
  return parts.slice(1).some((after, at) => !/[\w$]$/.test(parts[at] ?? '') && !/^[\w$]/.test(after))
}
