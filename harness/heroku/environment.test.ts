import { describe, expect, it } from 'vitest'
import { cliEnvironment, untrustedHost } from './environment.ts'

describe('the environment of the Heroku CLI', () => {
  it('has the login and the host, and nothing that is not the CLI’s business', () => {
    const env = cliEnvironment({
      PATH: '/bin',
      HOME: '/home/o',
      HEROKU_API_KEY: 'k',
      DATABASE_URL: 'postgres://u:p@h/d',
      NODE_OPTIONS: '--inspect',
      RUNBOOK_HEROKU: 'x',
    })
    expect(Object.keys(env).toSorted()).toEqual([
      'DISABLE_TELEMETRY',
      'HEROKU_API_KEY',
      'HEROKU_DISABLE_AUTOUPDATE',
      'HEROKU_LOGS_COLOR',
      'HEROKU_SKIP_NEW_VERSION_CHECK',
      'HOME',
      'NODE_COMPILE_CACHE',
      'NO_COLOR',
      'OCLIF_COLUMNS',
      'PATH',
    ])
  })
})

describe('HEROKU_HOST', () => {
  it.each([
    undefined,
    '',
    'heroku.com',
    'https://api.heroku.com',
    'http://127.0.0.1:5000',
    'http://localhost:5000/',
  ])('may be %s', (host) => expect(untrustedHost(host)).toBeUndefined())

  it.each(['http://10.0.0.1', 'http://127.0.0.1.example.com', 'notheroku.com.evil.example', 'platform:5000'])(
    'may not be %s',
    (host) => expect(untrustedHost(host)).toContain(`'${host}'`),
  )

  it.each(['127.0.0.1:5000', 'localhost:5000'])(
    'may not be a place of this machine without a scheme: %s',
    (host) =>
      expect(untrustedHost(host)).toBe(
        `HEROKU_HOST is '${host}', without http://: the Heroku CLI would ask https://api.${host}`,
      ),
  )
})
