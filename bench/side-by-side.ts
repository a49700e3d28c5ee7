import { readFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { delimiter } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { Argument, Command, InvalidArgumentError } from 'commander'
import { execa } from 'execa'
import { z } from 'zod'
import { loadConfig } from '../harness/config/load.ts'
import { subjectOf } from '../harness/config/subject.ts'

// A command of this project beside the source's own in one shell script, both on the platform of a ready file:
// `pnpm platform --provisioned --ready-file FILE`, then `pnpm bench:verify FILE` or `pnpm bench:rollback FILE`.

const { app, role, spotCheck, configVars, flagValues } = subjectOf(await loadConfig(), 'staging')
const root = fileURLToPath(new URL('..', import.meta.url))

interface Comparison {
  /** The source's commands. */
  readonly script: string
  readonly command: readonly string[]
  /** What the command prints when it has come as far as the script; at its end where nothing is said. */
  readonly until?: string
  /** The Heroku command that makes the app ready for either. */
  readonly before?: readonly string[]
}

const comparisons: Readonly<Record<string, Comparison>> = {
  verify: { script: 'bench/source-verification.sh', command: ['test:verify', '--env', 'staging'] },
  rollback: {
    script: 'bench/source-rollback.sh',
    command: ['rollback', '--env', 'staging'],
    until: 'Rollback. The app answers, on the owner',
    before: ['config:set', `${configVars.flag}=${flagValues?.on[0]}`, '-a', app],
  },
}

function howOften(given: string): number {
  if (/^[1-9]\d*$/.test(given)) return Number(given)
  throw new InvalidArgumentError('A number from 1 on is accepted. See docs/performance.md.')
}

const bench = new Command('bench')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .description("Times a command of this project beside the source's own, in turns.")
  .option('--rounds <number>', 'how often each is timed', howOften, 5)
  .addArgument(new Argument('<command>').choices(Object.keys(comparisons)))
  .argument('<ready-file>', 'of `pnpm platform --provisioned --ready-file FILE`, which is up')
  .parse()
const [name = '', file = ''] = bench.args
const { rounds } = bench.opts<{ rounds: number }>()
const comparison = comparisons[name]
if (!comparison) throw new Error(`there is no comparison '${name}'`)
const { script: sources, command: ours, until: asFar, before } = comparison

const { binFolder, env: own } = z
  .object({ binFolder: z.string(), env: z.record(z.string(), z.string()) })
  .parse(JSON.parse(await readFile(file, 'utf8')))
const env = {
  ...own,
  PATH: `${binFolder}${delimiter}${process.env['PATH']}`,
  APP: app,
  ROLE: role,
  RELATION: spotCheck,
  URL_VAR: configVars.restricted,
  FLAG: configVars.flag,
  HEALTH_URL: own['RUNBOOK_HEALTH_URL_STAGING'] ?? '',
  // As an operator's shell has it: what keeps compiled code of the CLI here is this project's own.
  NODE_COMPILE_CACHE: undefined,
}

/** What is run of `pnpm <script>`, without pnpm. */
async function withoutPnpm([script = '', ...options]: readonly string[]): Promise<string[]> {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(`${root}/package.json`, 'utf8')))
  return [...(scripts[script] ?? '').split(' '), ...options]
}

/** Runs it as far as that line, or to its end, and returns how long that took, in seconds. */
async function timed([command = '', ...args]: readonly string[], until?: string): Promise<number> {
  if (before) await execa('heroku', before, { env, stdin: 'ignore' })
  const started = performance.now()
  let reachedAt: number | undefined
  const run = execa(command, args, { env, cwd: root, stdin: 'ignore', buffer: false, stderr: 'ignore' })
  let printed = ''
  run.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
    if (until !== undefined && printed.includes(until)) reachedAt ??= performance.now()
  })
  await run
  if (until !== undefined && reachedAt === undefined) throw new Error(`it never printed '${until}'`)
  return ((reachedAt ?? performance.now()) - started) / 1_000
}

const sorted = (seconds: readonly number[]): number[] => seconds.toSorted((a, b) => a - b)
const median = (seconds: readonly number[]): number =>
  sorted(seconds)[Math.floor(seconds.length / 2)] ?? Number.NaN

const ways: Readonly<Record<string, readonly string[]>> = {
  "the source's commands": ['sh', sources],
  'ours, without the package runner': await withoutPnpm(ours),
  'ours, by pnpm': ['pnpm', ...ours],
}
const taken = Object.fromEntries(Object.keys(ways).map((way) => [way, [] as number[]]))
// In turns, so that all meet the same load.
for (let round = 0; round < rounds; round++)
  for (const [way, line] of Object.entries(ways))
    taken[way]?.push(await timed(line, line[0] === 'sh' ? undefined : asFar))

const [source = []] = Object.values(taken)
for (const [way, seconds] of Object.entries(taken)) {
  const [least, most] = [sorted(seconds)[0], sorted(seconds).at(-1)]
  console.log(
    `${name}, ${way}: ${median(seconds).toFixed(1)} s (${least?.toFixed(1)} to ${most?.toFixed(1)}), × ${(median(source) / median(seconds)).toFixed(2)} as fast as the source's`,
  )
}
console.log(
  `${rounds} rounds, Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`,
)
