/** What `kubectl create --dry-run=server` answers to manifests: kubectl's own errors and the API server's answers. */
import { kindNamed } from '../../../src/kubernetes/api/schema/schema.ts';
import type { KubernetesObject } from '../../../src/kubernetes/api/types.ts';
import { viewOf } from '../../../src/kubernetes/apiserver/clusterView.ts';
import { createObject } from '../../../src/kubernetes/apiserver/create.ts';
import { fileError } from '../../../src/kubernetes/kubectl/clientErrors.ts';
import { type ClientRequest, documentRequests } from '../../../src/kubernetes/kubectl/documents.ts';
import { Random } from '../../../src/kubernetes/simulation/random.ts';
import type { Store } from '../../../src/kubernetes/simulation/store.ts';
import type { Area, Outcome } from '../harness.ts';
import { compareKubectl, type KubectlCase } from './create/kubectlOutput.ts';
import { clientAnswer, compareAnswers, momentOf, type RecordedAnswer, serverAnswer } from './create/recordedAnswer.ts';
import { now, sharedWorld } from './create/recordedWorld.ts';

interface CreateCase {
  readonly world?: string;
  readonly namespace?: string;
  readonly manifest: string;
  readonly unordered?: boolean;
  readonly expect: RecordedAnswer & { readonly documents?: readonly RecordedAnswer[] };
}

const file = 'pod.yaml';

export const create: Area = {
  name: 'create',
  compare(recorded, { folder, family }) {
    if (family === 'kubectl-output') return compareKubectl(recorded as unknown as KubectlCase, folder);
    const { world, namespace = 'default', manifest, unordered = false, expect } = recorded as unknown as CreateCase;
    const store = sharedWorld(folder, world);
    const moment = momentOf(expect) ?? now;
    const results = documentRequests(manifest, { file, namespace });
    const actual = results.flatMap(({ requests, error }) => [
      ...requests.map((request) => answerOf(request, store, moment)),
      ...(error?.origin === 'request' ? [clientAnswer(error)] : []),
    ]);
    const refusal = fileError(results, { file });
    if (refusal !== undefined) actual.push(clientAnswer(refusal));
    const expected = expect.documents ?? [expect];
    const how = { unordered, firstLine: false };
    const outcomes = expected.map((answer, index) => compareAnswers(answer, actual[index] ?? {}, how));
    const documents = { agrees: actual.length === expected.length, expected: expected.length, actual: actual.length };
    return { ...(documents.agrees ? {} : { documents }), ...allOf(outcomes) };
  },
};

function answerOf(request: ClientRequest, store: Store<KubernetesObject>, moment: string): RecordedAnswer {
  const kind = kindNamed(request.apiVersion, request.kind);
  if (kind === undefined) return { message: `${request.apiVersion} ${request.kind} is not modelled` };
  const answer = createObject(request.body, {
    kind,
    namespace: kind.namespaced ? request.namespace : '',
    cluster: viewOf(store),
    random: new Random(1),
    now: moment,
    fieldValidation: 'Strict',
    dryRun: true,
  });
  return serverAnswer(answer, 201);
}

/** Aspects of several documents: each agrees if it does in all of them, else the first disagreement is shown. */
function allOf(outcomes: readonly Outcome[]): Outcome {
  const all: Record<string, Outcome[string]> = {};
  for (const outcome of outcomes) {
    for (const [aspect, result] of Object.entries(outcome)) {
      if (all[aspect]?.agrees ?? true) all[aspect] = result;
    }
  }
  return all;
}
