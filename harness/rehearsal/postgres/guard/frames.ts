import { Transform } from 'node:stream'
import { callbackify } from 'node:util'

/** What to do with the messages of one direction of a connection. */
export interface FrameRules {
  /** The type bytes of the messages to look into, as letters: `QP`. Every other message streams through. */
  readonly reads: string
  /** Whether the stream begins with a start-up packet, which has no type byte. */
  readonly startsWithStartUp?: boolean
  /**
   * Answers the body to send on (the very same where nothing changes), or undefined to drop the message. What comes after
   * it waits for an answer that is promised.
   */
  readonly rewrite: (type: string, body: Buffer) => Buffer | undefined | Promise<Buffer>
}

const typed = 5
const untyped = 4

/**
 * A stream of PostgreSQL messages (documentation: 'Message Formats': type byte, then a length that counts itself), cut
 * where they end however the bytes arrive. Only messages that are read are ever held whole; a COPY of any size passes
 * piece by piece, as fast as the other side takes it.
 */
export function frames(rules: FrameRules): Transform {
  let header = rules.startsWithStartUp ? untyped : typed
  let passing = 0
  let held: Buffer[] = []
  let heldBytes = 0
  let awaited = 0

  const cut = async (chunk: Buffer): Promise<Buffer | undefined> => {
    if (heldBytes + chunk.length < awaited) {
      held.push(chunk)
      heldBytes += chunk.length
      return undefined
    }
    const data = heldBytes > 0 ? Buffer.concat([...held, chunk]) : chunk
    const out: Buffer[] = []
    let at = 0
    let unsent = 0
    held = []
    heldBytes = 0
    awaited = 0
    while (at < data.length) {
      if (passing > 0) {
        const bytes = Math.min(passing, data.length - at)
        at += bytes
        passing -= bytes
        continue
      }
      const left = data.length - at
      if (left < header) {
        awaited = header
        break
      }
      const size = data.readUInt32BE(at + header - untyped) + header - untyped
      if (size < header) {
        throw new Error(`A message says it is ${size} bytes long, shorter than its own header.`)
      }
      const type = header === typed ? String.fromCharCode(data.readUInt8(at)) : ''
      header = typed
      if (type === '' || !rules.reads.includes(type)) {
        passing = size
        continue
      }
      if (left < size) {
        awaited = size
        break
      }
      const body = data.subarray(at + typed, at + size)
      const answer = rules.rewrite(type, body)
      const rewritten = answer instanceof Promise ? await answer : answer
      if (rewritten !== body) {
        out.push(data.subarray(unsent, at))
        if (rewritten) out.push(message(type, rewritten))
        unsent = at + size
      }
      at += size
    }
    out.push(data.subarray(unsent, at))
    if (at < data.length) {
      held = [data.subarray(at)]
      heldBytes = data.length - at
    }
    return out.length === 1 ? out[0] : Buffer.concat(out)
  }

  const cutting = callbackify(cut)
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => cutting(chunk, done),
  })
}

/** One message on the wire. */
export function message(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(typed)
  header.write(type, 'latin1')
  header.writeUInt32BE(untyped + body.length, 1)
  return Buffer.concat([header, body])
}
