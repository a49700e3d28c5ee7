import { expect, it } from 'vitest'
import { everyItem } from '../../report/every-outcome.fixture.ts'
import type { Emit, RunEvent } from '../../report/run-event.ts'
import { sideBySide } from './side-by-side.ts'

const [item] = everyItem
if (!item) throw new Error('the fixture has no item')

/** What is told, by its text or as `item`, and how to tell more. */
function told(): { readonly lines: string[]; readonly emit: Emit } {
  const lines: string[] = []
  const textOf = (event: RunEvent): string => (event.type === 'said' ? event.text : 'item')
  return { lines, emit: (event) => lines.push(textOf(event)) }
}

const say = (emit: Emit, text: string): void => emit({ type: 'said', text })
const endItem = (emit: Emit): void => emit({ type: 'ended', item })
/** What waits until it is let go. */
function gate() {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

it('tells of the second piece when the first is over, though it was done long before', async () => {
  const { lines, emit } = told()
  const secondIsDone = gate()
  await sideBySide(
    async (tell) => {
      endItem(tell)
      await secondIsDone.opened
      say(tell, 'last of the first')
    },
    async (tell) => {
      say(tell, 'second')
      secondIsDone.open()
    },
    emit,
  )
  expect(lines).toEqual(['item', 'last of the first', 'second'])
})

it('tells what is left of the second as it happens, once the first is over', async () => {
  const { lines, emit } = told()
  const hasBegun = gate()
  const goOn = gate()
  const both = sideBySide(
    async (tell) => {
      endItem(tell)
      await hasBegun.opened
    },
    async (tell) => {
      say(tell, 'while the first was at it')
      hasBegun.open()
      await goOn.opened
      say(tell, 'afterwards')
    },
    emit,
  )
  await expect.poll(() => lines).toEqual(['item', 'while the first was at it'])
  goOn.open()
  await both
  expect(lines.at(-1)).toBe('afterwards')
})

it('begins the second where the first ended no item', async () => {
  const { lines, emit } = told()
  await sideBySide(
    async (tell) => say(tell, 'first'),
    async (tell) => say(tell, 'second'),
    emit,
  )
  expect(lines).toEqual(['first', 'second'])
})

it('does not begin the second where the first is refused before it has ended an item', async () => {
  const { lines, emit } = told()
  const refused = sideBySide(
    () => Promise.reject(new Error('there is no such base')),
    async (tell) => say(tell, 'second'),
    emit,
  )
  await expect(refused).rejects.toThrow('there is no such base')
  expect(lines).toEqual([])
})

it('waits for the second where the first breaks off, and tells what it told', async () => {
  const { lines, emit } = told()
  const firstBroke = gate()
  const broken = sideBySide(
    async (tell) => {
      endItem(tell)
      firstBroke.open()
      throw new Error('the platform is gone')
    },
    async (tell) => {
      await firstBroke.opened
      say(tell, 'second')
    },
    emit,
  )
  await expect(broken).rejects.toThrow('the platform is gone')
  expect(lines).toEqual(['item', 'second'])
})

it('throws what the second throws', async () => {
  const { emit } = told()
  const broken = sideBySide(
    async () => {},
    () => Promise.reject(new Error('no spec')),
    emit,
  )
  await expect(broken).rejects.toThrow('no spec')
})
