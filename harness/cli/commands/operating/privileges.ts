import { optionsFor } from '../../../config/subject.ts'
import { CouldNotLook } from '../../../evidence/could-not-look.ts'
import type { Finding } from '../../../evidence/finding.ts'
import { Found } from '../../../evidence/found.ts'
import { whatIsNotKnown } from '../../../privileges/unread.ts'
import type { Report } from '../../../report/report.ts'
import type { World } from '../../../world/world.ts'
import type { Options } from '../../options.ts'
import { atTarget } from '../../run/at-target.ts'
import { mustBeTheCli } from '../../run/gates/must-be-the-cli.ts'
import { singleItem } from '../../run/single-item.ts'
import type { Situation, TargetCommand } from '../../run/situation.ts'
import { withWorld } from '../../run/with-world.ts'

const planCommand: TargetCommand = { name: 'plan', gated: false, rehearsal: 'provisioned' }
const reapplyCommand: TargetCommand = { name: 'reapply', gated: true, rehearsal: 'provisioned' }

/** `pnpm plan`: prints the statements that would bring the role to its policy. Passes where there is none. */
export function runPlanCommand(options: Options): Promise<Report> {
  return atTarget(planCommand, options, (situation) =>
    withWorld(situation, { permit: 'look', expectedPhase: options.phase }, (world) =>
      policyItem(world, situation, async ({ privileges }, say, note) => {
        const { statements, findings, withheld, remarks, unread } = await privileges.plan()
        for (const statement of statements) say(statement)
        if (withheld !== undefined) say(`not to be run yet: ${withheld}`)
        for (const remark of remarks) say(remark)
        concluded(findings, unread, note)
      }),
    ),
  )
}

/**
 * `pnpm reapply`: brings the role to its policy as far as the database owner can, and names the rest; with `--dry-run` in a
 * rolled-back transaction.
 */
export function runReapplyCommand(options: Options): Promise<Report> {
  const permit = options.dryRun ? 'plan' : 'act'
  return atTarget(reapplyCommand, options, (situation) =>
    withWorld(situation, { permit, expectedPhase: options.phase }, (world) =>
      policyItem(world, situation, async ({ privileges }, say, note) => {
        const { before, statements, after, unread, committed, withheld } = await privileges.carryOut()
        for (const { code, object, found } of before) say(`before: ${code}: ${object}: ${found}`)
        for (const statement of statements)
          say(`${options.dryRun ? 'tried and rolled back' : 'ran'}: ${statement}`)
        if (withheld !== undefined) say(`nothing was done: ${withheld}`)
        note(
          before.length === 0
            ? 'nothing differed from the policy, and nothing was written'
            : `${statements.length} statement(s), ${committed ? 'committed' : 'rolled back'}; ${after.length} difference(s) after`,
        )
        if (committed) {
          // A line of before stays in the log after its grant is mended: what counts from here on is what comes after.
          note(
            `next: pnpm test:verify ${optionsFor(situation.subject, options.env)} --log-since ${new Date().toISOString().replace(/\.\d+/, '')}`,
          )
        }
        concluded(after, unread, note)
      }),
    ),
  )
}

/** @throws Found where something differs; CouldNotLook where nothing does as far as could be read, and not all could. */
function concluded(
  differences: readonly Finding[],
  unread: readonly Finding[],
  note: (text: string) => void,
): void {
  const notKnown = whatIsNotKnown(unread)
  if (differences.length === 0 && notKnown !== undefined) throw new CouldNotLook(notKnown)
  if (notKnown !== undefined) note(notKnown)
  if (differences.length > 0) throw new Found(differences)
}

/** The work on the role's privileges, as the one item of a report. */
async function policyItem(
  world: World,
  situation: Situation,
  work: (world: World, say: (text: string) => void, note: (text: string) => void) => Promise<void>,
): Promise<void> {
  const { subject, emit } = situation
  const title = `${subject.role} can do exactly what the policy says`
  emit({ type: 'began', title })
  await mustBeTheCli(world.app, situation)
  const item = await singleItem({ id: 'privileges/policy', title, kind: 'check' }, (note) =>
    work(world, (text) => emit({ type: 'said', text: `  ${text}` }), note),
  )
  emit({ type: 'ended', item })
}
