import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { timeLimit } from './time-limit.ts'

setFlagsFromString('--expose_gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Waits so long in a process that collects its garbage meanwhile. */
async function waitCollecting(ms: number): Promise<void> {
  for (let waited = 0; waited < ms; waited += 20) {
    await pause(20)
    collectGarbage()
  }
}

describe('a time limit', () => {
  it('comes, though nobody holds it but who listens, and the garbage is collected meanwhile', async () => {
    let isOver = false
    timeLimit(200, new AbortController().signal).addEventListener('abort', () => {
      isOver = true
    })
    await waitCollecting(800)
    expect(isOver).toBe(true)
  })

  it('comes sooner with what else ends it, for that reason', () => {
    const stop = new AbortController()
    const limit = timeLimit(60_000, stop.signal)
    stop.abort('enough')
    expect(limit).toMatchObject({ aborted: true, reason: 'enough' })
  })
})
