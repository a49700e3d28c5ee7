import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { SimulatedApp } from '../project/apps.ts'
import { herokuExecutable } from '../project/project-files.ts'

/** Where a shell finds the platform. */
export interface ShellOptions {
  readonly folder: string
  /** The checkout that holds the app's smoke suite. */
  readonly appFolder: string
  readonly host: string
  readonly apiKey: string
  readonly apps: readonly (SimulatedApp & { readonly web: string })[]
}

/** What a shell needs to use the platform with the real CLI and nothing else. */
export interface Shell {
  readonly env: Record<string, string>
  /** A folder with `heroku` in it, to put in front of PATH. */
  readonly binFolder: string
  /** A file to source: all of `env`, and the folder on PATH. */
  readonly file: string
}

/**
 * Makes the files and the variables that keep the real CLI to the platform. HOME and XDG_* stay the user's own, since
 * pnpm and git live there too: the CLI has variables of its own for its cache, config and data, and with HEROKU_API_KEY
 * set it reads no stored login.
 */
export function prepareShell({ folder, appFolder, host, apiKey, apps }: ShellOptions): Shell {
  const own = (name: string): string => {
    const path = join(folder, 'cli', name)
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return path
  }
  const file = (name: string, content = ''): string => {
    const path = join(own('files'), name)
    writeFileSync(path, content, { mode: 0o600 })
    return path
  }
  const cache = own('cache')
  // Without it the CLI's first run prints its terms of service.
  writeFileSync(join(cache, 'terms-of-service'), '')
  const binFolder = own('bin')
  symlinkSync(herokuExecutable(), join(binFolder, 'heroku'))

  const noProxy = ['127.0.0.1', 'localhost', process.env['NO_PROXY'] ?? ''].filter(Boolean).join(',')
  const env: Record<string, string> = {
    HEROKU_HOST: host,
    HEROKU_DATA_HOST: 'localhost',
    HEROKU_PARTICLEBOARD_URL: host,
    HEROKU_API_KEY: apiKey,
    HEROKU_CACHE_DIR: cache,
    HEROKU_CONFIG_DIR: own('config'),
    HEROKU_DATA_DIR: own('data'),
    HEROKU_SKIP_NEW_VERSION_CHECK: '1',
    HEROKU_DISABLE_AUTOUPDATE: '1',
    DISABLE_TELEMETRY: 'true',
    // The CLI writes to git's global configuration on every command. A regular file, never /dev/null: as root its
    // rename would replace the device.
    GIT_CONFIG_GLOBAL: file('gitconfig'),
    PSQLRC: file('psqlrc'),
    PSQL_HISTORY: file('psql_history'),
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    RUNBOOK_HEROKU: herokuExecutable(),
    RUNBOOK_APP_DIR: appFolder,
    RUNBOOK_RAPTOR_DIR: appFolder,
    // What is practised here is not written among what was done to live apps.
    RUNBOOK_JOURNAL: join(folder, 'journal'),
    RUNBOOK_HEALTH_URL: `${apps[0]?.web}/healthz`,
    ...Object.fromEntries(
      apps.map(({ environment, web }) => [
        `RUNBOOK_HEALTH_URL_${environment.toUpperCase().replaceAll('-', '_')}`,
        `${web}/healthz`,
      ]),
    ),
  }
  const lines = Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`)
  lines.push(`export PATH=${quoted(binFolder)}${delimiter}"$PATH"`)
  return { env, binFolder, file: file('use.sh', `${lines.join('\n')}\n`) }
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}
