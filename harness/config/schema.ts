import { z } from 'zod'
import { refineWhole } from './consistency.ts'
import { healthUrlForm, wrongInHealthUrl } from './health-url.ts'
import { key } from './key.ts'
import { policySchema } from './policy.ts'
import { configVar, oneOrSeveral, roleName, roleOfSeveral, spotCheck, varsOfRole } from './role.ts'

const environmentName = z.string().regex(/^(?!rehearsal$)[a-z][a-z0-9-]{0,30}$/, {
  error: 'a name in lower case, such as staging or eu-west, and not rehearsal',
})

const environment = z.strictObject({
  app: key(z.string().regex(/^[a-z][a-z0-9-]{1,28}[a-z0-9]$/, 'a Heroku app name'), {
    says: 'The Heroku app’s name.',
    good: 'shop-api',
    bad: 'Shop API',
  }),
  database: key(
    z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/, 'an attachment, such as DATABASE')
      .optional(),
    {
      says: 'The attachment of its database, as `heroku addons` lists it. Left out, it is the one that `configVars.owner` belongs to: that name without its `_URL`.',
      good: 'HEROKU_POSTGRESQL_AMBER',
      bad: 'postgresql-adjacent-27271',
    },
  ),
  after: key(environmentName.optional(), {
    says: 'The environment that must have soaked before this one is changed. One without it soaks itself.',
    good: 'staging',
    bad: 'nowhere',
  }),
  signOff: key(z.boolean().default(false), {
    says: 'Whether an operator signs before this one is changed.',
    good: true,
    bad: 'yes',
  }),
  healthUrl: key(
    z
      .string()
      .refine((text) => wrongInHealthUrl(text) === undefined, healthUrlForm)
      .optional(),
    {
      says: 'Where the app answers while it is well, its database included. `RUNBOOK_HEALTH_URL_<ENVIRONMENT>` comes before it; without either, what is about the app’s health is not run, and said so.',
      good: 'https://shop.example/healthz',
      bad: 'shop.example/healthz',
    },
  ),
  healthExpects: z
    .strictObject({
      body: key(z.string().min(1).optional(), {
        says: 'A text in the body, as it stands, by which the answer is the app’s own, and not that of an access proxy in front of it.',
        good: '"status":"ok"',
        bad: '',
      }),
      headers: key(z.record(z.string(), z.string()).optional(), {
        says: 'Headers, by name, with their values.',
        good: { 'x-app': 'shop' },
        bad: { 'x-app': 1 },
      }),
    })
    .optional(),
  smoke: key(z.array(z.string()).min(1).optional(), {
    says: 'The smoke suite as a command and its arguments, run in the app’s own folder.',
    good: ['scripts/smoke.sh', '--env=staging'],
    bad: [],
  }),
  appDir: key(z.string().min(1).optional(), {
    says: 'That folder: the checkout that holds the smoke suite. `RUNBOOK_APP_DIR` comes before it.',
    good: '../shop',
    bad: '',
  }),
})

const values = z.tuple([z.string()], z.string())

const owner = key(configVar, {
  says: 'The config var with the URL of the database’s owner.',
  good: 'DATABASE_URL',
  bad: 'database-url',
})

