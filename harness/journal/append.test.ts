import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Secret } from '../secrets/secret.ts'
import { append } from './append.ts'
import type { NewEntry } from './entry.ts'
import { readJournal } from './journal-file.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'))
  file = join(folder, 'journal', 'app.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true }))

const before = (what: string): NewEntry => ({ type: 'before', app: 'app', run: 'r', what, vars: [] })
const said = (): string[] =>
  (readJournal(file) ?? []).map(({ entry, bytes }) =>
    entry?.type === 'before' ? entry.what : (entry?.type ?? `${bytes} bytes`),
  )

describe('a line of the journal', () => {
  it('follows the one before it by number and by the SHA-256 of its bytes, and its file is the owner’s alone', () => {
    const heads = ['one', 'two', 'three'].map((what) => append(file, before(what)))
    const lines = readJournal(file) ?? []
    expect(heads).toEqual(lines.map(({ position: n, hash }) => ({ n, hash })))
    expect(lines.map(({ entry }) => entry?.previous)).toEqual([
      '0'.repeat(64),
      lines[0]?.hash,
      lines[1]?.hash,
    ])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('leaves what was written before as it is, also where that was cut short: a line says so', () => {
    append(file, before('one'))
    append(file, before('two'))
    const whole = readFileSync(file)
    for (const cutAt of [whole.length - 1, whole.length - 40, whole.indexOf('\n') + 2]) {
      writeFileSync(file, whole)
      truncateSync(file, cutAt)
      append(file, before('three'))
      expect(readFileSync(file).subarray(0, cutAt)).toEqual(whole.subarray(0, cutAt))
      const lines = readJournal(file) ?? []
      expect(said().slice(2)).toEqual(['torn', 'three'])
      expect(lines[2]?.entry).toMatchObject({ n: 3, previous: lines[1]?.hash, bytes: lines[1]?.bytes })
      expect(lines[3]?.entry).toMatchObject({ n: 4, previous: lines[2]?.hash })
    }
  })

  it('has secrets as ***, in whatever form they are known', () => {
    const secret = new Secret('per cent% "quoted" and\nbroken').reveal()
    const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret), btoa(`user:${secret}`)]
    append(file, before(forms.join(' | ')))
    const text = readFileSync(file, 'utf8')
    expect(text).not.toMatch(/quoted|cXVvdGVk|per cent|per%20cent/)
    expect(said()[0]?.match(/\*\*\*/g)).toHaveLength(4)
  })

  it('is not written where its folder cannot be made, and nothing is left', () => {
    expect(() => append(join(folder, 'no', 'such', 'app.jsonl'), before('one'))).toThrow('ENOENT')
    expect(() => append('/dev/null/app.jsonl', before('one'))).toThrow(/ENOTDIR|EEXIST/)
  })
})

describe('two processes that append', () => {
  it('wait for each other: every line is there, and follows the one before', async () => {
    const writer = fileURLToPath(new URL('writer.fixture.ts', import.meta.url))
    const run = fileURLToPath(new URL('../typescript/run.mjs', import.meta.url))
    const write = (name: string) => execa(process.execPath, [run, writer, file, name, '30'])
    await Promise.all([write('a'), write('b')])
    const lines = readJournal(file) ?? []
    expect(lines).toHaveLength(60)
    expect(lines.map(({ entry }) => entry?.n)).toEqual(lines.map(({ position }) => position))
    expect(lines.slice(1).map(({ entry }) => entry?.previous)).toEqual(
      lines.slice(0, -1).map(({ hash }) => hash),
    )
    expect(new Set(said().map((what) => what[0]))).toEqual(new Set(['a', 'b']))
  })

  it('do not wait for one that was ended while it wrote', async () => {
    append(file, before('one'))
    const { pid } = await execa(process.execPath, ['-p', 'process.pid']).then(({ stdout }) => ({
      pid: stdout,
    }))
    writeFileSync(`${file}.lock`, `${pid} on ${hostname()}`)
    append(file, before('two'))
    expect(said()).toEqual(['one', 'two'])
  })
})
