import { HerokuCliError } from './cli-error.ts'

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

/** Whether the next attempt may fare better: not without the CLI, a login or a run that goes on. */
export function mayPass(error: unknown): boolean {
  return error instanceof HerokuCliError && ['unreachable', 'unavailable', 'refused'].includes(error.failure)
}
