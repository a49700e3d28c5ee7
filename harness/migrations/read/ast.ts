/** A node of the grammar's tree, or the fields of one. */
export type Ast = Readonly<Record<string, unknown>>

export function isAst(value: unknown): value is Ast {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The fields of a node of one kind: `{ RangeVar: { … } }`; of none where it is another. */
export function node(value: unknown, kind: string): Ast {
  const fields = isAst(value) ? value[kind] : undefined
  return isAst(fields) ? fields : {}
}

/** The kind of a node, and its fields. */
export function kindOf(value: unknown): readonly [string, Ast] {
  const [entry] = isAst(value) ? Object.entries(value) : []
  return entry && isAst(entry[1]) ? [entry[0], entry[1]] : [entry?.[0] ?? '', {}]
}

export function items(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  const list = node(value, 'List')['items']
  return Array.isArray(list) ? list : []
}

export function word(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The texts of a list of String nodes: a name and its schema. */
export function names(value: unknown): string[] {
  return items(value).map(name)
}

export function name(value: unknown): string {
  return word(node(value, 'String')['sval'])
}

/** An option of a statement, by its name. */
export function option(options: unknown, called: string): Ast | undefined {
  return items(options)
    .map((one) => node(one, 'DefElem'))
    .find((one) => one['defname'] === called)
}

/** Whether an option that may stand alone is on. */
export function isOn(one: Ast | undefined): boolean {
  if (!one) return false
  const value = one['arg']
  if (value === undefined) return true
  const text = name(value) || word(node(node(value, 'TypeName'), 'names')) || JSON.stringify(value)
  return !/false|off|"?0"?\b|"ival":\{\}|\bno\b/i.test(text)
}

/** The text of a constant, or of one that is cast. */
export function constant(value: unknown): string | undefined {
  const cast = node(value, 'TypeCast')
  if (cast['arg'] !== undefined) return constant(cast['arg'])
  const text = node(value, 'A_Const')['sval']
  return isAst(text) ? word(text['sval']) : undefined
}
