import { describe, expect, it } from 'vitest'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { HerokuCliError } from '../../heroku/cli-error.ts'
import { timeLimit } from '../../machine/time-limit.ts'
import { seenInTime, Unseen } from './before-acting.ts'

const goesOn = new AbortController().signal
const patience = timeLimit(60_000)
const refused = new HerokuCliError('heroku ps', { exitCode: 2, said: 'Error ID: forbidden' })

describe('what is read before something that must be done', () => {
  it('is what was there', async () => {
    expect(await seenInTime(async () => 'web.1', patience, goesOn)).toBe('web.1')
  })

  it.each([
    ['Heroku refuses', refused],
    ['nobody can look', new CouldNotLook('the platform is silent')],
  ])('is unseen where %s', async (_, error) => {
    expect(await seenInTime(() => Promise.reject(error), patience, goesOn)).toEqual(new Unseen(error.message))
  })

  it('is unseen where it does not come in time', async () => {
    const never = new Promise<string>(() => {})
    expect(await seenInTime(() => never, timeLimit(1), goesOn)).toBeInstanceOf(Unseen)
    expect(await seenInTime(() => never, AbortSignal.abort(), goesOn)).toBeInstanceOf(Unseen)
  })

  it('ends the step where the run was stopped, or where it is our own fault', async () => {
    const stopped = seenInTime(() => Promise.reject(refused), patience, AbortSignal.abort())
    await expect(stopped).rejects.toBe(refused)
    const fault = new TypeError('x is not a function')
    await expect(seenInTime(() => Promise.reject(fault), patience, goesOn)).rejects.toBe(fault)
  })
})
