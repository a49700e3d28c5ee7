import { mask } from '../evidence/mask.ts'

/**
 * What a Heroku command printed. `config:set`, `config` and `pg:credentials:url` print passwords, so the text itself
 * is had only through {@link CliOutput.reveal}; printed in any other way it is masked.
 */
export class CliOutput {
  readonly #stdout: string

  constructor(stdout: string) {
    this.#stdout = stdout
  }

  reveal(): string {
    return this.#stdout
  }

  /** The printed JSON. @throws SyntaxError without the text when it is none. */
  json(): unknown {
    try {
      return JSON.parse(this.#stdout)
    } catch {
      throw new SyntaxError('the Heroku CLI printed something that is not JSON')
    }
  }

  toString(): string {
    return mask(this.#stdout)
  }

  toJSON(): string {
    return this.toString()
  }
}
