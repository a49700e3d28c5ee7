import type { Emit, RunEvent } from '../../report/run-event.ts'

/** Returns an emit whose events wait until they are let go, in their order; what comes after is told as it happens. */
export function heldEvents(emit: Emit): { readonly hold: Emit; readonly letGo: () => void } {
  let held: RunEvent[] | undefined = []
  return {
    hold(event) {
      if (held) held.push(event)
      else emit(event)
    },
    letGo() {
      const waiting = held ?? []
      held = undefined
      waiting.forEach(emit)
    },
  }
}
