/** The platform's clock: every `created_at`, release and log line is stamped by it. It can only be moved forward. */
export interface Clock {
  now(): Date
  advance(seconds: number): Date
}

/** A clock that runs with the machine's, ahead of it by what it has been advanced. */
export function createClock(): Clock {
  let aheadMs = 0
  const now = () => new Date(Date.now() + aheadMs)
  return {
    now,
    advance(seconds) {
      aheadMs += seconds * 1000
      return now()
    },
  }
}
