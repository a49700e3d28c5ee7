import { setTimeout as pause } from 'node:timers/promises'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import { type AppAndDatabase, HerokuApp } from '../heroku/app.ts'
import { herokuReads } from '../heroku/cli.ts'
import { type CliFailure, HerokuCliError, isOfEverything } from '../heroku/cli-error.ts'
import type { CliProcess } from '../heroku/cli-session.ts'
import { parseLine } from '../heroku/log/log-line.ts'
import { followLog } from '../heroku/log/log-stream.ts'
import { LineWriter } from './line-writer.ts'
import { type Recorded, saidOfGap, Tally } from './recorded.ts'
import { RecorderLock } from './recorder-lock.ts'
import { Recording } from './recording.ts'
import { makeRecordingFolder, ofStream } from './recording-folder.ts'
import { Replay, remembered } from './replay.ts'

/** What is recorded, and where to. */
export interface Recorder extends CliProcess {
  readonly app: string
  /** The attachment of its database. */
  readonly database: string
  /** That of all recordings. */
  readonly folder: string
  /** Ends it. */
  readonly signal: AbortSignal
  /** Told what there is to tell, a line at a time. */
  readonly say: (text: string) => void
}

const flushEveryMs = 1_000
const tellEveryMs = 60_000
/** A stream that is silent for so long may be one that nobody writes to any more: it is asked for anew. */
const silenceMs = 10 * 60_000
/** A password that was rotated is known after so long. */
const secretsMs = 5 * 60_000
const longestPauseMs = 60_000

/**
 * Records the log of an app until it is stopped. Whatever ends the stream, it is asked for again; what came before it is
 * recorded once, and where that does not reach back to the last line there is a gap.
 * @throws Refusal where another recorder is at it. HerokuCliError where Heroku cannot be asked at all, from the beginning.
 * CouldNotLook where the CLI does not tell when its stream is opened again, or it ends before the config vars are read. Error where nothing can be written.
 */
export async function recordStream(recorder: Recorder): Promise<Recorded> {
  const { app, folder } = recorder
  const own = makeRecordingFolder(folder, app, ofStream)
  const lock = new RecorderLock(`${own}.lock`, app)
  try {
    const { recording, lines } = await Recording.open(own, remembered)
    return await new StreamRecording(recorder, recording, lines, lock).untilStopped()
  } finally {
    lock.release()
  }
}

class StreamRecording {
  readonly #recorder: Recorder
  readonly #recording: Recording
  readonly #lock: RecorderLock
  readonly #replay: Replay
  readonly #writer: LineWriter
  /** The last line that was recorded before. */
  readonly #before: Date | undefined
  /** Ends the recording, for a reason of our own. */
  readonly #broken = new AbortController()
  /** Why a line that stands apart does. */
  #why = 'the recorder was not there'
  readonly #tally: Tally
  /** When they were read last; undefined until they were. */
  #secretsReadAt: number | undefined
  #wasOpened = false
  /** How often in a row no stream was to be had. */
  #failures = 0

  constructor(recorder: Recorder, recording: Recording, lines: readonly string[], lock: RecorderLock) {
    this.#recorder = recorder
    this.#recording = recording
    this.#lock = lock
    this.#tally = new Tally((gap) => recorder.say(`a gap: ${saidOfGap(gap)}`))
    this.#replay = new Replay(lines)
    this.#before = lines.map(parseLine).findLast((line) => line !== undefined)?.at
    this.#writer = new LineWriter(recording, () => this.#secretsReadAt !== undefined)
  }

