import { inspect } from 'node:util'
import { z } from 'zod'
import { registerSecret } from '../evidence/mask.ts'
import { ConnectionUrl } from '../evidence/secret.ts'

const flatMap = z.record(z.string(), z.string().nullable())

/** The config vars of an app as one read gave them. Every value may be a secret, so all are masked but by `get`. */
export class ConfigVars {
  readonly #values: ReadonlyMap<string, string>

  /** @param json what `heroku config --json` printed. @throws ZodError when it is no flat map. */
  constructor(json: unknown) {
    const values = Object.entries(flatMap.parse(json)).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    )
    this.#values = new Map(values)
    for (const [, value] of values) if (value.includes('://')) registerSecret(value)
  }

  /** The value, or undefined where the var is not set; an empty value and an unset var mean the same to the app. */
  get(name: string): string | undefined {
    return this.#values.get(name) || undefined
  }

  /** The value as a connection URL, or undefined where it is unset or no URL at all. */
  url(name: string): ConnectionUrl | undefined {
    const value = this.get(name)
    return value !== undefined && URL.canParse(value) ? new ConnectionUrl(value) : undefined
  }

  get names(): string[] {
    return [...this.#values.keys()]
  }

  [inspect.custom](): string {
    return `ConfigVars(${this.names.join(', ')})`
  }
}
