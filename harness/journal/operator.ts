import { hostname, userInfo } from 'node:os'

/** Who runs this, and where: `me@here`. */
export function operator(): string {
  return `${user()}@${hostname()}`
}

function user(): string {
  try {
    return userInfo().username
  } catch {
    return 'somebody'
  }
}
