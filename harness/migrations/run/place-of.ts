import type { PrivilegeFinding } from '../../privileges/findings/privilege-finding.ts'
import type { Place } from '../migration.ts'
import { kindOf, names, option } from '../read/ast.ts'
import { executed, type PlacedStatement, somewhereIn, withBlocks } from '../read/block-statements.ts'
import { placeOfNeed } from '../read/place-of-need.ts'
import type { Statement } from '../read/statements.ts'
import { bare, isNamed } from '../read/written-names.ts'

const makes = new RegExp(`^\\{"(Create(?!Trig)|View|Select|Do|Call|${executed})`)
/** What may do anything, anywhere in its text. */
const opaque = new RegExp(`^\\{"(Do|Call|${executed})`)
const gives = new RegExp(`^\\{"(Grant|AlterDefaultPrivileges|${executed})`)
/** A REVOKE: of the grammar's tree what is false is left out. */
const takes = (written: string) => written.startsWith('{"GrantStmt"') && !written.includes('"is_grant":true')
/** What takes from a role all that it was granted, whatever on. */
const takesAll = (written: string) => written.startsWith('{"DropOwnedStmt"')
/** The statements without which there is no finding of a code. */
const broughtBy: Readonly<Record<string, RegExp>> = {
  'row-level-security': /RowSecurity"|^\{"(Create|Alter)PolicyStmt/,
  'rule-bypass': /^\{"RuleStmt/,
}
/** What a finding may come of though nothing of it is named there. */
const other = new RegExp(`^\\{"(Do|Select|Call|Grant|${executed})`)

/**
 * The statement that brought a finding about, as far as its text tells: the last that makes the object, or gives what is too
 * much on it, or names it at all; where none does, the last that could have come to it otherwise. Of a block it is the
 * statement within.
 */
export function placeOf(
  finding: PrivilegeFinding,
  table: string | undefined,
  migration: readonly Statement[],
  file: string,
): Place {
  const { code, object, fix } = finding
  const statements = withBlocks(migration)
  const last = (name: string, kind: RegExp, or?: (written: string, text: string) => boolean) =>
    statements.findLast(({ text, tree }) => {
      const written = JSON.stringify(tree)
      if (or?.(written, text)) return true
      return kind.test(written) && isNamed(name, opaque.test(written) ? text : text.split(/\(|\bas\b/i)[0])
    })
  const ofName = (name: string) =>
    (fix?.startsWith('REVOKE') === true ? last(name, gives) : undefined) ??
    last(name, makes, (written, text) => takesAll(written) || (takes(written) && isNamed(name, text))) ??
    last(name, /^/) ??
    statements.findLast(({ text }) => isNamed(name, text))
  const ofCode = statements.findLast(
    ({ text, tree }) => broughtBy[code]?.test(JSON.stringify(tree)) && isNamed(bare(object), text),
  )
  const ofDefaults = code === 'default-privilege' ? defaultsOf(object, statements) : undefined
  const said =
    ofCode ?? ofDefaults ?? ofName(bare(object)) ?? (table === undefined ? undefined : ofName(bare(table)))
  return (
    placeOfNeed(finding, statements) ??
    said?.place ??
    placeOfUnnamed(statements) ??
    statements.at(-1)?.place ?? { file, line: 1, statement: '' }
  )
}

/** The last that alters the defaults of that schema, or where it is a role's those of all. */
function defaultsOf(object: string, statements: readonly PlacedStatement[]): PlacedStatement | undefined {
  const altering = statements.filter(({ tree }) => kindOf(tree)[0] === 'AlterDefaultPrivilegesStmt')
  const ofSchema = ({ tree }: PlacedStatement) =>
    names(option(kindOf(tree)[1]['options'], 'schemas')?.['arg']).includes(bare(object))
  const ofAll = ({ tree }: PlacedStatement) => option(kindOf(tree)[1]['options'], 'schemas') === undefined
  return altering.findLast(ofSchema) ?? altering.findLast(ofAll) ?? altering.at(-1)
}

/** Of several in one block that could have done it, nobody can tell which it was. */
function placeOfUnnamed(statements: readonly PlacedStatement[]): Place | undefined {
  const could = statements.filter(({ tree }) => other.test(JSON.stringify(tree)))
  const { place, block } = could.at(-1) ?? {}
  if (block === undefined) return place
  return could.filter((one) => one.block === block).length === 1 ? place : somewhereIn(block)
}
