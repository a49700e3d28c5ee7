// TypeScript of ours as JavaScript that Node loads at once: what a process begins with is built into a few files, and kept for as
// long as none of the files it was made of has changed. Loaded one by one, by way of Node's thread of hooks, the modules of a
// command take two seconds of CPU; built, 0.6 (docs/performance.md).
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { cannotKeep, keptFolder, removeUnused } from './kept.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Packages that every command loads, and that are many files; another is loaded by Node from where it lies. */
const builtIn = [
  'zod',
  'execa',
  'pg',
  'commander',
  'p-limit',
  'picocolors',
  'fastest-levenshtein',
  'hono',
  '@hono/node-server',
]

/**
 * Returns the URL of the JavaScript that a file of TypeScript is, with all that it imports: what was built before, where the
 * files it was made of are what they were, byte by byte, else anew.
 * @param {string} entry its absolute path.
 * @returns {Promise<string>}
 * @throws Error where it cannot be built: a syntax error, an import that is not there.
 */
export async function built(entry) {
  try {
    return pathToFileURL(join(await folderOf([entry]), nameOf(0))).href
  } catch (error) {
    if (!cannotKeep(error)) throw error
    // Where nothing can be kept, module by module as before.
    await import('./register.mjs')
    return pathToFileURL(entry).href
  }
}

/**
 * The same of several files that share what they import, by their paths; undefined where nothing can be kept.
 * @param {readonly string[]} entries
 * @returns {Promise<ReadonlyMap<string, string> | undefined>}
 */
export async function builtTogether(entries) {
  try {
    const folder = await folderOf(entries)
    return new Map(entries.map((entry, at) => [entry, join(folder, nameOf(at))]))
  } catch (error) {
    if (!cannotKeep(error)) throw error
    return undefined
  }
}

const nameOf = (at) => `${at}.js`

/** Where they are built. */
async function folderOf(entries) {
  const [first = ''] = entries
  const all = digest([process.version, ...entries].join('\n')).slice(0, 16)
  const home = join(keptFolder, `${basename(first, '.ts')}-${all}`)
  return upToDate(home) ?? (await build(entries, home))
}

/** @param {string | Uint8Array} content */
const digest = (content) => createHash('sha256').update(content).digest('hex')

/** What decides how it is built, besides the files themselves. */
const always = [fileURLToPath(import.meta.url), join(root, 'pnpm-lock.yaml')]
const madeOf = (home) => join(home, 'made-of.json')

/** The folder of a build whose files are what they were; undefined where there is none. */
function upToDate(home) {
  try {
    const { folder, files } = JSON.parse(readFileSync(madeOf(home), 'utf8'))
    for (const [file, was] of Object.entries(files)) if (digest(readFileSync(file)) !== was) return undefined
    statSync(join(folder, nameOf(0)))
    for (const used of [home, folder]) utimesSync(used, new Date(), new Date())
    return folder
  } catch {
    return undefined
  }
}

async function build(entries, home) {
  const esbuild = await import('esbuild')
  mkdirSync(home, { recursive: true })
  removeUnused(keptFolder)
  removeUnused(home)
  // Whoever builds it at the same time has a folder of his own, and the last one is taken from then on.
  const folder = mkdtempSync(join(home, 'build-'))
  /** @type {Record<string, string>} */
  const files = Object.fromEntries(
    always.filter((file) => existsSync(file)).map((file) => [file, digest(readFileSync(file))]),
  )
  const building = esbuild.build({
    absWorkingDir: root,
    entryPoints: entries.map((entry, at) => ({ in: entry, out: String(at) })),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: `node${process.versions.node}`,
    sourcemap: 'linked',
    // A third less to read, and to compare with what Node has kept of it, at each start; an error names its lines all the same.
    minifyWhitespace: true,
    sourcesContent: false,
    logLevel: 'silent',
    // A package of the older kind asks for others by `require`.
    banner: {
      js: `import { createRequire as ownRequire } from 'node:module'; const require = ownRequire(${JSON.stringify(pathToFileURL(root).href)});`,
    },
    plugins: [packagesFromWhereTheyLie, read(files)],
  })
  await building.catch((error) => {
    rmSync(folder, { recursive: true, force: true })
    throw error
  })
  const written = join(folder, 'made-of.json')
  writeFileSync(written, JSON.stringify({ folder, files }))
  renameSync(written, madeOf(home))
  return folder
}

/** Whether a file is one of a package's, wherever this project lies. */
const isOfAPackage = (file) =>
  (file.startsWith(root) ? file.slice(root.length) : file).includes('node_modules/')

/**
 * A package that is not built in is imported by its name from here, as any file of this project would; what a file that lies
 * elsewhere asks for, as a configuration may, is found from there, and built in.
 */
const packagesFromWhereTheyLie = {
  name: 'packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
      if (kind === 'entry-point' || !importer.startsWith(root) || isOfAPackage(importer)) return undefined
      return builtIn.some((name) => path === name || path.startsWith(`${name}/`))
        ? undefined
        : { path, external: true }
    })
    onResolve({ filter: /^pg-native$/ }, ({ path }) => ({ path, external: true }))
  },
}

/** Reads what is built, notes what it was, and has each module keep the place it was written for. */
const read = (files) => ({
  name: 'read',
  setup({ onLoad }) {
    onLoad({ filter: /\.([cm]?[jt]s|json)$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8')
      files[path] = digest(contents)
      const place = { url: pathToFileURL(path).href, dirname: dirname(path), filename: path }
      const ending = extname(path)
      if (ending === '.json') return { contents, loader: 'json' }
      return {
        contents: contents.replaceAll(/\bimport\.meta\.(url|dirname|filename)\b/g, (_, part) =>
          JSON.stringify(place[part]),
        ),
        loader: ending.endsWith('ts') ? 'ts' : 'js',
      }
    })
  },
})
