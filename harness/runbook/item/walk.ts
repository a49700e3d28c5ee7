import type { RunSettings } from '../run-settings.ts'

/**
 * How far the walk has come. A step is taken only where everything before it held; once a step has failed or was not
 * taken, nothing after it runs. Checks run even after one of them failed, so that one run shows every gap.
 */
export class Walk {
  #firstGap: string | undefined
  #stoppedBy: string | undefined
  #plannedOnly: string | undefined

  readonly #refusedBy: string | undefined

  /** @param before what did not hold before the walk began, if anything did not. */
  constructor(before: Pick<RunSettings, 'stoppedBy' | 'firstGap' | 'refusedBy'> = {}) {
    this.#stoppedBy = before.stoppedBy
    this.#firstGap = before.firstGap
    this.#refusedBy = before.refusedBy
  }

  /** Why an item of this kind must not run now, or undefined; in a dry run that is as it should be. */
  hindrance(kind: 'step' | 'check'): { reason: string; expected: boolean } | undefined {
    if (this.#refusedBy) return { reason: `refused: ${this.#refusedBy}`, expected: false }
    if (this.#stoppedBy)
      return { reason: `not reached: the walk stopped at "${this.#stoppedBy}"`, expected: false }
    if (kind === 'step' && this.#firstGap)
      return { reason: `not taken: "${this.#firstGap}" did not hold`, expected: false }
    if (kind === 'check' && this.#plannedOnly)
      return { reason: `dry run: depends on "${this.#plannedOnly}"`, expected: true }
    return undefined
  }

  /** Takes note of a step that a dry run left out: what comes after it cannot be checked. */
  planned(title: string): void {
    this.#plannedOnly ??= title
  }

  /** Takes note of an item that was required and did not hold. */
  missed(kind: 'step' | 'check', title: string): void {
    this.#firstGap ??= title
    if (kind === 'step') this.#stoppedBy ??= title
  }
}
