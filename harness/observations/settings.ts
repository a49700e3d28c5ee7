import type { RoleInApp, Subject } from '../config/subject.ts'
import type { ConfigVars } from '../heroku/config-vars.ts'
import type { ConnectionUrl } from '../secrets/secret.ts'

/**
 * What a flag's value means to the app: the configuration says which values are on and which are off. Of an app without a
 * flag, whether the restricted URL is set.
 */
export type FlagState = 'on' | 'off' | 'unset' | 'unknown'

/** What a config var holds that ought to be a connection URL; of one that cannot be read nothing is kept. */
export type UrlState =
  | { readonly is: 'unset' }
  | { readonly is: 'unreadable' }
  | { readonly is: 'set'; readonly url: ConnectionUrl }

/** The config vars that the rollout is about (source section "Environment variables"). */
export interface Settings {
  readonly flag: FlagState
  readonly restricted: UrlState
  readonly owner: UrlState
  /** Other roles of the app that it is not known to use yet: what they do is done as the owner. Left out where there are none. */
  readonly notOnYet?: readonly RoleInApp[]
}

/** Reads the rollout's config vars out of all of the app's. */
export function settingsIn(
  vars: ConfigVars,
  { configVars, flagValues, otherRoles }: Pick<Subject, 'configVars' | 'flagValues' | 'otherRoles'>,
): Settings {
  const notOnYet = otherRoles.filter(
    (other) => flagIn(vars.get(other.configVars.flag), other.flagValues) !== 'on',
  )
  return {
    ...(notOnYet.length > 0 && { notOnYet }),
    flag: flagIn(vars.get(configVars.flag), flagValues),
    restricted: urlIn(vars, configVars.restricted),
    owner: urlIn(vars, configVars.owner),
  }
}

function flagIn(value: string | undefined, values: Subject['flagValues']): FlagState {
  if (value === undefined) return 'unset'
  if (!values) return 'on'
  const { on, off } = values
  if (on.includes(value)) return 'on'
  return off.includes(value) ? 'off' : 'unknown'
}

function urlIn(vars: ConfigVars, name: string): UrlState {
  if (vars.get(name) === undefined) return { is: 'unset' }
  const url = vars.url(name)
  return url ? { is: 'set', url } : { is: 'unreadable' }
}

/** The URL, where there is one. */
export function urlOf(state: UrlState): ConnectionUrl | undefined {
  return state.is === 'set' ? state.url : undefined
}

/** What is there, in words that can be printed. */
export function saidOf(state: UrlState): string {
  if (state.is === 'set') return state.url.toString()
  return state.is === 'unset'
    ? 'not set'
    : 'a value that cannot be read as a URL (withheld: it may hold a password)'
}
