import type { Runbook } from './load.ts'

export const environments = ['staging', 'prod'] as const
export type Environment = (typeof environments)[number]

/**
 * What a run is about: one app, and all that the configuration says of it. Plain data, so that it can be handed to the
 * workers that run the specs; no secret is in it.
 */
export interface Subject
  extends Pick<
    Runbook,
    'role' | 'configVars' | 'flagValues' | 'tell' | 'otherSessions' | 'spotCheck' | 'soak'
  > {
  readonly environment: Environment
  /** The Heroku app's name. */
  readonly app: string
  /** What the role may do, in every phase: `policyInPhase` says what holds now. */
  readonly policy: Runbook['privileges']
  /** Where the app answers, where its smoke suite is, as configured for the live app. */
  readonly live: Omit<Runbook['apps'][Environment], 'app'>
}

/** Returns the part of the configuration that is about the app of this environment. */
export function subjectOf(config: Runbook, environment: Environment): Subject {
  const { role, configVars, flagValues, tell, otherSessions, spotCheck, soak, privileges: policy } = config
  const { app, ...live } = config.apps[environment]
  return {
    environment,
    app,
    role,
    configVars,
    flagValues,
    tell,
    otherSessions,
    spotCheck,
    soak,
    policy,
    live,
  }
}
