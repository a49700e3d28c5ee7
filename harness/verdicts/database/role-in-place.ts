import { optionsFor } from '../../config/subject.ts'
import type { Finding } from '../../evidence/finding.ts'
import type { CredentialRoles } from '../../observations/database/credential-roles.ts'
import type { Privileges } from '../../observations/privileges.ts'
import { seeing, sightOf, type Visible } from '../../observations/sight.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { reapply } from '../remedies.ts'

/** What the role is and may do, before something and after it. */
export interface RoleInPlace {
  /** Starts to read what there is before, and waits for nothing: in an emergency a silent database must not hold it up. */
  readonly remember: (world: Visible) => void
  /** A finding where it is not the same now. @throws CouldNotLook where either could not be read. */
  readonly findings: (
    world: Visible & { readonly note: (text: string) => void },
  ) => Promise<readonly Finding[]>
}

interface Holdings {
  readonly role: CredentialRoles['role']
  /** Everything about it that differs from the policy. */
  readonly differences: Privileges['differences']
}

/** Returns the means to show that something left the role and its grants as they were, in order or not. */
export function roleInPlace(): RoleInPlace {
  let before: Promise<Holdings> | undefined
  return {
    remember(world) {
      before = holdings(world)
      // Whoever compares hears of it.
      before.catch(() => {})
    },
    async findings(world) {
      const { subject, note } = world
      const after = await holdings(world)
      note(inWords(after, subject.role))
      if (before === undefined)
        note('the flag was off already, so nothing was changed here that could touch the role')
      const earlier = (await before) ?? after
      if (areSame(earlier, after)) return []
      return [
        diagnosisFinding({
          code: 'role-changed',
          object: subject.role,
          expected: inWords(earlier, subject.role),
          found: inWords(after, subject.role),
          help: `No step here touches either, so something else did: \`pnpm plan ${optionsFor(subject)}\` says what differs from the policy.`,
          remedy: reapply(subject),
        }),
      ]
    },
  }
}

async function holdings(world: Visible): Promise<Holdings> {
  const sight = sightOf(world)
  const { roles, privileges } = await seeing('roles', 'privileges')(sight)
  return { role: roles.role, differences: privileges.differences }
}

const keyOf = ({ code, object, found }: Finding): string => [code, object, found].join('\0')

function areSame(one: Holdings, other: Holdings): boolean {
  const keys = new Set(one.differences.map(keyOf))
  return (
    one.role === other.role &&
    keys.size === other.differences.length &&
    other.differences.every((finding) => keys.has(keyOf(finding)))
  )
}

function inWords({ role, differences }: Holdings, name: string): string {
  if (role === 'missing') return `there is no role ${name}`
  const said = differences.map(({ code, object, found }) => `${code} ${object} (${found})`)
  return [`${name} ${role}`, ...(said.length > 0 ? said : ['exactly its policy'])].join('; ')
}
