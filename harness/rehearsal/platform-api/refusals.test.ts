import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../testing/test-platform.ts'

const app = 'shop-api-staging'
const addon = 'postgresql-adjacent-27271'

/** What the CLI prints on its standard error, without the marks at the start of a line and the blank lines. */
function errorLines(stderr: string): string[] {
  return stderr
    .split('\n')
    .map((line) => line.replace(/^ ›/, '').trim())
    .filter((line) => line !== '')
}

interface Refused {
  readonly command: readonly string[]
  readonly exitCode: number
  readonly says: readonly string[]
}

function refuses(platform: () => TestPlatform, cases: readonly Refused[]): void {
  for (const { command, exitCode, says } of cases) {
    test(`heroku ${command.join(' ')}`, async () => {
      const result = await platform().heroku(...command)
      expect(errorLines(result.stderr)).toEqual(expect.arrayContaining([...says]))
      expect(result.exitCode).toBe(exitCode)
    })
  }
}

describe('on standard-0 the real CLI refuses', () => {
  let platform: TestPlatform
  beforeAll(async () => {
    platform = await startTestPlatform('--environment', 'staging', '--provisioned')
    await platform.request('POST', '/rehearsal/faults', {
      path: '^/account$',
      times: 1,
      answer: {
        status: 429,
        body: { id: 'rate_limit', message: 'Your account reached the API rate limit.' },
      },
    })
  })
  afterAll(() => platform.stop())

  refuses(
    () => platform,
    [
      {
        command: ['pg:credentials:create', 'ledger_app', '--name', 'DATABASE', '-a', app],
        exitCode: 1,
        says: ['Error: Unknown database: ledger_app. Valid options are: DATABASE'],
      },
      {
        command: ['pg:credentials:create', 'ledger_app', '-a', app],
        exitCode: 2,
        says: ['Error: The following error occurred:', 'Missing required flag name'],
      },
      {
        command: ['pg:credentials:create', 'ledger_app', 'DATABASE', '--name', 'ledger_app', '-a', app],
        exitCode: 2,
        says: ['Error: Unexpected argument: DATABASE'],
      },
      {
        command: ['pg:credentials:create', 'DATABASE', '--name', 'ledger_app', '-a', app],
        exitCode: 2,
        says: [
          `Error: ledger_app on ${addon} already exists.`,
          'Credential names must be unique within the database. Choose another name and try again.',
          'Error ID: unprocessable_entity',
        ],
      },
      {
        command: ['pg:credentials:url', 'DATABASE', '--name', 'nobody', '-a', app],
        exitCode: 2,
        says: ['Error ID: not_found'],
      },
      {
        command: ['addons:attach', addon, '--credential', 'nobody', '-a', app],
        exitCode: 1,
        says: [`Error: Could not find credential nobody for database ${addon}`],
      },
      {
        command: [
          'pg:credentials:rotate',
          'DATABASE',
          '--name',
          'ledger_app',
          '--confirm',
          'wrong',
          '-a',
          app,
        ],
        exitCode: 1,
        says: [`Error: Confirmation wrong did not match ${app}. Aborted.`],
      },
      {
        command: ['config', '-a', 'no-such-app'],
        exitCode: 2,
        says: [`Error: Couldn't find that app.`, 'Error ID: not_found'],
      },
      {
        command: ['config:set', 'DATABASE_URL=x', '-a', app],
        exitCode: 2,
        says: ['Error: Cannot overwrite attachment values DATABASE_URL.', 'Error ID: invalid_params'],
      },
      {
        command: ['logs', '-a', app, '--since', '24h'],
        exitCode: 2,
        says: ['Error: Nonexistent flag: --since'],
      },
      {
        command: ['auth:whoami'],
        exitCode: 2,
        says: ['Error: Your account reached the API rate limit.', 'Error ID: rate_limit'],
      },
      { command: ['domains', '-a', app], exitCode: 2, says: ['Error ID: not_implemented'] },
    ],
  )
})

describe('on essential-0 the real CLI refuses', () => {
  let platform: TestPlatform
  const heroku = (...args: string[]) => platform.heroku(...args, '-a', app)
  beforeAll(async () => {
    platform = await startTestPlatform('--environment', 'staging', '--plan', 'essential-0')
  })
  afterAll(() => platform.stop())

  refuses(
    () => platform,
    [
      {
        command: ['pg:credentials:create', 'DATABASE', '--name', 'ledger_app', '-a', app],
        exitCode: 1,
        says: [`Error: You can't create a custom credential on Essential-tier databases.`],
      },
      {
        command: ['pg:credentials:create', 'ledger_app', '--name', 'DATABASE', '-a', app],
        exitCode: 1,
        says: ['Error: Unknown database: ledger_app. Valid options are: DATABASE'],
      },
      {
        command: ['pg:credentials:url', 'DATABASE', '--name', 'ledger_app', '-a', app],
        exitCode: 2,
        says: ['Error ID: not_found'],
      },
    ],
  )

  test('says Essential 0 in pg:info', async () => {
    expect((await heroku('pg:info')).stdout).toMatch(/^Plan: +Essential 0$/m)
  })

  test('addons:upgrade to standard-0 after printing done, as Heroku documents no such way', async () => {
    const upgrade = ['addons:upgrade', addon, 'heroku-postgresql:standard-0']
    const { exitCode, stderr } = await heroku(...upgrade)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('... done')
    expect(stderr).toContain('Error ID: unprocessable_entity')
    expect((await heroku('pg:info')).stdout).toMatch(/^Plan: +Essential 0$/m)
  })

  test('addons:upgrade no longer once the rehearsal plays the other answer', async () => {
    await platform.request('POST', '/rehearsal/essential-upgrade', { answer: 'accept' })
    const { exitCode } = await heroku('addons:upgrade', addon, 'heroku-postgresql:standard-0')
    expect(exitCode).toBe(0)
    const { stdout } = await heroku('pg:info')
    expect(stdout).toMatch(/^Plan: +Standard 0$/m)
    expect(stdout).toMatch(/^Connections: +\d+\/120$/m)
    const limit = 'SELECT datconnlimit FROM pg_database WHERE datname = current_database()'
    expect((await heroku('pg:psql', '-c', limit)).stdout).toMatch(/^ +120$/m)
  })

  test('addons:upgrade is done and exits 0 on a 502 too: the false success of the CLI', async () => {
    await platform.request('POST', '/rehearsal/faults', {
      method: 'PATCH',
      path: '/addons/',
      answer: { status: 502, body: '<h1>Bad Gateway</h1>' },
    })
    const { exitCode, stderr } = await heroku('addons:upgrade', addon, 'heroku-postgresql:standard-2')
    expect([exitCode, stderr.includes('... done')]).toEqual([0, true])
    expect((await heroku('pg:info')).stdout).toMatch(/^Plan: +Standard 0$/m)
  })
})
