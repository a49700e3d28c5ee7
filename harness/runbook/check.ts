import { expect } from 'vitest'
import type { Finding } from '../evidence/finding.ts'
import { Found } from '../evidence/found.ts'
import { type ByHand, type Given, item, type RefutedClaim } from './item/item.ts'

export interface CheckOptions extends RefutedClaim, ByHand {
  /** Why it is not carried out with this configuration, which is as it should be; undefined where it is. */
  readonly notHere?: string | undefined
  /** The statements of the source it proves: a row of the requirements (`R7`) or a finding (`F10`). */
  readonly source?: string
  readonly why?: string
  /** What is wrong where it fails: shown in the place of the title, which says the opposite. */
  readonly symptom?: string
  /** A run may be green though this one could not be carried out. */
  readonly optional?: boolean
}

/** A body asserts with `expect`, or returns what it found amiss: an empty list is a pass. */
type CheckBody = (given: Given) => Promise<readonly Finding[] | void>

/**
 * Registers something that must be true, under an id that is its own in its suite. It only reads. A body that neither
 * asserts nor returns findings fails.
 */
export function check(id: string, title: string, body: CheckBody): void
export function check(id: string, title: string, options: CheckOptions, body: CheckBody): void
export function check(
  id: string,
  title: string,
  optionsOrBody: CheckOptions | CheckBody,
  maybeBody?: CheckBody,
): void {
  const options = typeof optionsOrBody === 'function' ? {} : optionsOrBody
  const body = typeof optionsOrBody === 'function' ? optionsOrBody : maybeBody
  if (!body) throw new TypeError(`check "${title}" has no body`)
  const { optional = false, ...head } = options
  item({ id, kind: 'check', title, required: !optional, ...head }, async (given) => {
    const findings = await body(given)
    if (findings === undefined && expect.getState().assertionCalls === 0) {
      throw new Error('this check asserted nothing, so it could not have failed')
    }
    if (findings && findings.length > 0) throw new Found(findings)
  })
}
