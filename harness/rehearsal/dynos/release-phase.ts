import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import type { AppLog } from '../log-stream/app-log.ts'
import { type DynoProcess, startDynoProcess } from './dyno-process.ts'
import type { Dyno, DynoRelease, FormationOptions } from './formation.ts'

/** What runs at each release before its dynos do, in a one-off dyno of its own (Dev Center, "Release Phase"). */
export interface ReleasePhase {
  /** What the command runs as the owner; undefined for an app whose Procfile has no `release`. */
  sql: string | undefined
  readonly command: string
  /** The dynos it runs in at the moment: `release.41`. */
  readonly dynos: ReadonlySet<Dyno>
  /** Resolves to the command's exit status, once it has ended. */
  run(release: DynoRelease): Promise<number>
  stop(): Promise<void>
}

interface ReleasePhaseOptions extends Pick<FormationOptions, 'file' | 'processes'> {
  readonly log: AppLog
  readonly clock: Clock
  readonly environment: () => Readonly<Record<string, string>>
}

const command = 'node release.mjs'

/** A release phase with nothing to run yet. */
export function createReleasePhase({
  log,
  clock,
  file,
  environment,
  processes,
}: ReleasePhaseOptions): ReleasePhase {
  const dynos = new Set<Dyno>()
  const running = new Set<DynoProcess>()

  const inDyno = async (dyno: Dyno, sql: string): Promise<number> => {
    const say = (message: string) => log.append('heroku', dyno.name, message)
    say(`Starting process with command \`${command}\``)
    const process = await startDynoProcess({
      file,
      environment: { ...environment(), DYNO: dyno.name, RELEASE_SQL: sql },
      onLine: (line) => log.append('app', dyno.name, line),
    })
    running.add(process)
    if (process.pid !== undefined) processes.started(process.pid)
    dyno.state = 'up'
    say('State changed from starting to up')
    const status = await process.exited
    running.delete(process)
    if (process.pid !== undefined) processes.ended(process.pid)
    say(`Process exited with status ${status}`)
    say('State changed from up to complete')
    return status
  }

  return {
    sql: undefined,
    command,
    dynos,
    async run(release) {
      const at = clock.now()
      const name = `release.${release.version}`
      const dyno: Dyno = {
        id: randomUUID(),
        name,
        type: 'release',
        state: 'starting',
        createdAt: at,
        updatedAt: at,
        release,
      }
      dynos.add(dyno)
      try {
        return await inDyno(dyno, this.sql ?? '')
      } finally {
        dynos.delete(dyno)
      }
    },
    async stop() {
      await Promise.all([...running].map((process) => process.stop()))
    },
  }
}
