import { XMLParser, XMLValidator } from 'fast-xml-parser'

export interface TestCase {
  readonly '@classname': string
  readonly '@name': string
  readonly skipped?: { readonly '@message': string }
  readonly error?: { readonly '@message': string }
  readonly failure?: { readonly '@message': string }
}

/** The cases of JUnit XML, as another program reads them. @throws Error where it is no XML. */
export function casesIn(xml: string): TestCase[] {
  const valid = XMLValidator.validate(xml)
  if (valid !== true) throw new Error(JSON.stringify(valid))
  const list = ['testsuites.testsuite', 'testsuites.testsuite.testcase']
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    isArray: (_name, path) => list.includes(String(path)),
    trimValues: false,
    processEntities: { enabled: true, maxTotalExpansions: 100_000 },
    htmlEntities: true,
  })
  const { testsuites } = parser.parse(xml) as { testsuites: { testsuite: { testcase: TestCase[] }[] } }
  return testsuites.testsuite.flatMap(({ testcase }) => testcase)
}
