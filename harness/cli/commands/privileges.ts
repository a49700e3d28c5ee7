import { Found } from '../../evidence/found.ts'
import type { Progress } from '../../report/progress.ts'
import type { Report } from '../../report/report.ts'
import { openWorld, type World } from '../../world/world.ts'
import type { Options } from '../options.ts'
import { atTarget, type TargetWork } from '../run/at-target.ts'
import { singleItem } from '../run/single-item.ts'

/** `pnpm plan`: prints the statements that would bring the role to its policy. Passes where there is none. */
export function runPlanCommand(options: Options): Promise<Report> {
  const command = { name: 'plan', mutates: false, afterProvisioning: true }
  return atTarget(
    command,
    options,
    withWorld(options, true, async ({ privileges }, progress) => {
      const { statements, findings } = await privileges.plan()
      for (const statement of statements) progress.line(`  ${statement}`)
      if (findings.length > 0) throw new Found(findings)
    }),
  )
}

/** `pnpm reapply`: brings the role to its policy, whatever state it is in; with `--dry-run` in a rolled-back transaction. */
export function runReapplyCommand(options: Options): Promise<Report> {
  const command = { name: 'reapply', mutates: true, afterProvisioning: true }
  const { dryRun = false } = options
  return atTarget(
    command,
    options,
    withWorld(options, dryRun, async ({ privileges }, progress, note) => {
      const { before, statements, after, committed } = await privileges.carryOut()
      for (const { code, object, found } of before) progress.line(`  before: ${code}: ${object}: ${found}`)
      for (const statement of statements)
        progress.line(`  ${dryRun ? 'tried and rolled back' : 'ran'}: ${statement}`)
      note(
        before.length === 0
          ? 'nothing differed from the policy, and nothing was written'
          : `${statements.length} statement(s), ${committed ? 'committed' : 'rolled back'}; ${after.length} difference(s) after`,
      )
      if (after.length > 0) throw new Found(after)
    }),
  )
}

/** The work on an opened world, as the one item of a report. */
function withWorld(
  { phase = 'soaking' }: Options,
  dryRun: boolean,
  body: (world: World, progress: Progress, note: (text: string) => void) => Promise<void>,
): TargetWork {
  return async (subject, progress, signal) => {
    const world = openWorld({
      subject,
      expectedPhase: phase,
      dryRun,
      env: process.env,
      signal: () => signal,
      onCall: () => {},
    })
    try {
      const item = await singleItem(
        {
          id: 'privileges/policy',
          title: `${subject.role} can do exactly what the policy says`,
          kind: 'check',
        },
        (note) => body(world, progress, note),
      )
      progress.ended(item)
      return [item]
    } finally {
      await world.close()
    }
  }
}
