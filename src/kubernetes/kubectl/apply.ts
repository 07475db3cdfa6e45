/** What `kubectl apply` adds to objects and how it compares them: the annotation with the configuration applied last. */
import { encodeJson } from '../../yaml/encodeJson.ts';
import { readJson } from '../../yaml/jsonText.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../api/json.ts';
import type { Struct } from '../api/schema/schema.ts';
import { withMember } from './requestBody.ts';
import { type DiffResult, threeWayPatch } from './strategicDiff.ts';

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The object with itself, as it was written, in its annotation. */
export function withLastApplied(body: JsonObject): JsonObject {
  const metadata = isJsonObject(body.metadata) ? body.metadata : {};
  const written = isJsonObject(metadata.annotations) ? metadata.annotations : {};
  const annotations = withMember(written, lastAppliedAnnotation, undefined);
  const bare = annotated(body, metadata, annotations);
  return annotated(body, metadata, withMember(annotations, lastAppliedAnnotation, `${encodeJson(bare)}\n`));
}

function annotated(body: JsonObject, metadata: JsonObject, annotations: JsonObject): JsonObject {
  return withMember(body, 'metadata', withMember(metadata, 'annotations', annotations));
}

/** What is sent where the object doesn't exist yet: members that are null are left out. */
export function createdByApply(body: JsonObject): JsonObject {
  return withoutNulls(withLastApplied(body));
}

/** No object that the server takes is nested deeper; below that nothing is looked at. */
const maxDepth = 500;

/** Without members that are null; what stands in lists is left as it is, objects in them aside. */
function withoutNulls(object: JsonObject, depth = 0): JsonObject {
  if (depth > maxDepth) return object;
  let pruned = object;
  for (const key of Object.keys(object)) {
    const value = object[key] as JsonValue;
    if (value === null) pruned = withMember(pruned, key, undefined);
    else if (isJsonObject(value)) pruned = withMember(pruned, key, withoutNulls(value, depth + 1));
    else if (Array.isArray(value)) pruned = withMember(pruned, key, itemsWithoutNulls(value, depth + 1));
  }
  return pruned;
}

function itemsWithoutNulls(items: JsonValue[], depth: number): JsonValue[] {
  if (depth > maxDepth) return items;
  const pruned = items.map((item) => {
    if (Array.isArray(item)) return itemsWithoutNulls(item, depth + 1);
    return isJsonObject(item) ? withoutNulls(item, depth + 1) : item;
  });
  return pruned.some((item, index) => item !== items[index]) ? pruned : items;
}

/** Whether the server's object has been applied before; kubectl warns where it hasn't. */
export function wasApplied(current: JsonObject): boolean {
  return lastApplied(current) !== undefined;
}

function lastApplied(current: JsonObject): string | undefined {
  const metadata = isJsonObject(current.metadata) ? current.metadata : undefined;
  const annotations = isJsonObject(metadata?.annotations) ? metadata.annotations : undefined;
  const text = annotations?.[lastAppliedAnnotation];
  return typeof text === 'string' ? text : undefined;
}

/** The patch that makes the server's object what is applied now; an empty one leaves it unchanged. */
export function applyPatch(body: JsonObject, current: JsonObject, struct: Struct): DiffResult {
  const text = lastApplied(current);
  const read = text === undefined ? undefined : readJson(text, 0);
  const original = read?.kind === 'value' && isJsonObject(read.root.value) ? read.root.value : undefined;
  return threeWayPatch(original, withLastApplied(body), current, struct);
}
