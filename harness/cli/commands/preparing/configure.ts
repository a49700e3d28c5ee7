import { relative, resolve } from 'node:path'
import { loadConfig } from '../../../config/load.ts'
import { environmentsOf } from '../../../config/subject.ts'
import { oneOf, UsageError } from '../../../config/usage-error.ts'
import { type Configured, configure, mustBeFree } from '../../../configure/configure.ts'
import { type Names, namesFor, namesOf, subjectNamed } from '../../../configure/names.ts'
import { CouldNotLook } from '../../../evidence/could-not-look.ts'
import { Found } from '../../../evidence/found.ts'
import { Postgres } from '../../../postgres/postgres.ts'
import { whatIsNotKnown } from '../../../privileges/unread.ts'
import type { Report } from '../../../report/report.ts'
import type { Emit } from '../../../report/run-event.ts'
import { mask } from '../../../secrets/mask.ts'
import { ConnectionUrl } from '../../../secrets/secret.ts'
import { openWorld } from '../../../world/world.ts'
import { type Options, reportFilesOf } from '../../options.ts'
import { runCommand } from '../../run/run-command.ts'
import { singleItem } from '../../run/single-item.ts'

/** The database that is read, and the names that the file is to have. */
interface Source {
  readonly env: string
  /** The app, or the database's address where no app is named. */
  readonly app: string
  readonly names: Names
  readonly open: (signal: AbortSignal) => Postgres
  /** Where the password of its URL has been seen; undefined where it has not. */
  readonly seen?: string | undefined
}

/**
 * `pnpm configure`: writes a first configuration for a database, loads it, and says what it leaves open. Passes where no
 * line of it waits for a person.
 * @throws UsageError where the file is there already, and where it is not clear which database is meant.
 */
export async function runConfigureCommand(options: Options): Promise<Report> {
  const file = resolve(options.out ?? 'runbook.config.ts')
  await mustBeFree(file)
  const source = await sourceOf(options)
  return runCommand({
    suite: 'configure',
    env: source.env,
    app: source.app,
    files: reportFilesOf(options),
    async work(emit, signal) {
      const postgres = source.open(signal)
      try {
        await writeAndHold(postgres, source, file, emit)
      } finally {
        await postgres.close()
      }
    },
  })
}

async function sourceOf(options: Options): Promise<Source> {
  const { env, app, databaseUrl } = options
  const ways = [
    env !== 'rehearsal',
    databaseUrl !== undefined,
    app !== undefined && databaseUrl === undefined,
  ]
  if (ways.filter(Boolean).length !== 1)
    throw new UsageError(
      'which database is to be read? Give one of --env ENVIRONMENT, --app NAME and --database-url. See docs/configure.md.',
    )
  if (databaseUrl !== undefined) return ofUrl(databaseUrl, options)
  if (app !== undefined) return ofApp('prod', namesFor(options))
  const config = await loadConfig()
  const environment = oneOf('--env', env, environmentsOf(config))
  return ofApp(environment, namesOf(config, environment, options))
}

/** The owner's URL is where every command has it from: the app's config vars. */
function ofApp(env: string, names: Names): Source {
  const subject = subjectNamed(names, env)
  return {
    env,
    app: subject.app,
    names,
    open: (signal) =>
      openWorld({
        subject,
        expectedPhase: 'not-provisioned',
        permit: 'look',
        env: process.env,
        signal: () => signal,
        onCall: () => {},
      }).owner,
  }
}

/** Heroku is not asked. */
function ofUrl(given: string | true, options: Options): Source {
  const text = given === true ? process.env['RUNBOOK_DATABASE_URL'] : given
  if (!text)
    throw new UsageError('--database-url has no URL, and RUNBOOK_DATABASE_URL none. See docs/configure.md.')
  const url = ConnectionUrl.read(text)
  if (!url)
    throw new UsageError(
      'the URL of the database cannot be read (its text is withheld: it may hold a password): expected one as in postgres://user:password@host:5432/database. See docs/configure.md.',
    )
  const names = namesFor(options)
  // Whatever is wrong with a name is said before anything begins.
  subjectNamed(names, 'prod')
  return {
    env: 'database',
    app: options.app ?? url.address,
    names,
    ...(given !== true && url.connection().password !== '' && { seen: onTheCommandLine }),
    open: () => new Postgres(() => Promise.resolve(url)),
  }
}

const onTheCommandLine =
  "the URL's password stood on the command line, which pnpm prints and every process of this machine may read: set RUNBOOK_DATABASE_URL, and give --database-url alone"

async function writeAndHold(
  postgres: Postgres,
  { names, seen }: Source,
  file: string,
  emit: Emit,
): Promise<void> {
  let configured: Configured | undefined
  const shown = relative(process.cwd(), file)
  const say = (text: string): void => emit({ type: 'said', text: `  ${mask(text)}` })
  emit({
    type: 'ended',
    item: await singleItem(
      { id: 'configure/file', title: `Write ${shown}, and load it`, kind: 'step' },
      async (note) => {
        configured = await configure(await postgres.client(), names, file)
        for (const remark of configured.remarks) note(remark)
        if (seen !== undefined) note(seen)
      },
    ),
  })
  if (!configured) return
  const { open, plan, staying, unread, roleIsThere } = configured
  for (const line of open) say(`open: ${line}`)
  emit({
    type: 'ended',
    item: await singleItem(
      {
        id: 'configure/policy',
        title: `GRANT and REVOKE bring ${names.role} to what it says`,
        kind: 'check',
      },
      async (note) => {
        note(
          `${plan.statements.length} statement(s) for ${roleIsThere ? 'the role as it is' : 'a new credential'}`,
        )
        if (plan.withheld !== undefined) note(`not to be run yet: ${plan.withheld}`)
        const notKnown = whatIsNotKnown(unread)
        if (staying.length > 0) throw new Found(staying, { after: notKnown })
        if (notKnown !== undefined) throw new CouldNotLook(notKnown)
      },
    ),
  })
  emit({
    type: 'ended',
    item: await singleItem(
      { id: 'configure/open', title: `No line of ${shown} waits for a person`, kind: 'check' },
      async () => {
        if (open.length > 0) throw new Error(`${open.length} line(s) do, marked \`open:\` where they stand`)
      },
    ),
  })
}
