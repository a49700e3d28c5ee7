import { z } from 'zod'

/** The form of a report. It is raised where a field is taken away or comes to mean something else, not where one is added. */
const reportVersion = 1

const findingSchema = z
  .object({
    code: z.string().describe('Stable; docs/findings/<code>.md says what it means.'),
    object: z.string().describe('As Postgres or Heroku names it: public.orders, DATABASE_URL.'),
    expected: z.string(),
    found: z.string(),
    consequence: z.string().describe('What goes wrong while it stays so.'),
    help: z.string().describe('What to do, and who can do it.'),
    fix: z.string().exactOptional().describe('The command or SQL that mends it.'),
    fixKind: z
      .enum(['sql', 'run', 'heroku'])
      .exactOptional()
      .describe("What fix is: SQL for the owner, a command of this project's, or one of Heroku's."),
    failureMode: z
      .string()
      .exactOptional()
      .describe("The failure mode it is a sign of: the source's letter, or a name in docs/failure-modes/."),
    tell: z.string().exactOptional().describe('Whom to tell.'),
  })
  .describe('One thing that is not as the runbook wants it.')

const rightsSchema = z
  .object({
    relations: z.array(z.string()).describe('Named with their schema.'),
    expected: z.array(z.string()).describe('What the policy gives.'),
    catalogue: z.array(z.string()).describe('What Postgres says the role holds.'),
    tried: z.boolean().describe('Whether that was tried as the role.'),
    otherwise: z.array(z.string()).describe('The verbs with which Postgres then did otherwise.'),
  })
  .describe('What the role may do with relations of which the same is to be said.')

const spanSchema = z.object({ from: z.iso.datetime(), to: z.iso.datetime() })

const soakSchema = z
  .object({
    since: z.iso.datetime().describe('When it began.'),
    now: z.iso.datetime().describe('When it was looked at.'),
    hours: z.number().describe('How many it is to have.'),
    covered: z.array(spanSchema).describe('When everything was seen.'),
    missing: z.array(spanSchema.extend({ what: z.string() })).describe('What does not count, and why.'),
    checkpoints: z.array(z.iso.datetime()),
  })
  .describe("The soak by its hours; times are Heroku's.")

const itemSchema = z
  .object({
    id: z.string().describe("The suite and the item's own name in it, for good: verify/privileges."),
    app: z.string().exactOptional().describe('The Heroku app, where a run is about more than one.'),
    role: z.string().exactOptional().describe('The role it is about, where the app has several.'),
    title: z.string().describe('What is done, or what was asserted.'),
    kind: z.enum(['step', 'check']),
    outcome: z
      .enum(['passed', 'failed', 'not-run', 'inconclusive', 'needs-live'])
      .describe('inconclusive: it could not be looked at, which is no pass.'),
    required: z.boolean().describe('A run with a required item that was not carried out is not a pass.'),
    reason: z.string().exactOptional().describe('Why it did not pass.'),
    source: z.string().exactOptional().describe('The statements of the source runbook that it stands for.'),
    why: z.string().exactOptional(),
    symptom: z
      .string()
      .exactOptional()
      .describe('What is wrong where it failed, in the words of its symptom: the title says the opposite.'),
    byHand: z.array(z.string()).exactOptional().describe('What somebody types to do it by hand.'),
    expect: z.string().exactOptional().describe('What is to be seen then.'),
    finding: z.string().exactOptional().describe("The row of the README's findings that it belongs to: F1."),
    claim: z.string().exactOptional().describe("The source's own words, which it shows to be otherwise."),
    instead: z.boolean().exactOptional().describe('Whether it shows what this project does instead.'),
    notes: z.array(z.string()).describe('What was seen.'),
    facts: z.record(z.string(), z.string()).exactOptional().describe('What was read, by name: postgres.'),
    startedAt: z.iso.datetime().exactOptional(),
    durationMs: z.number().nonnegative(),
    herokuCalls: z.int().nonnegative().describe('How many Heroku commands it ran.'),
    commands: z.array(z.string()).exactOptional().describe('Those commands, masked, in their order.'),
    findings: z.array(findingSchema),
    rights: z.array(rightsSchema).exactOptional().describe('What the role may do, relation by relation.'),
    soak: soakSchema.exactOptional().describe('The soak as it stood, where the item looked at it.'),
  })
  .describe('One step or check of a run.')

const journalHeadSchema = z
  .object({
    file: z.string(),
    lines: z.int().nonnegative(),
    head: z.string().describe('The SHA-256 of the last line.'),
  })
  .describe('The last line that the run wrote in the journal of its app: the file must have it still.')

/** What `--json FILE` and `reports/` hold. A field that is not named in it is left out where a report is read. */
export const reportSchema = z
  .object({
    version: z
      .literal(reportVersion)
      .default(reportVersion)
      .describe('Raised where a field is taken away or comes to mean something else. The first had none.'),
    suite: z.string().describe('The command that was run, without test: in front.'),
    env: z.string(),
    app: z.string().describe('The Heroku app, or the apps, with a comma between.'),
    role: z.string().exactOptional().describe('The one role it was about, where the app has several.'),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    outcome: z.enum(['passed', 'failed', 'inconclusive', 'refused']),
    exitStatus: z.int().describe('0 passed, 1 failed, 3 refused, 4 inconclusive, 130 interrupted.'),
    commit: z.string().describe("The commit of the runbook's checkout."),
    reason: z.string().exactOptional().describe('Why it was refused.'),
    journal: journalHeadSchema.exactOptional(),
    items: z.array(itemSchema),
  })
  .meta({
    title: 'Report of a run of the runbook',
    description: 'What --json FILE and reports/ hold. No secret is in it. Fields may be added to it.',
  })

/** The schema as it is published: a report of any version that this one can read holds to it. */
export const publishedSchema = (): object => z.toJSONSchema(reportSchema, { io: 'input' })
