import { access, readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { findingCodes } from '../privileges/findings/finding-codes.ts'
import { diagnosisCodes } from './finding-codes.ts'

const pages = new URL('../../docs/findings/', import.meta.url)

test('every code has a page that says its consequence, how to see it, and who mends it', async () => {
  for (const [code, consequence] of Object.entries(diagnosisCodes)) {
    const page = await readFile(new URL(`${code}.md`, pages), 'utf8')
    expect(page.split('\n')[0]).toBe(`# ${code}`)
    expect(page).toContain(`**Consequence.** ${consequence}`)
    expect(page).toContain('**How to see it.**')
    expect(page).toContain('**How to mend it, and who can.**')
  }
})

test('every page is of a code that something reports', async () => {
  const titles = (await readdir(pages)).map((file) => file.replace(/\.md$/, ''))
  expect(titles.toSorted()).toEqual(Object.keys({ ...findingCodes, ...diagnosisCodes }).toSorted())
})

test('every code is one that something reports', async () => {
  const folder = new URL('.', import.meta.url)
  const sources = (await readdir(folder, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file) && file !== 'finding-codes.ts',
  )
  const text = (await Promise.all(sources.map((file) => readFile(new URL(file, folder), 'utf8')))).join('\n')
  expect(Object.keys(diagnosisCodes).filter((code) => !text.includes(`'${code}'`))).toEqual([])
})

test('every page links to pages that are there', async () => {
  for (const file of await readdir(pages)) {
    const page = new URL(file, pages)
    const links = [...(await readFile(page, 'utf8')).matchAll(/\]\(([^):]+\.md)\)/g)].map(
      ([, link = '']) => link,
    )
    await expect(Promise.all(links.map((link) => access(new URL(link, page))))).resolves.toBeDefined()
  }
})

test('no page says to drop a role, and none prints a password', async () => {
  for (const code of Object.keys(diagnosisCodes)) {
    const page = await readFile(new URL(`${code}.md`, pages), 'utf8')
    expect(page).not.toMatch(/DROP ROLE|credentials:destroy|cut -c1-30(?!, which)/)
  }
})
