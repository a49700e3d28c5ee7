import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { execa } from 'execa'
import { loadConfig } from '../harness/config/load.ts'
import { subjectOf } from '../harness/config/subject.ts'
import { startRehearsal } from '../harness/planting/start-rehearsal.ts'
import { readRecording } from '../harness/recording/read-recording.ts'
import { recordingsOf, segmentsOf } from '../harness/recording/recording-folder.ts'
import { linesOfSegment } from '../harness/recording/segment.ts'

// `pnpm soak:record` on an app that writes numbered lines, while its stream is closed every minute and it is killed three times.

const root = fileURLToPath(new URL('..', import.meta.url))
const { app } = subjectOf(await loadConfig(), 'staging')
const perSecond = 500
const everyMs = 100
const deadMs = 20_000
const kills = 3

const given = new Command('bench')
  .description(
    'Records numbered lines, 500 a second, through closed streams and three kills, and counts them.',
  )
  .option('--minutes <n>', 'how long', '10')
  .option('--close-after <seconds>', 'how long a stream is kept open', '60')
  .parse()
  .opts<{ minutes: string; closeAfter: string }>()
const totalMs = Number(given.minutes) * 60_000

const rehearsal = await startRehearsal({
  postgres: 'embedded',
  profile: 'rds',
  provisioned: false,
  signal: new AbortController().signal,
})
const folder = mkdtempSync(join(tmpdir(), 'recordings-'))
const { env } = rehearsal

async function control(route: string, body: object): Promise<void> {
  const answer = await fetch(`${env['HEROKU_HOST']}/rehearsal/${route}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${env['HEROKU_API_KEY']}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${route}: ${answer.status}`)
}

const startRecorder = () =>
  execa(
    process.execPath,
    ['harness/typescript/run.mjs', 'harness/cli/main.ts', 'soak-record', '--env', 'staging'],
    { cwd: root, env: { ...env, RUNBOOK_RECORDINGS: folder }, extendEnv: false, reject: false, all: true },
  )

/** What the process holds, in MB. */
function memoryOf(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

let written = 0
async function write(until: number): Promise<void> {
  const startedAt = performance.now() - (written / perSecond) * 1000
  while (performance.now() < until) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond)
    const line = Array.from({ length: due - written }, (_none, index) => `number ${written + index + 1}.`)
    if (line.length > 0) await control('logs', { app, line })
    written = due
    await pause(everyMs)
  }
}

await control('log-streams', { closeAfterMs: Number(given.closeAfter) * 1000 })
const begun = performance.now()
const writing = write(begun + totalMs)
const memory: number[][] = []
const said: string[] = []
for (let run = 0; run <= kills; run += 1) {
  const recorder = startRecorder()
  const held: number[] = []
  memory.push(held)
  const until = begun + (totalMs * (run + 1)) / (kills + 1)
  while (performance.now() < until) {
    held.push(memoryOf(recorder.pid))
    await pause(5_000)
  }
  if (run === kills) await writing
  recorder.kill(run < kills ? 'SIGKILL' : 'SIGINT')
  said.push((await recorder).all)
  if (run < kills) await pause(deadMs)
}
await rehearsal.stop()

const numbers: { number: number; at: number }[] = []
let bytes = 0
for (const recording of recordingsOf(folder, app)) {
  for (const { file } of segmentsOf(recording)) {
    bytes += statSync(file).size
    for (const line of await linesOfSegment(file)) {
      const [, stamp = '', number] = /^(\S+) .*number (\d+)\.$/.exec(line) ?? []
      if (number !== undefined) numbers.push({ number: Number(number), at: Date.parse(stamp) })
    }
  }
}
const { gaps } = await readRecording(
  folder,
  app,
  new Date(numbers[0]?.at ?? 0),
  new Date(numbers.at(-1)?.at ?? 0),
)
const seen = new Set(numbers.map(({ number }) => number))
const jumps = numbers.flatMap(({ number, at }, index) => {
  const before = numbers[index - 1]
  return before && number !== before.number + 1
    ? { from: before.at, to: at, lines: number - before.number - 1 }
    : []
})
const unexplained = jumps.filter(
  ({ from, to }) => !gaps.some((gap) => gap.from.getTime() <= from && gap.to.getTime() >= to),
)
const print = (text: string): void => void process.stdout.write(`${text}\n`)
print(`${written} lines written, ${numbers.length} recorded, ${numbers.length - seen.size} twice`)
print(
  `${jumps.reduce((sum, { lines }) => sum + lines, 0)} missing, in ${jumps.length} stretches; ${unexplained.length} of them in no gap`,
)
print(
  `${(numbers[0]?.number ?? 1) - 1} before the first that was recorded, ${written - (numbers.at(-1)?.number ?? 0)} after the last`,
)
for (const gap of gaps)
  print(`gap of ${((gap.to.getTime() - gap.from.getTime()) / 1000).toFixed(1)} s: ${gap.why}`)
for (const held of memory) print(`memory of a recorder, MB: ${held.map((mb) => mb.toFixed(0)).join(' ')}`)
print(
  `${(bytes / 1_000_000).toFixed(1)} MB in ${recordingsOf(folder, app)
    .map((one) => readdirSync(one).length)
    .join(', ')} segments`,
)
for (const text of said) print(`\n${text}`)
rmSync(folder, { recursive: true })
