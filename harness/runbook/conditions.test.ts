import { describe, expect, it } from 'vitest'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import { HerokuCliError } from '../heroku/cli-error.ts'
import type { World } from '../world/world.ts'
import { all, type Condition } from './conditions.ts'

const world = {} as World
const unavailable = new HerokuCliError('heroku releases', { exitCode: 1, said: 'HTTP Error 503' })
const so: Condition = async () => ({ holds: true, saw: 'FLAG is off' })
const notSo: Condition = async () => ({ holds: false, saw: 'web.1 starting' })
const blind =
  (error: unknown): Condition =>
  async () => {
    throw error
  }

describe('several conditions', () => {
  it('hold where all do, and tell of the first that does not', async () => {
    expect(await all(so, so)(world)).toEqual({ holds: true, saw: 'FLAG is off; FLAG is off' })
    expect(await all(so, notSo, blind(unavailable))(world)).toEqual({
      holds: false,
      saw: 'FLAG is off; web.1 starting',
    })
  })

  it.each([unavailable, new CouldNotLook('silent')])(
    'say what was seen before one that could not be looked at',
    async (error) => {
      await expect(all(so, blind(error))(world)).rejects.toMatchObject({
        message: `FLAG is off; could not look: ${error.message}`,
        blindedBy: error,
      })
      await expect(all(blind(error), so)(world)).rejects.toBe(error)
    },
  )

  it('are no less than an error of our own', async () => {
    const fault = new TypeError('x is not a function')
    await expect(all(so, blind(fault))(world)).rejects.toBe(fault)
  })
})
