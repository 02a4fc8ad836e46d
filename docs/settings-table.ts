import { describedSettings } from '../src/admin/settings.js'

/** Every setting as a table in Markdown, as `npm run admin -- settings` prints them. */
const settingsTable = (): string =>
  [
    '| Setting | Default | Meaning |',
    '| --- | --- | --- |',
    ...describedSettings().map(
      ({ name, default: byDefault, meaning }) => `| \`${name}\` | ${byDefault} | ${meaning} |`,
    ),
  ].join('\n')

const places = /(<!-- settings[^>]*-->\n).*?(<!-- \/settings -->)/s

/** The page with the table between its two marks. */
export const withSettings = (page: string): string => page.replace(places, `$1\n${settingsTable()}\n\n$2`)
