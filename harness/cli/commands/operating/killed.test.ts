import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitUntil } from '../../../evidence/wait-until.ts'
import { runsOf } from '../../../journal/changes.ts'
import type { Entry } from '../../../journal/entry.ts'
import { journalFile, type Line, readJournal } from '../../../journal/journal-file.ts'
import { wholenessOf } from '../../../journal/wholeness.ts'
import { makeOwnFolder } from '../../../planting/own-folder.ts'
import { reconciled } from '../../../verdicts/journal.ts'
import { beginnings } from '../../testing/beginnings.ts'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'
import type { StartedCli } from '../../testing/run-cli.ts'

// A command that is ended by SIGKILL is given once more, and then everything is as it would have been without: nothing of what
// is done is known from anywhere but the world. The whole of it, `pnpm bench:kill`, takes half an hour.

const commands = ['provision', 'reapply', 'rollback'] as const

/** When a run is ended. */
interface Instant {
  readonly command: (typeof commands)[number]
  /** Once its journal has so many lines, before and after each change, or so many percent of its usual length are over. */
  readonly after: 'lines' | 'percent'
  readonly count: number
  /** Whether what it has started ends with it, as where the machine goes down. */
  readonly all: boolean
}

/** How many lines a run writes that nothing hinders, the last of which is its end. */
const linesOfJournal = { provision: 12, reapply: 4, rollback: 4 }

/** The seed of the whole. */
const seed = process.env['RUNBOOK_KILL']
const byChance = 15
/** From 0 to below 1, the same for the same seed and name. */
const drawn = (name: string): number =>
  createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE() / 2 ** 32

const each = (command: Instant['command'], after: Instant['after'], counts: readonly number[]): Instant[] =>
  counts.map((count, n) => ({ command, after, count, all: n % 2 === 0 }))
const upTo = (length: number): number[] => Array.from({ length }, (_, n) => n + 1)

const instants: readonly Instant[] =
  seed === undefined
    ? [...each('provision', 'lines', [4]), ...each('reapply', 'lines', [2])]
    : commands.flatMap((command) => [
        ...each(command, 'lines', upTo(linesOfJournal[command] - 1)),
        ...each(
          command,
          'percent',
          // What a busy machine makes of its length is no end.
          upTo(byChance).map((n) => Math.ceil(85 * drawn(`${command} ${n}`))),
        ),
      ])

let staging: RehearsedApp
let folder: string
/** What the role was given by the first run, and is to be given by each. */
let given: unknown[] | undefined
/** In milliseconds. */
const usualLength = new Map<string, number>()
/** How many runs were ended before their end at an instant that chance named. */
let cutByChance = 0

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true })
  folder = makeOwnFolder()
  for (const command of seed === undefined ? [] : commands) {
    await beginnings[command](staging)
    const from = performance.now()
    await staging.run([command], { RUNBOOK_ALLOW_PROVISION: staging.name })
    usualLength.set(command, performance.now() - from)
  }
}, 600_000)
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await staging.stop()
})

/** Every privilege that the role was given by name. */
async function grants(): Promise<unknown[]> {
  const { rows } = await staging.hand.rehearsal.superuser(
    `SELECT n.nspname, c.relname, a.privilege_type FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
            aclexplode(c.relacl) a WHERE a.grantee = 'ledger_app'::regrole
      UNION ALL
     SELECT n.nspname, '', a.privilege_type FROM pg_namespace n, aclexplode(n.nspacl) a
      WHERE a.grantee = 'ledger_app'::regrole ORDER BY 1, 2, 3`,
  )
  return rows
}

/** Waits until a run has come to that point, or has ended before. */
async function reached(run: StartedCli, file: string, { command, after, count }: Instant): Promise<unknown> {
  if (after === 'percent')
    return Promise.race([run.ended, pause((count / 100) * (usualLength.get(command) ?? 0))])
  let hasEnded = false
  void run.ended.then(() => (hasEnded = true))
  const look = async () => ({ holds: hasEnded || (readJournal(file)?.length ?? 0) >= count, saw: '' })
  return waitUntil(look, { timeoutMs: 150_000, everyMs: 5 })
}

