import { readFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { delimiter } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { z } from 'zod'

// `pnpm test:verify --env staging`, without the package runner, beside the source's own commands in one shell script; both
// on the platform of a ready file: `pnpm platform --provisioned --ready-file FILE`, then `node --import tsx bench/verify.ts FILE`.

const rounds = 5
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

const readyFile = z.object({
  binFolder: z.string(),
  env: z.record(z.string(), z.string()),
})

const { binFolder, env: own } = readyFile.parse(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')))
const env = {
  ...own,
  PATH: `${binFolder}${delimiter}${process.env['PATH']}`,
  APP: 'raxx-api-staging',
  HEALTH_URL: own['RUNBOOK_HEALTH_URL_STAGING'] ?? '',
}

/** Runs it and returns how long it took, in seconds. @throws Error where it ends with another exit status than 0. */
async function timed(command: string, ...args: string[]): Promise<number> {
  const started = performance.now()
  await execa(command, args, { env, cwd: path('..'), stdin: 'ignore' })
  return (performance.now() - started) / 1_000
}

function inWords(seconds: readonly number[]): string {
  const sorted = seconds.toSorted((a, b) => a - b)
  return `${median(seconds).toFixed(1)} s (${sorted[0]?.toFixed(1)} to ${sorted.at(-1)?.toFixed(1)})`
}

function median(seconds: readonly number[]): number {
  return seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? Number.NaN
}

const ours: number[] = []
const source: number[] = []
// In turns, so that both meet the same load.
for (let round = 0; round < rounds; round++) {
  source.push(await timed('sh', path('source-verification.sh')))
  ours.push(
    await timed(
      process.execPath,
      '--import',
      'tsx',
      path('../harness/cli/main.ts'),
      'verify',
      '--env',
      'staging',
    ),
  )
}
console.log(
  `the source's commands: ${inWords(source)}; test:verify: ${inWords(ours)}; × ${(median(source) / median(ours)).toFixed(2)}, ` +
    `Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`,
)
