import { readFileSync } from 'node:fs'
import { z } from 'zod'

const manifestFile = new URL('../../specs/items.json', import.meta.url)

/** The ids of the items of each spec file, by the file's path from the project's root. */
export type Manifest = Readonly<Record<string, readonly string[]>>

/**
 * Returns which items the runbook has, as `specs/items.json` says. A spec that was emptied, removed or is not found runs
 * nothing and fails nothing: only who knows what should be there sees that it is not.
 */
export function readManifest(): Manifest {
  return z.record(z.string(), z.array(z.string())).parse(JSON.parse(readFileSync(manifestFile, 'utf8')))
}

/**
 * Returns the items, `verify/privileges` with their file, that these suites should have had and that were not seen.
 * @param files only these spec files were asked for, from the project's root; all where none is named.
 */
export function missingItems(
  manifest: Manifest,
  suites: readonly string[],
  files: readonly string[] | undefined,
  seen: ReadonlySet<string>,
): { readonly id: string; readonly file: string }[] {
  return Object.entries(manifest).flatMap(([file, ids]) => {
    const suite = suites.find((name) => file.startsWith(`specs/${name}/`))
    if (suite === undefined || (files && !files.includes(file))) return []
    return ids.map((id) => ({ id: `${suite}/${id}`, file })).filter(({ id }) => !seen.has(id))
  })
}
