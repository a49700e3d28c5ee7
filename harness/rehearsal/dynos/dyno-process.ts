import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from '../process/free-port.ts'

/** Heroku waits 30 s between SIGTERM and SIGKILL (Dev Center, "Dynos": shutdown); the rehearsal waits less. */
const shutdownMs = 2_000
const portPollMs = 15

/** A process that runs as a dyno. */
export interface DynoProcess {
  readonly pid: number | undefined
  readonly port: number
  /** Its exit status as Heroku logs it (128 and the signal's number for a signal); never rejects. */
  readonly exited: Promise<number>
  /** Resolves to true once its port accepts connections, to false where it ends before or `timeoutMs` pass. */
  listening(timeoutMs: number): Promise<boolean>
  /** SIGTERM, then SIGKILL after two seconds; resolves to the exit status. */
  stop(): Promise<number>
}

/** What to run: nothing of our own environment reaches it but PATH. */
export interface DynoCommand {
  readonly file: string
  readonly environment: Readonly<Record<string, string>>
  readonly onLine: (line: string) => void
}

/**
 * Starts `node <file>` with exactly the given environment, PORT and a minimal PATH; a dyno gets its port from the
 * platform and must bind to it (Dev Center, "The Heroku runtime").
 */
export async function startDynoProcess(command: DynoCommand): Promise<DynoProcess> {
  const port = await freePort()
  const child = spawn(process.execPath, [command.file], {
    cwd: dirname(command.file),
    env: { PATH: dirname(process.execPath), ...command.environment, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: a Ctrl+C for the platform is not one for the dyno, and what it starts ends with it.
    detached: true,
  })
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', command.onLine)

  const exited = exitStatus(child, command.onLine)
  return {
    pid: child.pid,
    port,
    exited,
    async listening(timeoutMs) {
      const giveUpAt = Date.now() + timeoutMs
      while (isRunning(child) && Date.now() < giveUpAt) {
        if (await accepts(port)) return isRunning(child)
        await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, portPollMs))])
      }
      return false
    },
    async stop() {
      signalGroup(child, 'SIGTERM')
      const killTimer = setTimeout(() => signalGroup(child, 'SIGKILL'), shutdownMs)
      return exited.finally(() => clearTimeout(killTimer))
    },
  }
}

const signalNumbers: Partial<Record<NodeJS.Signals, number>> = { SIGTERM: 15, SIGKILL: 9, SIGINT: 2 }

function exitStatus(child: ChildProcess, onLine: (line: string) => void): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      onLine(error.message)
      resolve(127)
    })
    // 'close', not 'exit': its last lines are read by then.
    child.once('close', (code, signal) => {
      resolve(code ?? 128 + (signal ? (signalNumbers[signal] ?? 0) : 0))
    })
  })
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || !isRunning(child)) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // It has ended in between.
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .on('connect', () => {
        socket.destroy()
        resolve(true)
      })
      .on('error', () => resolve(false))
  })
}