  async untilStopped(): Promise<Recorded> {
    const timers = [
      this.#every(flushEveryMs, () => this.#flush()),
      this.#every(tellEveryMs, () => this.#tell()),
    ]
    try {
      while (!this.#isOver) await this.#followOnce()
      if (this.#broken.signal.aborted) throw this.#broken.signal.reason
      this.#writer.flush()
    } finally {
      for (const timer of timers) clearInterval(timer)
      this.#recording.close()
    }
    const { written: lines, unparsed } = this.#writer
    const { from, to, gaps } = this.#tally
    if (this.#secretsReadAt === undefined && to) throw endedTooSoon()
    return { lines, unparsed, from, to, gaps }
  }

  get #isOver(): boolean {
    return this.#recorder.signal.aborted || this.#broken.signal.aborted
  }

  /** Follows one process of the CLI to its end, and waits a while where it was of no use. */
  async #followOnce(): Promise<void> {
    const ended = new AbortController()
    const signal = AbortSignal.any([this.#recorder.signal, this.#broken.signal, ended.signal])
    const silence = setTimeout(() => ended.abort(), silenceMs)
    let streams = 0
    let unread: unknown
    const secrets = this.#readSecrets(signal).catch((error: unknown) => {
      if (this.#secretsReadAt !== undefined || signal.aborted) return
      unread = error
      ended.abort()
    })
    const end = await followLog(
      { ...this.#recorder, signal },
      {
        onOpened: () => {
          streams += 1
          this.#opened()
        },
        onLine: (line) => {
          silence.refresh()
          if (ended.signal.aborted) return
          if (streams === 0) this.#broken.abort(noMarks())
          else if (this.#take(line, streams) === 'ask anew') ended.abort()
        },
      },
    )
    clearTimeout(silence)
    ended.abort()
    await secrets
    if (this.#isOver) return
    // A stream that was opened ends in the course of things: its address is good for five minutes.
    if (unread !== undefined) await this.#failed(unread)
    else if (streams === 0) await this.#failed(end)
  }

  #opened(): void {
    this.#replay.opened()
    this.#wasOpened = true
    if (this.#failures === 0 || this.#secretsReadAt === undefined) return
    this.#failures = 0
    this.#recorder.say('the log is followed again')
  }

  /** Whether a line that stands apart is to be looked for in a stream asked for anew, as it is where the CLI opened its own again. */
  #take(printed: string, streams: number): 'taken' | 'ask anew' {
    const text = this.#writer.stamped(printed)
    const line = text === undefined ? undefined : parseLine(text)
    if (text === undefined || line === undefined) return 'taken'
    const place = this.#replay.take(text)
    if (place === 'apart' && streams > 1) return 'ask anew'
    if (place === 'apart') {
      this.#writer.gap(line.at, this.#why)
      this.#tally.gap(line.at, this.#why, this.#before)
      this.#replay.goOn()
      this.#replay.take(text)
    }
    if (place !== 'seen') this.#writer.add(text)
    this.#tally.line(line, place !== 'seen')
    this.#why = 'the stream broke off, and what Heroku sent again does not reach back to it'
    return 'taken'
  }

  /** @throws what failed, where that is for good. */
  async #failed(failure: unknown): Promise<void> {
    if (!(failure instanceof HerokuCliError)) throw failure
    const begun = this.#wasOpened && this.#secretsReadAt !== undefined
    if (!begun && neverPasses(failure.failure)) throw failure
    this.#failures += 1
    if (this.#failures === 1)
      this.#recorder.say(`${failure.message.replaceAll('\n', ' ')} It is tried again until then.`)
    const { signal } = this.#recorder
    await pause(Math.min(500 * 2 ** this.#failures, longestPauseMs), undefined, { signal }).catch(() => {})
  }

  /** The values of the config vars are masked in what is recorded: those of now, where they were not read for a while. */
  async #readSecrets(signal: AbortSignal): Promise<void> {
    if (performance.now() - (this.#secretsReadAt ?? Number.NEGATIVE_INFINITY) < secretsMs) return
    await secretsOf(this.#recorder, this.#recorder, signal)
    this.#secretsReadAt = performance.now()
  }

  #flush(): void {
    this.#lock.beat()
    this.#writer.flush()
  }

  #tell(): void {
    const { written, unparsed } = this.#writer
    const { to, gaps } = this.#tally
    const upTo = to ? `, up to ${to.toISOString()}` : ''
    const odd = unparsed > 0 ? `, ${unparsed} in no known format` : ''
    this.#recorder.say(`${written} lines${upTo}${odd}, ${gaps.length} gap(s)`)
  }

  #every(ms: number, work: () => void): NodeJS.Timeout {
    return setInterval(() => {
      try {
        work()
      } catch (error) {
        this.#broken.abort(error)
      }
    }, ms)
  }
}

/** Whether Heroku was asked in vain for good: there is no CLI, no login, or no such app. */
const neverPasses = (failure: CliFailure): boolean =>
  failure === 'refused' || (isOfEverything(failure) && failure !== 'unreachable')

const noMarks = (): CouldNotLook =>
  new CouldNotLook(
    'the Heroku CLI does not tell when it opens its stream again: what is recorded of it could miss lines that nobody knows of. See docs/soak.md.',
  )

const endedTooSoon = (): CouldNotLook =>
  new CouldNotLook(
    'nothing was recorded: it ended before the config vars were read, whose secrets a line may hold',
  )

/** Reads the config vars of an app, so that their secrets are masked from then on. @throws HerokuCliError, CouldNotLook. */
export async function secretsOf(of: AppAndDatabase, cli: CliProcess, signal?: AbortSignal): Promise<void> {
  const vars = await new HerokuApp(
    of,
    herokuReads({ ...cli, app: of.app, signal: () => signal }),
  ).configVars()
  for (const name of vars.names) vars.url(name)
}
