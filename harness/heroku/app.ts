import { z } from 'zod'
import { ConnectionUrl } from '../secrets/secret.ts'
import type { Heroku } from './cli.ts'
import { HerokuCliError, isOfEverything, isOfTheAsker } from './cli-error.ts'
import { ConfigVars } from './config-vars.ts'
import type { CliOutput } from './output.ts'
import { Memo } from './reads/memo.ts'
import { unlikeHeroku } from './unlike-heroku.ts'

const release = z.object({
  version: z.number(),
  description: z.string().default(''),
  status: z.string().default(''),
  created_at: z.string(),
  /** When its release phase ended, where it had one. */
  updated_at: z.string().optional(),
  /** Where its release phase is read; null for a release that had none (Platform API reference, "Release"). */
  output_stream_url: z.string().nullable().optional(),
  /** Who made it. */
  user: z.object({ email: z.string() }).optional().catch(undefined),
})
/** A release as the Platform API gives it; the times are Heroku's clock. */
export type Release = z.infer<typeof release>

const dyno = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  state: z.string(),
  release: z.object({ version: z.number() }),
  created_at: z.string().default(''),
})
export type Dyno = z.infer<typeof dyno>

/** What `heroku apps:info --json` prints of the app's place in a pipeline: null for one that is in none. */
const info = z.object({ pipeline_coupling: z.object({ stage: z.string() }).nullish() })

/** The database of the app as `heroku pg:info` shows it. */
export interface DatabaseInfo {
  /** As printed, e.g. `Standard 0`. */
  readonly plan: string
  /** First word of the plan in lower case: `essential`, `standard`, `premium`, `private`, `shield`. */
  readonly tier: string
  readonly addon: string
  /** As printed, e.g. `Available`; `not shown` where it is not. */
  readonly status: string
}

export type Credential =
  | { readonly state: 'active'; readonly url: ConnectionUrl }
  | { readonly state: 'not-active' | 'unavailable'; readonly said: string }

/** As many releases as are asked for: enough for months of a busy app. */
const releasesAsked = 200

/** The newest releases of an app. */
export interface Releases {
  /** Newest first. */
  readonly newestFirst: readonly Release[]
  /** Whether there are no older ones than these. */
  readonly complete: boolean
}

/** As many lines as Logplex keeps (Heroku Dev Center, Logging: "the most recent 1500 lines"). */
export const logplexLines = 1500

/** Whether after this error nothing else need be asked: there is no CLI, no login, or nobody there. */
export function asksNobody(error: unknown): boolean {
  return error instanceof HerokuCliError && isOfEverything(error.failure)
}

/** Which app, and which of its databases. */
export interface AppAndDatabase {
  /** Its name. */
  readonly app: string
  /** The attachment, as `heroku addons` lists it: `DATABASE`. */
  readonly database: string
}

/** The app as Heroku describes it, and who asks. Only reads; each is asked once until {@link HerokuApp.forget}. */
export class HerokuApp {
  readonly name: string
  readonly #database: string
  readonly #heroku: Heroku
  readonly #memo = new Memo(asksNobody)
  #forgotten = 0
  #newestRelease: number | undefined

  constructor({ app, database }: AppAndDatabase, heroku: Heroku) {
    this.name = app
    this.#database = database
    this.#heroku = heroku
  }

  /** How often it was told to forget: what was seen of the world at another count may be otherwise now. */
  get forgotten(): number {
    return this.#forgotten
  }

  /** The version of the newest release that was ever seen here: whatever is forgotten, there is none newer among those before. */
  get newestRelease(): number | undefined {
    return this.#newestRelease
  }

  /** Asks Heroku again from now on. */
  forget(): void {
    this.#forgotten += 1
    this.#memo.forget()
  }

  /** What the CLI says that it is: `heroku/11.10.0 linux-x64 node-v24.21.0`. */
  cliVersion(): Promise<string> {
    return this.#memo.once('--version', async () => firstLine(await this.#heroku`--version`))
  }

  /** The e-mail address of the login. */
  account(): Promise<string> {
    return this.#memo.once('auth:whoami', async () => firstLine(await this.#heroku`auth:whoami`))
  }

