import { runbook } from '../../../runbook.config.ts'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import type { Finding } from '../../evidence/finding.ts'
import type { FailureMode, Scene } from '../failure-mode.ts'
import { readDenials } from '../log.ts'
import { sortPrivilegeFindings } from '../sort-privileges.ts'

const { role } = runbook

/** The role lacks a privilege: a migration made a table and granted nothing on it, or somebody revoked. */
export const forgottenGrant: FailureMode = {
  id: 'c-forgotten-grant',
  letter: 'C',
  title: `${role} lacks no privilege on any table, sequence or schema`,
  tell: 'operator',
  explainedBy: ['a-rds-password', 'half-provisioned', 'role-missing'],
  async look(scene) {
    const { missing } = await sortPrivilegeFindings(scene)
    return missing.length === 0 ? [] : withDenials(scene, missing)
  },
}

/** The findings, each with what the log says of it. The log is the lesser evidence: without it they stand all the same. */
async function withDenials(scene: Scene, missing: readonly Finding[]): Promise<Finding[]> {
  const { denied } = await readDenials(scene).catch((error: unknown) => {
    if (error instanceof CouldNotLook) return { denied: [] }
    throw error
  })
  return missing.map((finding) => {
    const lines = denied.find(({ relation }) => `public.${relation}` === finding.object)?.lines ?? []
    return {
      ...finding,
      found:
        lines.length === 0
          ? finding.found
          : `${finding.found}; ${lines.length} line(s) in the log, the last: ${lines.at(-1)?.text}`,
      help: `${finding.help} Then put the GRANT into the migration that made it: feature-developer.`,
    }
  })
}
