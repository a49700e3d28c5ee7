import { optionsFor, type Subject } from '../../config/subject.ts'
import { sentence } from '../../text/sentence.ts'
import type { ReportItem } from '../report.ts'

/** What the printed runbook says of an app besides its items. */
export interface PageSubject {
  readonly environment: string
  readonly app: string
  readonly role: string
  readonly otherRoles: Subject['otherRoles']
  readonly configVars: { readonly owner: string; readonly restricted: string; readonly flag: string }
  readonly tell: { readonly operator: string; readonly developer: string }
  readonly soak: { readonly hours: number; readonly checkpointHours: readonly number[] }
  readonly waitsFor: { readonly soakOf?: string; readonly signOff: boolean }
}

/** A way to fail that can be told from outside. */
export interface PageFailureMode {
  readonly id: string
  readonly letter?: string
  readonly symptom: string
  readonly tell: string
}

/** A part of the runbook that is walked, and the items that are its steps and checks. */
const walked = [
  { title: 'Preconditions', suite: 'preconditions' },
  { title: 'Steps 1 to 6', suite: 'provision' },
] as const

/**
 * Returns the runbook as somebody follows it by hand, in Markdown, from the items of a run on paper: what is typed is what the
 * specs themselves do. A heading has the title of its item.
 */
