import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { script } from './html/script.ts'
import { style } from './html/style.ts'
import { withoutControls } from './words.ts'

export type Markup = ReturnType<typeof html>

/** A page of HTML that asks for nothing from anywhere, and may not: its own policy forbids it. */
export function wholePage(title: string, body: Markup): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
${body}
<script>${raw(script)}</script>
</body>
</html>
`
  return withoutControls((page as HtmlEscapedString).toString())
}

/** A line of the terminal, in which what is typed stands between backticks. */
export const withCode = (line: string): (Markup | string)[] =>
  line.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))

/** What was done to an app, by its journal, in lines as `pnpm journal` has them; nothing where there are none. */
export function storyOfApp(story: readonly string[]): Markup | '' {
  if (story.length === 0) return ''
  return html`<section aria-labelledby="story"><h2 id="story">What was done to the app, by its journal</h2>
<pre tabindex="0">${story.join('\n').trim()}</pre></section>`
}
