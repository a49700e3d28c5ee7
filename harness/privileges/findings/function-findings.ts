import { RulesByName } from '../../config/names.ts'
import type { PolicyInPhase } from '../../config/policy.ts'
import type { ExpectedPrivileges } from '../needed/expected-privileges.ts'
import { enteredSchemas } from '../snapshot/entered-schemas.ts'
import type { PrivilegeSnapshot, SqlFunction, Trigger } from '../snapshot/privilege-snapshot.ts'
import { aclFindings, becauseOf, type RoleContext } from './grants/acl-findings.ts'
import { asFurniture } from './platform-furniture.ts'
import { type PrivilegeFinding, privilegeFinding } from './privilege-finding.ts'

/** pg_trigger.tgtype. */
const triggerEvents = { INSERT: 4, DELETE: 8, UPDATE: 16, TRUNCATE: 32 } as const

/**
 * EXECUTE against what the policy says and a permitted verb needs; and SECURITY DEFINER functions the role can make run: by
 * calling them, or by a statement that fires a trigger, for which no EXECUTE is asked of whoever writes to the table.
 */
export function functionFindings(
  snapshot: PrivilegeSnapshot,
  policy: PolicyInPhase,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  const entered = enteredSchemas(snapshot)
  const ofNames = new RulesByName<readonly string[]>(policy.functions.named)
  const firedBy = new Map<string, Trigger[]>()
  for (const trigger of snapshot.triggers)
    firedBy.set(trigger.function, [...(firedBy.get(trigger.function) ?? []), trigger])
  return snapshot.functions
    .filter((fn) => fn.owner !== context.role)
    .flatMap((fn) => {
      const read =
        policy.functions.securityDefiner.includes(fn.name) ||
        fn.name in policy.functions.named ||
        // What a pattern forbids nobody need have read; what it allows, somebody must.
        ofNames.get(fn.name)?.length === 0
      if (!fn.definer || fn.extension || read) return ofInvoker(fn, snapshot, expected, context)
      return [
        ...ofDefiner(fn, entered.has(fn.schema), snapshot, expected, context),
        ...fires(fn, firedBy.get(fn.name) ?? [], expected),
      ]
    })
}

function ofInvoker(
  fn: SqlFunction,
  snapshot: PrivilegeSnapshot,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  const required = expected.onFunction(fn)
  const code = 'function-privilege'
  const codes = { missing: code, extra: code, public: code } as const
  const on = grantedOn(fn)
  if (required !== undefined)
    return aclFindings(context, {
      object: fn,
      on,
      required,
      codes,
      needs: expected.needs.on('function', fn.name),
      // A verb that the policy permits fails without it, like one whose grant was forgotten.
      failureMode: 'C',
    })
  // What everybody may call of the platform's, the role needs no grant of its own for.
  if (asFurniture(fn, snapshot) === 'none') return []
  return aclFindings(context, { object: withoutPublic(fn), on, required: [], codes })
}

function ofDefiner(
  fn: SqlFunction,
  entered: boolean,
  snapshot: PrivilegeSnapshot,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  const furniture = asFurniture(fn, snapshot)
  const needs = expected.needs.on('function', fn.name)
  if (fn.trigger) return []
  const code = 'security-definer-function'
  if (needs.length > 0)
    return [
      privilegeFinding({
        code,
        object: fn.name,
        expected: 'not run as its owner by anything the role does',
        found: `runs as ${fn.owner}${becauseOf(needs)}`,
        repairableBy: {
          who: `whoever keeps runbook.config.ts, by naming it under \`functions.securityDefiner\` once it has been read, or ${fn.owner}, who owns it, by making it SECURITY INVOKER`,
        },
      }),
    ]
  // One that nobody knows among the platform's own waits behind a USAGE that the platform may give any day.
  if (!entered && furniture !== 'unknown') return []
  return aclFindings(context, {
    object: furniture === 'everybodys' ? withoutPublic(fn) : fn,
    on: grantedOn(fn),
    required: [],
    codes: { missing: code, extra: code, public: code },
  })
}

function grantedOn(fn: SqlFunction): string {
  return `${fn.procedure ? 'PROCEDURE' : 'FUNCTION'} ${fn.name}`
}

function withoutPublic(fn: SqlFunction): SqlFunction {
  const entries = fn.entries.filter(({ grantee }) => grantee !== 'PUBLIC')
  return { ...fn, entries, effective: fn.effective.filter((p) => entries.some((e) => e.privilege === p)) }
}

function fires(
  definer: SqlFunction,
  triggers: readonly Trigger[],
  expected: ExpectedPrivileges,
): PrivilegeFinding[] {
  return triggers.flatMap(({ relation: name, events }) => {
    const relation = expected.relation(name)
    if (!relation) return []
    const verbs = Object.entries(triggerEvents)
      .filter(([verb, bit]) => (events & bit) !== 0 && expected.on(relation).includes(verb))
      .map(([verb]) => verb)
    if (verbs.length === 0) return []
    return [
      privilegeFinding({
        code: 'security-definer-function',
        object: definer.name,
        expected: 'not run as its owner by anything the role does',
        found: `runs as ${definer.owner} on ${verbs.join(', ')} of ${name}`,
        repairableBy: { who: `${relation.owner}, who owns ${name}, by dropping the trigger` },
        opensWith: verbs.map((verb) => `${verb} ON ${name}`),
      }),
    ]
  })
}
