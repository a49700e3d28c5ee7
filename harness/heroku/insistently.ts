import { type CliFailure, HerokuCliError, isNotThere, isOfTheAsker } from './cli-error.ts'

/** Reads, up to so many times where that ends with an error which may pass. */
export async function insistently<T>(read: () => Promise<T>, attempts: number): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read()
    } catch (error) {
      if (attempt >= attempts || !mayPass(error)) throw error
    }
  }
}

/**
 * Whether the next attempt may fare better: not without the CLI, a login or a run that goes on, nor where somebody may not do it or
 * it is not there.
 */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof HerokuCliError)) return false
  return isOfHeroku(error.failure) || (error.failure === 'refused' && !isForGood(error))
}

const isOfHeroku = (failure: CliFailure): boolean => failure === 'unreachable' || failure === 'unavailable'

const isForGood = (error: HerokuCliError): boolean => isOfTheAsker(error) || isNotThere(error)
