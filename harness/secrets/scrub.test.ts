import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdsSecret, mask } from './mask.ts'
import { mustHoldNoSecret, scrub, scrubDeep } from './scrub.ts'
import { Secret } from './secret.ts'

const passwords = [
  'per%cent%41and100%',
  `it's "quoted" \`thrice\``,
  'a space, a\nline break\tand a tab',
  String.raw`back\slash\n$& $1 (.*)[+]`,
  'ünïcödé 🔑 pässwörd',
  `!~*'()-+_=.&/?#@:`,
]
const encodings: Readonly<Record<string, (secret: string) => string>> = {
  raw: (secret) => secret,
  'in markup': (secret) =>
    secret
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
  'in a URL': (secret) => encodeURIComponent(secret),
  'in a form': (secret) => new URLSearchParams({ p: secret }).toString(),
  'in a URL, as Node writes it': (secret) => new URL(`postgres://u:${encodeURIComponent(secret)}@h/d`).href,
  'in JSON': (secret) => JSON.stringify({ secret }),
  'in JSON in JSON': (secret) => JSON.stringify(JSON.stringify({ secret })),
  'in base64': (secret) => Buffer.from(secret).toString('base64'),
  'in base64, one byte further': (secret) => Buffer.from(`u${secret}:`).toString('base64'),
  'in base64, two bytes further': (secret) => Buffer.from(`u:${secret}@h`).toString('base64url'),
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scrub-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(passwords)('the secret %j', (password) => {
  it.each(Object.entries(encodings))('is found, and does not come out: %s', async (_name, encoded) => {
    const { fingerprint } = new Secret(password)
    expect(fingerprint).not.toBe('')
    const text = `before ${encoded(password)} after`
    expect(holdsSecret(text)).toBe(true)
    expect(scrub(text)).toMatch(/^before .*\*\*\*.* after$/s)
    expect(holdsSecret(scrub(text))).toBe(false)
    expect(holdsSecret(JSON.stringify(scrubDeep({ list: [text] })))).toBe(false)
    const file = join(folder, 'file')
    writeFileSync(file, text)
    await expect(mustHoldNoSecret(file)).rejects.toThrow('held a secret of this run and was removed')
    expect(readdirSync(folder)).toEqual([])
  })
})

it('withholds a text as a whole where masking leaves a secret in it', () => {
  const [inner, outer] = [new Secret('AAAA-BBBB'), new Secret('hold***back')]
  expect(scrub(`the ${inner.reveal()} of ${outer.reveal()}`)).toBe('the *** of ***')
  expect(scrub(`hold${inner.reveal()}back`)).toBe('(withheld: it holds a secret)')
})

it('masks the longer of two secrets where one begins the other', () => {
  expect([new Secret('first-half'), new Secret('first-half-and-second')].join('')).toBe('******')
  expect(mask('x first-half-and-second y')).toBe('x *** y')
})

it('masks what is shaped like a password in an object that Node or the CLI prints', () => {
  expect(mask(`{ user: 'r', password: 'it\\'s' }, "password":"a \\"b\\" c"`)).toBe(
    `{ user: 'r', password: '***' }, "password":'***'`,
  )
})

it('knows in each thread what another has read', async () => {
  const secret = `read-in-a-worker-${process.pid}`
  const register = new URL('../typescript/register.mjs', import.meta.url)
  const worker = new Worker(
    `import(${JSON.stringify(register.href)}).then(() => import(${JSON.stringify(new URL('mask.ts', import.meta.url).href)})).then((it) => it.registerSecret(${JSON.stringify(secret)}))`,
    { eval: true },
  )
  await expect.poll(() => mask(secret), { timeout: 20_000 }).toBe('***')
  await worker.terminate()
})

describe('what prints', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const prints =
    /\bconsole\s*(\.\s*[a-z]+\s*\(|\[)|\bprocess\s*\.\s*(stdout|stderr|emitWarning|report|_rawDebug)|node:(console|process)'|\/dev\/(std|tty|fd)/
  const writers = [
    'harness/cli/command-table.ts',
    'harness/cli/commands/preparing/check-migrations.ts',
    'harness/cli/commands/operating/journal.ts',
    'harness/cli/commands/preparing/runbook-print.ts',
    'harness/cli/commands/operating/signoff.ts',
    'harness/cli/commands/operating/soak-record.ts',
    'harness/cli/commands/operating/soak.ts',
    'harness/cli/main.ts',
    'harness/cli/program.ts',
    'harness/cli/run/gates/ask-for-name.ts',
    'harness/cli/run/run-command.ts',
    'harness/compatibility/main.ts',
    'harness/heroku/in-cli/commands-by-pipe.mjs',
    'harness/heroku/in-cli/log-stream-marks.mjs',
    'harness/rehearsal/main.ts',
    'harness/runner/vitest/by-the-shell.ts',
    'harness/runner/vitest/vitest-reporter.ts',
  ]
  const sources = ['harness', 'specs']
    .flatMap((of) =>
      readdirSync(join(root, of), { recursive: true, encoding: 'utf8' }).map((file) => `${of}/${file}`),
    )
    .filter(
      (file) =>
        /\.(ts|mjs)$/.test(file) && !/\.(test|docker-test|fixture)\.ts$|\/(testing|fixtures)\//.test(file),
    )
    .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n') }))

  it('is known by name: a new one goes through the sinks, or through scrub', () => {
    const found = sources.filter(({ lines }) => lines.some((line) => prints.test(line)))
    expect(found.map(({ file }) => file).filter((file) => !writers.includes(file))).toEqual([])
  })

  it('writes nothing but what scrub leaves', () => {
    // The pipe's and the stream's are marks for who reads the CLI; the compatibility table and the rehearsal platform read no live app.
    const unscrubbed = /commands-by-pipe|log-stream-marks|compatibility\/|rehearsal\//
    const bare = sources
      .filter(({ file }) => !unscrubbed.test(file))
      .flatMap(({ file, lines }) =>
        lines
          .filter(
            (line) =>
              /process\.std(out|err)\.write\(|\bconsole\s*(\.\s*[a-z]+\s*\(|\[)/.test(line) &&
              !line.includes('scrub('),
          )
          .map((line) => `${file}: ${line.trim()}`),
      )
    expect(bare).toEqual([])
  })
})
