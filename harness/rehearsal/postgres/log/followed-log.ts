import { openSync, writeSync } from 'node:fs'
import { Writable } from 'node:stream'
import { type LogMessage, logReader } from './log-message.ts'
import { withoutPasswords } from './without-passwords.ts'

/** Postgres writes a message at once: what has not come by then is not part of it. */
const quietMs = 20

/**
 * Takes what a server writes: each message goes to its log file and to whoever follows it, without passwords. The file is
 * written at once, so that what a server said last can be read when it has ended.
 */
export function followedLog(logFile: string, onMessage: (message: LogMessage) => void): Writable {
  const file = openSync(logFile, 'a')
  const reader = logReader((message) => {
    const shown = withoutPasswords(message)
    writeSync(file, `${shown.entries.join('\n')}\n`)
    onMessage(shown)
  })
  let quiet: NodeJS.Timeout | undefined
  return new Writable({
    decodeStrings: false,
    defaultEncoding: 'utf8',
    write(chunk: Buffer | string, _encoding, done) {
      reader.write(chunk.toString())
      clearTimeout(quiet)
      quiet = setTimeout(() => reader.flush(), quietMs).unref()
      done()
    },
    final(done) {
      clearTimeout(quiet)
      reader.flush()
      done()
    },
  })
}
