import { execa } from 'execa'
import { NotRun } from '../../evidence/not-run.ts'
import { mask } from '../../secrets/mask.ts'
import type { World } from '../../world/world.ts'

const smokeTimeoutMs = 240_000

/** How the app's own smoke suite ended. */
export interface Smoke {
  readonly command: string
  readonly passed: boolean
  /** Its last words, masked. */
  readonly said: string
}

/**
 * Runs it in the app's checkout. @throws NotRun where that checkout is not configured, and where the app has no smoke suite,
 * which is as it should be.
 */
export async function runSmoke({ target, subject }: Pick<World, 'target' | 'subject'>): Promise<Smoke> {
  if (!subject.live.smoke) {
    throw new NotRun(`runbook.config.ts names no smoke suite for ${subject.environment}`, { expected: true })
  }
  if (!target.smoke) {
    throw new NotRun('no smoke suite is configured: set RUNBOOK_APP_DIR to the checkout that holds it')
  }
  const { command, folder } = target.smoke
  const [file = '', ...options] = command
  const { exitCode, all, failed, shortMessage } = await execa(file, options, {
    cwd: folder,
    env: target.env,
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
    timeout: smokeTimeoutMs,
    preferLocal: false,
  })
  const lastWords = (all ?? '').split('\n').slice(-5).join(' / ')
  return {
    command: command.join(' '),
    passed: !failed,
    said: mask(exitCode === undefined ? (shortMessage ?? '') : `exit status ${exitCode}: ${lastWords}`),
  }
}
