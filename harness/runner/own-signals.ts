const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * Vitest and Vite each end the process at a signal of theirs; how this project stops is the command's to say. Does
 * the work, and takes away the listeners to SIGINT and SIGTERM that it left.
 */
export async function keepingOurSignals<T>(work: () => Promise<T>): Promise<T> {
  const ours = signals.map((signal) => process.listeners(signal))
  const result = await work()
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal)) {
      if (!ours[index]?.includes(listener)) process.off(signal, listener)
    }
  }
  return result
}
