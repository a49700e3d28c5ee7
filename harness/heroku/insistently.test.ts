import { expect, it } from 'vitest'
import { HerokuCliError } from './cli-error.ts'
import { insistently } from './insistently.ts'

it.each([
  ['HTTP Error 503', 3],
  ['socket hang up', 3],
  ['Another operation is in progress', 3],
  ['You do not have access to this.\n\nError ID: forbidden', 1],
  ["Couldn't find that app.\n\nError ID: not_found", 1],
  ['Invalid credentials provided.', 1],
])('%s: is asked for %i times of three', async (said, times) => {
  let asked = 0
  const read = (): Promise<void> => {
    asked += 1
    return Promise.reject(new HerokuCliError('heroku config', { exitCode: 1, said }))
  }
  await expect(insistently(read, 3)).rejects.toBeInstanceOf(HerokuCliError)
  expect(asked).toBe(times)
})
