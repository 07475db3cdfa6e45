/** Values of the internal API as error messages show them: JSON with Go's field names, every field present. */
import { type BadValue, shownAs } from '../../api/fieldError.ts';
import { goJson, goJsonString } from '../../api/goText.ts';
import type { LabelSelector, ObjectMeta, OwnerReference, PodSpec } from '../../api/types.ts';
import { internalStructs } from './internalStructs.ts';

type StructName = keyof typeof internalStructs;
type Members = Readonly<Record<string, unknown>>;

interface Field {
  /** Undefined for an embedded struct. */
  readonly goName: string | undefined;
  readonly jsonName: string;
  readonly type: string;
}

const fieldsOf = new Map<string, readonly Field[]>();

/** A struct, or a list of them, of the internal API; undefined is Go's nil. `type` as in `internalStructs`, such as `[]NodeSelectorTerm`. */
export function internal(type: StructName | `${StructName}?` | `[]${StructName}`, value: unknown): BadValue {
  return shownAs(text(type, value));
}

/** A label selector; undefined is Go's nil. */
export function shownSelector(selector: LabelSelector | undefined): BadValue {
  return shownAs(selector === undefined ? 'null' : selectorText(selector));
}

/** A map of strings, sorted as Go sorts it; undefined is Go's nil. */
export function shownMap(map: Readonly<Record<string, string>> | undefined): BadValue {
  return shownAs(mapText(map, goJson));
}

export function shownOwners(owners: readonly OwnerReference[]): BadValue {
  return shownAs(`[${owners.map(ownerText).join(',')}]`);
}

export function shownOwner(owner: OwnerReference): BadValue {
  return shownAs(ownerText(owner));
}

function text(type: string, value: unknown): string {
  if (type.endsWith('?')) return value === undefined ? 'null' : text(type.slice(0, -1), value);
  if (type.startsWith('[]')) {
    return Array.isArray(value) ? `[${value.map((item) => text(type.slice(2), item)).join(',')}]` : 'null';
  }
  if (type.startsWith('{}')) return mapText(value as Members | undefined, (item) => text(type.slice(2), item));
  switch (type) {
    case 'string':
      return goJsonString(typeof value === 'string' ? value : '');
    case 'int':
    case 'IntOrString':
      return goJson(value ?? 0);
    case 'bool':
      return value === true ? 'true' : 'false';
    case 'Quantity':
      return goJson(value ?? '0');
    case 'LabelSelector':
      return selectorText(value as LabelSelector);
    default:
      return `{${membersText(type as StructName, (value ?? {}) as Members)}}`;
  }
}

function membersText(struct: StructName, value: Members): string {
  const parts: string[] = [];
  for (const { goName, jsonName, type } of compiled(struct)) {
    if (goName !== undefined) parts.push(`${goJsonString(goName)}:${text(type, member(struct, value, jsonName))}`);
    else {
      const embedded =
        type === 'ObjectMeta' ? metadataText(value.metadata as ObjectMeta) : membersText(type as StructName, value);
      if (embedded !== '') parts.push(embedded);
    }
  }
  return parts.join(',');
}

/** A member's value; the internal PodSpec keeps the host namespaces in its security context, which is never nil. */
function member(struct: StructName, value: Members, jsonName: string): unknown {
  if (struct !== 'PodSpec' || jsonName !== 'securityContext') return value[jsonName];
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers, securityContext } = value as PodSpec;
  return { ...securityContext, hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
}

function compiled(struct: StructName): readonly Field[] {
  const known = fieldsOf.get(struct);
  if (known !== undefined) return known;
  const fields = internalStructs[struct].split(', ').map(parseField);
  fieldsOf.set(struct, fields);
  return fields;
}

function parseField(written: string): Field {
  if (written.startsWith('+')) return { goName: undefined, jsonName: '', type: written.slice(1) };
  const [names = '', type = ''] = written.split(' ');
  const [goName = '', jsonName = goName.charAt(0).toLowerCase() + goName.slice(1)] = names.split('=');
  return { goName, jsonName, type };
}

function mapText(map: Members | undefined, item: (value: Members[string]) => string): string {
  if (map === undefined) return 'null';
  const keys = Object.keys(map).sort();
  return `{${keys.map((key) => `${goJsonString(key)}:${item(map[key])}`).join(',')}}`;
}

/** The fields of metadata that templates hold, without what is empty. */
function metadataText(metadata: ObjectMeta = {}): string {
  return [
    ...stringMember('name', metadata.name),
    ...stringMember('generateName', metadata.generateName),
    ...stringMember('namespace', metadata.namespace),
    ...stringMember('uid', metadata.uid),
    ...stringMember('resourceVersion', metadata.resourceVersion),
    ...(metadata.generation ? [`"generation":${metadata.generation}`] : []),
    ...stringMember('creationTimestamp', metadata.creationTimestamp),
    ...stringMember('deletionTimestamp', metadata.deletionTimestamp),
    ...mapMember('labels', metadata.labels),
    ...mapMember('annotations', metadata.annotations),
    ...(metadata.ownerReferences?.length ? [`"ownerReferences":[${metadata.ownerReferences.map(ownerText)}]`] : []),
    ...(metadata.finalizers?.length ? [`"finalizers":${goJson(metadata.finalizers)}`] : []),
  ].join(',');
}

function stringMember(name: string, value: string | undefined): string[] {
  return value ? [`"${name}":${goJsonString(value)}`] : [];
}

function mapMember(name: string, map: Readonly<Record<string, string>> | undefined): string[] {
  return map === undefined || Object.keys(map).length === 0 ? [] : [`"${name}":${mapText(map, goJson)}`];
}

function ownerText(owner: OwnerReference): string {
  const { apiVersion = '', kind = '', name = '', uid = '', controller, blockOwnerDeletion } = owner;
  return goJson({ apiVersion, kind, name, uid, controller, blockOwnerDeletion });
}

function selectorText(selector: LabelSelector): string {
  const expressions = selector.matchExpressions?.map(({ key = '', operator = '', values }) =>
    goJson({ key, operator, values: values?.length ? values : undefined }),
  );
  return `{${[
    ...mapMember('matchLabels', selector.matchLabels),
    ...(expressions?.length ? [`"matchExpressions":[${expressions.join(',')}]`] : []),
  ].join(',')}}`;
}
