import { expect, it } from 'vitest'
import { failureOf, HerokuCliError, isOfTheAsker } from './cli-error.ts'

it.each([
  ['An invalid or illegal string was specified', 'unavailable'],
  ['SyntaxError: Unterminated string in JSON at position 10', 'unavailable'],
  ['TypeError: selectedDynos.sort is not a function', 'unavailable'],
  ['Invalid URL', 'unavailable'],
  ['HTTP Error 503 for GET https://api.heroku.com', 'unavailable'],
  ['Internal server error.\n\nError ID: internal_server_error', 'unavailable'],
  ['read ECONNRESET', 'unreachable'],
  ['Invalid credentials provided.\n\nError ID: unauthorized', 'not-logged-in'],
  ["Couldn't find that app.\n\nError ID: not_found", 'refused'],
  ['You do not have access to the app.\n\nError ID: forbidden', 'refused'],
  ['Nonexistent flag: --since', 'refused'],
])('%s: %s', (said, failure) => {
  expect(failureOf({ said })).toBe(failure)
})

it.each([
  ['You do not have access to this.\n\nError ID: forbidden', true],
  ['You do not have permission to do this.', true],
  ["Couldn't find that credential.\n\nError ID: not_found", false],
  ['HTTP Error 503', false],
])('is of who asks: %s: %s', (said, isOfWhoAsks) => {
  expect(isOfTheAsker(new HerokuCliError('heroku pg:credentials:url', { exitCode: 2, said }))).toBe(
    isOfWhoAsks,
  )
})

it.each([
  [
    'Setting FLAG and restarting shop... !\n ›   Error: Internal server error',
    'Error: Internal server error',
  ],
  ['Setting FLAG and restarting shop... !', 'Setting FLAG and restarting shop... !'],
])('says why first, and not what the CLI was at: %j', (said, why) => {
  expect(new HerokuCliError('heroku config:set FLAG=0', { exitCode: 2, said }).said).toBe(why)
})
