import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { Refusal } from '../evidence/refusal.ts'
import { underFileLock } from '../journal/file-lock.ts'
import { operator } from '../journal/operator.ts'
import { isRunning } from '../machine/is-running.ts'

/** The lock is left by who has not said for so long that it is there, as one on a machine that went down. */
const leftAfterMs = 60_000
const beatEveryMs = 10_000

/** Keeps a second recorder from a recording. */
export class RecorderLock {
  readonly #file: string
  readonly #own: string
  #beatAt = performance.now()

  /**
   * Takes it, and what a recorder left that was ended meanwhile.
   * @throws Refusal where another recorder has it, with who and since when.
   */
  constructor(file: string, app: string) {
    this.#file = file
    this.#own = `${process.pid} on ${hostname()}\nby ${operator()} since ${new Date().toISOString()}\n`
    underFileLock(`${file}.turn`, () => {
      const holder = holderOf(file)
      if (holder !== undefined && !isLeft(file, holder))
        throw new Refusal(
          `${app} is being recorded already, ${sentenceOf(holder)}: two recorders would write in one recording. Stop that one, or leave it; where it is gone, remove ${file}.`,
        )
      writeFileSync(file, this.#own, { mode: 0o600 })
    })
  }

  /** Says that it is there still. @throws Refusal where another recorder has taken it, as after a long sleep of this machine. */
  beat(): void {
    if (performance.now() - this.#beatAt < beatEveryMs) return
    this.#beatAt = performance.now()
    if (holderOf(this.#file) !== this.#own)
      throw new Refusal(`another recorder has taken ${this.#file}: this one was silent for too long`)
    utimesSync(this.#file, new Date(), new Date())
  }

  release(): void {
    if (holderOf(this.#file) === this.#own) rmSync(this.#file, { force: true })
  }
}

const sentenceOf = (holder: string): string => {
  const [process = '', by = ''] = holder.split('\n')
  return `${by} (process ${process})`
}

function holderOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function isLeft(file: string, holder: string): boolean {
  const [, pid, host] = /^(\d+) on (.+)$/m.exec(holder) ?? []
  if (host === hostname() && !isRunning(Number(pid))) return true
  return Date.now() - statSync(file).mtimeMs > leftAfterMs
}