/** What an app has once, however many roles it has. */
const ofTheApp = {
  rehearsal: z
    .strictObject({
      schema: key(z.string().min(1), {
        says: 'The schema that a rehearsal begins with: a file of SQL or a folder of them, run in the order of their names as the owner; a dump as `pg_dump --schema-only --no-owner` writes it will do. Paths are taken from the folder that the configuration is in.',
        good: 'db/structure.sql',
        bad: '',
      }),
      migrations: key(z.string().min(1).optional(), {
        says: 'The same for migrations that come on top of it.',
        good: 'db/migrations',
        bad: '',
      }),
      seed: key(z.string().min(1).optional(), {
        says: 'The same for the rows it begins with: nothing is proved of an empty table by reading it.',
        good: 'db/seed.sql',
        bad: '',
      }),
      standIn: key(z.string().min(1).optional(), {
        says: 'The program of Node that plays the app: it listens on PORT, answers `/healthz`, and connects as the app does. Left out, one is there that reads, writes and appends where the policy lets it.',
        good: 'ops/stand-in.mjs',
        bad: '',
      }),
    })
    .optional(),
  migrations: z
    .strictObject({
      trees: key(
        z
          .array(z.union([z.string().min(1), z.tuple([z.string().min(1)], z.string())]))
          .min(1)
          .optional(),
        {
          says: 'What `pnpm check:migrations` looks at where it is given no folder: folders of SQL, and commands that write SQL to their standard output, with their arguments, one after the other to one database. Paths are taken, and commands run, from the folder that the configuration is in. Left out, it is `rehearsal.migrations`, which a rehearsal runs on top of its schema and as it stands.',
          good: ['db/migrations', ['alembic', 'upgrade', 'head', '--sql']],
          bad: [''],
        },
      ),
      unguardedGrant: key(z.enum(['warning', 'error']).default('warning'), {
        says: 'What a GRANT is that fails where the role is not there yet: `error` is what `--strict` asks for.',
        good: 'error',
        bad: 'never',
      }),
    })
    .prefault({}),
  flagValues: z
    .strictObject({
      on: key(values, {
        says: 'The values by which the app takes its flag to be on; the first is what is written.',
        good: ['on', '1'],
        bad: [],
      }),
      off: key(values, { says: 'The same for off.', good: ['off', '0'], bad: [] }),
    })
    .default({ on: ['1', 'true'], off: ['0', 'false'] }),
  environments: z
    .record(environmentName, environment)
    .refine((all) => Object.keys(all).length > 0, 'at least one environment'),
  tell: z
    .strictObject({
      operator: key(z.string().min(1).default('operator'), {
        says: 'Whom the findings send people to: who runs the operation.',
        good: 'the database team',
        bad: '',
      }),
      developer: key(z.string().min(1).default("the app's developers"), {
        says: 'The same: who has the app’s code.',
        good: 'the shop team',
        bad: '',
      }),
    })
    .prefault({}),
  otherSessions: key(
    z
      .array(
        z
          .strictObject({ role: z.string().min(1).optional(), application: z.string().min(1).optional() })
          .refine(({ role, application }) => role !== undefined || application !== undefined, {
            error: 'a role, an application name, or both',
          }),
      )
      .default([]),
    {
      says: 'Whoever else may be connected to the database: a BI tool, a colleague’s console. Both, where both are given, must fit.',
      good: [{ role: 'reader', application: 'Metabase' }],
      bad: [{}],
    },
  ),
  signOff: z
    .strictObject({
      ticket: key(z.string().min(1).optional(), {
        says: 'Where the operation was asked for: it stands in what is signed.',
        good: 'OPS-4711',
        bad: '',
      }),
      hours: key(z.number().positive().default(24), {
        says: 'For how many hours a sign-off holds.',
        good: 8,
        bad: 0,
      }),
      signers: key(z.string().min(1).optional(), {
        says: 'The file of those who may sign, with their SSH keys, as `ssh-keygen` knows it (`allowed_signers`). Then the operator signs with the key that `pnpm signoff --key FILE` names. Left out, the name of the app is typed, which is weaker: whoever can write the journal could have written that.',
        good: 'ops/allowed_signers',
        bad: '',
      }),
      secondPerson: key(z.boolean().default(false), {
        says: 'Whether who signs must be somebody else than who then changes the app, by the logins of the Heroku CLI.',
        good: true,
        bad: 'yes',
      }),
    })
    .prefault({}),
  soak: z.strictObject({
    hours: key(z.number().positive(), {
      says: 'How long the role is in use on staging before prod.',
      good: 96,
      bad: 0,
    }),
    checkpointHours: key(z.array(z.number().positive()).min(1), {
      says: 'After how many hours the app is verified, each later than the one before and none after the end.',
      good: [24, 72],
      bad: [48, 24],
    }),
    quietHours: key(z.number().positive().default(6), {
      says: 'The longest stretch in which the app answers no request and that counts all the same, as a night’s: a longer one proves nothing, and the soak is longer by it.',
      good: 10,
      bad: 0,
    }),
    proof: key(z.enum(['where-shown', 'required', 'off']).default('where-shown'), {
      says: 'Whether a checkpoint proves that the log shows what Postgres denies: as the role it runs one statement that must be denied, and looks for it. `where-shown`: where the log has lines of Postgres’s own. `required`: nothing counts as not denied until it came back. `off`: no such statement is run.',
      good: 'required',
      bad: true,
    }),
  }),
}

const oneRole = z
  .strictObject({
    role: key(roleName, {
      says: 'The restricted Postgres role, which is also the name of its Heroku credential.',
      good: 'shop_app',
      bad: 'Shop',
    }),
    configVars: z.strictObject({ owner, ...varsOfRole }),
    ...ofTheApp,
    spotCheck,
    privileges: policySchema,
  })
  .superRefine((config, context) => refineWhole(withRoles(config), config, () => [], context))

const severalRoles = z
  .strictObject({
    role: oneOrSeveral,
    configVars: z.strictObject({ owner, restricted: oneOrSeveral, flag: oneOrSeveral }),
    roles: z
      .record(roleName, roleOfSeveral)
      .refine((all) => Object.keys(all).length > 0, 'at least one role'),
    ...ofTheApp,
    spotCheck: oneOrSeveral,
    privileges: oneOrSeveral,
  })
  .superRefine((config, context) => refineWhole(config, config, (role) => ['roles', role], context))

/** What `runbook.config.ts` must hold, of one role or of several: the whole of what differs between one team's app and another's. */
export const configSchemas = { oneRole, severalRoles }

export type RunbookConfig = z.input<typeof oneRole> | z.input<typeof severalRoles>

/** The configuration, validated and with its defaults: what `runbook.config.ts` says. An app's one role is the only one of several. */
export interface Runbook extends Pick<z.output<typeof severalRoles>, keyof typeof ofTheApp> {
  readonly configVars: { readonly owner: string }
  readonly roles: Readonly<Record<string, z.output<typeof roleOfSeveral>>>
}

/**
 * Returns a configuration of either form as one of several roles.
 * @throws ZodError for one that is neither.
 */
export function readEither(config: unknown, context?: z.core.ParseContext<z.core.$ZodIssue>): Runbook {
  const isOfSeveral = typeof config === 'object' && config !== null && 'roles' in config
  return isOfSeveral ? severalRoles.parse(config, context) : withRoles(oneRole.parse(config, context))
}

/** A configuration of one role as one of several. */
export function withRoles({
  role,
  configVars: { owner: ownersVar, ...configVars },
  spotCheck: looked,
  privileges,
  ...ofApp
}: z.output<typeof oneRole>): Runbook {
  const only = { configVars, spotCheck: looked, privileges, applications: [] }
  return { ...ofApp, configVars: { owner: ownersVar }, roles: { [role]: only } }
}
