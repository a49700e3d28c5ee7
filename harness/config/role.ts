import { z } from 'zod'
import { key } from './key.ts'
import { twoParts } from './names.ts'
import { policySchema } from './policy.ts'

export const configVar = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'a config var name')

/** A role's name, which is its credential's too. */
export const roleName = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, 'a Postgres role name in lower case')

/** The config vars that a role has of its own. */
export const varsOfRole = {
  restricted: key(configVar, {
    says: 'The config var with the URL of the role’s credential.',
    good: 'SHOP_APP_DATABASE_URL',
    bad: 'shop url',
  }),
  flag: key(configVar.optional(), {
    says: 'The config var by which the app chooses between the two. Left out, the app uses `restricted` wherever that is set, and `owner` where it is not: then the app is switched by setting it, and taken back by removing it.',
    good: 'SHOP_ROLE_SEPARATION',
    bad: '',
  }),
}

export const spotCheck = key(z.string().regex(twoParts, 'a schema-qualified relation'), {
  says: 'The relation that Step 5 looks at, as the role.',
  good: 'public.orders',
  bad: 'orders',
})

/** A role of an app that has several, with what is said of it alone. */
export const roleOfSeveral = z.strictObject({
  configVars: z.strictObject({
    restricted: key(varsOfRole.restricted, {
      says: 'Of an app with several roles, which stand here by their names in the place of `role`: the config var with the URL of the role’s credential. `configVars` then has the owner’s alone. What changes something is told which role it is about, `--role NAME`; what only looks, and `rollback`, goes through all of them.',
      good: 'SHOP_WORKER_DATABASE_URL',
      bad: 'shop url',
    }),
    flag: key(varsOfRole.flag, {
      says: 'Its flag, as `configVars.flag` is the one role’s. Each role has its own, or none.',
      good: 'SHOP_WORKER_ROLE_SEPARATION',
      bad: '',
    }),
  }),
  spotCheck: key(spotCheck, {
    says: 'The relation that Step 5 looks at, as this role.',
    good: 'public.jobs',
    bad: 'jobs',
  }),
  privileges: key(policySchema, {
    says: 'What this role may do: all that stands under `privileges` on this page.',
    good: { tables: { default: ['SELECT'] } },
    bad: 'read-only',
  }),
  processTypes: key(
    z
      .array(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a process type of the Procfile'))
      .min(1)
      .optional(),
    {
      says: 'The process types of the Procfile that run as this role: there must be dynos of these, and what the log says was denied in those of another role is that one’s. Left out, any of the app’s will do.',
      good: ['worker'],
      bad: [],
    },
  ),
  applications: key(z.array(z.string().min(1)).default([]), {
    says: 'What its sessions call themselves, as owner too (`application_name`). While one role is in use and another is not yet, a session of the owner’s is told by it to be the one’s or the other’s; where it is not, that session proves nothing, and the outcome is inconclusive.',
    good: ['shop worker'],
    bad: [''],
  }),
})

/** What stands in the place of a key of the one role where there are several, and the other way round. */
export const oneOrSeveral = z
  .never(
    'an app has one role, by `role`, `configVars.restricted`, `spotCheck` and `privileges`, or several, by `roles`',
  )
  .optional()
