import { mask } from '../secrets/mask.ts'

/**
 * Why the Heroku CLI did not do what it was asked. It could not ask at all (`not-installed`, `not-logged-in`,
 * `unreachable`), this one answer did not come (`unavailable`: a 5xx, a log stream that was dropped), or it came and was
 * no (`refused`).
 */
export type CliFailure =
  | 'not-installed'
  | 'not-logged-in'
  | 'unreachable'
  | 'unavailable'
  | 'interrupted'
  | 'refused'

// Texts of heroku 11.10.0: @heroku-cli/command (login, API key, two-factor), @heroku/http-call (sockets), and the API's own.
const failureSigns: readonly (readonly [CliFailure, RegExp])[] = [
  ['not-installed', /ENOENT/],
  [
    'not-logged-in',
    /not logged in|Invalid credentials provided|token provided to HEROKU_API_KEY is invalid|setRawMode|two_factor|Two-factor authentication/i,
  ],
  [
    'unavailable',
    /HTTP Error 5\d\d|Error ID: (rate_limit|internal_server_error|maintenance|service_unavailable)|Log stream timed out/i,
  ],
  // The CLI broke at an answer that is not the Platform API's, as at HTML where a list should be: V8's words for it, and those
  // of the web's own classes, as where an address in the answer is none.
  [
    'unavailable',
    /\b(Syntax|Type|Reference|Range)Error: |invalid or illegal string|Invalid URL|Unexpected (token|end of JSON)|Premature close|fetch failed/,
  ],
  ['unreachable', /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|socket hang up|Request timed out/i],
]

const help: Record<CliFailure, string> = {
  'not-installed':
    'Install it: https://devcenter.heroku.com/articles/heroku-cli, or set RUNBOOK_HEROKU to its path.',
  'not-logged-in': 'Run `heroku login`, or set HEROKU_API_KEY, and run this again.',
  unreachable: 'Heroku did not answer: see https://status.heroku.com, then run this again.',
  unavailable: 'Heroku could not answer this: see https://status.heroku.com, then run this again.',
  interrupted: 'The run was stopped before Heroku answered.',
  refused: 'Read what Heroku says above; a reason no failure mode covers is for the operator.',
}

/** How a command ended that failed. */
interface CliOutcome {
  readonly exitCode?: number | undefined
  /** What it printed on stderr, as it stood. */
  readonly said: string
  readonly interrupted?: boolean
}

/**
 * The Heroku CLI ended otherwise than asked. Its message holds the command and what the CLI printed on stderr, both
 * masked; no raw output, argument list or cause is kept, because each can hold a password.
 */
export class HerokuCliError extends Error {
  override readonly name = 'HerokuCliError'
  readonly failure: CliFailure
  readonly exitCode: number | undefined
  /** What the CLI said, masked, without its line prefixes. */
  readonly said: string

  constructor(command: string, outcome: CliOutcome) {
    const said = mask(plainText(outcome.said))
    const failure = failureOf(outcome)
    super(
      `\`${mask(command)}\` ended with ${outcome.exitCode === undefined ? 'no exit status' : `exit status ${outcome.exitCode}`}: ${said || 'it printed no reason'}\n${help[failure]}`,
    )
    this.failure = failure
    this.exitCode = outcome.exitCode
    this.said = said
  }
}

/** Whether after such a failure nothing else need be asked: there is no CLI, no login, nobody there, or no run any more. */
export function isOfEverything(failure: CliFailure): boolean {
  return failure !== 'refused' && failure !== 'unavailable'
}

/** Whether it was refused for who asks, which says nothing of what was asked (Platform API reference, "Error responses": forbidden). */
export function isOfTheAsker({ failure, said }: HerokuCliError): boolean {
  return failure === 'refused' && /Error ID: forbidden|do not have (access|permission)/i.test(said)
}

/** Whether it was refused since what was asked for is not there (Platform API reference, "Error responses": not_found). */
export function isNotThere({ failure, said }: HerokuCliError): boolean {
  return failure === 'refused' && /Error ID: not_found|Couldn't find that/i.test(said)
}

/** Why it failed, by what it said. */
export function failureOf({ said, interrupted }: CliOutcome): CliFailure {
  if (interrupted) return 'interrupted'
  const text = mask(plainText(said))
  return failureSigns.find(([, sign]) => sign.test(text))?.[0] ?? 'refused'
}

/**
 * Without the marks of the CLI: it prefixes each line of an error with ` ›   ` or four spaces (@oclif/core,
 * errors/errors/pretty-print), and says first what it was at, as `Setting FLAG... !` (@oclif/core, ux/action): why comes after that.
 */
function plainText(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(/^\s*›?\s+/u, '').trimEnd())
    .filter((line) => line !== '')
  const why = lines.filter((line) => !line.endsWith('... !'))
  return (why.length > 0 ? why : lines).join('\n')
}
