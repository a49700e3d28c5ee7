import { z } from 'zod'
import { waitUntil } from '../../evidence/wait-until.ts'
import type { Release } from '../../heroku/app.ts'

const configVars = z.record(z.string(), z.string())
const releases = z.array(
  z.object({ version: z.number(), description: z.string(), status: z.string(), created_at: z.string() }),
)
const addons = z.array(z.object({ name: z.string() }))
const credentials = z.array(z.object({ name: z.string() }))
const dynos = z.array(
  z.object({ id: z.string(), state: z.string(), release: z.object({ version: z.number() }) }),
)

/** An app as Heroku's Platform API has it, for what a test looks at or plants: the CLI in between costs a second each time. */
export class HerokuApi {
  readonly #app: string
  readonly #env: NodeJS.ProcessEnv

  /** @param env has `HEROKU_HOST` and `HEROKU_API_KEY`, as for the CLI. */
  constructor(app: string, env: NodeJS.ProcessEnv) {
    this.#app = app
    this.#env = env
  }

  async configVars(): Promise<Record<string, string>> {
    return configVars.parse(await this.#ask('GET', 'config-vars'))
  }

  /** Sets config vars, unsets those that are null, and returns once the dynos of that release are up. */
  async setConfigVars(changes: Record<string, string | null>): Promise<void> {
    await this.#ask('PATCH', 'config-vars', changes)
    const newest = Math.max(...(await this.#releases()).map(({ version }) => version))
    const { holds, saw } = await waitUntil(
      async () => {
        const now = await this.#dynos()
        const up = now.every(({ state, release }) => state === 'up' && release.version === newest)
        return { holds: up, saw: JSON.stringify(now) }
      },
      { timeoutMs: 30_000, everyMs: 50 },
    )
    if (!holds) throw new Error(`the dynos of v${newest} are not up: ${saw}`)
  }

  /** What each release was for, with its version. */
  async releases(): Promise<string[]> {
    return (await this.#releases()).map(({ version, description }) => `v${version} ${description}`)
  }

  async dynoIds(): Promise<string[]> {
    return (await this.#dynos()).map(({ id }) => id)
  }

  /** Its releases as Heroku has them, newest first. */
  async newestFirst(): Promise<Release[]> {
    return (await this.#releases()).toSorted((a, b) => b.version - a.version)
  }

  /** The names of the credentials of its database. */
  async credentials(): Promise<string[]> {
    return credentials.parse(await this.#askOfDatabase('GET', 'credentials')).map(({ name }) => name)
  }

  /** Takes a credential away, where there is one of that name. */
  async destroyCredential(name: string): Promise<void> {
    if (!(await this.credentials()).includes(name)) return
    await this.#askOfDatabase('DELETE', `credentials/${name}`)
  }

  async #releases(): Promise<z.output<typeof releases>> {
    return releases.parse(await this.#ask('GET', 'releases'))
  }

  /** Asks the Data API, which answers under a name of its own. */
  async #askOfDatabase(method: string, what: string): Promise<unknown> {
    const [addon] = addons.parse(await this.#ask('GET', 'addons'))
    const host = new URL(this.#env['HEROKU_HOST'] ?? '')
    host.hostname = this.#env['HEROKU_DATA_HOST'] ?? ''
    return this.#fetch(method, new URL(`postgres/v0/databases/${addon?.name}/${what}`, host))
  }

  async #dynos(): Promise<z.output<typeof dynos>> {
    return dynos.parse(await this.#ask('GET', 'dynos'))
  }

  #ask(method: string, what: string, body?: object): Promise<unknown> {
    return this.#fetch(method, new URL(`apps/${this.#app}/${what}`, this.#env['HEROKU_HOST']), body)
  }

  async #fetch(method: string, url: URL, body?: object): Promise<unknown> {
    const answer = await fetch(url, {
      method,
      headers: {
        accept: 'application/vnd.heroku+json; version=3',
        authorization: `Bearer ${this.#env['HEROKU_API_KEY']}`,
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${url.pathname}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
}
