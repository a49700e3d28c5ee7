import { expect, it } from 'vitest'
import { cells } from './cells.fixture.ts'
import { known } from './outcome.fixture.ts'
import { faultTable } from './table.fixture.ts'

it('what came of each fault is on the page, and of no other', async () => {
  const names = cells.map(({ name }) => name)
  expect(Object.keys(known()).filter((name) => !names.includes(name))).toEqual([])
  await expect(faultTable(cells, known())).toMatchFileSnapshot('../../../docs/faults.md')
})
