import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, it } from 'vitest'
import { loadConfig } from '../../config/load.ts'
import { type Subject, subjectOf } from '../../config/subject.ts'
import { certificate } from '../../rehearsal/postgres/certificate.ts'
import { askHealth, type Health } from './health.ts'

// Real servers: what fetch makes of an answer is not to be guessed.

const staging = subjectOf(await loadConfig(), 'staging')
const timeoutMs = 300
let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

async function listening(made: Server, host = '127.0.0.1'): Promise<number> {
  server = made
  made.listen(0, host)
  await once(made, 'listening')
  return (made.address() as AddressInfo).port
}

interface Asked {
  readonly expects?: Subject['live']['healthExpects']
  readonly env?: NodeJS.ProcessEnv
}

const ask = (healthUrl: string, { expects, env = {} }: Asked = {}): Promise<Health> =>
  askHealth(
    {
      subject: { ...staging, live: { ...staging.live, healthExpects: expects } },
      target: { env, herokuBin: 'heroku', healthUrl, smoke: undefined },
    },
    timeoutMs,
  )

async function answeredBy(listener: RequestListener, asked?: Asked): Promise<Health> {
  return ask(`http://127.0.0.1:${await listening(createServer(listener))}/healthz`, asked)
}

async function closedPort(): Promise<number> {
  const made = createServer()
  const port = await listening(made)
  made.close()
  await once(made, 'close')
  return port
}

const html = { 'content-type': 'text/html; charset=utf-8' }
const padding = ' '.repeat(2_000)

it.each<[string, RequestListener, object, Asked?]>([
  ['the app', (_, answer) => answer.end('{"status":"ok"}'), { status: 200, wantsLogin: false, missing: [] }],
  [
    'the app, packed',
    (_, answer) => answer.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('fine')),
    { status: 200, body: 'fine', missing: [] },
    { expects: { body: 'fine' } },
  ],
  [
    'the app, in what is said to be packed and is not',
    (_, answer) => answer.writeHead(200, { 'content-encoding': 'gzip' }).end('fine'),
    { status: 200, cut: 'incorrect header check' },
  ],
  [
    'the app, without an end',
    (_, answer) => void setInterval(() => answer.write(padding), 1).unref(),
    { status: 200, body: padding.slice(0, 500) },
  ],
  [
    'the app, slower than is waited for',
    (_, answer) => void answer.write('fi'),
    { status: 200, body: 'fi', cut: 'it took more than 0.3 s' },
  ],
  [
    'the app, which hangs up in the middle',
    (request, answer) => void answer.writeHead(200).write('fi', () => request.socket.destroy()),
    { status: 200, body: 'fi', cut: expect.stringMatching(/closed/) },
  ],
  [
    'the app, with what is expected behind what is read',
    (_, answer) => answer.end(`${padding.repeat(70)}fine`),
    { missing: ["'fine' in the first 131072 characters of the body"], asExpected: false },
    { expects: { body: 'fine' } },
  ],
  [
    'a redirect that leads in a circle',
    (request, answer) => answer.writeHead(302, { location: request.url }).end(),
    { status: 302, location: '/healthz' },
  ],
  ['a redirect to nowhere', (_, answer) => answer.writeHead(302).end(), { status: 302, location: undefined }],
  [
    'a page to log in, whose form is far below',
    (_, answer) => answer.writeHead(200, html).end(`<style>${padding}</style><input type=password>`),
    { wantsLogin: true },
  ],
  [
    'a page that leads to one by itself',
    (_, answer) => answer.writeHead(200, html).end('<meta http-equiv="refresh" content="0;url=https://sso">'),
    { wantsLogin: true },
  ],
  [
    'a form that is sent to one by itself',
    (_, answer) => answer.writeHead(200, html).end('<form method=post><input name="SAMLRequest">'),
    { wantsLogin: true },
  ],
  [
    'a page of the app’s own that speaks of a login',
    (_, answer) => answer.writeHead(200, html).end('<li>login: up'),
    { wantsLogin: true, asExpected: true },
    { expects: { body: 'login: up' } },
  ],
  [
    'JSON that speaks of a login',
    (_, answer) => answer.writeHead(200, { 'content-type': 'application/json' }).end('{"login":"up"}'),
    { wantsLogin: false },
  ],
])('sees what answers: %s', async (_, listener, seen, asked) => {
  expect(await answeredBy(listener, asked)).toMatchObject(seen)
})

it('asks an address of IPv6', async () => {
  const port = await listening(
    createServer((_, answer) => answer.end('ok')),
    '::1',
  )
  expect(await ask(`http://[::1]:${port}/`)).toMatchObject({ status: 200 })
})

it('says what it met where nothing answers, and never nothing', async () => {
  const { key, cert } = await certificate()
  const port = await listening(createTlsServer({ key, cert }))
  expect(await ask(`https://127.0.0.1:${port}/`)).toMatchObject({
    status: 'none',
    reason: expect.stringContaining('self-signed certificate'),
  })
  expect(await ask(`http://127.0.0.1:${port}/`)).toMatchObject({
    status: 'none',
    reason: 'other side closed',
  })
  expect(await ask(`http://localhost:${await closedPort()}/`)).toMatchObject({
    status: 'none',
    reason: expect.stringContaining('ECONNREFUSED'),
  })
  expect(await ask('http://no.such.host.invalid/')).toMatchObject({
    status: 'none',
    reason: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
  })
  expect(await answeredBy(() => {})).toMatchObject({ status: 'none', reason: 'it took more than 0.3 s' })
})

it.each<[NodeJS.ProcessEnv, boolean]>([
  [{ HTTP_PROXY: 'http://proxy:3128' }, true],
  [{ http_proxy: 'http://proxy:3128', no_proxy: 'shop.example' }, true],
  [{ ALL_PROXY: 'socks5://proxy' }, true],
  [{ HTTPS_PROXY: 'http://proxy:3128' }, false],
  [{ HTTP_PROXY: 'http://proxy:3128', NODE_USE_ENV_PROXY: '1' }, false],
  [{ HTTP_PROXY: 'http://proxy:3128', NO_PROXY: 'a.example,127.0.0.1' }, false],
  [{ HTTP_PROXY: 'http://proxy:3128', NO_PROXY: '*' }, false],
  [{ HTTP_PROXY: 'http://proxy:3128', NO_PROXY: '.0.0.1' }, false],
])('no answer to a shell with %j says nothing about the app: %j', async (env, saysNothing) => {
  const asked = ask(`http://127.0.0.1:${await closedPort()}/`, { env })
  const outcome = await asked.then(
    ({ status }) => status,
    (error: unknown) => String(error),
  )
  expect(outcome).toMatch(saysNothing ? /goes through a proxy \(\w+\)/ : /^none$/)
})

it('has nothing to say of an app at a port that is never asked', async () => {
  await expect(ask('http://127.0.0.1:6000/')).rejects.toThrow('has a port that no browser asks')
})

it('prints no value of a parameter, which may be a token', async () => {
  const seen = await answeredBy((_, answer) => answer.end('ok'))
  const url = `${seen.url}?token=hunter2hunter2&x=1`
  expect(await ask(url)).toMatchObject({ status: 200, url: `${seen.url}?token=***&x=***` })
})
