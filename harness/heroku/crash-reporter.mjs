// A hook of Node's module loader, in the Heroku CLI's own process: where the CLI imports its crash reporter, an empty one
// stands in. Telemetry is off in every run, so it would never be started, but loading it is half of the files, and a
// quarter of the time, of each command (@heroku-cli/command 13.2.0, cli-command-telemetry.js).
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const wholeImport = /import \* as (\w+) from ['"]@sentry\/node['"]/

/** The `resolve` of module.register and module.registerHooks alike: what it does not know, Node resolves. */
export function resolve(specifier, context, next) {
  if (specifier !== '@sentry/node' || !context.parentURL?.startsWith('file:')) return next(specifier, context)
  const importer = readFileSync(fileURLToPath(context.parentURL), 'utf8')
  const [, name] = wholeImport.exec(importer) ?? []
  if (name === undefined) return next(specifier, context)
  // Whatever version it is, it finds what it uses of it.
  const used = new Set(
    Array.from(importer.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, 'g')), ([, member]) => member),
  )
  const empty = Array.from(used, (member) => `export const ${member} = () => {}`).join('\n')
  return { url: `data:text/javascript,${encodeURIComponent(empty)}`, format: 'module', shortCircuit: true }
}
