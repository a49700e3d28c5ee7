// Runs a program of ours: node harness/typescript/run.mjs harness/cli/main.ts verify --env staging
import { resolve } from 'node:path'
import { built } from './built.mjs'

process.setSourceMapsEnabled(true)
const [node, , file = '', ...args] = process.argv
const entry = resolve(file)
process.argv = [node, entry, ...args]
await import(await built(entry))
