/** The name of an object without its schema, its arguments and its quotes. */
export const bare = (object: string): string =>
  object.replace(/\(.*$/, '').split('.').at(-1)?.replaceAll('"', '') ?? object

/** Whether a text has a name as a word of its own. */
export function isNamed(name: string, text = ''): boolean {
  const parts = text.split(name)
  return parts.slice(1).some((after, at) => !/[\w$]$/.test(parts[at] ?? '') && !/^[\w$]/.test(after))
}
