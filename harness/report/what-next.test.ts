import { describe, expect, it } from 'vitest'
import type { Finding } from '../evidence/finding.ts'
import { everyOutcome } from './every-outcome.fixture.ts'
import type { Report } from './report.ts'
import { whatNext } from './what-next.ts'

const finding = (code: string, object: string, more: Partial<Finding> = {}): Finding => ({
  code,
  object,
  expected: 'this',
  found: 'that',
  consequence: 'It does not work.',
  help: `Mend ${code}.`,
  ...more,
})
const lacking = (object: string): Finding =>
  finding('missing-privilege', object, { fix: `GRANT SELECT ON ${object} TO r`, fixKind: 'sql' })
const [first] = everyOutcome.items
const found = (findings: readonly Finding[], more: Partial<Report> = {}): Report =>
  ({ ...everyOutcome, items: [{ ...first, outcome: 'failed', findings }], ...more }) as Report

describe('what to do next', () => {
  it('is typed where it stands: SQL in a session of the owner, and one for all tables that lack the same', () => {
    const [step] = whatNext(found(['public.a', `public."it's"`].map(lacking)))
    expect(step).toEqual({
      what: `missing-privilege: public.a, public."it's". Mend missing-privilege.`,
      command: String.raw`heroku pg:psql -a an-app -c "GRANT SELECT ON public.a TO r; GRANT SELECT ON public.\"it's\" TO r"`,
    })
    const [one] = whatNext(found([lacking('public.a')]))
    expect(one?.amiss).toEqual({ expected: 'this', found: 'that' })
  })

  it('names no more than can be read, and types no more than somebody would by hand', () => {
    const [step] = whatNext(found(Array.from({ length: 21 }, (_, n) => lacking(`public.t${n}`))))
    expect(step).toEqual({
      what: 'missing-privilege: public.t0, public.t1, public.t2, public.t3, public.t4 and 16 more. Mend missing-privilege.',
    })
  })

  it('begins with taking the app back where its users see errors', () => {
    const unhealthy = finding('app-unhealthy', 'http://app', {
      fix: 'pnpm rollback --env staging',
      fixKind: 'run',
    })
    expect(whatNext(found([lacking('public.a'), unhealthy]))[0]?.command).toBe('pnpm rollback --env staging')
  })

  it('leaves out what is mended with its cause: no password is rotated because the var has an old one', () => {
    const refused = finding('login-refused', 'URL', {
      fix: 'heroku pg:credentials:rotate',
      fixKind: 'heroku',
    })
    const stale = finding('stale-url', 'URL', { fix: 'pnpm test:provision --env staging', fixKind: 'run' })
    const commands = (findings: readonly Finding[]): unknown[] =>
      whatNext(found(findings)).map(({ command }) => command)
    expect(commands([refused, stale])).toEqual([
      'pnpm test:provision --env staging',
      'pnpm test:verify --env staging',
    ])
    expect(commands([refused])).toContain('heroku pg:credentials:rotate')
  })

  it('says nothing of an item that failed by what was found already, and of another that it failed', () => {
    const refusal = finding('stale-url', 'URL', { found: '28P01: password authentication failed' })
    const items = [
      { ...first, outcome: 'failed', findings: [refusal] },
      { ...first, outcome: 'failed', reason: 'password authentication failed' },
      { ...first, outcome: 'failed', reason: 'no answer' },
    ]
    expect(whatNext({ ...everyOutcome, items } as Report).map(({ what }) => what)).toEqual([
      'stale-url: URL. Mend stale-url.',
      'Failed: role is as it should be: no answer',
      'Find out which failure mode it is',
      'Then again',
    ])
  })

  it('asks for the failure mode of the role that the run was about, where the app has several', () => {
    const commands = whatNext({ ...everyOutcome, role: 'a_role' }).map(({ command }) => command)
    expect(commands).toContain('pnpm diagnose --env staging --role a_role')
  })

  it('asks for the failure mode of the one role where nothing was found of another', () => {
    const failed = { ...first, outcome: 'failed', role: 'a_worker' }
    const report = { ...everyOutcome, items: [{ ...first, role: 'a_role' }, failed] } as Report
    expect(whatNext(report).map(({ command }) => command)).toContain(
      'pnpm diagnose --env staging --role a_worker',
    )
  })

  it('goes on with each role by itself where the next command is about one, and with all where it looks', () => {
    const items = ['a_role', 'a_worker'].map((role) => ({ ...first, role }))
    const after = (suite: string): unknown =>
      whatNext({ ...everyOutcome, suite, outcome: 'passed', exitStatus: 0, items } as Report)
    expect(after('preconditions')).toEqual([
      {
        what: 'Say what Steps 1 to 6 would do for a_role',
        command: 'pnpm test:provision --env staging --role a_role --dry-run',
      },
      {
        what: 'Say what Steps 1 to 6 would do for a_worker',
        command: 'pnpm test:provision --env staging --role a_worker --dry-run',
      },
    ])
    expect(after('verify')).toEqual([
      { what: 'See how far the soak has come', command: 'pnpm soak --env staging' },
    ])
  })

  it('opens no session on a rehearsal platform, which is gone by then', () => {
    expect(whatNext(found([lacking('public.a')], { env: 'rehearsal' }))[0]?.command).toBe(
      'GRANT SELECT ON public.a TO r',
    )
  })
})
