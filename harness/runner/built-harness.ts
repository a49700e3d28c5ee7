import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { VitestPluginContext } from 'vitest/node'
import { builtTogether } from '../typescript/built.mjs'

const harness = fileURLToPath(new URL('..', import.meta.url))
const specs = join(harness, '..', 'specs')
const setup = join(harness, 'runner', 'vitest', 'own-platform.setup.ts')

/** Set while a command of ours has Vitest read its configuration: it walks the specs once, and watches nothing. */
export const walksOnce = 'RUNBOOK_WALKS_ONCE'

/**
 * A plugin of Vite's with which a spec imports the harness as it is built and kept, like a command (docs/decisions/019), instead
 * of module by module, which takes a worker a second. Watching, and what has changed, need the modules: without it.
 */
export function builtHarness() {
  let files: Promise<ReadonlyMap<string, string> | undefined> | undefined
  return {
    name: 'built-harness',
    enforce: 'pre' as const,
    // What Vitest keeps of a spec from run to run has in it where the harness was built: of one that has not changed it would run
    // yesterday's.
    configureVitest({
      experimental_defineCacheKeyGenerator: keepWith,
    }: Pick<VitestPluginContext, 'experimental_defineCacheKeyGenerator'>) {
      keepWith(({ id }) => (importsBuilt(id) ? false : undefined))
    },
    async resolveId(source: string, importer: string | undefined) {
      const from = importer?.split('?')[0] ?? ''
      if (!source.startsWith('.') || !importsBuilt(from)) return undefined
      files ??= builtTogether(whatSpecsImport())
      const [all, path] = [await files, resolve(dirname(from), source)]
      if (!all || !path.startsWith(harness)) return undefined
      // Loaded in another way it would be a second one, with a world of its own.
      const file = all.get(path)
      if (file === undefined) throw new Error(`${from} imports ${path} in a form that is not looked for here`)
      return file
    },
  }
}

const importsBuilt = (file: string): boolean => file === setup || file.startsWith(specs)

/** The modules of the harness that the specs, and what is set up before them, import by name. */
function whatSpecsImport(): string[] {
  const files = readdirSync(specs, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(specs, name))
  const imported = [setup, ...files].flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^(?:import (?!type )|\} )[^']*from '(\.[^']+\.ts)'$/gm)].map(
      ([, path = '']) => resolve(dirname(file), path),
    ),
  )
  return [...new Set(imported)].filter((path) => path.startsWith(harness)).toSorted()
}
