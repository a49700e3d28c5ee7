// Runs a program of ours: node harness/typescript/run.mjs harness/cli/main.ts verify --env staging
import module from 'node:module'
import { resolve } from 'node:path'
import { built } from './built.mjs'
import { compiledFolder } from './kept.mjs'

// Said to what this starts as well: the workers of Vitest.
process.env.NODE_COMPILE_CACHE ??= compiledFolder
module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE)

process.setSourceMapsEnabled(true)
const [node, , file = '', ...args] = process.argv
const entry = resolve(file)
process.argv = [node, entry, ...args]
await import(await built(entry))
