import { inject, type TestContext, test } from 'vitest'
import type { Finding } from '../../evidence/finding.ts'
import { type Observation, waitUntil } from '../../evidence/wait-until.ts'
import type { Rights } from '../../privileges/rights.ts'
import { mask, maskDeep } from '../../secrets/mask.ts'
import type { World } from '../../world/world.ts'
import { currentWorld } from '../current-world.ts'
import { judge, type Outcome } from '../outcome.ts'
import { Budget } from './budget.ts'
import { registerItem } from './register-item.ts'

/** Where the source is wrong: the row of the README's findings that an item belongs to, and what it says in it. */
export interface RefutedClaim {
  /** `F1` and so on, as the README numbers them. */
  readonly finding?: string
  /** The source's own words, which this item shows to be otherwise. */
  readonly claim?: string
  /** Whether it shows what this project does instead. */
  readonly instead?: boolean
}

/** What an item leaves in the report, beside its title and place. */
export interface ItemRecord extends RefutedClaim {
  /** Its own name in its suite: other people's scripts, a journal and a sign-off know it by that. */
  readonly id: string
  readonly kind: 'step' | 'check'
  readonly required: boolean
  readonly outcome: Outcome
  readonly reason?: string
  /** The statements of the source it stands for, and why it is there, as its spec has them. */
  readonly source?: string
  readonly why?: string
  /** What is wrong where it fails, in the words of its symptom: shown in the place of its title, which says the opposite. */
  readonly symptom?: string
  readonly byHand?: readonly string[]
  readonly expect?: string
  readonly notes: readonly string[]
  /** What the item read that a report needs, by name: `postgres`, `node`. */
  readonly facts: Readonly<Record<string, string>>
  readonly findings: readonly Finding[]
  /** What the role may do, relation by relation, where the item looked at that. */
  readonly rights?: readonly Rights[]
  readonly herokuCalls: number
  /** The Heroku commands it ran, masked, in their order. */
  readonly commands: readonly string[]
}

declare module 'vitest' {
  interface TaskMeta {
    /** What the spec says of it, there before it runs. */
    declared?: ItemHead
    /** What came of it. */
    item?: ItemRecord
  }
}

/** How long it is since a stretch was begun, and how long the Heroku commands in it ran, together: two can run at a time. */
export interface Elapsed {
  readonly sinceBeginningMs: number
  readonly herokuMs: number
  readonly herokuCalls: number
}

/** What the body of an item is given: the world, and a way to say what it saw. */
export interface Given extends World {
  /** Puts a line into the report: what was seen, where a reader would ask. */
  readonly note: (text: string) => void
  /** Puts a value into the report under a name, for who reads the report by program. */
  readonly fact: (name: string, value: string) => void
  /** Puts what the role may do into the report, relation by relation. */
  readonly keepRights: (rights: readonly Rights[]) => void
  /** Waits until a condition holds. @throws Error with what was last seen, where it does not come to hold. */
  readonly settled: (condition: (world: World) => Promise<Observation>) => Promise<void>
  /** What this stretch of the runbook has taken so far. */
  readonly elapsed: () => Elapsed
  /** Aborted when the run is interrupted or the item's time is over: a wait ends at once. */
  readonly signal: AbortSignal
}

type Recorder = (
  outcome: Outcome,
  more?: { reason?: string; findings?: readonly Finding[]; required?: boolean },
) => void

/** How an item is done without this project. */
export interface ByHand {
  /** What is typed in a shell; of a step, after its own commands, to read back what they did. */
  readonly byHand?: readonly string[]
  /** What is to be seen then. */
  readonly expect?: string
}

export interface ItemHead extends ByHand, Pick<ItemRecord, 'id' | 'kind' | 'required'>, RefutedClaim {
  readonly title: string
  readonly source?: string
  readonly why?: string
  readonly symptom?: string
  readonly notHere?: string | undefined
}

/** How long a check may take. Each wait within it has its own, shorter bound and says what it waited for. */
const checkBudgetMs = 300_000

/**
 * Registers one item of the runbook as a Vitest test and leaves its {@link ItemRecord} in the test's meta. Whatever the
 * body throws is masked before Vitest sees it, and keeps neither the values compared nor a cause.
 */
