import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { subjectOf } from '../config/subject.ts'
import type { Entry } from '../journal/entry.ts'
import { sign, signerOf } from './ssh-signature.ts'
import { standingOf } from './standing.ts'
import { hashOfPolicy, type Statement, written } from './statement.ts'

const { policy } = subjectOf(await loadConfig(), 'prod')
const facts: Omit<Statement, 'expires'> = {
  app: 'shop-prod',
  environment: 'prod',
  role: 'shop_app',
  ticket: 'OPS-1',
  commit: 'a'.repeat(40),
  policy: hashOfPolicy(policy),
  grants: ['GRANT SELECT ON public.orders TO shop_app', 'GRANT USAGE ON SCHEMA public TO shop_app'],
  after: { environment: 'staging', app: 'shop-staging', release: 43, evidence: 'b'.repeat(64) },
}
const expires = '2026-05-11T10:00:00.000Z'
const herokuAt = new Date('2026-05-10T12:00:00Z')
const account = 'ada@example.test'
const rules = { hours: 24, secondPerson: false, signers: undefined, ticket: undefined }

type SignOff = Extract<Entry, { type: 'sign-off' }>
const signed = (changes: Partial<SignOff> = {}): SignOff => ({
  n: 2,
  previous: '0'.repeat(64),
  at: '2026-05-10T10:00:00Z',
  app: 'shop-prod',
  run: 'run',
  type: 'sign-off',
  answer: 'yes',
  by: 'ada@laptop',
  account,
  statement: written({ ...facts, expires }),
  ...changes,
})
const standing = (
  entries: readonly Entry[],
  changes: Partial<Parameters<typeof standingOf>[0]> = {},
): ReturnType<typeof standingOf> =>
  standingOf({ rules, entries, now: facts, herokuAt, account: 'bob@example.test', ...changes })

describe('a sign-off', () => {
  it('is given by a yes to just what would be done now, and typed is the weaker way', async () => {
    expect(await standing([signed()])).toMatchObject({
      is: 'given',
      by: account,
      how: expect.stringContaining('weaker'),
    })
  })

  it('is given whenever the same content is computed again, whatever was answered before', async () => {
    expect(await standing([signed({ answer: 'no' }), signed({ n: 3 })])).toMatchObject({ is: 'given' })
  })

  const other = (changes: Partial<Statement>): Partial<Parameters<typeof standingOf>[0]> => ({
    now: { ...facts, ...changes },
  })
  it.each<[string, readonly Entry[], Partial<Parameters<typeof standingOf>[0]>, string]>([
    ['nobody signed', [], {}, 'nobody has signed'],
    ['the last answer is no', [signed(), signed({ n: 3, answer: 'no' })], {}, `${account} answered no`],
    [
      'it has expired, by Heroku’s clock',
      [signed()],
      { herokuAt: new Date(expires) },
      `expired at ${expires}`,
    ],
    [
      'another commit',
      [signed()],
      other({ commit: 'c'.repeat(40) }),
      `commit: signed ${'a'.repeat(40)}, now ${'c'.repeat(40)}`,
    ],
    [
      'the same commit with changes',
      [signed()],
      other({ commit: `${'a'.repeat(40)} with uncommitted changes` }),
      'with uncommitted changes',
    ],
    ['another policy', [signed()], other({ policy: 'd'.repeat(64) }), 'policy: signed'],
    ['another ticket', [signed()], other({ ticket: 'OPS-2' }), 'ticket: signed OPS-1, now OPS-2'],
    [
      'a table more',
      [signed()],
      other({ grants: [...facts.grants, 'GRANT SELECT ON public.new TO shop_app'] }),
      'planned, and not signed: GRANT SELECT ON public.new',
    ],
    [
      'a table less',
      [signed()],
      other({ grants: facts.grants.slice(1) }),
      'signed, and no longer planned: GRANT SELECT ON public.orders',
    ],
    [
      'a soak that began again',
      [signed()],
      other({ after: { ...facts.after, release: 51 } as Statement['after'] }),
      'the release of the soak it waits for: signed 43, now 51',
    ],
    [
      'other evidence of the soak',
      [signed()],
      other({ after: { ...facts.after, evidence: 'e'.repeat(64) } as Statement['after'] }),
      'the evidence of the soak',
    ],
    [
      'no soak any more',
      [signed()],
      other({ after: undefined }),
      'the soak that it waits for: signed staging, now none',
    ],
    ['another app', [signed()], other({ app: 'shop-live' }), 'app: signed shop-prod, now shop-live'],
    ['a statement that is none', [signed({ statement: '{"app":"shop-prod"}' })], {}, 'cannot be read'],
    [
      'the same person, where a second one is to',
      [signed()],
      { rules: { ...rules, secondPerson: true }, account },
      'a second person',
    ],
    [
      'no signature, where one is asked for',
      [signed()],
      { rules: { ...rules, signers: '/nowhere' } },
      'bears no signature',
    ],
  ])('is missing where %s', async (_, entries, changes, why) => {
    expect(await standing(entries, changes)).toMatchObject({
      is: 'missing',
      why: expect.stringContaining(why),
    })
  })
})

describe('the SHA-256 of a policy', () => {
  it('is of its content, in whatever order it is written', () => {
    const turned = Object.fromEntries(Object.entries(policy).toReversed()) as typeof policy
    expect(hashOfPolicy(turned)).toBe(hashOfPolicy(policy))
    expect(hashOfPolicy({ ...policy, database: ['CONNECT', 'TEMPORARY'] })).not.toBe(hashOfPolicy(policy))
  })
})

// OpenSSH is the operator's, and a machine that only builds may have none.
const hasKeygen = !(await execa('ssh-keygen', ['-?'], { reject: false })).message?.includes('ENOENT')

describe.skipIf(!hasKeygen)('a signature by an SSH key, which takes ssh-keygen', () => {
  const folder = mkdtempSync(join(tmpdir(), 'signers-'))
  const key = (name: string): string => join(folder, name)
  const signers = key('allowed_signers')
  const text = written({ ...facts, expires })
  afterAll(() => rmSync(folder, { recursive: true }))
  beforeAll(async () => {
    for (const name of ['ada', 'eve'])
      await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key(name)])
    writeFileSync(signers, `ada@example.test ${readFileSync(`${key('ada')}.pub`, 'utf8')}`)
  })

  it('is whose the file of signers says', async () => {
    const signature = await sign(text, key('ada'))
    expect(await signerOf(text, signature, signers)).toBe('ada@example.test')
    expect(await standing([signed({ signature })], { rules: { ...rules, signers } })).toMatchObject({
      is: 'given',
      by: 'ada@example.test',
      how: 'with an SSH key',
    })
  })

  it('gives nothing where it is nobody’s', async () => {
    const signature = await sign(text, key('eve'))
    expect(await standing([signed({ signature })], { rules: { ...rules, signers } })).toMatchObject({
      is: 'missing',
      why: expect.stringContaining('is of nobody whom'),
    })
  })

  it.each([
    ['another text', async () => signerOf(`${text} `, await sign(text, key('ada')), signers)],
    ['a key of nobody', async () => signerOf(text, await sign(text, key('eve')), signers)],
    ['no signature', async () => signerOf(text, 'yes', signers)],
    ['no file of signers', async () => signerOf(text, await sign(text, key('ada')), key('nowhere'))],
  ])('is nobody’s: %s', async (_, whose) => {
    expect(await whose()).toBeUndefined()
  })

  it('cannot be made with a key that is not there', async () => {
    await expect(sign(text, key('nobody'))).rejects.toThrow('ssh-keygen could not sign')
  })
})
