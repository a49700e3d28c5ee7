import { closest } from 'fastest-levenshtein'

/** What there is in the place of a name that nothing has, in words: the nearest name, and where they differ in quotes alone. */
export function saidOfNearest(kind: string, name: string, there: readonly string[]): string {
  const same = there.find((other) => bare(other) === bare(name))
  const [nearest] = same === undefined && there.length > 0 ? [closest(name, [...there])] : [same]
  return [
    nearest === undefined ? `no ${kind} at all` : `nothing; the nearest is ${nearest}`,
    ...(same === undefined ? [] : ['a name has quotes where SQL needs them, and only there']),
  ].join('; ')
}

/** The name as two who write quotes and capitals differently have it. */
const bare = (name: string): string => name.replaceAll('"', '').toLowerCase()
