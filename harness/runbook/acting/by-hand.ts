import { inject } from 'vitest'
import { type Observation, waitUntil } from '../../evidence/wait-until.ts'
import type { HerokuApp } from '../../heroku/app.ts'
import { varsSetBy } from '../../heroku/config-vars.ts'
import { recorded } from '../../journal/run-journal.ts'
import { changes } from '../../verdicts/switches.ts'
import type { ByHand, Given } from '../item/item.ts'
import { ask, type Request } from '../operator.ts'
import { onPaper, type PaperCommand } from './paper.ts'

interface Doing extends ByHand {
  readonly title: string
  readonly why: string
  /** Where the operator is asked. */
  readonly channel: string
  readonly given: Given
  /** What the step does, which is carried out on paper alone. */
  readonly act: (given: Given) => Promise<void>
  /** Whether it is so, read from the world. */
  readonly look: () => Promise<Observation>
  /** What was seen before. */
  readonly saw: string
}

/** How long it is looked for once somebody has said that it is done, before they are asked again. */
const lookForMs = 10_000
const lookEveryMs = 1_000
/** How often somebody is asked: a run is not kept up for ever. */
const mostAsked = 30

/**
 * Has the operator do a step: shows what they type, waits for their word, and looks. What the world shows then counts, and not
 * the word. Between two lines of the journal, as what this project does itself.
 * @throws Error where they leave it, or it is not so however often they say that it is.
 */
export async function doneByHand({ given, act, look, ...asked }: Doing): Promise<void> {
  const { subject, note, app, signal } = given
  const commands = await onPaper(subject, act)
  const what = commands.map((command) => command.what)
  const statements = commands.flatMap((command) => command.statements ?? [])
  const vars = what.flatMap(varsSetBy)
  const since = await newestRelease(app, vars)
  await given.mustBeAlone()
  const request = requestOf(asked, commands)
  const { saw } = await recorded(
    inject('run').journal,
    { what: `by hand: ${what.join('; ')}`, vars, since },
    async () => ({
      saw: await untilSo(asked.channel, request, look, signal),
      release: await releaseSince(app, vars, since),
    }),
    ({ saw: said, release }) => ({ said, release, ...(statements.length > 0 && { statements }) }),
  )
  note(saw)
  for (const line of what) note(`by hand: ${line}`)
}

async function newestRelease(app: HerokuApp, vars: readonly string[]): Promise<number | undefined> {
  return vars.length > 0 ? (await app.releases()).newestFirst[0]?.version : undefined
}

/** The release that came of it: the first since then that touched those config vars. */
async function releaseSince(
  app: HerokuApp,
  vars: readonly string[],
  since = Number.NaN,
): Promise<number | undefined> {
  if (vars.length === 0) return undefined
  return (await app.releases()).newestFirst.findLast(
    (release) => release.version > since && vars.every((name) => changes(release, name)),
  )?.version
}

function requestOf(
  { title, why, byHand = [], expect, saw }: Omit<Doing, 'given' | 'act' | 'look'>,
  commands: readonly PaperCommand[],
): Request {
  return { title, why, commands: commands.map(({ typed }) => typed), look: byHand, expect, saw }
}

/**
 * Asks until it is so, and returns what was seen.
 * @param patienceMs how long it is looked for once somebody has said that it is done.
 * @throws Error where they leave it, it never is so, or the run is stopped.
 */
export async function untilSo(
  channel: string,
  request: Request,
  look: () => Promise<Observation>,
  signal: AbortSignal,
  patienceMs = lookForMs,
): Promise<string> {
  let { saw } = request
  for (let asked = 0; asked < mostAsked; asked++) {
    const word = await ask(channel, { ...request, saw }, signal)
    const seen = await waitUntil(look, {
      timeoutMs: word === 'done' ? patienceMs : 0,
      everyMs: lookEveryMs,
      signal,
    })
    if (seen.holds) return seen.saw
    saw = seen.saw
    if (word === 'leave') throw new Error(`the operator left it, and it is not done: ${saw}`)
  }
  throw new Error(`it was said to be done ${mostAsked} times, and still: ${saw}`)
}
