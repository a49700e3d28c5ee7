import { type Draft, tableDefault } from '../draft.ts'
import type { Guess } from '../guess/guess.ts'
import type { Names } from '../names.ts'
import { literal, SourceText } from './source-text.ts'

/** Where the text will lie, and when it is written. */
export interface Place {
  /** The module of the schema, as the file imports it. */
  readonly schemaModule: string
  readonly today: Date
}

/** How long a finding may be accepted for, as it is proposed. */
const acceptedForDays = 90

/** Returns a `runbook.config.ts`: each guess with what it was told by, and `open:` before what a person is to decide. */
export function configText(draft: Draft, names: Names, { schemaModule, today }: Place): SourceText {
  const text = new SourceText()
  text.line(`import type { RunbookConfig } from ${literal(schemaModule)}`)
  text.line('')
  text.comment(
    `Written by \`pnpm configure\` from database ${draft.database}, Postgres ${draft.serverMajor}, on ${dayOf(today)}. Before each guess stands what it was told by, and "open:" where a person is to decide. A line that is a comment is not in force. See docs/configuration.md.`,
  )
  text.nested('export const runbook = {', '} satisfies RunbookConfig', () => {
    section(text, names, 'role', names.role)
    text.line('')
    section(text, names, 'configVars', names.configVars)
    text.line('')
    section(text, names, 'environments', names.environments)
    text.line('')
    writeSpotCheck(text, draft)
    text.line('')
    text.nested('privileges: {', '},', () => writePolicy(text, draft, today))
    text.line('')
    writeRehearsal(text, names)
    text.line('soak: { hours: 72, checkpointHours: [24, 48, 72] },')
  })
  return text
}

function section(text: SourceText, { open }: Names, key: string, value: unknown): void {
  const why = open[key]
  if (why !== undefined) text.comment(why, { open: true })
  text.value(key, value)
}

/** Without it a rehearsal has the schema that the source of this runbook was written for. */
function writeRehearsal(text: SourceText, { rehearsal, open }: Names): void {
  const why = open['rehearsal']
  if (why === undefined) return
  text.guess({ name: 'rehearsal', why, inForce: rehearsal !== undefined, open: true }, () =>
    text.value('rehearsal', rehearsal ?? { schema: 'db/structure.sql' }),
  )
  text.line('')
}

function writeSpotCheck(text: SourceText, { spotCheck }: Draft): void {
  if (spotCheck === undefined) text.comment('there is no table yet that Step 5 could look at', { open: true })
  text.line(`spotCheck: ${literal(spotCheck ?? 'public.nothing_yet')},`)
}

function writePolicy(text: SourceText, draft: Draft, today: Date): void {
  const { schemas, withheld, appendOnly, decisions, remarks } = draft
  for (const remark of remarks) text.comment(remark)
  for (const other of decisions.others) text.comment(other, { open: true })
  text.nested('schemas: {', '},', () => {
    for (const guess of schemas) text.guess(guess, () => text.list(guess.name, ['USAGE']))
  })
  text.nested('tables: {', '},', () => {
    text.list('default', tableDefault)
    guesses(text, ['named: {', '},'], withheld, ({ name }) => text.list(name, []))
  })
  if (appendOnly.length > 0)
    text.nested('appendOnly: {', '},', () => guesses(text, array('tables'), appendOnly, element(text)))
  writeDecisions(text, draft, today)
}

function writeDecisions(text: SourceText, { decisions }: Draft, today: Date): void {
  const { views, securityDefiner, uses, rowLevelSecurity, accepted } = decisions
  if (views.length > 0)
    text.nested('views: {', '},', () => {
      text.list('default', ['SELECT'])
      guesses(text, ['named: {', '},'], views, ({ name }) => text.list(name, ['SELECT']))
    })
  if (securityDefiner.length + uses.length > 0)
    text.nested('functions: {', '},', () => {
      guesses(text, ['uses: {', '},'], uses, ({ name }) => text.line(`${literal(name)}: {},`))
      guesses(text, array('securityDefiner'), securityDefiner, element(text))
    })
  guesses(text, array('rowLevelSecurity'), rowLevelSecurity, element(text))
  const until = dayOf(new Date(today.getTime() + acceptedForDays * 86_400_000))
  guesses(text, array('accepted'), accepted, ({ name: object, code }) =>
    text.line(
      `{ code: ${literal(code)}, object: ${literal(object)}, reason: ${literal('')}, until: ${literal(until)} },`,
    ),
  )
}

const array = (key: string): readonly [string, string] => [`${key}: [`, '],']

const element =
  (text: SourceText) =>
  ({ name }: Guess): void =>
    text.line(`${literal(name)},`)

/** A key of the policy with its guesses, where there are any. */
function guesses<Kind extends Guess>(
  text: SourceText,
  [before, after]: readonly [string, string],
  all: readonly Kind[],
  write: (guess: Kind) => void,
): void {
  if (all.length === 0) return
  text.nested(before, after, () => {
    for (const guess of all) text.guess(guess, () => write(guess))
  })
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10)
