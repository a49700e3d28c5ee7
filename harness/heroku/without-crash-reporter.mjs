// Loaded into the Heroku CLI's own process (NODE_OPTIONS=--import): see crash-reporter.mjs.
import * as module from 'node:module'
import { resolve } from './crash-reporter.mjs'

// The CLI's own children are not its concern.
delete process.env.NODE_OPTIONS
// Node 22.15 has hooks in the same thread; before, they are asked in a thread of their own.
if (module.registerHooks) module.registerHooks({ resolve })
else module.register('./crash-reporter.mjs', import.meta.url)
