import { runbook } from '../../runbook.config.ts'
import type { Given } from '../runbook/item.ts'

const { role } = runbook

/** What the role is and may do, before something and after it. */
export interface RoleInPlace {
  /** Starts to read what there is before, and waits for nothing: in an emergency a silent database must not hold it up. */
  readonly remember: (given: Given) => Promise<void>
  /** @throws CouldNotLook where either could not be read. */
  readonly compare: (given: Given) => Promise<{ before: readonly string[]; after: readonly string[] }>
}

/** Returns the means to show that something left the role and its grants as they were, in order or not. */
export function roleInPlace(): RoleInPlace {
  let before: Promise<readonly string[]> | undefined
  return {
    async remember(given) {
      before = holdings(given)
      // Whoever compares hears of it.
      before.catch(() => {})
    },
    async compare(given) {
      const after = await holdings(given)
      if (before === undefined) given.note('nothing was set: the flag was 0 before')
      given.note(after.join('; '))
      return { before: (await before) ?? after, after }
    },
  }
}

/** The role, and everything about it that differs from the policy; or that there is none. */
async function holdings({ owner, privileges }: Given): Promise<readonly string[]> {
  const roles = await owner.rows<{ login: boolean }>(
    'SELECT rolcanlogin AS login FROM pg_catalog.pg_roles WHERE rolname = $1',
    [role],
  )
  if (!roles[0]) return [`there is no role ${role}`]
  const findings = await privileges.findings()
  return [
    `${role} ${roles[0].login ? 'can' : 'cannot'} log in`,
    findings.length === 0 ? 'exactly its policy' : `${findings.length} difference(s) from its policy`,
    ...findings.map(({ code, object, found }) => `${code}: ${object}: ${found}`),
  ]
}
