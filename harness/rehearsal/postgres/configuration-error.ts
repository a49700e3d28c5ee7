/**
 * The platform was asked for what this machine does not have. The message is one line that says what is missing and
 * how to go on; the platform exits 2 with it and has started nothing.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

/** What a machine said of a failure, on one line, for the middle of a message. */
export function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s+/g, ' ')
}
