import { readFileSync } from 'node:fs'
import { execa } from 'execa'
import pg from 'pg'
import { z } from 'zod'
import { NotRun } from '../evidence/not-run.ts'
import type { Heroku } from '../heroku/cli.ts'
import { mask } from '../secrets/mask.ts'
import { compiledFolder } from '../typescript/kept.mjs'

/** A file of `fixtures/`, with the app's own role where the source, or the file, names another's. */
const fixture = (file: string, role: string): string =>
  readFileSync(new URL(`../../fixtures/${file}`, import.meta.url), 'utf8').replaceAll(/\b\w+_app\b/g, role)

const readyFile = z.object({
  herokuHost: z.string(),
  herokuApiKey: z.string(),
  binFolder: z.string(),
  apps: z.record(z.string(), z.object({ superuserUrl: z.string(), web: z.string() })),
})

/** What a command line of the source did in a real shell; both outputs masked. */
export interface ShellResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** What the app answers to one of its users. */
export interface Answer {
  readonly status: number
  readonly body: string
}

export interface PlantingOptions {
  /** The platform's ready file; none on a live app, where nothing is ever planted. */
  readonly readyFile: string | undefined
  readonly app: string
  /** The role that the runbook is about. */
  readonly role: string
  readonly heroku: Heroku
  readonly env: NodeJS.ProcessEnv
  /** Told after each change, so that what was read before is read again. */
  readonly changed: () => void
}

/** On a machine that was busy ten times over a command of the CLI took two minutes; an item may take five. */
const shellTimeoutMs = 240_000

/**
 * The hand that brings a failure mode about: the platform itself, a migration, an operator who mistypes. It reaches the
 * rehearsal platform by HTTP and SQL. On a live app each of its methods throws NotRun, which is as it should be.
 */
export class Planting {
  readonly #options: PlantingOptions

  constructor(options: PlantingOptions) {
    this.#options = options
  }

  /** Runs SQL as the platform, around the RDS guard: what Heroku itself, or a hostile hand, could do. */
  async superuser(sql: string): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: this.#app().superuserUrl })
    await client.connect()
    try {
      return await client.query(sql)
    } finally {
      await client.end()
      this.#options.changed()
    }
  }

  /** Runs SQL as the owner, as a migration does. */
  async migrate(sql: string): Promise<void> {
    await this.control('migrate', { app: this.#options.app, sql })
  }

  /** Runs a file of `fixtures/` as one unit, as a migration does. */
  async migrateFile(file: string): Promise<void> {
    await this.migrate(fixture(file, this.#options.role))
  }

  /** Runs a file of `fixtures/` as psql does with ON_ERROR_STOP: each statement by itself, until the first that fails. */
  async pasteFile(file: string): Promise<void> {
    for (const statement of fixture(file, this.#options.role)
      .split(/;\s*$/m)
      .filter((text) => text.trim() !== '')) {
      const failed = await this.migrate(statement).then(
        () => false,
        () => true,
      )
      if (failed) return
    }
  }

  /** Lets the app log a line so many times. */
  async logLines(count: number, line: string): Promise<void> {
    for (let written = 0; written < count; written++)
      await this.control('logs', { app: this.#options.app, line })
  }

  /** Moves something about the platform: a route of docs/rehearsal.md, "Control routes". */
  control(route: string, body: object): Promise<void> {
    return this.#control('POST', route, body)
  }

  /** Takes back what is left of the faults that were planted. */
  clearFaults(): Promise<void> {
    return this.#control('DELETE', 'faults')
  }

  /** A Heroku command that somebody ought not to have typed. */
  readonly heroku: Heroku = (strings, ...values) => {
    this.#platform()
    return this.#options.heroku(strings, ...values)
  }

  /** What the app answers to a GET by one of its users. */
  async get(path: string): Promise<Answer> {
    const answer = await fetch(`${this.#app().web}${path}`)
    return { status: answer.status, body: mask(await answer.text()) }
  }

  /**
   * Runs a command line exactly as the source has it, in a real shell with the real `heroku` first on PATH.
   * @throws Error where it does not end.
   */
  async shell(commandLine: string): Promise<ShellResult> {
    const { binFolder } = this.#platform()
    const result = await execa('sh', ['-c', commandLine], {
      env: {
        ...this.#options.env,
        PATH: `${binFolder}:${this.#options.env['PATH']}`,
        OCLIF_COLUMNS: '500',
        NO_COLOR: '1',
        NODE_COMPILE_CACHE: compiledFolder,
      },
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      timeout: shellTimeoutMs,
    })
    this.#options.changed()
    if (result.timedOut) throw new Error(`\`${mask(commandLine)}\` had not ended after ${shellTimeoutMs} ms`)
    return { exitCode: result.exitCode ?? -1, stdout: mask(result.stdout), stderr: mask(result.stderr) }
  }

  async #control(method: string, route: string, body?: object): Promise<void> {
    const { herokuHost, herokuApiKey } = this.#platform()
    const answer = await fetch(`${herokuHost}/rehearsal/${route}`, {
      method,
      headers: { authorization: `Bearer ${herokuApiKey}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    this.#options.changed()
    if (!answer.ok)
      throw new Error(`${method} /rehearsal/${route}: ${answer.status} ${mask(await answer.text())}`)
  }

  #app(): { superuserUrl: string; web: string } {
    const app = this.#platform().apps[this.#options.app]
    if (!app) throw new Error(`the rehearsal platform has no app ${this.#options.app}`)
    return app
  }

  #platform(): z.output<typeof readyFile> {
    const file = this.#options.readyFile
    if (file === undefined) throw new NotRun('planted on the rehearsal platform only', { expected: true })
    return readyFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  }
}
