import { mask } from '../secrets/mask.ts'

/**
 * What a Heroku command printed. `config:set`, `config` and `pg:credentials:url` print passwords, so the text itself
 * is had only through {@link CliOutput.reveal}; printed in any other way it is masked.
 */
export class CliOutput {
  readonly #stdout: string
  /** The version of the release that the command says it made, where it says one. */
  readonly release: number | undefined

  /**
   * @param said what it printed on stderr: where it tells what it is doing (`Setting X and restarting app... done, v12`), and
   * where Node and the CLI warn of whatever they do.
   */
  constructor(stdout: string, said = '') {
    this.#stdout = stdout
    const version = /\bdone, v(\d+)\s*$/m.exec(said)?.[1]
    this.release = version === undefined ? undefined : Number(version)
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
