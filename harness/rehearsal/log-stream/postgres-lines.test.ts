import { expect, test } from 'vitest'
import { postgresLines } from './postgres-lines.ts'

test('a message is a line for each of its lines, under one number', () => {
  const entries = ['… ERROR:  permission denied for table orders', '… STATEMENT:  SELECT 1\n\tFROM orders']
  expect(postgresLines(entries, { name: 'AQUA', number: 7 })).toEqual([
    '[AQUA] [7-1]  … ERROR:  permission denied for table orders',
    '[AQUA] [7-2]  … STATEMENT:  SELECT 1',
    '[AQUA] [7-3]  #011FROM orders',
  ])
})
