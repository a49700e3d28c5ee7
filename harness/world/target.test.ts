import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { subjectOf } from '../config/subject.ts'
import { healthUrlVariables, resolveTarget } from './target.ts'

const config = await loadConfig()
const atProd = 'https://api.shop.app/healthz'
const prod = { ...subjectOf(config, 'prod'), live: { ...subjectOf(config, 'prod').live, healthUrl: atProd } }
const staging = subjectOf(config, 'staging')
const [any, ofStaging, ofProd] = ['https://any.shop.app', 'https://staging.shop.app', 'https://prod.shop.app']

describe('where the app answers', () => {
  it.each([
    ['staging', staging, { RUNBOOK_HEALTH_URL: any }, any],
    ['staging', staging, { RUNBOOK_HEALTH_URL: any, RUNBOOK_HEALTH_URL_STAGING: ofStaging }, ofStaging],
    ['staging', staging, {}, staging.live.healthUrl],
    ['prod', prod, { RUNBOOK_HEALTH_URL: any }, atProd],
    ['prod', prod, { RUNBOOK_HEALTH_URL: any, RUNBOOK_HEALTH_URL_PROD: ofProd }, ofProd],
    ['prod', prod, { RUNBOOK_HEALTH_URL_STAGING: ofStaging }, atProd],
    ['prod on a platform', prod, { RUNBOOK_HEALTH_URL: any, HEROKU_HOST: 'http://127.0.0.1:1' }, undefined],
  ])('%s is never said by what may be of another app: %#', (_, subject, env, url) => {
    expect(resolveTarget(subject, env).healthUrl).toBe(url)
  })

  it('is said by name alone where an operator signs, or another soaks first', () => {
    expect(healthUrlVariables({ environment: 'eu-west', waitsFor: { signOff: true } })).toEqual([
      'RUNBOOK_HEALTH_URL_EU_WEST',
    ])
  })
})
