import type { Runbook } from './load.ts'

/**
 * What a run is about: one app, and all that the configuration says of it. Plain data, so that it can be handed to the
 * workers that run the specs; no secret is in it.
 */
export interface Subject
  extends Pick<Runbook, 'role' | 'tell' | 'otherSessions' | 'spotCheck' | 'soak' | 'signOff'> {
  /** Its name in the configuration. */
  readonly environment: string
  /** The Heroku app's name. */
  readonly app: string
  /** `flag` is the var that switches the app: where it has no flag, that is `restricted` itself. */
  readonly configVars: { readonly owner: string; readonly restricted: string; readonly flag: string }
  /** None where the app has no flag: then it is on the role wherever the restricted URL is set. */
  readonly flagValues: Runbook['flagValues'] | undefined
  /** Whether a rehearsal has the schema that the source was written for, or the app's own. */
  readonly hasSourceSchema: boolean
  /** The attachment of its database. */
  readonly database: string
  /** What it waits for before it is changed: another environment's soak, an operator's sign-off. */
  readonly waitsFor: { readonly soakOf?: string; readonly signOff: boolean }
  /** `signed` where an operator signs for it; `trial` where it waits for nothing, and another is signed for. */
  readonly side: 'trial' | 'signed' | undefined
  /** What the role may do, in every phase: `policyInPhase` says what holds now. */
  readonly policy: Runbook['privileges']
  /** Where the app answers, where its smoke suite is, as configured for the live app. */
  readonly live: Omit<Runbook['environments'][string], 'app' | 'database' | 'after' | 'signOff'>
}

/** The names of the environments, in the configuration's order: one comes after those that it waits for. */
export function environmentsOf({ environments }: Runbook): readonly [string, ...string[]] {
  const [first, ...others] = Object.keys(environments)
  if (first === undefined) throw new Error('the configuration has no environment')
  return [first, ...others]
}

/**
 * Returns the part of the configuration that is about the app of this environment; without a name, of the first.
 * @throws Error for a name that the configuration does not have.
 */
export function subjectOf(config: Runbook, environment: string = environmentsOf(config)[0]): Subject {
  const found = config.environments[environment]
  if (!found) throw new Error(`the configuration has no environment ${environment}`)
  const isSignedFor = Object.values(config.environments).some((one) => one.signOff)
  const { role, configVars, flagValues, tell, otherSessions, spotCheck, soak, privileges: policy } = config
  const rules = config.signOff
  const { app, database = configVars.owner.replace(/_URL$/, ''), after: soakOf, signOff, ...live } = found
  return {
    environment,
    app,
    database,
    waitsFor: { ...(soakOf !== undefined && { soakOf }), signOff },
    side: signOff ? 'signed' : soakOf === undefined && isSignedFor ? 'trial' : undefined,
    role,
    configVars: { ...configVars, flag: configVars.flag ?? configVars.restricted },
    flagValues: configVars.flag === undefined ? undefined : flagValues,
    hasSourceSchema: config.rehearsal === undefined,
    tell,
    otherSessions,
    spotCheck,
    soak,
    signOff: rules,
    policy,
    live,
  }
}
