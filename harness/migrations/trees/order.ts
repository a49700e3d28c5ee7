/** Flyway's: V1__name.sql, V2_1__name.sql, V2.1__name.sql; R__name.sql runs after all of them. */
const flyway = /^V([\d._]+)__/i
const repeatable = /^R__/

/**
 * Compares two paths of a tree by what their tool applies first: numbers by their value, so that `9_` comes before `10_`, and
 * the rest by its characters; Flyway's versions part by part wherever they lie; the folders of Prisma and Diesel by their
 * characters alone, Diesel's up to the first `_` and without hyphens (20170127104519_a comes before 2017-09-26-200549_b).
 */
export function inOrder(a: string, b: string): number {
  const [folderA, folderB] = [folderOf(a), folderOf(b)]
  if (folderA !== undefined && folderB !== undefined)
    return folderA < folderB ? -1 : Number(folderA > folderB)
  const [versionA, versionB] = [versionOf(a), versionOf(b)]
  if (versionA && versionB) return compared(versionA, versionB) || natural(a, b)
  const late = Number(repeatable.test(nameOf(a))) - Number(repeatable.test(nameOf(b)))
  return late || natural(a, b)
}

function folderOf(path: string): string | undefined {
  const [, folder, file] = /^(.*)\/(up|migration)\.sql$/i.exec(path) ?? []
  if (folder === undefined || file?.toLowerCase() === 'migration') return folder
  return folder.replace(/[^/]*$/, (name) => {
    const [version = '', ...rest] = name.split('_')
    return [version.replaceAll('-', ''), ...rest].join('\0')
  })
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

function natural(a: string, b: string): number {
  const [partsA, partsB] = [pieces(a), pieces(b)]
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

const pieces = (path: string): readonly string[] => path.match(/\d+|\/|[^\d/]+/g) ?? []
