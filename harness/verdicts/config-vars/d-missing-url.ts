import type { Releases } from '../../heroku/app.ts'
import type { Settings } from '../../observations/settings.ts'
import type { FailureMode } from '../failure-mode.ts'
import { changeOf, changes, saidOfChange } from '../switches.ts'
import { restrictedUrlFindings, restrictedUrlIsTheRoles } from './restricted-url.ts'

/** The restricted URL is gone, or is somebody else's, once it had been there or the app is told to use it. */
export const missingUrl: FailureMode<{ settings: Settings; releases?: Releases }> = {
  id: 'd-missing-url',
  letter: 'D',
  title: ({ configVars }) =>
    `${configVars.restricted} is the role's: the app need not fall back to the owner`,
  symptom: ({ configVars }) =>
    `${configVars.restricted} is not the role's: the app falls back to the owner, or is down`,
  tell: 'operator',
  explainedBy: ['half-provisioned', 'credential-still-provisioning'],
  async observe(sight) {
    const settings = await sight.settings()
    const amiss = restrictedUrlFindings(settings, sight.asked.subject).length > 0
    return amiss ? { settings, releases: await sight.releases() } : { settings }
  },
  judge({ settings, releases }, { subject }) {
    const findings = restrictedUrlFindings(settings, subject)
    if (findings.length === 0 || !releases) return []
    const { restricted } = subject.configVars
    const wasSet = releases.newestFirst.some((release) => changes(release, restricted))
    if (settings.flag !== 'on' && !wasSet) return []
    const change = saidOfChange(changeOf(releases, restricted))
    return findings.map((finding) => ({ ...finding, found: `${finding.found}; ${change}` }))
  },
  saw: ({ settings }, asked) => restrictedUrlIsTheRoles.saw(settings, asked),
}