const entriesOf = (lines: readonly Line[]): Entry[] => lines.flatMap(({ entry }) => entry ?? [])

/** What the journal is to say of a run that was ended: that it has no end, and each change of which nobody wrote how it ended. */
function cutsOf(entries: readonly Entry[]): string[] {
  return runsOf(entries).flatMap(({ start, changes, end }) => [
    ...(end ? [] : [`the run of ${start.command} has no end`]),
    ...changes.flatMap(({ before, after }) =>
      after ? [] : [`how \`${before.what}\` ended was not written`],
    ),
  ])
}

describe(`SIGKILL${seed === undefined ? '' : `, with the seed ${seed}`}`, () => {
  it.each(instants)(
    'to $command after $count $after, to what it started too: $all; given once more it comes to its end',
    async (instant) => {
      const { command, after, count, all } = instant
      const { api, hand, name } = staging
      const { subject } = hand
      const { configVars, role } = subject
      await beginnings[command](staging)
      const releasesBefore = (await api.newestFirst()).length
      const env = {
        RUNBOOK_ALLOW_PROVISION: name,
        // Chance may name one instant twice.
        RUNBOOK_JOURNAL: join(folder, `${command}-${after}-${count}-${instants.indexOf(instant)}`),
      }
      const file = journalFile(env.RUNBOOK_JOURNAL, name)
      const first = staging.begin([command], env)
      await reached(first, file, instant)
      if (all) first.killAll()
      else first.kill()
      const { exitCode } = await first.ended
      const left = readJournal(file) ?? []
      const wasCut = exitCode === undefined
      if (wasCut && after === 'percent') cutByChance += 1

      const again = await staging.run([command], env)
      expect(again.exitCode, again.output).toBe(0)
      expect(await api.credentials()).toEqual(['default', role])
      given ??= await grants()
      expect(await grants()).toEqual(given)
      const vars = await api.configVars()
      expect(vars[configVars.flag]).toBe(command === 'rollback' ? '0' : '1')

      const newestFirst = await api.newestFirst()
      const made = newestFirst.slice(0, newestFirst.length - releasesBefore)
      const madeOf = (configVar: string) =>
        made.filter(({ description }) => description.includes(configVar)).length
      // A rollback sets the flag though it is off: somebody may be about to set it on.
      expect(madeOf(configVars.flag)).toBeLessThanOrEqual({ provision: 1, reapply: 0, rollback: 2 }[command])
      expect(madeOf(configVars.restricted)).toBe(command === 'provision' ? 1 : 0)

      const lines = readJournal(file) ?? []
      const { breaks, remarks, end } = wholenessOf(lines, [], name)
      expect({ breaks, end }).toEqual({ breaks: [], end: { isEnd: true } })
      const cuts = cutsOf(entriesOf(left))
      expect(cuts.filter((said) => !remarks.some((remark) => remark.includes(said)))).toEqual([])
      const judged = reconciled(entriesOf(lines), { newestFirst, complete: true }, subject)
      expect(judged.amiss.map(({ object, found }) => `${object}: ${found}`)).toEqual([])
      // Those before it are of the instants before it, each of which has a journal of its own.
      const ofOthers = judged.remarks.filter((remark) => remark.includes('somebody else'))
      expect(
        ofOthers.filter((remark) => made.some(({ version }) => remark.includes(` v${version}:`))),
      ).toEqual([])
      // A rollback waits for nobody to name the newest release before it: one from just before may be taken for its own.
      expect(judged.matched).toBeGreaterThanOrEqual(command === 'rollback' ? 0 : made.length)
    },
  )

  it('was before their end at nearly all the instants that chance named', () => {
    const named = instants.filter(({ after }) => after === 'percent').length
    expect(cutByChance).toBeGreaterThanOrEqual(Math.floor(named * 0.89))
  })
})
