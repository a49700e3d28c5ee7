import { z } from 'zod'
import { ConnectionUrl } from '../evidence/secret.ts'
import type { Heroku } from './cli.ts'
import { HerokuCliError } from './cli-error.ts'
import { ConfigVars } from './config-vars.ts'
import { Memo } from './memo.ts'

const release = z.object({
  version: z.number(),
  description: z.string().default(''),
  status: z.string().default(''),
  created_at: z.string(),
})
/** A release as the Platform API gives it; `created_at` is Heroku's clock. */
export type Release = z.infer<typeof release>

const dyno = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  state: z.string(),
  release: z.object({ version: z.number() }),
})
export type Dyno = z.infer<typeof dyno>

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

/** As many lines as Logplex keeps (Heroku Dev Center, Logging: "the most recent 1500 lines"). */
export const logplexLines = 1500

/** The app as Heroku describes it. Only reads; each is asked once until {@link HerokuApp.forget}. */
export class HerokuApp {
  readonly name: string
  readonly #heroku: Heroku
  readonly #memo = new Memo((error) => error instanceof HerokuCliError && error.failure !== 'refused')

  constructor(name: string, heroku: Heroku) {
    this.name = name
    this.#heroku = heroku
  }

  /** Asks Heroku again from now on. */
  forget(): void {
    this.#memo.forget()
  }

  /** @throws Error when `pg:info` shows no plan, which it does with exit 0 for an app without a database. */
  database(): Promise<DatabaseInfo> {
    return this.#memo.once('pg:info', async () => {
      const said = (await this.#heroku`pg:info DATABASE`).toString()
      const plan = /^Plan:\s+(.+?)\s*$/m.exec(said)?.[1]
      const addon = /^Add-on:\s+(\S+)/m.exec(said)?.[1]
      if (!plan || !addon)
        throw new Error(`\`heroku pg:info\` shows no plan and add-on: ${said.trim() || 'it printed nothing'}`)
      const status = /^Status:\s+(.+?)\s*$/m.exec(said)?.[1] ?? 'not shown'
      return { plan, addon, status, tier: plan.split(' ')[0]?.toLowerCase() ?? '' }
    })
  }

  configVars(): Promise<ConfigVars> {
    return this.#memo.once('config', async () => new ConfigVars((await this.#heroku`config --json`).json()))
  }

  /**
   * The credential of that name. `not-active` is one that Heroku is still provisioning or has revoked; `unavailable` is
   * whatever else Heroku answers, with its words, since no document gives the text for one that does not exist.
   */
  credential(name: string): Promise<Credential> {
    return this.#memo.once(`credential ${name}`, async () => {
      try {
        const printed = (await this.#heroku`pg:credentials:url DATABASE --name ${name}`).reveal()
        const url = /Connection URL:\s+(\S+)/.exec(printed)?.[1]
        if (!url) throw new Error('`heroku pg:credentials:url` printed no Connection URL')
        return { state: 'active', url: new ConnectionUrl(url) } as const
      } catch (error) {
        if (!(error instanceof HerokuCliError) || error.failure !== 'refused') throw error
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

  /** Newest first. */
  releases(): Promise<Release[]> {
    return this.#memo.once('releases', async () =>
      z.array(release).parse((await this.#heroku`releases --json -n 50`).json()),
    )
  }

  dynos(): Promise<Dyno[]> {
    return this.#memo.once('ps', async () => z.array(dyno).parse((await this.#heroku`ps --json`).json()))
  }

  /** The lines of the log that Heroku still holds, oldest first: at most {@link logplexLines}. */
  log(): Promise<string[]> {
    return this.#memo.once('logs', async () => {
      const printed = (await this.#heroku`logs -n ${logplexLines}`).toString()
      return printed.split('\n').filter((line) => line !== '')
    })
  }
}
