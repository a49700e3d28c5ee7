import type { Finding } from '../evidence/finding.ts'
import { shellWord } from '../text/shell-word.ts'
import { holds, type Report, type ReportItem } from './report.ts'
import { briefly, headOf } from './words.ts'

/** Something to do after a run, and what to type for it where there is something to type. */
export interface NextStep {
  readonly what: string
  readonly command?: string
  /** What is amiss, where that is one thing: for who reads this first. */
  readonly amiss?: Pick<Finding, 'expected' | 'found'>
}

/** Where more is amiss, the rest is in the items: what is first is mended first. */
const mendedAtOnce = 3

/** What comes after a command that passed on a live app, as the runbook goes on. */
const afterwards: Readonly<Record<string, { what: string; command: string; forEachRole?: true }>> = {
  preconditions: {
    what: 'Say what Steps 1 to 6 would do',
    command: 'test:provision --dry-run',
    forEachRole: true,
  },
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
  return report.env === 'rehearsal' ? [] : goingOn(report)
}

/** A command that is about one role is typed for each that the run was about; one that looks goes through all of them. */
function goingOn(report: Report): NextStep[] {
  const next = afterwards[report.suite]
  if (!next) return []
  const { what, command, forEachRole } = next
  return (forEachRole ? rolesIn(report) : [report.role]).map((role) => ({
    what: role === undefined || role === report.role ? what : `${what} for ${role}`,
    command: `pnpm ${withEnv(command, { ...report, role })}`,
  }))
}

/** The roles that a run was about, where the app has several: the one it was asked for, else those of its items. */
function rolesIn({ role, items }: Pick<Report, 'role' | 'items'>): readonly (string | undefined)[] {
  const ofItems = [...new Set(items.flatMap((item) => item.role ?? []))]
  return role === undefined && ofItems.length > 0 ? ofItems : [role]
}

/** The command that a report is of. */
export function commandOf(report: Pick<Report, 'suite' | 'env' | 'role'>): string {
  const { suite } = report
  const name = suites.includes(suite) ? `test:${suite}` : suite
  return `pnpm ${['rehearse', 'test', 'journal'].includes(suite) ? name : withEnv(name, report)}`
}

const carryOut = (report: Report): string =>
  `${report.suite === 'rollback' ? '' : `RUNBOOK_ALLOW_PROVISION=${report.app} `}${commandOf(report)}`

function withEnv(
  command: string,
  { env, role }: { readonly env: string; readonly role?: string | undefined },
): string {
  const [name, ...options] = command.split(' ')
  return [name, '--env', env, ...(role === undefined ? [] : ['--role', role]), ...options].join(' ')
}

function mendings(report: Report): NextStep[] {
  const { items, env, suite, app } = report
  const failed = items.filter(({ outcome }) => outcome === 'failed')
  const found = failed.flatMap((item) => item.findings.map((finding) => ({ finding, app: item.app ?? app })))
  const steps = urgentFirst(
    unique([
      ...ofOneHelp(found.filter(({ finding }) => !isMendedWith(finding, found))).map((together) =>
        mendingOf(together, env),
      ),
      ...ofOneCauseOnce(failed)
        .filter((item) => !found.some(({ finding }) => finding.found.includes(briefly(item))))
        .map((item) => ({ what: `Failed: ${headOf(item)}: ${briefly(item)}` })),
    ]),
  )
  const left = steps.length - mendedAtOnce
  const unexplained = failed.filter(({ findings }) => findings.length === 0)
  const [role, ...otherRoles] = rolesIn({ ...report, items: unexplained })
  const about = { env, role: otherRoles.length === 0 ? role : undefined }
  return [
    ...steps.slice(0, mendedAtOnce),
    ...(left > 0 ? [{ what: `${left} more to mend: each is under its item` }] : []),
    ...(env !== 'rehearsal' && suite !== 'diagnose' && unexplained.length > 0
      ? [{ what: 'Find out which failure mode it is', command: `pnpm ${withEnv('diagnose', about)}` }]
      : []),
  ]
}

interface FoundAt {
  readonly finding: Finding
  /** The Heroku app. */
  readonly app: string
}

/** What mends the second mends the first: a password that was rotated is refused because the var still has the old one. */
const mendedWith: Readonly<Record<string, string>> = { 'login-refused': 'stale-url' }

const isMendedWith = ({ code, object }: Finding, found: readonly FoundAt[]): boolean =>
  found.some(({ finding }) => finding.code === mendedWith[code] && finding.object === object)

/** Findings of one code for which the same is to be done, as many tables that lack their grants, together. */
function ofOneHelp(found: readonly FoundAt[]): FoundAt[][] {
  const groups = new Map<string, FoundAt[]>()
  for (const one of found) {
    const key = JSON.stringify([one.app, one.finding.code, one.finding.help])
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()]
}

/** What of many is named, and how much SQL is typed by hand: beyond that the help names what does it. */
const namedAtOnce = 5
const typedAtOnce = 20

function mendingOf(together: readonly FoundAt[], env: string): NextStep {
  const [first] = together
  if (!first) throw new Error('nothing was found')
  const objects = unique(together.map(({ finding }) => ({ what: finding.object }))).map(({ what }) => what)
  const more = objects.length - namedAtOnce
  const named = `${objects.slice(0, namedAtOnce).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const command = commandFor(together, env)
  return {
    what: `${first.finding.code}: ${named}. ${first.finding.help}`,
    ...(command !== undefined && { command }),
    ...(together.length === 1 && { amiss: { expected: first.finding.expected, found: first.finding.found } }),
  }
}

/** What is typed for it: SQL in the owner's session, where there is an app to open one on. */
function commandFor(together: readonly FoundAt[], env: string): string | undefined {
  const fixes = [...new Set(together.flatMap(({ finding }) => finding.fix ?? []))]
  const [first] = together
  if (fixes.length === 0 || fixes.length > typedAtOnce) return undefined
  if (first?.finding.fixKind !== 'sql' || env === 'rehearsal') return fixes.join('\n')
  return `heroku pg:psql -a ${first.app} -c ${shellWord(fixes.join('; '))}`
}

/** Where the app's users see errors it is taken back first, and mended after. */
const urgentFirst = (steps: readonly NextStep[]): NextStep[] =>
  steps.toSorted((a, b) => Number(isRollback(b)) - Number(isRollback(a)))

const isRollback = ({ command = '' }: NextStep): boolean => command.split(' ')[1] === 'rollback'

/** Of items that failed without a finding, as at an answer that none of them could read, the first of each cause. */
function ofOneCauseOnce(items: readonly ReportItem[]): ReportItem[] {
  const without = items.filter(({ findings }) => findings.length === 0)
  return without.filter((item, at) => without.findIndex((other) => briefly(other) === briefly(item)) === at)
}

const openOnes = (items: readonly ReportItem[]): NextStep[] =>
  unique(items.filter((item) => !holds(item)).map((item) => ({ what: adviceOf(item) }))).slice(
    0,
    mendedAtOnce,
  )

/** A reason of several lines ends with what to do about it. */
const adviceOf = (item: ReportItem): string => item.reason?.trim().split('\n').at(-1) || headOf(item)

/** One cause is told once, and what mends several things is typed once. */
function unique(steps: readonly NextStep[]): NextStep[] {
  const keyOf = ({ what, command }: NextStep): string => command ?? what
  return steps.filter((step, at) => steps.findIndex((other) => keyOf(other) === keyOf(step)) === at)
}