export function item(
  declared: ItemHead,
  body: (given: Given) => Promise<void>,
  {
    budgetMs = checkBudgetMs,
    advice,
    commands = async () => declared.byHand ?? [],
  }: { budgetMs?: number; advice?: string | undefined; commands?: () => Promise<readonly string[]> } = {},
): void {
  const { title, notHere, ...head } = declared
  const { kind, required } = head
  registerItem(head.id, title)
  // Vitest's own time-out would let the next item begin while the body of this one still runs.
  test(title, { meta: { declared }, retry: 0, timeout: 0 }, async (context) => {
    if (inject('run').place.kind === 'paper') writeDown(context, declared, await commands())
    const budget = new Budget(budgetMs, advice)
    const signal = AbortSignal.any([context.signal, budget.signal])
    const { world, walk, calls, begunAt } = await currentWorld(signal)
    const notes: string[] = []
    const facts: Record<string, string> = {}
    let rights: readonly Rights[] | undefined
    const callsBefore = calls.length
    const record: Recorder = (outcome, more = {}) => {
      context.task.meta.item = maskDeep({
        ...head,
        required: more.required ?? required,
        outcome,
        ...(more.reason !== undefined && { reason: more.reason }),
        notes,
        facts,
        ...(rights && { rights }),
        findings: [...(more.findings ?? [])],
        herokuCalls: calls.length - callsBefore,
        commands: calls.slice(callsBefore).map(({ command }) => command),
      })
    }
    if (notHere !== undefined) leaveOut(context, record, { reason: notHere, required: false })
    const hindrance = walk.hindrance(kind)
    if (hindrance) {
      // A step that is not taken is as good as one that failed: what follows it would be judged in the wrong world.
      if (!hindrance.expected) walk.missed(kind, title)
      leaveOut(context, record, { ...hindrance, required: required && !hindrance.expected })
    }
    try {
      const work = body({
        ...world,
        note: (text) => notes.push(text),
        fact(name, value) {
          facts[name] = value
        },
        keepRights(seen) {
          rights = seen
        },
        settled: (condition) => settle(world, condition, signal),
        elapsed: () => ({
          sinceBeginningMs: Date.now() - begunAt,
          herokuMs: calls.reduce((sum, { durationMs }) => sum + durationMs, 0),
          herokuCalls: calls.length,
        }),
        signal,
      })
      await budget.within(work)
      record('passed')
    } catch (error) {
      const judged = judge(context.signal.aborted ? error : budget.blamed(error))
      const expected = !required || judged.expected
      if (judged.outcome !== 'not-run' || !expected) walk.missed(kind, title)
      else if (kind === 'step') walk.planned(title)
      if (judged.outcome === 'not-run') leaveOut(context, record, { ...judged, required: !expected })
      record(judged.outcome, judged)
      throw masked(error, judged.reason)
    } finally {
      budget.end()
      // A session kept from an earlier item would prove no login.
      await world.close()
    }
  })
}

/** Leaves in the report how it is done by hand. */
function writeDown(
  context: TestContext,
  { title: _title, notHere, byHand: _looks, expect, ...head }: ItemHead,
  byHand: readonly string[],
): never {
  const reason = notHere ?? 'on paper'
  context.task.meta.item = {
    ...head,
    required: false,
    outcome: 'not-run',
    reason,
    ...(notHere === undefined && byHand.length > 0 && { byHand }),
    ...(notHere === undefined && expect !== undefined && { expect }),
    notes: [],
    facts: {},
    findings: [],
    herokuCalls: 0,
    commands: [],
  }
  return context.skip(reason)
}

const settleTimeoutMs = 60_000

async function settle(
  world: World,
  condition: (world: World) => Promise<Observation>,
  signal: AbortSignal,
): Promise<void> {
  const look = (): Promise<Observation> => {
    world.app.forget()
    return condition(world)
  }
  const seen = await waitUntil(look, { timeoutMs: settleTimeoutMs, everyMs: 1_000, signal })
  if (!seen.holds) throw new Error(`waited ${settleTimeoutMs / 1000} s, and still: ${seen.saw}`)
}

function leaveOut(
  context: TestContext,
  record: Recorder,
  why: { reason: string; required?: boolean },
): never {
  record('not-run', why)
  return context.skip(why.reason)
}

/** An error with nothing on it but the masked message and stack: no `actual`, `expected`, `diff` or `cause`. */
function masked(error: unknown, message: string): Error {
  const clean = new Error(message)
  clean.name = error instanceof Error ? error.name : 'Error'
  clean.stack = mask((error instanceof Error && error.stack) || message)
  return clean
}
