import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { z } from 'zod'
import { createRunFolder } from '../harness/rehearsal/process/run-folder.ts'

/** What one number of migrations costs one way, in a process of its own with what it starts. */
interface Measured {
  readonly engine: 'read' | 'run'
  readonly migrations: number
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakMb: number
}

const root = fileURLToPath(new URL('..', import.meta.url))
const status = z.object({ cpu: z.number(), peakMb: z.number() })

/** Prints, when the command ends, what its process has taken: microseconds of CPU, and kilobytes at its largest. */
const told = `process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  process.stderr.write(JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, peakMb: Math.round(maxRSS / 1024) }))
})`

const migration = (at: number): string => `CREATE TABLE t${at} (
  id bigserial PRIMARY KEY, name text NOT NULL, at timestamptz DEFAULT now()${at === 0 ? '' : `, of bigint REFERENCES t${at - 1}`}
);
CREATE INDEX t${at}_name ON t${at} (name);
GRANT SELECT, INSERT, UPDATE, DELETE ON t${at} TO ledger_app;
GRANT USAGE ON SEQUENCE t${at}_id_seq TO ledger_app;
`

async function measure(folder: string, engine: Measured['engine'], migrations: number): Promise<Measured> {
  const tree = join(folder, `${engine}-${migrations}`)
  await mkdir(tree)
  for (let at = 0; at < migrations; at++) await writeFile(join(tree, `${at}_t.sql`), migration(at))
  const preload = join(folder, 'told.mjs')
  await writeFile(preload, told)
  const began = performance.now()
  const { stderr, stdout, exitCode } = await execa(
    process.execPath,
    [
      '--import',
      preload,
      'harness/typescript/run.mjs',
      'harness/cli/main.ts',
      'check-migrations',
      tree,
      '--engine',
      engine,
    ],
    { cwd: root, reject: false, env: { RUNBOOK_CONFIG: 'fixtures/stand-in/runbook.config.ts' } },
  )
  if (exitCode !== 0) throw new Error(`check:migrations ended with ${exitCode}: ${stdout}\n${stderr}`)
  const { cpu, peakMb } = status.parse(JSON.parse(stderr.slice(stderr.lastIndexOf('{'))))
  await rm(tree, { recursive: true })
  return { engine, migrations, seconds: (performance.now() - began) / 1000, cpuSeconds: cpu, peakMb }
}

function inWords({ engine, migrations, seconds, cpuSeconds, peakMb }: Measured): string {
  return `${engine} ${String(migrations).padStart(5)} migrations: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU in its process, ${peakMb} MB`
}

/**
 * Measures `pnpm check:migrations` on as many small migrations that grant properly, read and then run. `report` gets a line
 * as each is done.
 */
export async function measureMigrations(
  sizes: readonly number[],
  report: (line: string) => void,
): Promise<void> {
  const folder = await createRunFolder()
  try {
    for (const engine of ['read', 'run'] as const)
      for (const migrations of sizes) report(inWords(await measure(folder.path, engine, migrations)))
  } finally {
    await folder.remove()
  }
}
