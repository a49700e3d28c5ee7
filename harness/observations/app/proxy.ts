/**
 * Returns the variable of the shell that has such a URL asked through a proxy, or undefined where none does: Node's fetch goes by none
 * of them but with NODE_USE_ENV_PROXY (Node documentation, "Enterprise network configuration"), and the Heroku CLI by all.
 */
export function proxyFor({ protocol, hostname, port }: URL, env: NodeJS.ProcessEnv): string | undefined {
  if (env['NODE_USE_ENV_PROXY'] === '1') return undefined
  const scheme = protocol.replace(':', '')
  const name = [`${scheme}_proxy`, `${scheme}_proxy`.toUpperCase(), 'all_proxy', 'ALL_PROXY'].find(
    (variable) => env[variable],
  )
  const without = (env['no_proxy'] ?? env['NO_PROXY'] ?? '').split(/[\s,]+/).filter(Boolean)
  const host = hostname.replaceAll(/^\[|\]$/g, '')
  const isWithout = without.some((entry) => {
    const bare = entry.replace(/^\*?\./, '')
    return entry === '*' || [host, `${host}:${port}`].includes(bare) || host.endsWith(`.${bare}`)
  })
  return isWithout ? undefined : name
}
