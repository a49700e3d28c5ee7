import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { findingCodes } from './finding-codes.ts'

const pages = new URL('../../../docs/findings/', import.meta.url)

test('every code has a page that says its consequence, how to see it, and who mends it', async () => {
  for (const [code, { consequence }] of Object.entries(findingCodes)) {
    const page = await readFile(new URL(`${code}.md`, pages), 'utf8')
    expect(page.split('\n')[0]).toBe(`# ${code}`)
    expect(page).toContain(`**Consequence.** ${consequence}`)
    expect(page).toContain('**How to see it.**')
    expect(page).toContain('**How to mend it, and who can.**')
  }
})

test('every code is one that something reports', async () => {
  const folder = new URL('..', import.meta.url)
  const sources = (await readdir(folder, { recursive: true })).filter(
    (file) =>
      file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file) && !file.endsWith('finding-codes.ts'),
  )
  const text = (await Promise.all(sources.map((file) => readFile(new URL(file, folder), 'utf8')))).join('\n')
  expect(Object.keys(findingCodes).filter((code) => !text.includes(`'${code}'`))).toEqual([])
})
