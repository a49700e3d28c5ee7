import { configurationFile, readConfig } from '../../config/load.ts'
import type { Runbook } from '../../config/schema.ts'
import { subjectOf } from '../../config/subject.ts'
import { Planting } from '../../planting/planting.ts'
import { readRequests } from '../../planting/request-log.ts'
import { type Rehearsal, startRehearsal } from '../../planting/start-rehearsal.ts'
import { postgresBase, postgresProfile } from '../../rehearsal/testing/postgres-base.ts'
import { openWorld, type World } from '../../world/world.ts'
import { HerokuApi } from './heroku-api.ts'
import { type CliRun, type StartedCli, startCli } from './run-cli.ts'

/** A world that may be changed, and the hand that brings failures about in it. */
export type Hand = World & { readonly rehearsal: Planting }

/** An app on a rehearsal platform of a test's own, the staging one where nothing else is said, on the Postgres of this run of the tests. */
export class RehearsedApp {
  readonly name: string
  /** The hand that plants: it reaches the app as an operator does, and behind the app's back. */
  readonly hand: Hand
  /** The same app, asked without the CLI. */
  readonly api: HerokuApi
  readonly #rehearsal: Rehearsal
  readonly #config: Runbook
  readonly #environment: string

  private constructor(rehearsal: Rehearsal, config: Runbook, environment: string) {
    this.#rehearsal = rehearsal
    this.#config = config
    this.#environment = environment
    this.hand = this.handAt(environment)
    this.name = this.hand.subject.app
    this.api = new HerokuApi(this.name, this.env)
  }

  /**
   * Starts the platform, with the runbook carried out already or with nobody having begun; with the apps of other environments
   * `besides`.
   */
  static async start({
    provisioned,
    environment = 'staging',
    besides = [],
  }: {
    provisioned: boolean
    environment?: string
    besides?: readonly string[]
  }): Promise<RehearsedApp> {
    const signal = new AbortController().signal
    const base = { postgres: postgresBase(), profile: postgresProfile() }
    const environments = [environment, ...besides]
    const rehearsal = await startRehearsal({ ...base, environments, provisioned, signal })
    return new RehearsedApp(rehearsal, await readConfig(configurationFile(process.env)), environment)
  }

  /** The shell that a run against it is given. */
  get env(): NodeJS.ProcessEnv {
    return this.#rehearsal.env
  }

  /** How its owner connects. */
  get ownerUrl(): URL {
    return new URL(this.#reached.ownerUrl)
  }

  /** How the platform itself connects, around the RDS guard. */
  get superuserUrl(): string {
    return this.#reached.superuserUrl
  }

  /** The role that owns its database. */
  get owner(): string {
    return this.ownerUrl.username
  }

  get database(): string {
    return this.ownerUrl.pathname.slice(1)
  }

  /** The file its Postgres logs to. */
  get postgresLog(): string {
    return this.#reached.postgresLog
  }

  /** A hand at an app beside it on the same platform; the caller closes it. */
  handAt(environment: string): Hand {
    const { env } = this
    const world = openWorld({
      subject: subjectOf(this.#config, environment),
      expectedPhase: 'soaking',
      permit: 'act',
      env,
      signal: () => undefined,
      onCall: () => {},
    })
    const { app, heroku, subject } = world
    const rehearsal = new Planting({
      readyFile: this.#rehearsal.readyFile,
      app: subject.app,
      role: subject.role,
      heroku,
      env,
      changed: () => app.forget(),
    })
    return { ...world, rehearsal }
  }

  /** Runs a command of the project against it, in a process of its own that knows nothing of this one. */
  run(command: readonly [string, ...string[]], env: NodeJS.ProcessEnv = {}): Promise<CliRun> {
    return this.begin(command, env).ended
  }

  /** The same, and returns while it is under way. */
  begin([command, ...options]: readonly [string, ...string[]], env: NodeJS.ProcessEnv = {}): StartedCli {
    return startCli({ ...this.env, ...env }, command, '--env', this.#environment, ...options)
  }

  /** What Heroku was asked so far, oldest first: `PATCH /apps/<app>/config-vars`. */
  async requests(): Promise<string[]> {
    return (await readRequests(this.env)).requests.map(({ method, path }) => `${method} ${path}`)
  }

  async stop(): Promise<void> {
    await this.hand.close()
    await this.#rehearsal.stop()
  }

  get #reached(): Rehearsal['apps'][string] {
    const reached = this.#rehearsal.apps[this.name]
    if (!reached) throw new Error(`the rehearsal platform has no app ${this.name}`)
    return reached
  }
}
