/** A schema-qualified name as `format('%I.%I')` writes it: quoted only where SQL needs the quotes. */
export const twoParts = /^("(?:""|[^"])+"|[^".]+)\.("(?:""|[^"])+"|[^".]+)$/

/** A function's, with its arguments as `regprocedure` has them: they are a part of their own, and in no quotes as a whole. */
const threeParts = /^("(?:""|[^"])+"|[^".]+)\.("(?:""|[^"])+"|[^".(]+)(\(.*\))$/s

/** Whether an entry of the policy is a pattern: a `*` outside of quotes stands for any characters of its part. */
export function isPattern(entry: string): boolean {
  return partsOf(entry).some((part) => !isQuoted(part) && part.includes('*'))
}

/** Whether an entry of the policy, a name or a pattern, covers the name of an object. */
export function covers(entry: string, name: string): boolean {
  return covering(entry)(name)
}

/**
 * What the policy says of objects by name. A name decides before any pattern, and of the patterns the most specific: the one
 * with the most characters besides `*`.
 */
export class RulesByName<Rule extends readonly string[]> {
  readonly #named: ReadonlyMap<string, Rule>
  /** The most specific first. */
  readonly #patterns: readonly {
    readonly entry: string
    readonly rule: Rule
    readonly covers: (name: string) => boolean
  }[]

  constructor(named: Readonly<Record<string, Rule>>) {
    const entries = Object.entries(named)
    this.#named = new Map(entries.filter(([entry]) => !isPattern(entry)))
    this.#patterns = entries
      .filter(([entry]) => isPattern(entry))
      .map(([entry, rule]) => ({ entry, rule, covers: covering(entry) }))
      .toSorted((a, b) => specificity(b.entry) - specificity(a.entry))
  }

  /** What is said of the object of that name; undefined where no entry covers it. */
  get(name: string): Rule | undefined {
    return this.#named.get(name) ?? this.#patterns.find((pattern) => pattern.covers(name))?.rule
  }

  /** The entries that decide over the name with the same right, and say different things of it; none where all is clear. */
  contradictions(name: string): readonly string[] {
    if (this.#named.has(name)) return []
    const [first, ...others] = this.#patterns.filter((pattern) => pattern.covers(name))
    if (!first) return []
    const equal = others.filter(({ entry }) => specificity(entry) === specificity(first.entry))
    const isOtherwise = equal.some(({ rule }) => !isSame(rule, first.rule))
    return isOtherwise ? [first, ...equal].map(({ entry }) => entry) : []
  }
}

/** The schema and the name themselves, as the catalogue has them, and of a function its arguments. */
function identifiersOf(name: string): readonly string[] {
  return partsOf(name).map(bare)
}

const partsOf = (entry: string): readonly string[] =>
  (threeParts.exec(entry) ?? twoParts.exec(entry))?.slice(1) ?? []

const isQuoted = (part: string): boolean => part.startsWith('"')

/** The identifier itself, without the quotes that SQL may need. */
const bare = (part: string): string => (isQuoted(part) ? part.slice(1, -1).replaceAll('""', '"') : part)

const specificity = (entry: string): number =>
  partsOf(entry).reduce(
    (sum, part) => sum + (isQuoted(part) ? bare(part) : part.replaceAll('*', '')).length,
    0,
  )

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one))

/** The same, for many names: the entry is read once. */
export function covering(entry: string): (name: string) => boolean {
  if (!isPattern(entry)) return (name) => name === entry
  const tests = partsOf(entry).map((part) => {
    const pieces = isQuoted(part) ? [bare(part)] : part.split('*')
    return new RegExp(`^${pieces.map(escaped).join('.*')}$`, 's')
  })
  return (name) => {
    const parts = identifiersOf(name)
    return parts.length === tests.length && tests.every((test, at) => test.test(parts[at] ?? ''))
  }
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
