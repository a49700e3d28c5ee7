import { holds, type Report, type ReportItem } from './report.ts'
import { briefly, headOf } from './words.ts'

/** Something to do after a run, and what to type for it where there is something to type. */
export interface NextStep {
  readonly what: string
  readonly command?: string
}

/** Where more is amiss, the rest is in the items: what is first is mended first. */
const mendedAtOnce = 3

/** What comes after a command that passed on a live app, as the runbook goes on. */
const afterwards: Readonly<Record<string, { what: string; command: string }>> = {
  preconditions: { what: 'Say what Steps 1 to 6 would do', command: 'test:provision --dry-run' },
  provision: { what: 'Verify that the app is on its role', command: 'test:verify' },
  verify: { what: 'See how far the soak has come', command: 'soak' },
  signoff: { what: 'Carry out what was signed', command: 'test:provision --watch 10m' },
  reapply: { what: 'Verify that the app is on its role', command: 'test:verify' },
  rollback: { what: 'Find out what was the matter', command: 'diagnose' },
}

const suites = ['preconditions', 'provision', 'verify', 'recovery', 'failure-modes']

/**
 * What to do next, the first thing first: what mends what is amiss, or what could not be looked at, and the command again;
 * after a pass the runbook's next command, if there is one.
 */
export function whatNext(report: Report): readonly NextStep[] {
  const { outcome, exitStatus, reason, items } = report
  const again = (what: string): NextStep => ({ what, command: commandOf(report) })
  if (outcome === 'refused')
    return [{ what: `Nothing was changed: ${reason ?? 'a gate stayed shut'}` }, again('Then again')]
  if (exitStatus === 130)
    return [again('It was interrupted: what is done is done, and the same command goes on from there')]
  if (outcome === 'failed') return [...mendings(report), again('Then again')]
  if (outcome === 'inconclusive')
    return [...openOnes(items), again('Once that can be looked at, or run, again')]
  if (items.some((item) => item.outcome === 'not-run' && item.reason?.startsWith('dry run')))
    return [{ what: 'Nothing was changed: this was a dry run. To carry it out', command: carryOut(report) }]
  const next = report.env === 'rehearsal' ? undefined : afterwards[report.suite]
  return next ? [{ what: next.what, command: `pnpm ${withEnv(next.command, report)}` }] : []
}

/** The command that a report is of. */
export function commandOf(report: Pick<Report, 'suite' | 'env' | 'role'>): string {
  const { suite } = report
  const name = suites.includes(suite) ? `test:${suite}` : suite
  return `pnpm ${['rehearse', 'test', 'journal'].includes(suite) ? name : withEnv(name, report)}`
}

const carryOut = (report: Report): string =>
  `${report.suite === 'rollback' ? '' : `RUNBOOK_ALLOW_PROVISION=${report.app} `}${commandOf(report)}`

function withEnv(command: string, { env, role }: Pick<Report, 'env' | 'role'>): string {
  const [name, ...options] = command.split(' ')
  return [name, '--env', env, ...(role === undefined ? [] : ['--role', role]), ...options].join(' ')
}

function mendings({ items, env, suite }: Report): NextStep[] {
  const failed = items.filter(({ outcome }) => outcome === 'failed')
  const steps = urgentFirst(unique(ofOneCauseOnce(failed).flatMap(mendingsOf)))
  const left = steps.length - mendedAtOnce
  return [
    ...steps.slice(0, mendedAtOnce),
    ...(left > 0 ? [{ what: `${left} more to mend: each is under its item` }] : []),
    ...(env !== 'rehearsal' && suite !== 'diagnose' && failed.some(({ findings }) => findings.length === 0)
      ? [{ what: 'Find out which failure mode it is', command: `pnpm diagnose --env ${env}` }]
      : []),
  ]
}

function mendingsOf(item: ReportItem): NextStep[] {
  if (item.findings.length === 0) return [{ what: `${headOf(item)}: ${briefly(item)}` }]
  return item.findings.map(({ code, object, help, fix }) => ({
    what: `${code}: ${object}. ${help}`,
    ...(fix !== undefined && { command: fix }),
  }))
}

/** Where the app's users see errors it is taken back first, and mended after. */
const urgentFirst = (steps: readonly NextStep[]): NextStep[] =>
  steps.toSorted((a, b) => Number(isRollback(b)) - Number(isRollback(a)))

const isRollback = ({ command = '' }: NextStep): boolean => command.startsWith('pnpm rollback ')

/** Of items that came to the same without a finding, as an answer that none of them could read, the first. */
const ofOneCauseOnce = (items: readonly ReportItem[]): ReportItem[] =>
  items.filter(
    (item, at) =>
      item.findings.length > 0 ||
      items.findIndex((other) => other.findings.length === 0 && briefly(other) === briefly(item)) === at,
  )

const openOnes = (items: readonly ReportItem[]): NextStep[] =>
  unique(items.filter((item) => !holds(item)).map((item) => ({ what: briefly(item) || headOf(item) }))).slice(
    0,
    mendedAtOnce,
  )

/** One cause is told once, and what mends several things is typed once. */
function unique(steps: readonly NextStep[]): NextStep[] {
  const keyOf = ({ what, command }: NextStep): string => command ?? what
  return steps.filter((step, at) => steps.findIndex((other) => keyOf(other) === keyOf(step)) === at)
}
