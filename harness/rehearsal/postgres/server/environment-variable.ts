/** The value of an environment variable, or undefined where it is not set or empty. */
export function environmentVariable(name: `RUNBOOK_POSTGRES_${string}`): string | undefined {
  const value = process.env[name]
  return value === '' ? undefined : value
}
