import type { RehearsedApp } from './rehearsed-app.ts'

/** What a command begins from, brought about on an app that the runbook was carried out on, wherever the last one left it. */
export const beginnings = {
  /** Nobody has begun: no credential, no URL, the flag off. */
  async provision({ api, hand: { subject, rehearsal } }: RehearsedApp): Promise<void> {
    const { role, configVars } = subject
    await rehearsal.control('credential-provisioning', { polls: 1 })
    await api.setConfigVars({ [configVars.flag]: '0', [configVars.restricted]: null })
    await api.destroyCredential(role)
  },
  /** The runbook was carried out. */
  verify: switchOn,
  /** The runbook was carried out, and the grants have drifted away. */
  async reapply(app: RehearsedApp): Promise<void> {
    const { subject, rehearsal } = app.hand
    await switchOn(app)
    await rehearsal.superuser(`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${subject.role}`)
  },
  /** The app is on its role. */
  rollback: switchOn,
}

async function switchOn({ api, hand: { subject } }: RehearsedApp): Promise<void> {
  const { flag } = subject.configVars
  if ((await api.configVars())[flag] !== '1') await api.setConfigVars({ [flag]: '1' })
}
