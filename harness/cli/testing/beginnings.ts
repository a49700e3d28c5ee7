import type { RehearsedApp } from './rehearsed-app.ts'

/** The commands that change an app, or say what it is like. */
export type Beginner = keyof typeof beginnings

/** What a command begins from, brought about on an app that the runbook was carried out on, wherever the last one left it. */
export const beginnings = {
  /** Nobody has begun: no credential, no URL, the flag off. */
  async provision({ api, hand: { subject, rehearsal } }: RehearsedApp): Promise<void> {
    const { role, configVars } = subject
    await rehearsal.control('credential-provisioning', { polls: 1 })
    await api.setConfigVars({ [configVars.flag]: '0', [configVars.restricted]: null })
    await api.destroyCredential(role)
  },
  /** The runbook was carried out, and a grant has drifted away. */
  async reapply({ hand: { subject, rehearsal } }: RehearsedApp): Promise<void> {
    await rehearsal.superuser(`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${subject.role}`)
  },
  /** The app is on its role. */
  async rollback({ api, hand: { subject } }: RehearsedApp): Promise<void> {
    await api.setConfigVars({ [subject.configVars.flag]: '1' })
  },
}
