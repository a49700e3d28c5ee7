import { execa } from 'execa'
import type { Finding } from '../evidence/finding.ts'
import { mask } from '../evidence/mask.ts'
import { NotRun } from '../evidence/not-run.ts'
import type { World } from '../world/world.ts'
import { diagnosisFinding } from './finding-codes.ts'

const smokeTimeoutMs = 240_000

/** Runs the app's own smoke suite in its checkout. @throws NotRun where that checkout is not configured. */
export async function smokeFindings({ subject, target }: World): Promise<Finding[]> {
  if (!target.smoke) {
    throw new NotRun('no smoke suite is configured: set RUNBOOK_RAPTOR_DIR to the checkout that holds it')
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
  if (!failed) return []
  return [
    diagnosisFinding({
      code: 'smoke-failed',
      object: command.join(' '),
      expected: 'exit status 0',
      found: mask(
        exitCode === undefined
          ? (shortMessage ?? '')
          : `exit status ${exitCode}: ${(all ?? '').split('\n').slice(-5).join(' / ')}`,
      ),
      help: 'Read the lines of the smoke suite above; if a permission is missing, `pnpm plan` names it; if in doubt, roll back.',
      fix: `pnpm rollback --env ${subject.environment}`,
    }),
  ]
}
