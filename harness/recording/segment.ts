import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { constants, gunzipSync, gzipSync } from 'node:zlib'
import { textMustHoldNoSecret } from '../secrets/scrub.ts'

/**
 * The lines of a segment, each without its line break. Of a file that was cut short, or is damaged further on, those before
 * that: what is behind the last whole line is no line.
 * @throws Error where it cannot be read at all.
 */
export async function linesOfSegment(file: string): Promise<string[]> {
  return unpacked(await readFile(file))
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
}

/** How a member begins as Node packs it (RFC 1952): its magic, deflate, no flags, no time. */
const beginning = Buffer.from('1f8b0800000000', 'hex')

/** What can be unpacked: of a last member that was cut short its beginning, of a damaged one only what is before it. */
function unpacked(packed: Buffer): Buffer {
  for (let end = packed.length; end > 0; end = packed.lastIndexOf(beginning, end - 1)) {
    try {
      return gunzipSync(packed.subarray(0, end), { finishFlush: constants.Z_SYNC_FLUSH })
    } catch {
      // Damaged: without its last member, then.
    }
  }
  return Buffer.alloc(0)
}

/** The SHA-256 of the lines of a segment, each with its line break. */
export function hashOfLines(lines: readonly string[]): string {
  const hash = createHash('sha256')
  for (const line of lines) hash.update(line).update('\n')
  return hash.digest('hex')
}

/** A file of log lines that is written to its end, packed by gzip: each time something is added it is a member of its own. */
export class Segment {
  readonly file: string
  readonly #opened: number
  readonly #lines: string[] = []
  #bytes = 0

  /** @throws Error where the file is there already, or cannot be made. */
  constructor(file: string) {
    this.file = file
    this.#opened = openSync(file, 'ax', 0o600)
  }

  /** How much text it holds. */
  get bytes(): number {
    return this.#bytes
  }

  /** Returns once the lines are on the disk. */
  add(lines: readonly string[]): void {
    if (lines.length === 0) return
    const text = `${lines.join('\n')}\n`
    writeWhole(this.#opened, gzipSync(text))
    this.#lines.push(...lines)
    this.#bytes += text.length
  }

  /**
   * Packs it as one, which is smaller, and returns the hash of its lines. Nothing can be added any more.
   * @throws SecretInFile where a secret of this run is in it all the same: the file is gone.
   */
  close(): string {
    closeSync(this.#opened)
    const text = `${this.#lines.join('\n')}\n`
    textMustHoldNoSecret(text, this.file)
    const packed = `${this.file}.packed`
    const opened = openSync(packed, 'w', 0o600)
    writeWhole(opened, gzipSync(text))
    closeSync(opened)
    renameSync(packed, this.file)
    return hashOfLines(this.#lines)
  }
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
  fsyncSync(file)
}
