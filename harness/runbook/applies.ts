import { subject } from './subject.ts'

/** Why what is about a flag is not carried out here; undefined where the app has one. */
export const withoutFlag: string | undefined = subject.flagValues
  ? undefined
  : `the app has no flag: ${subject.configVars.restricted} alone switches it`

/** Why no smoke suite is run here; undefined where the app has one. */
export const withoutSmoke: string | undefined = subject.live.smoke
  ? undefined
  : `runbook.config.ts names no smoke suite for ${subject.environment}`

/** Why what is about the source's own statements is not carried out here; undefined where the schema is theirs. */
export const anotherSchema: string | undefined = subject.hasSourceSchema
  ? undefined
  : 'it is about statements of the source, which name the tables of another schema'
