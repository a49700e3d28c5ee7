import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { occasions } from './runbook.ts'

const file = (name: string): Promise<string> =>
  readFile(new URL(`../../../../${name}`, import.meta.url), 'utf8')

const listed = occasions.flatMap(({ commands }) => Object.keys(commands))

it('has every command of the README once, and no other', async () => {
  const rows = (await file('README.md')).split('\n').filter((line) => line.startsWith('| `pnpm '))
  const inReadme = rows.flatMap((row) => [...row.matchAll(/`pnpm ([\w:-]+)/g)].map(([, name]) => name))
  expect(inReadme.length).toBeGreaterThan(10)
  expect(listed.toSorted((a, b) => a.localeCompare(b))).toEqual(
    inReadme.map(String).toSorted((a, b) => a.localeCompare(b)),
  )
})

it('has only what pnpm knows', async () => {
  const { scripts } = JSON.parse(await file('package.json')) as { scripts: Record<string, string> }
  expect(listed.filter((name) => !(name in scripts))).toEqual([])
})
