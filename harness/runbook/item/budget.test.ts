import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Budget } from './budget.ts'

describe('the time of an item', () => {
  it('tells the work to stop when it is over, and waits until it has', async () => {
    const budget = new Budget(20, 'Escalate to the operator.')
    const did: string[] = []
    const work = async (): Promise<void> => {
      await pause(5_000, undefined, { signal: budget.signal }).catch(() => undefined)
      did.push('told to stop')
      await pause(30)
      did.push('ended')
      throw new Error('interrupted')
    }
    const error = await budget.within(work()).catch((thrown: unknown) => budget.blamed(thrown))
    budget.end()
    expect(did).toEqual(['told to stop', 'ended'])
    expect(String(error)).toBe('CouldNotLook: not done within 0.02 s: interrupted\nEscalate to the operator.')
  })

  it('leaves an error that came in time as it is', async () => {
    const budget = new Budget(5_000)
    const thrown = new Error('no such table')
    const error = await budget.within(Promise.reject(thrown)).catch((met: unknown) => budget.blamed(met))
    budget.end()
    expect(error).toBe(thrown)
  })
})
