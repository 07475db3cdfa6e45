/** What the API server answers to PUTs of objects that exist, and of their subresources. */
import type { JsonObject } from '../../../src/kubernetes/api/json.ts';
import { type Kind, kindNamed } from '../../../src/kubernetes/api/schema/schema.ts';
import type { KubernetesObject } from '../../../src/kubernetes/api/types.ts';
import { viewOf } from '../../../src/kubernetes/apiserver/clusterView.ts';
import { createObject } from '../../../src/kubernetes/apiserver/create.ts';
import type { RequestContext } from '../../../src/kubernetes/apiserver/request.ts';
import { updateObject } from '../../../src/kubernetes/apiserver/update.ts';
import { Random } from '../../../src/kubernetes/simulation/random.ts';
import { readDocuments } from '../../../src/yaml/document.ts';
import type { Area } from '../harness.ts';
import { compareAnswers, momentOf, type RecordedAnswer, serverAnswer } from './create/recordedAnswer.ts';
import { now, sharedWorld } from './create/recordedWorld.ts';

interface UpdateCase {
  readonly old: string;
  readonly new: string;
  readonly subresource?: string;
  readonly unordered?: boolean;
  readonly expect: RecordedAnswer;
}

export const update: Area = {
  name: 'update',
  compare(recorded, { folder }) {
    const { old, new: next, subresource, unordered = false, expect } = recorded as unknown as UpdateCase;
    const created = objectIn(old);
    const kind = kindNamed(String(created.apiVersion), String(created.kind));
    if (kind === undefined) throw new Error(`no kind ${String(created.kind)}`);
    const namespace = kind.namespaced ? String((created.metadata as JsonObject).namespace ?? 'default') : '';
    const context = contextOf(kind, namespace, folder, momentOf(expect) ?? now);
    const creation = createObject(created, context);
    if (!creation.accepted) throw new Error(`creating: ${creation.status.message}`);
    const metadata = { ...creation.object.metadata, resourceVersion: '100' };
    const stored: KubernetesObject = { ...creation.object, metadata };
    const answer = updateObject(objectIn(next), stored, { ...context, dryRun: true }, subresource);
    return compareAnswers(expect, serverAnswer(answer, 200), { unordered, firstLine: true });
  },
};

function objectIn(manifest: string): JsonObject {
  const value = readDocuments(manifest).find((document) => document.value !== undefined)?.value;
  return value as JsonObject;
}

function contextOf(kind: Kind, namespace: string, folder: string, moment: string): RequestContext {
  const cluster = viewOf(sharedWorld(folder));
  return { kind, namespace, cluster, random: new Random(1), now: moment, fieldValidation: 'Strict' };
}
