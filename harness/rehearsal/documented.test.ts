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

test('each row of what is enforced names tests that are there, by file and title', async () => {
  const page = await readFile(new URL('../../docs/rehearsal.md', import.meta.url), 'utf8')
  const section = page.split(/^## /m).find((part) => part.startsWith('What is enforced')) ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| '))
  const folder = new URL('.', import.meta.url)
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.test.ts'))
  const claims = rows.slice(1).map((row) => {
    const held = row.split(' | ').at(-1) ?? ''
    return [...held.matchAll(/`([\w/-]+\.test\.ts)`: ((?:, |“[^”]+”)+)/g)].flatMap(
      ([, file = '', titles = '']) =>
        [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ file, title })),
    )
  })
  expect(claims.length).toBeGreaterThan(15)
  expect(rows.slice(1).filter((_, at) => claims[at]?.length === 0)).toEqual([])
  const amiss = await Promise.all(
    claims.flat().map(async ({ file, title }) => {
      const path = files.find((candidate) => `/rehearsal/${candidate}`.endsWith(`/${file}`))
      const text = path === undefined ? '' : await readFile(new URL(path, folder), 'utf8')
      const isThere = ["'", '"', '`'].some((quote) => text.includes(`${quote}${title}${quote}`))
      return isThere ? [] : [`${file}: ${title}`]
    }),
  )
  expect(amiss.flat()).toEqual([])
})
