// How the rooms of the house stand to each other; `pnpm check` holds every import to it, type imports included.

const harness = 'harness'

/** Bottom to top: a room imports from those named before it, never from those after. */
const floors = [
  ['typescript'],
  ['text', 'machine'],
  ['secrets'],
  ['config', 'evidence'],
  ['postgres', 'heroku'],
  ['journal', 'privileges'],
  ['configure'],
  ['planting'],
  ['migrations'],
  ['world'],
  ['recording'],
  ['observations'],
  ['verdicts'],
  ['runbook'],
  ['report'],
  ['soak', 'signoff'],
  ['runner'],
  ['cli', 'compatibility'],
]

/** The rehearsal platform: a house of its own, which the rooms above know by its ready file and by HTTP alone. */
const rehearsal = `^${harness}/rehearsal/`
/** Tests and what helps them may start a platform, and plant what they look for. */
const tests = String.raw`\.(test|docker-test|fixture)\.ts$|/testing/`
/** Of those, what may ask for a room above its own, as an app that a command is run against: not what a fixture is made of. */
const examiners = String.raw`\.(test|docker-test)\.ts$|/testing/`
const inRooms = (rooms) => `^${harness}/(${rooms.join('|')})/`

/**
 * What of a room's folders others may import: whole folders, or files by name. Any other folder is the room's own, and its files at
 * the top are its door.
 */
const open = {
  privileges: {
    snapshot: ['read-privileges', 'function-body', 'statement-reader', 'privilege-snapshot'],
    findings: ['finding-codes', 'privilege-finding'],
    plan: ['carry-out'],
    behaviour: ['behaviour'],
  },
  heroku: ['log'],
  migrations: ['told'],
  observations: ['app', 'database'],
  // A rule by itself is what a spec or a command asks for; its folder says what it is about.
  verdicts: ['app', 'config-vars', 'database', 'log', 'provisioning'],
  runbook: ['shared'],
  report: ['sinks', 'pages'],
}

const doors = [
  '/testing/',
  ...Object.entries(open).flatMap(([room, folders]) =>
    Array.isArray(folders)
      ? `^${harness}/${room}/(${folders.join('|')})/`
      : Object.entries(folders).map(
          ([folder, files]) => String.raw`^${harness}/${room}/${folder}/(${files.join('|')})\.ts$`,
        ),
  ),
]

export default {
  forbidden: [
    {
      name: 'circle',
      comment: 'Two files that need each other are one idea, or a third holds what both need.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...floors.slice(0, -1).map((rooms, floor) => ({
      name: `upward from ${rooms.join(' and ')}`,
      comment:
        'What is judged with knows nothing of what is run or told. The order is in .dependency-cruiser.mjs.',
      severity: 'error',
      from: { path: inRooms(rooms), pathNot: examiners },
      to: { path: [inRooms(floors.slice(floor + 1).flat()), '^(specs|bench)/'] },
    })),
    {
      name: 'harness to rehearsal',
      comment: 'Nothing that judges a live app knows that there is a rehearsal.',
      severity: 'error',
      from: { path: `^(${harness}|specs)/`, pathNot: [rehearsal, tests] },
      to: { path: rehearsal },
    },
    {
      name: 'rehearsal to harness',
      comment:
        'A simulator that shares code with its examiner proves nothing; how a file is loaded is none of it.',
      severity: 'error',
      from: { path: rehearsal },
      to: { path: '^(harness|specs|bench|fixtures)/', pathNot: [rehearsal, `^${harness}/typescript/`] },
    },
    {
      name: 'tests in production',
      comment: 'What only tests need stays with them.',
      severity: 'error',
      from: { path: `^(${harness}|specs|bench)/`, pathNot: tests },
      to: { path: [tests, '^fixtures/'] },
    },
    {
      name: 'insides of another room',
      comment: 'A room is entered by the files at its top, so that its folders can be laid out anew.',
      severity: 'error',
      from: { path: `^${harness}/([^/]+)/`, pathNot: tests },
      to: { path: `^${harness}/[^/]+/[^/]+/`, pathNot: [`^${harness}/$1/`, ...doors] },
    },
    {
      name: 'insides of a room, from outside',
      comment: 'A room is entered by the files at its top, so that its folders can be laid out anew.',
      severity: 'error',
      from: { path: '^specs/' },
      to: { path: `^${harness}/[^/]+/[^/]+/`, pathNot: doors },
    },
    {
      name: 'room without a floor',
      comment: 'A new room has its place in .dependency-cruiser.mjs before anything imports it.',
      severity: 'error',
      from: {},
      to: { path: `^${harness}/[^/]+/`, pathNot: [inRooms(floors.flat()), rehearsal] },
    },
  ],
  options: {
    // TypeScript 7 has no parser that can be called yet.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs'] },
  },
}
