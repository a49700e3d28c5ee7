import type { Transform } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type FrameRules, frames, message } from './frames.ts'

const startUp = Buffer.from('000000080003000000', 'hex').subarray(0, 8)
const sent = Buffer.concat([
  startUp,
  message('p', Buffer.from('SCRAM')),
  message('Q', Buffer.from('select 1\0')),
  message('S', Buffer.alloc(0)),
  message('Q', Buffer.from('drop me\0')),
  message('d', Buffer.from('Q not a message, but data of one')),
  message('Q', Buffer.from('change me\0')),
  message('X', Buffer.alloc(0)),
])
const expected = Buffer.concat([
  startUp,
  message('p', Buffer.from('SCRAM')),
  message('Q', Buffer.from('select 1\0')),
  message('S', Buffer.alloc(0)),
  message('d', Buffer.from('Q not a message, but data of one')),
  message('Q', Buffer.from('something longer than it was\0')),
  message('X', Buffer.alloc(0)),
])
const rules: FrameRules = {
  reads: 'Q',
  startsWithStartUp: true,
  rewrite: (_type, body) => {
    if (body.toString() === 'drop me\0') return undefined
    return body.toString() === 'change me\0' ? Buffer.from('something longer than it was\0') : body
  },
}

async function through(pieces: readonly Buffer[], to: FrameRules = rules): Promise<Buffer> {
  const stream = frames(to)
  const received = buffer(stream)
  for (const piece of pieces) stream.write(piece)
  stream.end()
  return received
}

/** Resolves when the stream has dealt with it. */
const written = (stream: Transform, bytes: Buffer): Promise<unknown> =>
  new Promise((resolve) => stream.write(bytes, resolve))

describe('messages', () => {
  it.each([1, 2, 3, 4, 5, 7, 11, sent.length])('are told apart in segments of %i bytes', async (size) => {
    const pieces = Array.from({ length: Math.ceil(sent.length / size) }, (_, n) =>
      sent.subarray(n * size, (n + 1) * size),
    )
    expect((await through(pieces)).toString('latin1')).toBe(expected.toString('latin1'))
  })

  it('are told apart in two segments, wherever the cut', async () => {
    for (let cut = 0; cut <= sent.length; cut++) {
      expect(
        (await through([sent.subarray(0, cut), sent.subarray(cut)])).equals(expected),
        `cut at ${cut}`,
      ).toBe(true)
    }
  })

  it('that nobody reads stream on before they are whole', async () => {
    const stream = frames({ ...rules, startsWithStartUp: false })
    const copyData = message('d', Buffer.alloc(1000))
    await written(stream, copyData.subarray(0, 600))
    expect(stream.readableLength).toBe(600)
  })

  it('that are read are held until they are whole', async () => {
    const stream = frames({ ...rules, startsWithStartUp: false })
    await written(stream, message('Q', Buffer.from('select 1\0')).subarray(0, 10))
    expect(stream.readableLength).toBe(0)
  })

  it('wait for one before them whose answer is promised', async () => {
    const later: FrameRules = { ...rules, rewrite: (_type, body) => setTimeout(2, body.subarray(1)) }
    const [first, second] = [message('Q', Buffer.from('first\0')), message('p', Buffer.from('second'))]
    expect(await through([startUp, first, second], later)).toEqual(
      Buffer.concat([startUp, message('Q', Buffer.from('irst\0')), second]),
    )
  })

  it('after one whose answer never came do not pass', async () => {
    const fails: FrameRules = { ...rules, rewrite: () => Promise.reject(new Error('No grammar.')) }
    await expect(through([sent], fails)).rejects.toThrow('No grammar.')
  })

  it('of an impossible length end the stream', async () => {
    await expect(
      through([Buffer.from('5100000003', 'hex')], { ...rules, startsWithStartUp: false }),
    ).rejects.toThrow('A message says it is 4 bytes long, shorter than its own header.')
  })
})
