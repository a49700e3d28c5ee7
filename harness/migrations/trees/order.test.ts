import { expect, test } from 'vitest'
import { inOrder } from './order.ts'

test.each([
  ['numbers by their value', ['9_a.sql', '10_b.sql', '0011_c.sql']],
  [
    'Flyway’s versions part by part, what repeats last',
    ['V1__a.sql', 'V1.2__b.sql', 'V1_10__c.sql', 'R__d.sql'],
  ],
  [
    'Prisma’s by their characters',
    [
      '0_init/migration.sql',
      '20240118204937_a/migration.sql',
      '20250624_b/migration.sql',
      '20250625103000_c/migration.sql',
    ],
  ],
  [
    'Diesel’s without their hyphens',
    ['20170127104519_a/up.sql', '2017-09-26-200549_b/up.sql', '20180101000000_d/up.sql'],
  ],
  ['a folder before what is in it', ['1_a/1.sql', '1_a/2.sql', '2_b.sql']],
])('%s', (_what, ordered) => {
  expect(ordered.toReversed().toSorted(inOrder)).toEqual(ordered)
})
