import { Hono } from 'hono'
import { z } from 'zod'
import { type Account, findApp } from '../account/account.ts'
import type { Addon } from '../account/addon.ts'
import { type App, formationsOf } from '../account/app.ts'
import { putOnPlan } from '../account/changes/change-plan.ts'
import { finishRotation } from '../account/changes/rotation.ts'
import { isPlan, planHelp } from '../account/plan.ts'
import type { DynoQuirks } from '../dynos/quirks.ts'
import { type Faults, faultShape } from './faults.ts'
import { fieldsOf } from './fields.ts'
import { maskedState } from './masked-state.ts'
import type { RequestJournal } from './request-journal.ts'

/** What the control routes move. */
export interface ControlOptions {
  readonly account: Account
  readonly faults: Faults
  readonly journal: RequestJournal
  readonly quirks: ReadonlyMap<App, DynoQuirks>
}

const grants = z.strictObject({ grants: z.enum(['none', 'select']) })
const provisioning = z.union([
  z.strictObject({ ms: z.number().int().nonnegative() }),
  z.strictObject({ polls: z.number().int().nonnegative() }),
])
const essentialUpgrade = z.strictObject({ answer: z.enum(['refuse', 'accept']) })
const rotation = z.strictObject({ rotation: z.enum(['at-once', 'in-steps']) })
const streamsShape = z.strictObject({ closeAfterMs: z.number().positive().nullable() })
const clockShape = z.strictObject({
  seconds: z
    .number()
    .nonnegative()
    .max(10 * 365 * 86_400),
})

/** The routes under `/rehearsal`, each described in docs/rehearsal.md: they move the clock and plant faults. */
export function controlRoutes({ account, faults, journal, quirks }: ControlOptions): Hono {
  /** An app of the account, by name. */
  const appName = z.string().transform((name, context): App => {
    const app = findApp(account, name)
    if (app) return app
    context.addIssue(`no app '${name}': there are ${account.apps.map((known) => known.name).join(' and ')}`)
    return z.NEVER
  })
  const appShape = z.strictObject({ app: appName })
  const databaseShape = z.strictObject({ app: appName, refuseConnections: z.boolean() })
  const planShape = z.strictObject({ app: appName, plan: z.string().refine(isPlan, `expected ${planHelp}`) })
  const logShape = z.strictObject({
    app: appName,
    line: z.union([z.string(), z.array(z.string())]),
    source: z.enum(['app', 'heroku']).default('app'),
    dyno: z.string().default('web.1'),
  })
  const migrateShape = z.strictObject({ app: appName, sql: z.string().min(1) })
  const releasePhaseShape = z.strictObject({ app: appName, sql: z.string().min(1).nullable() })
  const standInShape = z.strictObject({ app: appName, ignoreFlag: z.boolean() })
  const rotatingShape = z.strictObject({ app: appName, name: z.string() })

  return new Hono()
    .get('/requests', (c) =>
      c.json({ requests: journal.requests, unknownRoutes: [...journal.unknownRoutes] }),
    )
    .get('/state', (c) => c.json(maskedState(account, faults)))
    .post('/clock', async (c) => {
      const { seconds } = await fieldsOf(c, clockShape)
      return c.json({ now: account.clock.advance(seconds).toISOString() })
    })
    .post('/faults', async (c) => {
      faults.plant(await fieldsOf(c, faultShape))
      return c.json({ planted: faults.left.length }, 201)
    })
    .delete('/faults', (c) => {
      faults.clear()
      return c.json({ planted: 0 })
    })
    .post('/database', async (c) => {
      const { app, refuseConnections } = await fieldsOf(c, databaseShape)
      const addon = primaryAddon(account, app)
      addon.refusesConnections = refuseConnections
      addon.database.refuseConnections(refuseConnections)
      return c.json({ refuseConnections })
    })
    .post('/another-database', async (c) => {
      const { app } = await fieldsOf(c, appShape)
      return c.json({ name: await primaryAddon(account, app).database.createAnother() }, 201)
    })
    .post('/plan', async (c) => {
      const { app, plan } = await fieldsOf(c, planShape)
      await putOnPlan(primaryAddon(account, app), plan)
      return c.json({ plan })
    })
    .post('/logs', async (c) => {
      const { app, source, dyno, line } = await fieldsOf(c, logShape)
      for (const one of [line].flat()) app.log.append(source, dyno, one)
      return c.json({ now: account.clock.now().toISOString() }, 201)
    })
    .post('/log-streams', async (c) => {
      const { closeAfterMs } = await fieldsOf(c, streamsShape)
      account.logSessions.streamMs = closeAfterMs ?? Number.POSITIVE_INFINITY
      return c.json({ closeAfterMs })
    })
    .post('/migrate', async (c) => {
      const { app, sql } = await fieldsOf(c, migrateShape)
      try {
        await primaryAddon(account, app).database.runAsOwner(sql)
      } catch (error) {
        return c.json({ message: error instanceof Error ? error.message : String(error) }, 422)
      }
      return c.json({ migrated: true })
    })
    .post('/release-phase', async (c) => {
      const { app, sql } = await fieldsOf(c, releasePhaseShape)
      app.releasePhase.sql = sql ?? undefined
      return c.json({ releasePhase: sql !== null })
    })
    .post('/stand-in', async (c) => {
      const { app, ignoreFlag } = await fieldsOf(c, standInShape)
      const quirk = quirks.get(app)
      if (quirk) quirk.ignoresFlag = ignoreFlag
      for (const formation of formationsOf(app)) formation.restart()
      await Promise.all(formationsOf(app).map((formation) => formation.settled()))
      return c.json({ ignoreFlag, dyno: app.formation.dyno?.state })
    })
    .post('/finish-rotation', async (c) => {
      const { app, name } = await fieldsOf(c, rotatingShape)
      await finishRotation(account, primaryAddon(account, app), name)
      return c.json({ finished: name })
    })
    .post('/credential-rotation', async (c) => {
      account.settings.rotation = (await fieldsOf(c, rotation)).rotation
      return c.json(account.settings)
    })
    .post('/new-credential-grants', async (c) => {
      account.settings.newCredentialGrants = (await fieldsOf(c, grants)).grants
      return c.json(account.settings)
    })
    .post('/credential-provisioning', async (c) => {
      account.settings.credentialProvisioning = await fieldsOf(c, provisioning)
      return c.json(account.settings)
    })
    .post('/essential-upgrade', async (c) => {
      account.settings.essentialUpgrade = (await fieldsOf(c, essentialUpgrade)).answer
      return c.json(account.settings)
    })
}

/** The add-on that the app's code uses. */
function primaryAddon(account: Account, app: App): Addon {
  const attachment = account.attachments.find(
    (candidate) => candidate.app === app && candidate.name === app.database,
  )
  if (!attachment) throw new Error(`${app.name} has no ${app.database} attachment.`)
  return attachment.addon
}
