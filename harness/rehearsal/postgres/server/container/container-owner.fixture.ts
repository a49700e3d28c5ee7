import { startServer } from '../server.ts'

/** Starts a server in a container, in the run folder of its argument, says so, and stays until it is killed. */
await startServer('container', { name: 'killed', runFolder: process.argv[2] ?? '' })
console.log('started')
setInterval(() => undefined, 60_000)
