import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import type { AppLog } from '../log-stream/app-log.ts'
import { type DynoProcess, startDynoProcess } from './dyno-process.ts'

/** A web process must bind to its port within 60 s, or it is killed with R10 (Dev Center, "Error Codes"). */
const bootMs = 60_000
/** Heroku waits longer between restarts of a crashed dyno (Dev Center, "Dynos": crash restart policy). */
const firstBackoffMs = 500
const longestBackoffMs = 8_000

/** The release a dyno runs. */
export interface DynoRelease {
  readonly id: string
  readonly version: number
}

/** More than one dyno of a process type the rehearsal does not have. */
export type Quantity = 0 | 1

type DynoState = 'starting' | 'up' | 'crashed'

/** The dyno as the Platform API describes it; `id` and `createdAt` change with each restart. */
export interface Dyno {
  readonly name: string
  readonly type: string
  id: string
  state: DynoState
  createdAt: Date
  updatedAt: Date
  release: DynoRelease
}

/** The one dyno of a process type, `web.1`, restarted by every release; none while the type is scaled to zero. */
export interface Formation {
  readonly type: string
  readonly command: string
  /** How many dynos it is scaled to. */
  readonly quantity: Quantity
  /** Undefined until the first start, and while it is scaled to zero. */
  readonly dyno: Dyno | undefined
  /** The port of the dyno that is up, undefined while none is. */
  readonly port: number | undefined
  /** Puts the dyno in `starting` with the newest release at once; the processes follow in the background. */
  restart(): void
  /** Starts its dyno, or stops it, and every release leaves it so (Dev Center, "Scaling Your Dyno Formation"). */
  scale(quantity: Quantity): void
  /** Resolves once the dyno is up or has crashed, or there is to be none. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** What a formation takes from its app. */
export interface FormationOptions {
  readonly log: AppLog
  readonly clock: Clock
  /** The process type: `web`. */
  readonly type: string
  /** The program, absolute; run as `command` says. */
  readonly file: string
  readonly command: string
  readonly environment: () => Readonly<Record<string, string>>
  readonly release: () => DynoRelease
  /** Told of every process that starts and ends, so that it can be ended where we cannot end it ourselves. */
  readonly processes: { started(pid: number): void; ended(pid: number): void }
}

/** A formation with nothing running yet: `restart()` starts it. */
export function createFormation(options: FormationOptions): Formation {
  const { log, clock, type } = options
  const name = `${type}.1`
  let quantity: Quantity = 1
  let dyno: Dyno | undefined
  let current: DynoProcess | undefined
  let generation = 0
  let stopped = false
  let backoffMs = firstBackoffMs
  let backoffTimer: NodeJS.Timeout | undefined
  let turn = Promise.resolve()
  let waiting: (() => void)[] = []

  const say = (message: string) => log.append('heroku', name, message)
  const become = (state: DynoState) => {
    if (!dyno || dyno.state === state) return
    say(`State changed from ${dyno.state} to ${state}`)
    dyno.state = state
    dyno.updatedAt = clock.now()
    if (state !== 'starting') nobodyWaits()
  }

  const nobodyWaits = () => {
    for (const resolve of waiting) resolve()
    waiting = []
  }

  const crash = (own: number) => {
    become('crashed')
    backoffTimer = setTimeout(() => {
      if (own === generation && !stopped) begin()
    }, backoffMs).unref()
    backoffMs = Math.min(backoffMs * 2, longestBackoffMs)
  }

  const stopCurrent = async () => {
    const old = current
    current = undefined
    if (!old) return
    say('Stopping all processes with SIGTERM')
    say(`Process exited with status ${await old.stop()}`)
  }

  const watch = async (process: DynoProcess, own: number) => {
    if (process.pid !== undefined) options.processes.started(process.pid)
    const status = await process.exited
    if (process.pid !== undefined) options.processes.ended(process.pid)
    // An exit that a newer turn asked for is that turn's to log.
    if (current !== process || own !== generation) return
    current = undefined
    say(`Process exited with status ${status}`)
    crash(own)
  }

  const run = async (own: number) => {
    await stopCurrent()
    if (own !== generation || stopped) return
    say(`Starting process with command \`${options.command}\``)
    const process = await startDynoProcess({
      file: options.file,
      environment: options.environment(),
      onLine: (line) => log.append('app', name, line),
    })
    current = process
    void watch(process, own)
    if (own !== generation || stopped) return
    if (await process.listening(bootMs)) {
      if (current !== process || own !== generation) return
      backoffMs = firstBackoffMs
      become('up')
    } else if (current === process && own === generation) {
      say('Error R10 (Boot timeout) -> Web process failed to bind to $PORT within 60 seconds of launch')
      await process.stop()
    }
  }

  const begin = () => {
    generation += 1
    const own = generation
    clearTimeout(backoffTimer)
    const at = clock.now()
    const fresh = { id: randomUUID(), createdAt: at, updatedAt: at, release: options.release() }
    if (dyno) {
      become('starting')
      Object.assign(dyno, fresh)
    } else {
      dyno = { name, type, state: 'starting', ...fresh }
    }
    // The process of an earlier turn is ended here already, so that this turn need not wait for it to boot.
    void current?.stop()
    turn = turn
      .then(() => run(own))
      .catch((error: unknown) => {
        say(
          `The rehearsal platform could not start it: ${error instanceof Error ? error.message : String(error)}`,
        )
        crash(own)
      })
  }

  return {
    type,
    command: options.command,
    get quantity() {
      return quantity
    },
    get dyno() {
      return dyno
    },
    get port() {
      return dyno?.state === 'up' ? current?.port : undefined
    },
    restart() {
      if (stopped || quantity === 0) return
      if (dyno) say('Restarting')
      backoffMs = firstBackoffMs
      begin()
    },
    scale(to) {
      if (stopped || to === quantity) return
      quantity = to
      if (to === 1) return begin()
      generation += 1
      clearTimeout(backoffTimer)
      dyno = undefined
      nobodyWaits()
      turn = turn.then(stopCurrent)
    },
    async settled() {
      if (dyno?.state !== 'starting') return
      await new Promise<void>((resolve) => waiting.push(resolve))
    },
    async stop() {
      stopped = true
      generation += 1
      clearTimeout(backoffTimer)
      void current?.stop()
      await turn
      const old = current
      current = undefined
      await old?.stop()
    },
  }
}
