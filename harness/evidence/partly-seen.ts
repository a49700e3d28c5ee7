import { CouldNotLook } from './could-not-look.ts'

/** Some of it was seen and is so, and the rest could not be looked at. */
export class PartlySeen extends CouldNotLook {
  /** What the look at the rest ended with. */
  readonly blindedBy: unknown

  constructor(seen: readonly string[], blindedBy: unknown) {
    const why = blindedBy instanceof Error ? blindedBy.message : String(blindedBy)
    super([...seen, `could not look: ${why}`].join('; '))
    this.blindedBy = blindedBy
  }
}
