import { runbook } from '../../../runbook.config.ts'
import { restrictedUrlFindings } from '../config-vars.ts'
import type { FailureMode } from '../failure-mode.ts'

const { configVars } = runbook

/** The restricted URL is gone, or is somebody else's, once it had been there or the app is told to use it. */
export const missingUrl: FailureMode = {
  id: 'd-missing-url',
  letter: 'D',
  title: `${configVars.restricted} is the role's: the app need not fall back to the owner`,
  tell: 'operator',
  explainedBy: ['half-provisioned', 'credential-still-provisioning'],
  async look(scene) {
    const findings = await restrictedUrlFindings(scene)
    if (findings.length === 0) return []
    const releases = await scene.app.releases()
    const touched = releases.find(({ description }) => description.includes(configVars.restricted))
    const flagOn = (await scene.app.configVars()).get(configVars.flag) === '1'
    if (!flagOn && !touched) return []
    return findings.map((finding) => ({
      ...finding,
      found: touched
        ? `${finding.found}; release v${touched.version}: ${touched.description}`
        : `${finding.found}, and no release of late set it`,
    }))
  },
}
