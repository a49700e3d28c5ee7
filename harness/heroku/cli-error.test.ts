import { expect, it } from 'vitest'
import { failureOf } from './cli-error.ts'

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