export function runbookPage(
  items: readonly ReportItem[],
  subject: PageSubject,
  failureModes: readonly PageFailureMode[],
): string {
  const of = (suite: string, part = ''): readonly ReportItem[] =>
    items.filter(({ id }) => id.startsWith(`${suite}/${part}`))
  const lines = [
    ...opening(subject),
    ...walked.flatMap(({ title, suite }) => [`## ${title}`, '', ...of(suite).flatMap(itemLines)]),
    ...verification(of('verify'), subject),
    ...soak(subject),
    ...signOff(subject),
    '## Rollback',
    '',
    'At once, without a code deploy and without asking anybody. The role and its grants stay as they are.',
    '',
    ...of('recovery', 'rollback').flatMap(itemLines),
    '## Forward again',
    '',
    ...of('recovery', 're-enable').flatMap(itemLines),
    '## When something is wrong',
    '',
    `\`pnpm diagnose ${optionsFor(subject)}\` tells which of these it is, with the evidence and the fix. By hand:`,
    '',
    ...failureModeTable(failureModes),
    ...byFailureMode(of('failure-modes')).flatMap((own) => failureModeLines(own, of('provision'))),
    ...escalation(subject),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function opening(subject: PageSubject): string[] {
  const { app, environment, role, otherRoles, configVars, tell, waitsFor } = subject
  return [
    `# Moving ${app} to ${otherRoles.length > 0 ? role : 'its restricted role'}`,
    '',
    `<!-- written by \`pnpm runbook:print ${optionsFor(subject)}\` from specs/: do not edit -->`,
    '',
    '## Purpose',
    '',
    `${app} connects to Postgres as the owner of the database (${configVars.owner}): a bug, or a compromised process, can change any`,
    `table, the schema and the record of migrations. As \`${role}\` it can do what its requests need and nothing else. Migrations go on`,
    `as the owner, and ${configVars.flag} switches the app either way without a deploy.`,
    '',
    `This is the runbook of ${environment}, for who follows it by hand. \`pnpm test:provision ${optionsFor(subject)}\` does the same and`,
    'reads each step back; with `--dry-run` it only says what it would do.',
    '',
    `Who carries it out: ${tell.operator}. Who has the code of the app: ${tell.developer}.`,
    ...(waitsFor.soakOf === undefined
      ? []
      : [`It begins when the soak of ${waitsFor.soakOf} is over and clean.`]),
    ...(waitsFor.signOff ? ['It begins when the operator has signed for it.'] : []),
    '',
    'The commands are for bash, with the Heroku CLI, psql and curl. Go on only where a step shows what it should.',
    '',
  ]
}

function itemLines(item: ReportItem): string[] {
  const { title, why, byHand, expect, kind, reason } = item
  if (byHand === undefined && kind === 'check')
    return [
      `- ${title}${reason === 'on paper' ? '. By hand there is no one command for it' : `: ${reason}`}.`,
      '',
    ]
  return [
    `### ${title}`,
    '',
    ...(why === undefined ? [] : [why, '']),
    ...(byHand === undefined ? [reason ?? '', ''] : ['```sh', ...byHand, '```', '']),
    ...(expect === undefined ? [] : [`Expect: ${expect}.`, '']),
  ]
}

function verification(items: readonly ReportItem[], subject: PageSubject): string[] {
  return [
    '## Verification',
    '',
    `\`pnpm test:verify ${optionsFor(subject)}\` holds all of this, changes nothing, and is what a checkpoint of the soak asks for:`,
    '',
    ...items.map(({ title, why }) => `- ${title}.${why === undefined ? '' : ` ${why}`}`),
    '',
  ]
}

function soak(subject: PageSubject): string[] {
  const {
    soak: { hours, checkpointHours },
    environment,
    role,
    waitsFor,
  } = subject
  if (waitsFor.soakOf !== undefined)
    return [
      '## Soak',
      '',
      `${sentence(environment)} waits for the soak of ${waitsFor.soakOf}, and has none of its own.`,
      '',
    ]
  return [
    '## Soak',
    '',
    `The app runs on \`${role}\` until ${hours} h of it were seen, from the release that switched it. After ${checkpointHours.join(', ')} h:`,
    `\`pnpm test:verify ${optionsFor(subject)}\`, which is a checkpoint and is kept in the journal. Heroku keeps 1,500 lines of the log: where the`,
    `app writes more between two checkpoints, record it meanwhile, \`pnpm soak:record --env ${environment}\`. A rollback, another release that`,
    `could have undone the switch, or a checkpoint that failed begins the soak anew. \`pnpm soak ${optionsFor(subject)}\` says how far it has`,
    'come, what does not count and why, and what is due: see [soak.md](soak.md).',
    '',
  ]
}

function signOff(subject: PageSubject): string[] {
  const { waitsFor, tell, environment } = subject
  const who = waitsFor.signOff
    ? `Before the first step on ${environment} ${withArticle(tell.operator)} signs, at a terminal: \`pnpm signoff ${optionsFor(subject)}\`. It shows every GRANT that the role would have, the policy, the commit and the soak it rests on, and is computed again before anything is changed: see [sign-off.md](sign-off.md).`
    : `Nobody signs for ${environment}. Another environment's sign-off rests on the evidence of its soak.`
  return ['## Sign-off', '', who, '']
}

function failureModeTable(modes: readonly PageFailureMode[]): string[] {
  return [
    '| symptom | whom to tell | more |',
    '|---|---|---|',
    ...modes.map(
      ({ id, letter, symptom, tell }) =>
        `| ${letter === undefined ? '' : `${letter}. `}${symptom.replaceAll('|', '\\|')} | ${tell} | [${id}](failure-modes/${id}.md) |`,
    ),
    '',
  ]
}

function byFailureMode(items: readonly ReportItem[]): (readonly ReportItem[])[] {
  const nameOf = ({ id }: ReportItem): string | undefined => id.split('/')[1]
  const names = [...new Set(items.map(nameOf))]
  return names.map((name) => items.filter((item) => nameOf(item) === name))
}

/** Its title once, and its items as the parts that it has: symptom, cause, fix, verification. */
function failureModeLines(items: readonly ReportItem[], steps: readonly ReportItem[]): string[] {
  const [head = ''] = (items[0]?.title ?? '').split('. ')
  const name = (items[0]?.id.split('/')[1] ?? '').replace(/^[a-d]-/, '').replaceAll('-', ' ')
  return [
    `### ${head.length === 1 ? `${head}. ${sentence(name)}` : head}`,
    '',
    ...items.flatMap(({ title, why, byHand }) => [
      `**${title.replace(`${head}. `, '').replace(/\.?$/, '.')}**${why === undefined ? '' : ` ${why}`}`,
      '',
      ...(byHand === undefined ? [] : commandLines(byHand, steps)),
    ]),
  ]
}

/** A block that a step has already is named, and not printed again. */
function commandLines(byHand: readonly string[], steps: readonly ReportItem[]): string[] {
  const step = steps.find((one) => one.byHand?.[0]?.includes('\n') && byHand.includes(one.byHand[0]))
  return step ? [`The block of "${step.title}", as it stands.`, ''] : ['```sh', ...byHand, '```', '']
}

/** Whom to tell, as a sentence has them: `the operator`. */
const withArticle = (who: string): string => (/^(the|an?) /i.test(who) ? who : `the ${who}`)

function escalation({ tell, role }: PageSubject): string[] {
  return [
    '## Escalation',
    '',
    `To ${withArticle(tell.operator)}, with what was printed: where \`${role}\` would have to be dropped; where \`pg:credentials:create\` fails for a`,
    'reason that is not among the failure modes; where the database is down, or belongs to somebody else than it should. To',
    `${withArticle(tell.developer)}: where a migration leaves a table without its grants, and where the app does not follow its config vars.`,
    'With the app down, roll back first.',
  ]
}
