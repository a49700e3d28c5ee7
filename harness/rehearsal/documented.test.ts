import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

test('each row of what the profiles are made of names tests that are there', async () => {
  const page = await readFile(new URL('../../docs/rehearsal.md', import.meta.url), 'utf8')
  const section = page.split(/^## /m).find((part) => part.startsWith("Which of Heroku's Postgres it plays"))
  const rows = (section ?? '').split('\n').filter((line) => line.startsWith('| '))
  const held = rows.slice(2).map(
    (row) =>
      row
        .split(' | ')
        .at(-1)
        ?.match(/[\w/-]+\.test\.ts/g) ?? [],
  )
  const files = await readdir(new URL('.', import.meta.url), { recursive: true })
  expect(held.length).toBeGreaterThan(15)
  expect(held.filter((tests) => tests.length === 0)).toEqual([])
  expect(held.flat().filter((name) => !files.some((file) => file.endsWith(name)))).toEqual([])
})
