// Loaded into the Heroku CLI's own process (NODE_OPTIONS=--import): see crash-reporter.mjs.
import { readFileSync } from 'node:fs'
import promises from 'node:fs/promises'
import * as module from 'node:module'
import { withoutCrashReporter } from './crash-reporter.mjs'

// The CLI's own children are not its concern.
delete process.env.NODE_OPTIONS

/** Node 22.15 and newer have hooks in the same thread. */
function load(url, context, next) {
  const loaded = next(url, context)
  return { ...loaded, source: withoutCrashReporter(loaded.source) }
}

/**
 * Before, hooks are asked in a thread of their own, which costs as much as they spare. There Node reads a module's text by
 * readFile of node:fs/promises, with its URL and nothing else (lib/internal/modules/esm/load.js); should another Node read
 * it otherwise, the crash reporter is loaded.
 */
function readModulesHere() {
  const { readFile } = promises
  promises.readFile = async (path, ...options) =>
    path instanceof URL && options.length === 0
      ? withoutCrashReporter(readFileSync(path))
      : readFile(path, ...options)
}

if (module.registerHooks) module.registerHooks({ load })
else readModulesHere()
