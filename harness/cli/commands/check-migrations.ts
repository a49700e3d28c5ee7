import { writeFile } from 'node:fs/promises'
import { loadConfig } from '../../config/load.ts'
import { policyInPhase } from '../../config/policy.ts'
import { UsageError } from '../../config/usage-error.ts'
import { maskDeep } from '../../evidence/mask.ts'
import { checkMigrations, type MigrationsVerdict } from '../../migrations/check-migrations.ts'
import { terminalText } from '../../migrations/formats/terminal.ts'
import { readTree } from '../../migrations/trees/read-tree.ts'
import { exitStatus } from '../../report/report.ts'
import type { Options } from '../options.ts'

const statuses = {
  passed: exitStatus.passed,
  failed: exitStatus.failed,
  inconclusive: exitStatus.inconclusive,
} as const

/** `pnpm check:migrations DIR...`: holds folders of migrations to the policy; returns its exit status. */
export async function runCheckMigrationsCommand(paths: readonly string[], options: Options): Promise<number> {
  if (paths.length === 0)
    throw new UsageError('check-migrations takes the folders of the migrations. See docs/migrations.md.')
  const config = await loadConfig()
  const migrations = (await Promise.all(paths.map(readTree))).flat()
  const verdict = maskDeep(
    await checkMigrations(migrations, config.role, policyInPhase(config.privileges, 'cut-over'), {
      engines: ['read'],
      isOld: () => false,
      strict: false,
      run: () => Promise.reject(new Error('not run')),
    }),
  )
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(verdict, null, 2)}\n`)
  process.stdout.write(terminalText(verdict))
  return statusOf(verdict)
}

function statusOf({ outcome }: MigrationsVerdict): number {
  return statuses[outcome]
}
