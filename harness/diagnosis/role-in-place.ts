import { runbook } from '../../runbook.config.ts'
import type { Finding } from '../evidence/finding.ts'
import type { Given } from '../runbook/item.ts'
import { diagnosisFinding } from './finding-codes.ts'

const { role } = runbook

/** What the role is and may do, before something and after it. */
export interface RoleInPlace {
  /** Starts to read what there is before, and waits for nothing: in an emergency a silent database must not hold it up. */
  readonly remember: (given: Given) => Promise<void>
  /** A finding where it is not the same now. @throws CouldNotLook where either could not be read. */
  readonly findings: (given: Given) => Promise<readonly Finding[]>
}

/** Returns the means to show that something left the role and its grants as they were, in order or not. */
export function roleInPlace(): RoleInPlace {
  let before: Promise<string> | undefined
  return {
    async remember(given) {
      before = holdings(given)
      // Whoever compares hears of it.
      before.catch(() => {})
    },
    async findings(given) {
      const after = await holdings(given)
      given.note(after)
      if (before === undefined) given.note('nothing was set: it was so already')
      const expected = (await before) ?? after
      if (after === expected) return []
      const fix = `pnpm reapply --env ${given.subject.environment}`
      const help =
        'No step here touches either, so something else did: `pnpm plan` says what differs from the policy.'
      return [diagnosisFinding({ code: 'role-changed', object: role, expected, found: after, help, fix })]
    },
  }
}

/** The role, and everything about it that differs from the policy; or that there is none. */
async function holdings({ owner, privileges }: Given): Promise<string> {
  const [found] = await owner.rows<{ login: boolean }>(
    'SELECT rolcanlogin AS login FROM pg_catalog.pg_roles WHERE rolname = $1',
    [role],
  )
  if (!found) return `there is no role ${role}`
  const findings = await privileges.findings()
  const differences = findings.map(({ code, object, found: has }) => `${code} ${object} (${has})`)
  const login = `${role} ${found.login ? 'can' : 'cannot'} log in`
  return [login, ...(differences.length > 0 ? differences : ['exactly its policy'])].join('; ')
}
