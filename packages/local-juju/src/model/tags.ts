import { relationKeyTag, unitTag } from '../names.ts'
import { relationKey } from './lookup.ts'
import type { Relation } from './relation.ts'
import type { Model } from './state.ts'
import type { Frozen } from './values.ts'

/** Reads the name out of a tag: `unit-web-0` is `web/0`, `application-web` is `web`. */
export function nameOfTag(tag: string): string {
  return tag.startsWith('unit-') ? tag.slice('unit-'.length).replace(/-(\d+)$/, '/$1') : tag.replace(/^[a-z]+-/, '')
}

/** Gives the tag of a unit or application by its name. */
export function tagOf(name: string): string {
  return name.includes('/') ? unitTag(name) : `application-${name}`
}

/** Gives the tag of a relation: `relation-web.db#mysql.server`. */
export function relationTag(relation: Frozen<Relation>): string {
  return relationKeyTag(relationKey(relation))
}

/** Finds the relation of a tag. */
export function relationOfTag(model: Frozen<Model>, tag: string): Frozen<Relation> | undefined {
  return Object.values(model.relations).find((relation) => relationTag(relation) === tag)
}
