import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitUntil } from '../../../evidence/wait-until.ts'
import { journalFile, type Line, readJournal } from '../../../journal/journal-file.ts'
import { makeOwnFolder } from '../../../planting/own-folder.ts'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'
import type { CliRun } from '../../testing/run-cli.ts'

// What the live path writes of what it changes, in processes of its own, against the rehearsal platform in another.

let staging: RehearsedApp
let folder: string
let file: string

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: false })
  folder = join(makeOwnFolder(), 'journal')
  file = journalFile(folder, staging.name)
})
afterAll(async () => {
  rmSync(join(folder, '..'), { recursive: true })
  await staging.stop()
})

const allowed = (): NodeJS.ProcessEnv => ({
  RUNBOOK_JOURNAL: folder,
  RUNBOOK_ALLOW_PROVISION: staging.name,
})
const journal = (...options: string[]): Promise<CliRun> => staging.run(['journal', ...options], allowed())
const lines = (): readonly Line[] => readJournal(file) ?? []
const told = (): string[] =>
  lines().map(({ entry }) => (entry?.type === 'before' ? entry.what.split(' -a ')[0] : entry?.type) ?? 'torn')

describe('the journal of a live app', () => {
  it('has a line before and after each change, the release it made, and no secret', async () => {
    const run = await staging.run(['provision'], allowed())
    expect(run.exitCode, run.output).toBe(0)
    const { username } = new URL((await staging.api.configVars())['LEDGER_APP_DATABASE_URL'] ?? '')
    const address = staging.ownerUrl.host
    expect(told()).toEqual([
      'run-start',
      `heroku pg:credentials:create DATABASE --name ${username}`,
      'after',
      `heroku config:set LEDGER_APP_DATABASE_URL=postgres://${username}:***@${address}/${staging.database}`,
      'after',
      `GRANT and REVOKE what brings ${username} to its policy, in one transaction as the owner`,
      'after',
      'heroku config:set FLAG_LEDGER_APP_ROLE_SEPARATION=1',
      'after',
      'heroku restart',
      'after',
      'run-end',
    ])
    const last = lines().at(-1)
    expect(run.report?.journal).toEqual({ file, lines: 12, head: last?.hash })
    expect(run.output).toContain(`journal: ${file}, 12 lines, head ${last?.hash}`)
    const releases = lines().flatMap(({ entry }) => (entry?.type === 'after' ? (entry.release ?? []) : []))
    expect(await staging.api.releases()).toEqual(
      expect.arrayContaining([
        `v${releases[0]} Set LEDGER_APP_DATABASE_URL config vars`,
        `v${releases[1]} Set FLAG_LEDGER_APP_ROLE_SEPARATION config vars`,
      ]),
    )
  })

  it('has a refusal, and why', async () => {
    const run = await staging.run(['provision'], { ...allowed(), RUNBOOK_ALLOW_PROVISION: 'another-app' })
    expect(run.exitCode).toBe(3)
    expect(told().slice(12)).toEqual(['run-start', 'run-end'])
    expect(lines().at(-1)?.entry).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('another-app'),
    })
  })

  it('is not written by what changes nothing', async () => {
    const before = lines().length
    await staging.run(['rollback', '--dry-run'], allowed())
    expect(lines()).toHaveLength(before)
  })

  it('is told as a story, and verified against the releases; somebody else’s are named', async () => {
    const story = await journal()
    expect(story).toMatchObject({ exitCode: 0 })
    expect(story.output).toMatch(
      /provision \(staging\) by \S+@\S+, at commit [0-9a-f]{12}, on the platform at http/,
    )
    expect(story.output).toMatch(/heroku config:set FLAG\S+=1 .*\n.*ended well after [\d.]+ s; release v\d+/)
    expect(story.output).toMatch(/ended: refused, exit status 3, nothing was changed: this would change/)
    await staging.api.setConfigVars({ FLAG_LEDGER_APP_ROLE_SEPARATION: '0' })
    const verified = await journal('--verify')
    expect(verified.output).toContain('2 changes of config vars have their release')
    expect(verified.output).toMatch(/somebody else's: v\d+: Set FLAG_LEDGER_APP_ROLE_SEPARATION config vars/)
    expect(verified).toMatchObject({ exitCode: 0, report: { outcome: 'passed' } })
  })

  it('is not whole where a line was edited, or the end that a run told of is gone: exit status 1', async () => {
    const { hash, position } = lines().at(-1) ?? {}
    const whole = readFileSync(file, 'utf8')
    writeFileSync(file, whole.replace('heroku restart', 'heroku releases'))
    const edited = await journal('--verify')
    writeFileSync(file, whole.split('\n').slice(0, 12).join('\n').concat('\n'))
    const cut = await journal('--verify', '--head', `${position}:${hash}`)
    writeFileSync(file, whole)
    expect(edited.output).toMatch(/journal-edited: line 10 of /)
    expect(cut.output).toMatch(/journal-cut: lines 13 to 14 of /)
    expect([edited.exitCode, cut.exitCode]).toEqual([1, 1])
  })

  it('names the cut of a run that was killed while it changed the app, and what came of it', async () => {
    const from = lines().length
    const { rehearsal } = staging.hand
    await rehearsal.control('faults', { method: 'PATCH', path: 'config-vars$', answer: 'hang' })
    const run = staging.begin(['rollback'], allowed())
    const begun = await waitUntil(
      async () => ({
        holds: told()
          .slice(from)
          .some((what) => what.includes('config:set')),
        saw: told().join(),
      }),
      { timeoutMs: 60_000, everyMs: 20 },
    )
    expect(begun.holds, begun.saw).toBe(true)
    run.kill()
    await run.ended
    const cut = await journal('--verify')
    expect(cut.output).toMatch(
      /how `heroku config:set .*` ended was not written: its run was ended meanwhile/,
    )
    expect(cut.exitCode).toBe(4)
    writeFileSync(file, readFileSync(file).subarray(0, -7))
    const again = await staging.run(['rollback'], allowed())
    expect(again.exitCode, again.output).toBe(0)
    expect(told().slice(from)).toEqual(expect.arrayContaining(['torn', 'run-end']))
    const whole = await journal('--verify')
    expect(whole.output).toMatch(/was cut short after \d+ bytes/)
    expect(whole.exitCode, whole.output).toBe(0)
  })

  it('is missed: what changes the app does not begin', async () => {
    const nowhere = { ...allowed(), RUNBOOK_JOURNAL: '/dev/null' }
    const refused = await staging.run(['reapply'], nowhere)
    expect(refused).toMatchObject({ exitCode: 2, report: undefined })
    expect(refused.output).toMatch(
      /^the journal '\/dev\/null\/\S+' cannot be written: .* See docs\/journal\.md\.$/,
    )
  })
})
