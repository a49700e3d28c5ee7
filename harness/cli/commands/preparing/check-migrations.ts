import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { configurationFile, loadConfig } from '../../../config/load.ts'
import { policyInPhase } from '../../../config/policy.ts'
import type { Runbook } from '../../../config/schema.ts'
import { roleNamed, type Subject, subjectOf } from '../../../config/subject.ts'
import { UsageError } from '../../../config/usage-error.ts'
import { checkMigrations, type MigrationsVerdict, type Run } from '../../../migrations/check-migrations.ts'
import { mendFiles, writeMigration } from '../../../migrations/mend.ts'
import type { Migration } from '../../../migrations/migration.ts'
import { readInput, readTree } from '../../../migrations/read-tree.ts'
import { annotations } from '../../../migrations/told/annotations.ts'
import { jsonReport } from '../../../migrations/told/report.ts'
import { sarif } from '../../../migrations/told/sarif.ts'
import { terminalText } from '../../../migrations/told/terminal.ts'
import { exitStatus } from '../../../report/report.ts'
import { maskDeep } from '../../../secrets/mask.ts'
import { scrub } from '../../../secrets/scrub.ts'
import { type Options, reportFilesOf } from '../../options.ts'

/**
 * `pnpm check:migrations DIR...`: holds folders of migrations to the policy; returns its exit status. What git, the server and
 * the reports need is loaded when it is asked for: reading alone has half a second of CPU less to start with.
 */
export async function runCheckMigrationsCommand(paths: readonly string[], options: Options): Promise<number> {
  const startedAt = new Date()
  // Its JSON has a form of its own: a place and a statement a finding.
  const reports = { ...reportFilesOf(options), json: undefined }
  const asked = Object.values(reports).some((file) => file !== undefined)
  const sinks = asked ? (await import('../../../report/sinks/file-sinks.ts')).fileSinks(reports) : []
  const config = await loadConfig()
  const sources = sourcesOf(paths, config)
  const { role, policy } = subjectOf(config, undefined, roleNamed(config, options.role))
  const base = () => import('../../../migrations/base.ts')
  const changed = options.since === undefined ? undefined : await (await base()).changedSince(options.since)
  if (options.fix && !changed)
    throw new UsageError(
      '--fix takes --since BRANCH too: it writes into files not yet there. See docs/migrations.md.',
    )
  const known =
    options.baseline === undefined ? new Set<string>() : await (await base()).baselineOf(options.baseline)
  const look = async () => {
    const trees = await Promise.all(sources.map(readSource))
    const migrations = trees.flat()
    // What a command wrote is in no commit: it is this change's as far as anybody can tell.
    const inGit = new Set(trees.filter((_tree, at) => sources[at]?.kind === 'tree').flat())
    const old = migrations.filter((one) => inGit.has(one) && changed?.touched.has(pathOf(one)) === false)
    const about = {
      role,
      policy,
      strict: options.strict === true || config.migrations.unguardedGrant === 'error',
    }
    return { migrations, verdict: await judge(migrations, about, options, old, known) }
  }
  let looked = await look()
  if (options.fix && changed) {
    const { added } = changed
    const mayWrite = (file: string) => added.has(file)
    const written = await mendFiles(looked.migrations, looked.verdict.findings, {
      role,
      mayWrite,
    })
    for (const file of written) process.stdout.write(scrub(`written: ${file}\n`))
    if (written.length > 0) looked = await look()
  }
  if (options.write !== undefined) {
    const statements = await writeMigration(options.write, looked.verdict.findings, {
      role,
      after: looked.migrations.at(-1),
    })
    process.stdout.write(scrub(statements === 0 ? 'nothing to write\n' : `written: ${options.write}\n`))
  }
  await tell(looked.verdict, looked.migrations, role, options)
  if (sinks.length > 0) {
    const { reportOfMigrations } = await import('./migrations-report.ts')
    const report = await reportOfMigrations(looked.verdict, looked.migrations, startedAt)
    for (const sink of sinks) await sink.close(report, '')
  }
  return exitStatus[looked.verdict.outcome]
}

/** Where migrations come from. */
type Source =
  | { readonly kind: 'tree'; readonly path: string }
  | { readonly kind: 'command'; readonly command: readonly [string, ...string[]]; readonly folder: string }
  | { readonly kind: 'input' }

/** What was typed, or else the configuration's. @throws UsageError where neither says anything. */
function sourcesOf(paths: readonly string[], { migrations, rehearsal }: Runbook): Source[] {
  if (paths.length > 0)
    return paths.map((path) => (path === '-' ? { kind: 'input' } : { kind: 'tree', path }))
  const folder = dirname(configurationFile(process.env))
  const trees = migrations.trees ?? (rehearsal?.migrations === undefined ? [] : [rehearsal.migrations])
  if (trees.length === 0)
    throw new UsageError(
      'check:migrations takes the folders of the migrations, or - for its standard input; without, the configuration says them: `migrations.trees`. See docs/migrations.md.',
    )
  return trees.map((tree) =>
    typeof tree === 'string'
      ? { kind: 'tree', path: relative(process.cwd(), resolve(folder, tree)) || '.' }
      : { kind: 'command', command: tree, folder },
  )
}

async function readSource(source: Source): Promise<Migration[]> {
  if (source.kind === 'input') return readInput(process.stdin)
  if (source.kind === 'tree') return readTree(source.path)
  const { readCommand } = await import('../../../migrations/read-command.ts')
  return readCommand(source.command, source.folder)
}

/** The file that a migration is in: of a stream of several it names each. */
const pathOf = ({ file }: Migration): string => file.replace(/ \([^)]*\)$/, '')

async function judge(
  migrations: readonly Migration[],
  { role, policy: declared, strict }: Pick<Subject, 'role' | 'policy'> & { readonly strict: boolean },
  options: Options,
  old: readonly Migration[],
  known: ReadonlySet<string>,
): Promise<MigrationsVerdict> {
  const policy = policyInPhase(declared, 'cut-over')
  const run = async (): Promise<Run> => {
    const { onRehearsalServer } = await import('../../../migrations/on-rehearsal.ts')
    const { runMigrations } = await import('../../../migrations/run-migrations.ts')
    const base = { postgres: options.postgres ?? 'embedded', profile: options.profile ?? 'rds' }
    try {
      return await onRehearsalServer(base, (server) => runMigrations(migrations, { server, role, policy }))
    } catch (error) {
      if (error instanceof UsageError) throw error
      const why = `they could not be run: ${error instanceof Error ? error.message : String(error)}`
      const open = { file: 'the server', line: 1, statement: '', why }
      return { findings: [], applied: new Set(), unread: [open], stopped: undefined }
    }
  }
  const oldFiles = new Set(old.map(({ file }) => file))
  const verdict = await checkMigrations(migrations, role, policy, {
    engines: options.engine === undefined || options.engine === 'both' ? ['read', 'run'] : [options.engine],
    isOldFile: (file) => oldFiles.has(file),
    isKnown: (one) => known.has(one),
    strict,
    run,
  })
  return maskDeep(verdict)
}

async function tell(
  verdict: MigrationsVerdict,
  migrations: readonly Migration[],
  role: string,
  options: Options,
): Promise<void> {
  const files = [
    [options.json, () => jsonReport(verdict)],
    [options.sarif, () => `${JSON.stringify(sarif(verdict, migrations, role), null, 2)}\n`],
  ] as const
  for (const [file, text] of files)
    if (file !== undefined) {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text())
    }
  process.stdout.write(scrub(options.github === true ? annotations(verdict) : ''))
  process.stdout.write(scrub(terminalText(verdict)))
}
