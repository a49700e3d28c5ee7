import { type CliEnding, type CliProcess, CliSession, type CommandLine } from './cli-session.ts'

/** Where commands of the CLI are run. */
export interface Sessions {
  /**
   * Runs commands one after the other in one process of the CLI, until one of them ends it, as one that fails does.
   * Returns how those ended that were run: the first, at least.
   */
  run(commands: readonly CommandLine[], signal: AbortSignal | undefined): Promise<CliEnding[]>
}

/** An idle session is let go after so long. */
const idleMs = 10_000

/** The processes of the CLI for one shell: who comes takes one that waits for work, and else starts another. */
export class CliSessions implements Sessions {
  readonly #cli: CliProcess
  #idle: CliSession[] = []

  constructor(cli: CliProcess) {
    this.#cli = cli
  }

  async run(commands: readonly CommandLine[], signal: AbortSignal | undefined): Promise<CliEnding[]> {
    const [first] = commands
    if (!first) return []
    const session = this.#waiting() ?? new CliSession(this.#cli, first)
    const endings: CliEnding[] = []
    for (const command of commands) {
      endings.push(await session.run(command, signal))
      if (session.isOver) return endings
    }
    this.#keep(session)
    return endings
  }

  /** Lets those go that have nothing to do. */
  end(): void {
    for (const session of this.#idle.splice(0)) session.end()
  }

  #waiting(): CliSession | undefined {
    this.#idle = this.#idle.filter(({ isOver }) => !isOver)
    return this.#idle.pop()
  }

  #keep(session: CliSession): void {
    this.#idle.push(session)
    setTimeout(() => {
      if (!this.#idle.includes(session)) return
      this.#idle = this.#idle.filter((other) => other !== session)
      session.end()
    }, idleMs).unref()
  }
}
