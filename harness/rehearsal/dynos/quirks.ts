/** What a rehearsal can make of the stand-in app besides its config vars. */
export interface DynoQuirks {
  /** The code-path bug of the runbook's fourth symptom: the flag is never read. */
  ignoresFlag: boolean
}

/** The environment variables that give a dyno its quirks. */
export function quirkEnvironment({ ignoresFlag }: DynoQuirks): Record<string, string> {
  return ignoresFlag ? { STAND_IN_IGNORES_FLAG: '1' } : {}
}
