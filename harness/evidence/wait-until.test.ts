import { describe, expect, it } from 'vitest'
import { waitUntil } from './wait-until.ts'

describe('waitUntil', () => {
  it('returns the first observation that holds', async () => {
    let looks = 0
    const look = async () => ({ holds: ++looks === 3, saw: `look ${looks}` })
    expect(await waitUntil(look, { timeoutMs: 1_000, everyMs: 1 })).toEqual({ holds: true, saw: 'look 3' })
  })

  it('looks the second time after a quarter of the time between two looks', async () => {
    let looks = 0
    const look = async () => ({ holds: ++looks === 2, saw: '' })
    expect(await waitUntil(look, { timeoutMs: 700, everyMs: 800 })).toMatchObject({ holds: true })
  })

  it('looks once even without time, and returns what it last saw', async () => {
    const look = async () => ({ holds: false, saw: 'nothing yet' })
    expect(await waitUntil(look, { timeoutMs: 0, everyMs: 10 })).toEqual({ holds: false, saw: 'nothing yet' })
  })

  it('ends at once when the run is interrupted', async () => {
    const look = async () => ({ holds: false, saw: '' })
    const signal = AbortSignal.timeout(10)
    await expect(waitUntil(look, { timeoutMs: 60_000, everyMs: 30_000, signal })).rejects.toThrow('abort')
  })
})
