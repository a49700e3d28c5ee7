const titles = new Map<string, string>()
const form = /^[a-z0-9]+(-[a-z0-9]+)*(\/[a-z0-9]+(-[a-z0-9]+)*)?$/

/**
 * Takes note of an item's id. An id names one item of its suite for good, whatever becomes of its title and file, so two
 * items cannot share one. @throws TypeError for an id that is taken, or is not words in lower case with hyphens.
 */
export function registerItem(id: string, title: string): void {
  if (!form.test(id))
    throw new TypeError(`'${id}' is no id of an item: expected words such as role-can-log-in`)
  const taken = titles.get(id)
  if (taken !== undefined) throw new TypeError(`two items have the id '${id}': "${taken}" and "${title}"`)
  titles.set(id, title)
}
