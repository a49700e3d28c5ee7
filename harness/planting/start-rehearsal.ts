import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { z } from 'zod'
import { UsageError } from '../config/usage-error.ts'
import { waitUntil } from '../evidence/wait-until.ts'
import { makeOwnFolder } from './own-folder.ts'
import { platformShell } from './platform-shell.ts'

/** The rehearsal platform is another process, met as Heroku is: by its address. No module of it is imported. */
const platform = fileURLToPath(new URL('../rehearsal/main.ts', import.meta.url))
const run = fileURLToPath(new URL('../typescript/run.mjs', import.meta.url))
const startTimeoutMs = 120_000
const stopTimeoutMs = 15_000
/** What the platform ends with where its command line or its environment is wrong. */
const usageStatus = 2

const readyFile = z.object({
  apps: z.record(
    z.string(),
    z.object({ ownerUrl: z.string(), superuserUrl: z.string(), postgresLog: z.string(), web: z.string() }),
  ),
})

export interface Rehearsal {
  /** How each app is reached from outside of the runbook: as its owner, as the platform itself, and by its users; and the log of its Postgres. */
  readonly apps: z.output<typeof readyFile>['apps']
  /** The shell a live run would have: ours, without any word of Heroku's or the runbook's, and with the platform's. */
  readonly env: NodeJS.ProcessEnv
  /** Holds how to reach the platform behind the app's back. */
  readonly readyFile: string
  stop(): Promise<void>
}

export interface RehearsalOptions {
  /** Where Postgres comes from, and which of Heroku's two kinds it plays. */
  readonly postgres: string
  readonly profile: string
  /** The environments whose apps it has; all where none is named. */
  readonly environments?: readonly string[]
  /** Begin with the runbook carried out already. */
  readonly provisioned: boolean
  readonly signal: AbortSignal
}

/**
 * Starts the rehearsal platform and returns once everything on it answers. It ends with this process, however that
 * ends: it watches its standard input.
 * @throws Error with what the platform printed, where it does not come up.
 */
export async function startRehearsal({
  postgres,
  profile,
  environments = [],
  provisioned,
  signal,
}: RehearsalOptions): Promise<Rehearsal> {
  const folder = makeOwnFolder()
  const file = join(folder, 'ready.json')
  const options = ['--ready-file', file, '--postgres', postgres, '--profile', profile]
  for (const name of environments) options.push('--environment', name)
  if (provisioned) options.push('--provisioned')
  const child = execa(process.execPath, [run, platform, '--stop-with-parent', ...options], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'pipe',
    reject: false,
    // Ctrl+C in a terminal goes to every process of the group: the platform must outlive the specs that use it.
    detached: true,
    forceKillAfterDelay: stopTimeoutMs,
  })
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await child
    await rm(folder, { recursive: true, force: true })
  }
  try {
    let ended = false
    void child.then(() => (ended = true))
    const ready = await waitUntil(
      async () => {
        const text = await readFile(file, 'utf8').catch(() => '')
        return { holds: text !== '' || ended, saw: text }
      },
      { timeoutMs: startTimeoutMs, everyMs: 25, signal },
    )
    if (ready.saw === '') {
      const { exitCode, stderr } = ended ? await child : { exitCode: undefined, stderr: 'it is silent' }
      if (exitCode === usageStatus) throw new UsageError(stderr)
      throw new Error(`the rehearsal platform did not come up:\n${stderr}`)
    }
    const { apps } = readyFile.parse(JSON.parse(ready.saw))
    return { apps, readyFile: file, env: platformShell(file, process.env), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
