/** Flyway's: V1__name.sql, V2_1__name.sql, V2.1__name.sql; R__name.sql runs after all of them. */
const flyway = /^V([\d._]+)__/i
const repeatable = /^R__/

/**
 * Compares two paths of a tree by what their tool applies first: numbers by their value, so that `9_` comes before `10_`, and
 * the rest by its characters; Flyway's versions part by part wherever they lie.
 */
export function inOrder(a: string, b: string): number {
  const [versionA, versionB] = [versionOf(a), versionOf(b)]
  if (versionA && versionB) return compared(versionA, versionB) || natural(a, b)
  const late = Number(repeatable.test(nameOf(a))) - Number(repeatable.test(nameOf(b)))
  return late || natural(a, b)
}

function versionOf(path: string): readonly number[] | undefined {
  return flyway.exec(nameOf(path))?.[1]?.split(/[._]/).map(Number)
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

function compared(a: readonly number[], b: readonly number[]): number {
  const longest = Math.max(a.length, b.length)
  for (let at = 0; at < longest; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Diesel's, which compares them without their hyphens: 20170127104519_name comes before 2017-09-26-200549_name. */
const dated = /(^|\/)(\d{4})-(\d\d)-(\d\d)-(\d{6})(?=[-_])/g

function natural(a: string, b: string): number {
  const [partsA, partsB] = [a, b].map((path) => pieces(path.replaceAll(dated, '$1$2$3$4$5'))) as [
    Pieces,
    Pieces,
  ]
  for (const [at, part] of partsA.entries()) {
    const other = partsB[at]
    if (other === undefined) return 1
    if (part === other) continue
    if (/^\d/.test(part) && /^\d/.test(other)) {
      const difference = BigInt(part) - BigInt(other)
      if (difference !== 0n) return difference < 0n ? -1 : 1
      continue
    }
    return part < other ? -1 : 1
  }
  return partsA.length - partsB.length
}

type Pieces = readonly string[]

const pieces = (path: string): Pieces => path.match(/\d+|\/|[^\d/]+/g) ?? []
