import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { failureModes } from '../failure-modes.ts'
import { rows } from './all-rows.fixture.ts'
import { tellOf, verifyRules } from './row.fixture.ts'
import { verdictTable } from './table.fixture.ts'

describe('the verdict on what was planted', () => {
  it.each(rows)('$planted', async (row) => {
    const { fails = [], blind = [], names = [], untold, says } = row
    const told = await tellOf(row)
    expect({ fails: told.fails, blind: told.blind, names: told.names }).toEqual({
      fails: Object.keys(verifyRules).filter((name) => fails.includes(name)),
      blind: Object.keys(verifyRules).filter((name) => blind.includes(name)),
      names: failureModes.map(({ id }) => id).filter((id) => names.includes(id)),
    })
    const all = failureModes.map(({ id }) => id)
    expect(told.untold.toSorted()).toEqual((untold === 'all' ? all : [...(untold ?? [])]).toSorted())
    expect(told.texts.join('\n')).toContain(says ?? '')
  })

  it('proposes to drop no role, and prints no secret', async () => {
    const secrets = ['p1d9f0a7c6', 'an-old-one', 'hunter2hunter2', 'sk_live_9b1f', '100%x', 'n3w']
    for (const row of rows) {
      const said = (await tellOf(row)).texts.join('\n')
      expect(secrets.filter((secret) => said.includes(secret))).toEqual([])
      expect(said).not.toMatch(/DROP (ROLE|OWNED|USER)|pg:credentials:destroy/)
    }
  })

  it('prints no character of a flag’s value that is neither on nor off', async () => {
    const unknown = rows.filter(({ planted }) => planted.startsWith('The flag is a value that is not in'))
    const said = await Promise.all(unknown.map(async (row) => (await tellOf(row)).texts.join('\n')))
    const [first = ''] = said
    expect(said.length).toBeGreaterThan(5)
    expect(new Set(said)).toEqual(new Set([first]))
  })

  it('prints no command of this project without the environment it is for', async () => {
    for (const row of rows) {
      const commands = (await tellOf(row)).texts.join('\n').match(/pnpm [a-z:]+(?: --?\S+)*( \S+)?/g) ?? []
      expect(commands.filter((command) => !/ --env (staging|prod)\b/.test(command))).toEqual([])
    }
  })

  it('is never given twice for the same', () => {
    expect(new Set(rows.map(({ planted }) => planted)).size).toBe(rows.length)
  })
})

describe('docs/verdicts.md', () => {
  it('is what the rows come to', async () => {
    await expect(await verdictTable()).toMatchFileSnapshot('../../../docs/verdicts.md')
  })
})

describe('the rows', () => {
  it('have every failure mode be named by some', () => {
    const named = new Set(rows.flatMap(({ names = [] }) => names))
    const states = failureModes.filter(({ isPhase }) => isPhase).map(({ id }) => id)
    expect(failureModes.map(({ id }) => id).filter((id) => !named.has(id))).toEqual(states)
  })

  it('ask the rules that the specs of verify ask, each of them', async () => {
    const folder = new URL('../../../specs/verify/', import.meta.url)
    const specs = await Promise.all(
      (await readdir(folder)).map((file) => readFile(new URL(file, folder), 'utf8')),
    )
    const asked = [...specs.join('\n').matchAll(/\bholds\((\w+)\)/g)].map(([, name = '']) => name)
    expect(asked.toSorted()).toEqual(Object.keys(verifyRules).toSorted())
  })
})
