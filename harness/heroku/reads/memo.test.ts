import { describe, expect, it } from 'vitest'
import { asksNobody } from '../app.ts'
import { HerokuCliError } from '../cli-error.ts'
import { Memo } from './memo.ts'

const error = (said: string): HerokuCliError => new HerokuCliError('heroku ps', { exitCode: 1, said })
const failing = (said: string) => async (): Promise<string> => {
  throw error(said)
}

describe('what was asked of Heroku once', () => {
  it('is not asked again, until it is forgotten', async () => {
    const memo = new Memo(asksNobody)
    let asked = 0
    const ask = async (): Promise<number> => ++asked
    expect([await memo.once('ps', ask), await memo.once('ps', ask)]).toEqual([1, 1])
    memo.forget()
    expect(await memo.once('ps', ask)).toBe(2)
  })

  it.each(['HTTP Error 503', 'Error ID: internal_server_error', 'Log stream timed out. Please try again.'])(
    'blinds only itself where it fails with %s',
    async (said) => {
      const memo = new Memo(asksNobody)
      await expect(memo.once('logs', failing(said))).rejects.toThrow(said)
      expect(await memo.once('ps', async () => 'web.1')).toBe('web.1')
    },
  )

  it.each(['ECONNREFUSED', 'not logged in', 'ENOENT'])(
    'stands for whatever was not asked yet where it fails with %s, and for nothing that was',
    async (said) => {
      const memo = new Memo(asksNobody)
      await memo.once('ps', async () => 'web.1')
      await expect(memo.once('logs', failing(said))).rejects.toThrow(said)
      await expect(memo.once('config', async () => 'never asked')).rejects.toThrow(said)
      expect(await memo.once('ps', failing('asked again'))).toBe('web.1')
    },
  )
})
