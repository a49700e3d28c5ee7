import { expect, it } from 'vitest'
import { heldAgainst } from './earlier-counts.ts'
import type { Counts } from './statements.ts'

const at = (time: string): Date => new Date(`2026-05-10T${time}:00Z`)
const counts = (time: string, other: Partial<Counts> = {}): Counts => ({
  at: at(time),
  database: 'd1',
  resetAt: '1.0',
  evictions: 0,
  roles: [],
  ...other,
})
const now = counts('12:00')
const checkpoint = counts('09:00', { ofCheckpoint: true })

it.each<[string, Counts[], Counts | undefined]>([
  ['the last look', [counts('11:00'), counts('10:00')], counts('11:00')],
  ['the last checkpoint, and no look since', [counts('11:00'), checkpoint], checkpoint],
  ['nothing, of looks that are older than the switch', [counts('07:00')], undefined],
  [
    "a look after the switch by Heroku's clock, whatever Postgres's says",
    [counts('07:00', { herokuAt: at('08:30') })],
    counts('07:00', { herokuAt: at('08:30') }),
  ],
  ['nothing, of counts that were reset since', [counts('11:00', { resetAt: '0.5' })], undefined],
  ['nothing, of another database', [counts('11:00', { database: 'd0' })], undefined],
])('counts are held against %s', (_, earlier, wanted) => {
  expect(heldAgainst(earlier, now, at('08:00'))).toEqual(wanted)
})
