import { configSchemas, type Runbook, type RunbookConfig, withRoles } from '../config/schema.ts'
import { rolesOf, type Subject, subjectOf } from '../config/subject.ts'
import { UsageError } from '../config/usage-error.ts'
import { mask } from '../secrets/mask.ts'

/** What the configuration needs and no database can tell. */
export interface Names {
  readonly role: string
  readonly configVars: { readonly owner: string; readonly restricted: string; readonly flag?: string }
  readonly environments: Readonly<Record<string, Environment>>
  /** Undefined where a dump is yet to be made. */
  readonly rehearsal?: RunbookConfig['rehearsal']
  /** By the key, why a person has to look at what is written there. */
  readonly open: Readonly<Record<string, string>>
}

type Environment = RunbookConfig['environments'][string]

/** What was said of them on the command line. */
export interface GivenNames {
  readonly app?: string | undefined
  readonly role?: string | undefined
  readonly flag?: string | undefined
  readonly healthUrl?: string | undefined
}

/** Names for a first configuration: what was given, and for the rest a guess that is open. */
export function namesFor({ app, role, flag, healthUrl }: GivenNames): Names {
  const named = role ?? (app === undefined ? 'app_role' : `${app.replaceAll('-', '_')}_app`)
  return {
    role: named,
    configVars: {
      owner: 'DATABASE_URL',
      restricted: `${named.toUpperCase()}_DATABASE_URL`,
      ...(flag !== undefined && { flag }),
    },
    environments: { prod: { app: app ?? 'app-prod', ...(healthUrl !== undefined && { healthUrl }) } },
    open: {
      ...(role === undefined && { role: "a name for the role, which is its credential's too" }),
      ...(flag === undefined && {
        configVars: 'an app without a flag uses `restricted` wherever that is set; has this one a `flag`?',
      }),
      environments: [
        ...(app === undefined ? ['the Heroku app'] : []),
        'staging, which soaks before `prod` (`after`, `signOff`)',
        ...(healthUrl === undefined ? ['`healthUrl`'] : []),
        '`smoke`',
      ].join('; '),
      rehearsal: 'a dump of the schema, to rehearse on: pg_dump --schema-only --no-owner',
    },
  }
}

/**
 * The names of a configuration that there is already, for another of its database; what is given comes before them. Of several
 * roles it is the one that is given, else the first.
 */
export function namesOf(config: Runbook, environment: string, given: GivenNames): Names {
  const { environments, rehearsal } = config
  const { healthUrl } = given
  const role = rolesOf(config).find((name) => name === given.role) ?? rolesOf(config)[0]
  const vars = config.roles[role]?.configVars ?? { restricted: '' }
  const flag = given.flag ?? vars.flag
  const own = environments[environment]
  return {
    role: given.role ?? role,
    configVars: {
      owner: config.configVars.owner,
      restricted: vars.restricted,
      ...(flag !== undefined && { flag }),
    },
    environments:
      own && healthUrl !== undefined
        ? { ...environments, [environment]: { ...own, healthUrl } }
        : environments,
    ...(rehearsal && { rehearsal }),
    open: {
      ...(rehearsal && { rehearsal: "paths are taken from this file's folder" }),
    },
  }
}

/**
 * The subject of these names, of which nothing but the names is known yet: enough to reach its app and its database.
 * @throws UsageError in one line for a name that is none.
 */
export function subjectNamed(names: Names, environment: string): Subject {
  const parsed = configSchemas.oneRole.safeParse(
    {
      role: names.role,
      configVars: names.configVars,
      environments: names.environments,
      spotCheck: 'public.nothing_yet',
      privileges: { tables: { default: [] } },
      soak: { hours: 1, checkpointHours: [1] },
    },
    { reportInput: true },
  )
  if (parsed.success) return subjectOf(withRoles(parsed.data), environment)
  const { issues } = parsed.error
  // A role is called after its app, where no other name is given.
  const issue = issues.find(({ path }) => path[0] === 'environments') ?? issues[0]
  const where = issue?.path.map(String).join('.') ?? ''
  throw new UsageError(
    `${where} would be '${mask(String(issue?.input))}': ${issue?.message ?? 'not valid'}. See docs/configure.md.`,
  )
}