  /** @throws CouldNotLook where `pg:info` shows no plan, which it does with exit 0 for an app without a database. */
  database(): Promise<DatabaseInfo> {
    return this.#memo.once('pg:info', async () => {
      const said = (await this.#heroku`pg:info ${this.#database}`).toString()
      const plan = /^Plan:\s+(.+?)\s*$/m.exec(said)?.[1]
      const addon = /^Add-on:\s+(\S+)/m.exec(said)?.[1]
      if (!plan || !addon)
        throw unlikeHeroku(
          `\`heroku pg:info\` shows no plan and add-on: ${said.trim().slice(0, 200) || 'it printed nothing'}`,
        )
      const status = /^Status:\s+(.+?)\s*$/m.exec(said)?.[1] ?? 'not shown'
      return { plan, addon, status, tier: plan.split(' ')[0]?.toLowerCase() ?? '' }
    })
  }

  configVars(): Promise<ConfigVars> {
    return this.#memo.once(
      'config',
      async () => new ConfigVars(printedJson('config --json', await this.#heroku`config --json`)),
    )
  }

  /**
   * The credential of that name. `not-active` is one that Heroku is still provisioning or has revoked; `unavailable` is
   * whatever else Heroku answers of it, with its words, since no document gives the text for one that does not exist.
   * @throws HerokuCliError where whoever asks may not know.
   */
  credential(name: string): Promise<Credential> {
    return this.#memo.once(`credential ${name}`, async () => {
      try {
        const printed = (await this.#heroku`pg:credentials:url ${this.#database} --name ${name}`).reveal()
        const url = /Connection URL:\s+(\S+)/.exec(printed)?.[1]
        const read = url === undefined ? undefined : ConnectionUrl.read(url)
        if (!read) throw unlikeHeroku('`heroku pg:credentials:url` printed no Connection URL')
        return { state: 'active', url: read } as const
      } catch (error) {
        if (!(error instanceof HerokuCliError) || error.failure !== 'refused' || isOfTheAsker(error))
          throw error
        const inactive = error.said.includes('Could not find any active credentials')
        return { state: inactive ? 'not-active' : 'unavailable', said: error.said } as const
      }
    })
  }

  /** The URL of an active credential. @throws Error with what Heroku says where it is not active. */
  async credentialUrl(name: string): Promise<ConnectionUrl> {
    const credential = await this.credential(name)
    if (credential.state === 'active') return credential.url
    throw new Error(`credential ${name} of ${this.name} is not active: ${credential.said}`)
  }

  releases(): Promise<Releases> {
    return this.#memo.once('releases', async () => {
      const printed = await this.#heroku`releases --json -n ${releasesAsked}`
      const newestFirst = listOf(release, 'releases --json', printed)
      // An app has its first release from the day it was made.
      if (newestFirst.length === 0) throw unlikeHeroku('`heroku releases --json` answered no release at all')
      this.#newestRelease = Math.max(...newestFirst.map(({ version }) => version))
      return { newestFirst, complete: newestFirst.length < releasesAsked }
    })
  }

  /**
   * The stage of a pipeline that the app is in, as `staging` or `production` (Platform API reference, "Pipeline Coupling"), or
   * undefined: it is in none, or the CLI was not told, which it does not tell apart (apps/info.js).
   */
  stage(): Promise<string | undefined> {
    return this.#memo.once('apps:info', async () => {
      const said = info.safeParse(printedJson('apps:info --json', await this.#heroku`apps:info --json`))
      if (!said.success) throw unlikeHeroku('`heroku apps:info --json` printed something else than an app')
      return said.data.pipeline_coupling?.stage
    })
  }

  dynos(): Promise<Dyno[]> {
    return this.#memo.once('ps', async () => listOf(dyno, 'ps --json', await this.#heroku`ps --json`))
  }

  /** The lines of the log that Heroku still holds, oldest first: at most {@link logplexLines}. */
  log(): Promise<string[]> {
    return this.#memo.once('logs', () => this.logAnew())
  }

  /** The same as they are now, whatever was read before. */
  async logAnew(): Promise<string[]> {
    const printed = (await this.#heroku`logs -n ${logplexLines}`).toString()
    return printed.split('\n').filter((line) => line !== '')
  }
}

const firstLine = (printed: CliOutput): string => printed.toString().split('\n')[0]?.trim() ?? ''

function printedJson(command: string, output: CliOutput): unknown {
  try {
    return output.json()
  } catch {
    throw unlikeHeroku(`\`heroku ${command}\` printed something that is not JSON`)
  }
}

function listOf<Shape extends z.ZodType>(
  shape: Shape,
  command: string,
  output: CliOutput,
): z.output<Shape>[] {
  const parsed = z.array(shape).safeParse(printedJson(command, output))
  if (parsed.success) return parsed.data
  throw unlikeHeroku(`\`heroku ${command}\` answered something else than a list of what was asked for`)
}
