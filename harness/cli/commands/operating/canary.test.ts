import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeOwnFolder } from '../../../planting/own-folder.ts'
import { casesIn, type TestCase } from '../../../report/sinks/junit-cases.fixture.ts'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'

// A password that breaks every naive way of masking, in runs that pass, that fail and that are debugged: no part of it is in
// what they print and write, in any encoding.

const mark = 'canary7f3a'
const password = `${mark}%41 "it's"\n${mark}\\$& é/${mark}`

let staging: RehearsedApp
/** The password that the platform made for the credential. */
let credentials: string
let folder: string
let verified: Awaited<ReturnType<typeof traceOf>>

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true })
  folder = makeOwnFolder()
  const { role, configVars } = staging.hand.subject
  await staging.hand.rehearsal.superuser(
    `ALTER ROLE ${role} PASSWORD E'${password.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`,
  )
  credentials = new URL((await staging.hand.app.credentialUrl(role)).reveal()).password
  const url = staging.ownerUrl
  const address = `${url.host}${url.pathname}`
  await staging.api.setConfigVars({
    [configVars.restricted]: `postgres://${role}:${encodeURIComponent(password)}@${address}`,
    // Somebody pasted it where the flag should be, and beside it.
    [`${configVars.flag}_NOTE`]: password,
  })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await staging.stop()
})

/** What is left of the passwords in a text, however it is encoded there: `canary7f3a` by itself at each place of a base64 group. */
function leaks(text: string): string[] {
  return [mark, staging.ownerUrl.password, credentials].flatMap((secret) => {
    const inBase64 = [0, 1, 2].map((offset) => {
      const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64')
      return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + secret.length) * 8) / 6))
    })
    return [secret, ...inBase64].filter((form) => text.includes(form))
  })
}

/** The command lines of every process of the machine, as any of its users reads them, from now on. */
function commandLines(): { readonly seen: ReadonlySet<string>; stop(): void } {
  const seen = new Set<string>()
  const timer = setInterval(() => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        seen.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
      } catch {
        // It has ended meanwhile.
      }
    }
  }, 40)
  return { seen, stop: () => clearInterval(timer) }
}

/** All that a run has printed and written, and what anybody could read of it meanwhile. */
async function traceOf(command: string, env: NodeJS.ProcessEnv = {}) {
  const journal = join(folder, command)
  const at = (ending: string): string => join(folder, `${command}.${ending}`)
  const formats = ['--junit', at('xml'), '--summary', at('md'), '--html', at('html')]
  const lines = commandLines()
  const run = await staging.run([command, ...formats], {
    RUNBOOK_JOURNAL: journal,
    RUNBOOK_ALLOW_PROVISION: staging.name,
    GITHUB_ACTIONS: 'true',
    ...env,
  })
  lines.stop()
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(jsonl|xml|md|html)$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
  const [xml = '', markdown = '', page = ''] = ['xml', 'md', 'html'].map((ending) =>
    readFileSync(at(ending), 'utf8'),
  )
  const trace = [run.output, JSON.stringify(run.report), ...files, ...lines.seen].join('\n')
  return { run, xml, markdown, page, trace, commandLines: [...lines.seen] }
}

const debugged = { HEROKU_DEBUG: '1', HEROKU_DEBUG_HEADERS: '1', DEBUG: '*' }

/** What makes a report in each format; what changes the app comes last. */
const runs: readonly [string, NodeJS.ProcessEnv, number][] = [
  ['verify', {}, 1],
  ['diagnose', debugged, 1],
  ['plan', debugged, 0],
  ['preconditions', debugged, 0],
  ['recovery', debugged, 0],
  ['reapply', debugged, 0],
  ['rollback', debugged, 0],
  // The password that the role has is not the credential's.
  ['provision', debugged, 1],
]
/** Three in every run of the tests, each command with RUNBOOK_CANARY=1. */
const tried = process.env['RUNBOOK_CANARY'] === undefined ? ['verify', 'diagnose', 'rollback'] : undefined

it.each(runs.filter(([command]) => tried?.includes(command) ?? true))(
  '%s leaks nothing of it: %j',
  async (command, env, status) => {
    const traced = await traceOf(command, env)
    const { run, trace, commandLines: seen } = traced
    // It was looked in time.
    expect(seen.join('\n')).toContain(`main.ts\0${command}`)
    if (command === 'verify') verified = traced
    expect(run.exitCode, run.output).toBe(status)
    expect(leaks(trace)).toEqual([])
  },
)

it('tells every item of a run in every format with the same outcome and reason', async () => {
  const { run, xml, markdown, page } = verified
  const items = run.report?.items ?? []
  expect(new Set(items.map(({ outcome }) => outcome))).toEqual(new Set(['passed', 'failed']))
  const cases = casesIn(xml)
  expect(cases.map(({ '@classname': id }) => id)).toEqual(items.map(({ id }) => id))
  expect(cases.map(outcomeOf)).toEqual(items.map(({ outcome }) => outcome))
  for (const { id, title, symptom, outcome, reason = '', findings } of items) {
    const said = findings.length > 0 ? (symptom ?? reason) : reason
    const found = cases.find((one) => one['@classname'] === id)
    const { failure, error, skipped } = found ?? {}
    const of = failure ?? error ?? skipped
    expect(of?.['@message'] ?? '').toBe(said.split('\n')[0])
    const told = outcome === 'passed' ? title : reason
    expect(markdown, id).toContain(`(${id}`)
    const inPage = page.split('<details ').find((part) => part.includes(`<dd>${id} on `))
    expect(inPage, id).toContain(`<summary><span class="${outcome}">`)
    expect(inPage, id).toContain((html`${told}` as HtmlEscapedString).toString())
    expect(markdown.replaceAll('\\', ''), id).toContain(told)
    expect(run.output, id).toContain(
      findings.length > 0
        ? (findings[0]?.found ?? '')
        : outcome === 'passed'
          ? title
          : (reason.split('\n')[0] ?? ''),
    )
  }
})

/** What a CI server takes a case for. */
const outcomeOf = ({ failure, error, skipped }: TestCase): string =>
  failure ? 'failed' : error ? 'inconclusive' : skipped ? 'not-run' : 'passed'

it('leaks nothing where the CLI is debugged while it answers for a credential that is not active', async () => {
  const { role, configVars } = staging.hand.subject
  await staging.api.setConfigVars({ [configVars.restricted]: null })
  const users = [{ user: role, password, state: 'provisioning' }]
  const answer = {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: role,
      state: 'provisioning',
      credentials: users,
      host: 'h',
      port: 1,
      database: 'd',
    }),
  }
  await staging.hand.rehearsal.control('faults', {
    host: 'data',
    path: `credentials/${role}$`,
    times: 9,
    answer,
  })
  const { run, trace } = await traceOf('diagnose', debugged)
  expect(run.output).toContain(role)
  expect(run.exitCode, run.output).not.toBe(0)
  expect(leaks(trace)).toEqual([])
})
