import { registerSecret } from '../secrets/mask.ts'
import { compiledFolder } from '../typescript/kept.mjs'

/** What of our own environment the CLI may see: nothing else leaks in, least of all a password of ours. */
const passedOn =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TZ|TERM|TMPDIR|XDG_.*|APPDATA|LOCALAPPDATA|SYSTEMROOT|GIT_CONFIG_GLOBAL|PSQLRC|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|(HTTPS?|NO|ALL)_PROXY|HEROKU_.*|DISABLE_TELEMETRY)$/i

/** With it the CLI prints every answer of the API on stderr, passwords and all, between what it has to say. */
const debugging = /^HEROKU_DEBUG/i

/**
 * Returns the environment the real CLI runs in: the operator's own login and host, and output that can be read by a
 * program. `OCLIF_COLUMNS` keeps @oclif/core from wrapping an error at 80 columns, `HEROKU_LOGS_COLOR=0` keeps the
 * logs command from trimming a line's spaces, and the last three keep the CLI from calling anything but the API.
 */
export function cliEnvironment(own: NodeJS.ProcessEnv): Record<string, string> {
  const passed = Object.entries(own).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && passedOn.test(entry[0]) && !debugging.test(entry[0]),
  )
  const { HEROKU_API_KEY: apiKey } = own
  if (apiKey) registerSecret(apiKey)
  return {
    ...Object.fromEntries(passed),
    NODE_COMPILE_CACHE: compiledFolder,
    NO_COLOR: '1',
    OCLIF_COLUMNS: '500',
    HEROKU_LOGS_COLOR: '0',
    DISABLE_TELEMETRY: 'true',
    HEROKU_SKIP_NEW_VERSION_CHECK: '1',
    HEROKU_DISABLE_AUTOUPDATE: '1',
  }
}

/**
 * Returns what is wrong with `HEROKU_HOST`, or nothing. The CLI only warns about a host it does not know and then asks
 * the real heroku.com (@heroku-cli/command, vars.ts): a rehearsal with a mistyped host would act on a live app.
 */
export function untrustedHost(host: string | undefined): string | undefined {
  if (host === undefined || host === '') return undefined
  if (/^(localhost|127\.0\.0\.1)(:\d+)?\/?$/.test(host))
    return `HEROKU_HOST is '${host}', without http://: the Heroku CLI would ask https://api.${host}`
  const known =
    /^(https?:\/\/)?([^/]*\.)?(heroku\.com|herokai\.com|herokuspace\.com|herokudev\.com|localhost|127\.0\.0\.1)(:\d+)?\/?$/
  return known.test(host)
    ? undefined
    : `HEROKU_HOST is '${host}', which the Heroku CLI does not accept: it would ask heroku.com instead`
}
