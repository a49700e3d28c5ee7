import { inspect } from 'node:util'
import { z } from 'zod'
import { registerSecret } from '../secrets/mask.ts'
import { ConnectionUrl } from '../secrets/secret.ts'
import { unlikeHeroku } from './unlike-heroku.ts'

const flatMap = z.record(z.string(), z.string().nullable())

/** The config vars of an app as one read gave them. Every value may be a secret, so all are masked but by `get`. */
export class ConfigVars {
  readonly #values: ReadonlyMap<string, string>

  /**
   * @param json what `heroku config --json` printed.
   * @throws CouldNotLook where it is no flat map, or has no var in it: an app with a database has one.
   */
  constructor(json: unknown) {
    const parsed = flatMap.safeParse(json)
    const values = Object.entries(parsed.data ?? {}).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    )
    if (values.length === 0)
      throw unlikeHeroku('`heroku config --json` answered something that holds no config var')
    this.#values = new Map(values)
    for (const [, value] of values) if (value.includes('://')) registerSecret(value)
  }

  /** The value, or undefined where the var is not set; an empty value and an unset var mean the same to the app. */
  get(name: string): string | undefined {
    return this.#values.get(name) || undefined
  }

  /** The value as a connection URL, or undefined where it is unset or cannot be read as one. */
  url(name: string): ConnectionUrl | undefined {
    const value = this.get(name)
    return value === undefined ? undefined : ConnectionUrl.read(value)
  }

  get names(): string[] {
    return [...this.#values.keys()]
  }

  [inspect.custom](): string {
    return `ConfigVars(${this.names.join(', ')})`
  }
}

/** The config vars that a command sets or unsets, given as it is displayed. */
export function varsSetBy(command: string): string[] {
  const [, words = ''] = /^heroku config:(?:set|unset) (.+) -a /.exec(command) ?? []
  return words
    .split(' ')
    .map((word) => word.replace(/=.*$/, ''))
    .filter((name) => name !== '')
}
