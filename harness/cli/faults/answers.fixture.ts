/** What comes instead of an answer of Heroku's, as `POST /rehearsal/faults` has it. */
interface Spoiled {
  readonly name: string
  readonly fault: object
}

const json = { 'content-type': 'application/json' }
const refusal = (status: number, id: string, message: string, headers = {}): object => ({
  answer: { status, body: { id, message }, headers: { ...json, ...headers } },
})

/** Each of them comes as often as the request is made. */
export const answers: readonly Spoiled[] = [
  { name: '401', fault: refusal(401, 'unauthorized', 'Invalid credentials provided.') },
  { name: '403', fault: refusal(403, 'forbidden', 'You do not have access to this.') },
  { name: '404', fault: refusal(404, 'not_found', "Couldn't find that.") },
  {
    name: '429',
    fault: refusal(429, 'rate_limit', 'Your account reached the API rate limit', { 'retry-after': '30' }),
  },
  { name: '500', fault: refusal(500, 'internal_server_error', 'Internal server error') },
  {
    name: 'HTML',
    fault: {
      answer: {
        status: 200,
        body: '<!DOCTYPE html><title>Maintenance</title>',
        headers: { 'content-type': 'text/html' },
      },
    },
  },
  { name: 'empty', fault: { answer: { status: 200, body: '', headers: json } } },
  { name: 'truncated', fault: { answer: { status: 200, body: '[{"id": "0', headers: json } } },
  { name: 'reset before', fault: { answer: 'destroy', when: 'before' } },
  { name: 'reset after', fault: { answer: 'destroy', when: 'after' } },
  { name: 'hang', fault: { answer: 'hang' } },
]
