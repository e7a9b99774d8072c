/** The data that templates may use. */
import type { Context } from '@charm-layers/charm'
import { tlsOptionNames } from '../features/tls/options.ts'
import { sourceOf } from '../origin/index.ts'
import { type Release, releases } from '../releases.ts'
import type { Section } from '../render/oslo-config.ts'
import type { TemplateData } from '../render/values.ts'
import type { PlainCharm } from './charm.ts'
import type { Contribution, Situation } from './feature.ts'
import { joinNames } from './names.ts'

/** Gives the options without certificates and the key of a package archive, whose values may have several lines. */
export const inOneLine = ({ config }: Context): Context['config'] => ({
  ...Object.fromEntries(Object.entries(config).filter(([name]) => !tlsOptionNames.includes(name))),
  'openstack-origin': sourceOf(String(config['openstack-origin'])),
})

/** Gives the conditions of templates: `since.zed` is true when the release is zed or newer. */
const sinceOf = (release: Release): TemplateData => {
  const place = releases.indexOf(release)
  return Object.fromEntries(releases.map((one, at) => [one, at <= place]))
}

/**
 * Joins the data and sections that files are made from.
 * @throws CharmError for a name that two parts give.
 */
export function templateData(
  charm: PlainCharm,
  context: Context,
  situation: Situation,
  of: { readonly options: Context['config']; readonly parts: readonly Contribution[]; readonly secrets: TemplateData },
): { readonly data: TemplateData; readonly sections: Readonly<Record<string, Section>> } {
  const { parts, secrets } = of
  const options = Object.fromEntries(Object.keys(of.options).map((name) => [name.replaceAll('-', '_'), of.options[name]]))
  const own = { options, release: situation.release, since: sinceOf(situation.release), secrets }
  const datas = [own, ...parts.map((part) => part.data), charm.data?.(context, situation)]
  return {
    data: joinNames<TemplateData>(charm.name, 'template data', datas),
    sections: joinNames(
      charm.name,
      'section',
      parts.map((part) => part.sections),
    ),
  }
}
