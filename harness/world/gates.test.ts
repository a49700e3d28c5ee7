import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { subjectOf } from '../config/subject.ts'
import { Refusal } from '../evidence/refusal.ts'
import { HerokuApp } from '../heroku/app.ts'
import { CliOutput } from '../heroku/output.ts'
import { allowMutation, mustBeItsOwn } from './gates.ts'

const config = await loadConfig()
const staging = subjectOf(config, 'staging')

/** An app of that name, of which `heroku apps:info` prints this. */
const printing = (app: string, printed: string): HerokuApp =>
  new HerokuApp({ app, database: 'DATABASE' }, async () => new CliOutput(printed))
const ownOf = (environment: string, app: string, printed: string): Promise<void> =>
  mustBeItsOwn({ ...subjectOf(config, environment), app }, printing(app, printed))
const inStage = (stage: string): string => JSON.stringify({ pipeline_coupling: { stage } })
const inNone = JSON.stringify({ pipeline_coupling: null })

describe('what changes a live app', () => {
  it.each([
    ['', async () => staging.app],
    [staging.app, async () => 'not asked'],
  ])('is let at it where it is named, in the shell (%j) or on the terminal', async (allowed, ask) => {
    await expect(allowMutation(staging, { RUNBOOK_ALLOW_PROVISION: allowed }, ask)).resolves.toBeUndefined()
  })

  it.each([
    [undefined, 'yes', '(another name was typed)'],
    [undefined, '', '(another name was typed)'],
    [undefined, undefined, 'to allow it, or add --dry-run'],
    ['shop-api-prod', staging.app, "it is 'shop-api-prod'"],
    ['1', staging.app, "it is '1'"],
  ])('is refused otherwise: %j in the shell, %j typed', async (allowed, typed, said) => {
    const refused = allowMutation(staging, { RUNBOOK_ALLOW_PROVISION: allowed }, async () => typed)
    await expect(refused).rejects.toThrow(Refusal)
    await expect(refused).rejects.toThrow(said)
  })

  it('is refused at prod whatever is typed', async () => {
    const prod = subjectOf(config, 'prod')
    const refused = allowMutation(prod, { RUNBOOK_ALLOW_PROVISION: prod.app }, async () => prod.app)
    await expect(refused).rejects.toThrow("the operator's sign-off")
  })
})

describe('the app of an environment', () => {
  it.each<[string, string, string]>([
    ['staging', 'shop-api-staging', inNone],
    ['staging', 'shop-api', inNone],
    ['staging', 'live-orders-staging', inNone],
    ['staging', 'shop-api-staging', inStage('staging')],
    ['staging', 'shop-prod-mirror', inStage('staging')],
    ['prod', 'shop-api-prod', inStage('production')],
    ['prod', 'shop-api', inNone],
  ])('is its own: %s %s %s', async (environment, app, printed) => {
    await expect(ownOf(environment, app, printed)).resolves.toBeUndefined()
  })

  it.each<[string, string, string, string]>([
    ['staging', 'shop-api-prod', inNone, "its name says 'prod'"],
    ['staging', 'shop-api-staging', inStage('production'), "in the stage 'production'"],
    ['prod', 'shop-api-staging', inNone, "its name says 'staging'"],
    ['prod', 'shop-api-prod', inStage('staging'), "in the stage 'staging'"],
  ])('is another’s, and refused: %s %s %s', async (environment, app, printed, why) => {
    await expect(ownOf(environment, app, printed)).rejects.toThrow(Refusal)
    await expect(ownOf(environment, app, printed)).rejects.toThrow(why)
  })

  it.each(['', '[]', '{"pipeline_coupling":{"stage":1}}'])('is not known by guess: %j', async (printed) => {
    await expect(ownOf('staging', 'shop-api-staging', printed)).rejects.toThrow(
      '`heroku apps:info --json` printed',
    )
  })
})
