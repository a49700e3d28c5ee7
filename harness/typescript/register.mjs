// Preloaded (node --import) into every process of ours that begins with TypeScript: tsx for the project's own files alone.
import { register } from 'node:module'

process.setSourceMapsEnabled(true)
register('./own-files.mjs', { parentURL: import.meta.url, data: {} })
