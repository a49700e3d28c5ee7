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

/** Those of a shell and an executable: a gate, a lock and what comes after them need no process each. */
const known = new WeakMap<NodeJS.ProcessEnv, Map<string, CliSessions>>()

/** Returns the processes of the CLI for that shell, the same for whoever asks. */
export function sessionsFor({ bin, env }: CliProcess): CliSessions {
  const byBin = known.get(env) ?? new Map<string, CliSessions>()
  known.set(env, byBin)
  const sessions = byBin.get(bin) ?? new CliSessions({ bin, env })
  byBin.set(bin, sessions)
  return sessions
}

/** The processes of the CLI for one shell: who comes takes one that waits for work, and else starts another. */
export class CliSessions implements Sessions {
  readonly #cli: CliProcess
  /** Those that have nothing to do, each with what lets it go. */
  readonly #idle = new Map<CliSession, NodeJS.Timeout>()

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
    this.#idle.set(session, setTimeout(() => this.#letGo(session), idleMs).unref())
    return endings
  }

  /** Lets those go that have nothing to do. */
  end(): void {
    for (const session of this.#idle.keys()) this.#letGo(session)
  }

  #waiting(): CliSession | undefined {
    for (const [session, letGo] of this.#idle) {
      clearTimeout(letGo)
      this.#idle.delete(session)
      if (!session.isOver) return session
    }
    return undefined
  }

  #letGo(session: CliSession): void {
    clearTimeout(this.#idle.get(session))
    this.#idle.delete(session)
    session.end()
  }
}
