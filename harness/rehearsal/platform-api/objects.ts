import type * as Heroku from '@heroku-cli/schema'
import type { Account } from '../account/account.ts'
import type { Addon } from '../account/addon.ts'
import type { App } from '../account/app.ts'
import { type Attachment, configVarOf } from '../account/attachment.ts'
import { currentRelease } from '../account/changes/releases.ts'
import { operator } from '../account/operator.ts'
import { planPrice } from '../account/plan.ts'
import type { Release } from '../account/release.ts'
import type { Dyno } from '../dynos/formation.ts'

const serviceId = '6c67493d-8fc2-4cd4-9161-4f1ec11cbe69'

/** A time as the Platform API writes it, without milliseconds. */
export function timestamp(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z')
}

export const dynoSize = 'Standard-1X'

const reference = ({ id, name }: { id: string; name: string }) => ({ id, name })

/** Platform API reference, "App". */
export function appObject(app: App) {
  return {
    ...reference(app),
    acm: true,
    archived_at: null,
    build_stack: { id: 'heroku-24', name: 'heroku-24' },
    buildpack_provided_description: 'Node.js',
    created_at: timestamp(app.createdAt),
    generation: { id: 'cedar', name: 'cedar' },
    git_url: `https://git.heroku.com/${app.name}.git`,
    internal_routing: null,
    maintenance: app.maintenance,
    organization: null,
    owner: operator,
    process_tier: 'production',
    region: { id: 'us', name: 'us' },
    released_at: timestamp(currentRelease(app).createdAt),
    repo_size: 0,
    slug_size: 0,
    space: null,
    stack: { id: 'heroku-24', name: 'heroku-24' },
    team: null,
    updated_at: timestamp(currentRelease(app).createdAt),
    web_url: `${app.router.url}/`,
  } satisfies Heroku.App
}

/** Platform API reference, "Release". */
export function releaseObject(app: App, release: Release) {
  return {
    id: release.id,
    version: release.version,
    description: release.description,
    status: release.status,
    current: release === currentRelease(app),
    eligible_for_rollback: release.status === 'succeeded',
    app: reference(app),
    user: operator,
    // Its id is all of it that nobody could guess.
    output_stream_url: release.hasPhase ? `https://release-output.heroku.com/streams/${release.id}` : null,
    created_at: timestamp(release.createdAt),
    updated_at: timestamp(release.updatedAt),
  } satisfies Heroku.Release
}

/** Platform API reference, "Dyno". */
export function dynoObject(app: App, dyno: Dyno, command: string) {
  return {
    id: dyno.id,
    name: dyno.name,
    type: dyno.type,
    state: dyno.state,
    size: dynoSize,
    command,
    attach_url: null,
    app: reference(app),
    release: { id: dyno.release.id, version: dyno.release.version },
    created_at: timestamp(dyno.createdAt),
    updated_at: timestamp(dyno.updatedAt),
  } satisfies Heroku.Dyno
}

/** Platform API reference, "Plan", as far as the CLI reads it. */
export function planObject(plan: string) {
  return {
    id: `plan-${plan}`,
    name: `heroku-postgresql:${plan}`,
    price: planPrice(plan),
  } satisfies Heroku.Plan
}

/** Platform API reference, "Add-on", with `Accept-Expansion: addon_service,plan`. */
export function addonObject(account: Account, addon: Addon) {
  const own = account.attachments.filter(
    (attachment) => attachment.addon === addon && attachment.app === addon.app,
  )
  return {
    ...reference(addon),
    // Heroku's types have one action here; its reference has a list (Platform API reference, "Add-on").
    actions: [],
    addon_service: { id: serviceId, name: 'heroku-postgresql', human_name: 'Heroku Postgres' },
    app: reference(addon.app),
    billed_price: planPrice(addon.plan),
    billing_entity: { ...reference(addon.app), type: 'app' },
    config_vars: own.map((attachment) => configVarOf(attachment)),
    created_at: timestamp(addon.createdAt),
    plan: planObject(addon.plan),
    provider_id: addon.id,
    state: addon.state,
    updated_at: timestamp(addon.createdAt),
    web_url: null,
  } satisfies Omit<Heroku.AddOn, 'actions'> & { actions: Heroku.AddOnPlanAction[] }
}

/** Platform API reference, "Add-on Attachment", with `Accept-Inclusion: addon:plan,config_vars`. */
export function attachmentObject(attachment: Attachment) {
  const { addon, app } = attachment
  return {
    ...reference(attachment),
    addon: { ...reference(addon), app: reference(addon.app), plan: planObject(addon.plan) },
    app: reference(app),
    config_vars: [configVarOf(attachment)],
    created_at: timestamp(attachment.createdAt),
    log_input_url: null,
    namespace: attachment.credential === 'default' ? null : `credential:${attachment.credential}`,
    updated_at: timestamp(attachment.createdAt),
    web_url: null,
  } satisfies Heroku.AddOnAttachment & { addon: { plan: Heroku.Plan } }
}
