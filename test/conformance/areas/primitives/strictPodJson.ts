/** The API server reading a POSTed Pod body under each field validation. */

import { readTyped } from '../../../../src/kubernetes/api/reading/typed.ts';
import { kindNamed, structNamed } from '../../../../src/kubernetes/api/schema/schema.ts';
import { encodeAs } from '../../../../src/kubernetes/apiserver/conversion/encode.ts';
import { decodeText, type FieldValidation } from '../../../../src/kubernetes/apiserver/decode/decode.ts';
import { readJson } from '../../../../src/kubernetes/apiserver/decode/jsonText.ts';
import type { Area, AspectResult } from '../../harness.ts';
import { exactly } from '../../json.ts';

/** Compares messages and warnings of the three validations, and what was read where nothing is wrong. */
export const compareStrictPodJson: Area['compare'] = (recorded) => {
  const body = textOf(recorded.in);
  const outcome: Record<string, AspectResult> = {
    strictMessage: exactly(recorded.strictMessage, messageUnder('Strict', body)),
    warnMessage: exactly(recorded.warnMessage, messageUnder('Warn', body)),
    warnWarnings: exactly(recorded.warnWarnings ?? [], warningsUnder('Warn', body)),
    ignoreMessage: exactly(recorded.ignoreMessage, messageUnder('Ignore', body)),
  };
  if (recorded.object !== undefined) outcome.object = exactly(recorded.object, objectIn(body));
  return outcome;
};

function textOf(input: unknown): string {
  if (typeof input === 'string') return input;
  const { base64 } = input as { base64: string };
  return Buffer.from(base64, 'base64').toString('utf8');
}

function decoded(validation: FieldValidation, body: string) {
  const pod = kindNamed('v1', 'Pod');
  if (pod === undefined) throw new Error('no facts about Pods');
  return decodeText(body, pod, validation);
}

function messageUnder(validation: FieldValidation, body: string): string | undefined {
  const answer = decoded(validation, body);
  return 'status' in answer ? answer.status.message : undefined;
}

function warningsUnder(validation: FieldValidation, body: string): readonly string[] {
  return decoded(validation, body).warnings;
}

/** What was read, as v1 types print it, without a kind where the body has none. */
function objectIn(body: string): unknown {
  const reading = readJson(body);
  if ('error' in reading) return reading;
  const typed = readTyped(reading.node, structNamed('Pod'), true);
  return 'draft' in typed ? encodeAs(typed.draft, 'Pod') : typed;
}
