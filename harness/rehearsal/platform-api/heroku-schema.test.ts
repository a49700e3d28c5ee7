import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../testing/test-platform.ts'

const types = readFileSync(
  createRequire(import.meta.url).resolve('@heroku-cli/schema/lib/index.d.ts'),
  'utf8',
)
const app = 'shop-api-staging'
const addon = 'postgresql-adjacent-27271'

/** The fields of an interface of Heroku's published types. */
function published(name: string): string[] {
  const body = new RegExp(`^export interface ${name} \\{\\n(.*?)^\\}`, 'ms').exec(types)?.[1] ?? ''
  return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, field]) => field ?? '')
}

let platform: TestPlatform
beforeAll(async () => {
  platform = await startTestPlatform('--environment', 'staging')
})
afterAll(() => platform.stop())

/** An answer's object; of a list, the first. */
async function answered(method: string, path: string): Promise<Record<string, unknown>> {
  const answer = await platform.request(method, path, method === 'POST' ? {} : undefined)
  const body = JSON.parse(await answer.text())
  return Array.isArray(body) ? body[0] : body
}

// The types leave every field optional, so that what is missing compiles. What is of another type does not: objects.ts.
test.each([
  {
    type: 'Account',
    path: '/account',
    oursAlone: [],
    // Of the person behind the login; the CLI prints the address.
    notSent: [
      'allow_tracking',
      'beta',
      'country_of_residence',
      'created_at',
      'default_organization',
      'default_team',
      'federated',
      'identity_provider',
      'last_login',
      'sms_number',
      'suspended_at',
      'updated_at',
    ],
  },
  {
    type: 'App',
    path: `/apps/${app}`,
    // Newer than the types: the CLI tells a Fir app by its generation (lib/apps/generation.js) and Eco dynos by the tier (ps/index.js).
    oursAlone: ['generation', 'process_tier'],
    notSent: [],
  },
  // The rehearsal builds nothing, and keeps no add-ons of earlier releases. The CLI asks by the newer field what it may roll back to.
  {
    type: 'Release',
    path: `/apps/${app}/releases`,
    oursAlone: ['eligible_for_rollback'],
    notSent: ['addon_plan_names', 'slug'],
  },
  { type: 'Dyno', path: `/apps/${app}/dynos`, oursAlone: [], notSent: [] },
  { type: 'Formation', path: `/apps/${app}/formation`, oursAlone: [], notSent: [] },
  // Sent with the answer that creates or changes an add-on, and then only.
  { type: 'AddOn', path: `/addons/${addon}`, oursAlone: [], notSent: ['provision_message'] },
  {
    type: 'AddOnAttachment',
    path: `/apps/${app}/addon-attachments`,
    // What `Accept-Inclusion: config_vars` brings.
    oursAlone: ['config_vars'],
    notSent: [],
  },
  { type: 'AddOnConfig', path: `/addons/${addon}/config/default`, oursAlone: [], notSent: [] },
  {
    type: 'Plan',
    path: '/addon-services/heroku-postgresql/plans',
    oursAlone: [],
    // The CLI lists names and prices.
    notSent: [
      'addon_service',
      'compliance',
      'created_at',
      'default',
      'description',
      'human_name',
      'installable_inside_private_network',
      'installable_outside_private_network',
      'space_default',
      'state',
      'updated_at',
      'visible',
    ],
  },
  { type: 'LogSession', method: 'POST', path: `/apps/${app}/log-sessions`, oursAlone: [], notSent: [] },
])('a $type has these fields that Heroku’s has not, and lacks these', async (row) => {
  const ours = Object.keys(await answered(row.method ?? 'GET', row.path))
  const theirs = published(row.type)
  expect(theirs).not.toEqual([])
  expect({
    oursAlone: ours.filter((field) => !theirs.includes(field)).toSorted(),
    notSent: theirs.filter((field) => !ours.includes(field)).toSorted(),
  }).toEqual({ oursAlone: row.oursAlone, notSent: row.notSent })
})
