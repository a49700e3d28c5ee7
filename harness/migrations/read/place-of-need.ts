import type { PrivilegeFinding } from '../../privileges/findings/privilege-finding.ts'
import type { Place } from '../migration.ts'
import { kindOf } from './ast.ts'
import type { Statement } from './statements.ts'
import { isNamed } from './written-names.ts'

/** What makes a column, a constraint, a trigger, a rule, a view, a policy, or a function that they call. */
const makesNeed = /^(Create|Alter|View|Rule|Index|Define)/

/**
 * The statement that made the need of a finding `needed-privilege`: of those that make something, the one that names most of
 * what needs it (its table, its column, trigger or constraint, its function), and the last of several. Undefined where none
 * names any, and of every other finding.
 */
export function placeOfNeed(
  { code, because = [] }: PrivilegeFinding,
  statements: readonly Statement[],
): Place | undefined {
  if (code !== 'needed-privilege') return undefined
  const names = [...new Set(because.flatMap(namesIn))]
  let best: { readonly count: number; readonly place: Place } | undefined
  for (const { tree, text, place } of statements) {
    if (!makesNeed.test(kindOf(tree)[0])) continue
    const count = names.filter((name) => isNamed(name, text)).length
    if (count > 0 && count >= (best?.count ?? 0)) best = { count, place }
  }
  return best?.place
}

const one = String.raw`(?:"(?:[^"]|"")+"|[\w$]+)`
const qualified = new RegExp(String.raw`${one}(?:\.${one})+`, 'g')
const called = new RegExp(
  String.raw`\b(?:trigger|constraint|index|rule|policy|domain|type) (${one})(?=[ ,])`,
  'g',
)

/** The names that a need gives as its reason, without their schemas: of `trigger note of public.orders` note and orders. */
function namesIn(because: string): string[] {
  const parts = [...because.matchAll(qualified)].flatMap(([name]) =>
    (name.match(new RegExp(one, 'g')) ?? []).slice(1),
  )
  const own = [...because.matchAll(called)].map(([, name = '']) => name)
  return [...parts, ...own].map((name) => name.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'))
}
