/**
 * Returns a signal that is aborted after so many milliseconds, or with one of the others. What AbortSignal.any makes of
 * AbortSignal.timeout is forgotten by the next collection of garbage and then never comes (nodejs/node#57736): here the timer
 * holds what it aborts. It keeps no process alive.
 */
export function timeLimit(ms: number, ...others: readonly AbortSignal[]): AbortSignal {
  const over = new AbortController()
  const abort = (): void => over.abort(new DOMException('the time is over', 'TimeoutError'))
  setTimeout(abort, ms).unref()
  return AbortSignal.any([over.signal, ...others])
}
