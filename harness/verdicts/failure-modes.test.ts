import { access, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { failureModes } from './failure-modes.ts'

const docs = new URL('../../docs/', import.meta.url)

test('every failure mode has a page, and is in the table of docs/diagnose.md', async () => {
  const overview = await readFile(new URL('diagnose.md', docs), 'utf8')
  for (const { id } of failureModes) {
    await access(new URL(`failure-modes/${id}.md`, docs))
    expect(overview).toContain(`(failure-modes/${id}.md)`)
  }
})

test('no failure mode accounts for itself, by whatever way: two that did would both go unnamed', () => {
  const explainedBy = new Map(failureModes.map((mode) => [mode.id, mode.explainedBy]))
  const behind = (id: string, seen: readonly string[]): string[] =>
    (explainedBy.get(id) ?? []).flatMap((root) =>
      seen.includes(root) ? [root] : [root, ...behind(root, [...seen, root])],
    )
  expect(failureModes.map(({ id }) => id).filter((id) => behind(id, []).includes(id))).toEqual([])
})

test('no page proposes to drop the role', async () => {
  for (const { id } of failureModes) {
    const page = await readFile(new URL(`failure-modes/${id}.md`, docs), 'utf8')
    expect(page).not.toMatch(/DROP (ROLE|OWNED|USER)|pg:credentials:destroy/)
  }
})
