/**
 * Statements are read as text with one character a byte ('latin1'), whatever the client's encoding: the grammar's
 * keywords are ASCII in all of them, and a statement that is not ours to change leaves with the bytes it came with. The
 * parser counts the bytes of UTF-8, where such a character takes two if it is not ASCII: this is the character at the
 * parser's byte.
 */
export function indexOfByte(text: string, byte: number): number {
  let bytes = 0
  let index = 0
  while (bytes < byte && index < text.length) {
    bytes += text.charCodeAt(index) < 0x80 ? 1 : 2
    index++
  }
  return index
}
