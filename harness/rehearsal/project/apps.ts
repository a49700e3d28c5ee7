import { ConfigurationError } from '../postgres/configuration-error.ts'
import type { RehearsedRunbook } from './rehearsed-runbook.ts'

/** What is simulated of an app besides its name: its add-on's name. */
export interface SimulatedApp {
  readonly name: string
  readonly environment: string
  /** The attachment of its add-on. */
  readonly database: string
  readonly addon: string
}

/** The names of add-ons; the first is the one that the source runbook writes out for staging. */
const addons = ['postgresql-adjacent-27271', 'postgresql-cubic-61480']

/**
 * The apps of the runbook, one for each environment, in its order; of those environments alone, where some are named.
 * @throws ConfigurationError for an environment that it has not.
 */
export function simulatedApps(
  { environments, configVars }: RehearsedRunbook,
  named: readonly string[] = Object.keys(environments),
): readonly SimulatedApp[] {
  const unknown = named.find((name) => !Object.hasOwn(environments, name))
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `--environment '${unknown}' is not known: use ${Object.keys(environments).join(', ')}. See docs/rehearsal.md.`,
    )
  }
  return Object.entries(environments)
    .map(([environment, { app, database }], index) => ({
      name: app,
      environment,
      database: database ?? configVars.owner.replace(/_URL$/, ''),
      addon: addons[index] ?? `postgresql-tetrahedral-${10_000 + index}`,
    }))
    .filter(({ environment }) => named.includes(environment))
}
