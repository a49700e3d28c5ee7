// What a module of the Heroku CLI that imports its crash reporter has instead: an empty one. Telemetry is off in every run, so
// it would never be started, but loading it is two thirds of the files, and a quarter of the time, of each command
// (@heroku-cli/command 13.2.0, cli-command-telemetry.js).

const reporter = '@sentry/node'
const wholeImport = /import \* as (\w+) from ['"]@sentry\/node['"]/

/** The text of a module, given as it was read, with an empty crash reporter in it; where it imports none, as it was. */
export function withoutCrashReporter(source) {
  if (!source?.includes?.(reporter)) return source
  const text = source.toString()
  const [whole, name] = wholeImport.exec(text) ?? []
  if (name === undefined) return source
  // Whatever version it is, it finds what it uses of it.
  const used = new Set(
    Array.from(text.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, 'g')), ([, member]) => member),
  )
  return text.replace(
    whole,
    `const ${name} = { ${Array.from(used, (member) => `${member}() {}`).join(', ')} }`,
  )
}
