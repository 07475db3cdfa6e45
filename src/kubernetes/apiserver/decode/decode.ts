/** Turns a request's body into a draft of the object, or into the API server's refusal to read it. */
import type { Fault } from '../../api/fault.ts';
import { goJson, goQuote } from '../../api/goText.ts';
import type { JsonValue } from '../../api/json.ts';
import type { JsonNode } from '../../api/reading/jsonNode.ts';
import { readTyped } from '../../api/reading/typed.ts';
import { utf8Bytes } from '../../api/reading/utf8.ts';
import { isRegistered, type Kind, kindNamed, structNamed } from '../../api/schema/schema.ts';
import { badRequestStatus, type Status } from '../../api/status.ts';
import type { KubernetesObject } from '../../api/types.ts';
import { conversionProblem } from '../conversion/internal.ts';
import { type GroupVersionKind, groupVersionText, readGroupVersionKind } from './groupVersionKind.ts';
import { readJson } from './jsonText.ts';

/** What a request asks to be done about unknown and doubled fields (`fieldValidation`). */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/**
 * The object as it was read, before defaults; or the refusal, with what is wrong with which field. `warnings` are texts
 * of Warning headers.
 */
export type Decoded =
  | { readonly object: KubernetesObject; readonly warnings: readonly string[] }
  | { readonly status: Status; readonly faults: readonly Fault[]; readonly warnings: readonly [] };

/** Reads a value as kubectl sends it: with sorted keys, none doubled. `expected` is the kind of the URL. */
export function decodeObject(value: JsonValue, expected: Kind, validation: FieldValidation): Decoded {
  return decodeNode(value, () => goJson(value), expected, validation);
}

/** Reads the text of a body. */
export function decodeText(text: string, expected: Kind, validation: FieldValidation): Decoded {
  const reading = readJson(text);
  if ('node' in reading) return decodeNode(reading.node, () => text, expected, validation);
  return unrecognized(expected, `couldn't get version/kind; json parse error: ${reading.error}`, [], text);
}

function decodeNode(node: JsonNode, body: () => string, expected: Kind, validation: FieldValidation): Decoded {
  const read = readGroupVersionKind(node);
  if ('fault' in read) return unrecognized(expected, read.fault.message, [read.fault], body());
  const found = withDefaults(read, expected);
  const refuse = (why: string, faults: readonly Fault[]): Decoded => {
    const what = `${found.kind} in version ${goQuote(found.version)} cannot be handled as a ${expected.kind}`;
    return badRequest(`${what}: ${why}`, faults);
  };
  const refuseAt = (message: string, ...path: string[]): Decoded =>
    refuse(message, [{ path, reason: 'TypeError', message }]);

  if (found.version === '') return refuseAt(`Object 'apiVersion' is missing in '${body()}'`, 'apiVersion');
  const version = groupVersionText(found);
  if (!isRegistered(version, found.kind)) {
    const what = `no kind ${goQuote(found.kind)} is registered for version ${goQuote(version)}`;
    return refuseAt(`${what} in scheme "pkg/api/legacyscheme/scheme.go:30"`, 'kind');
  }
  const kind = kindNamed(version, found.kind);
  const reading = kind === undefined ? undefined : readTyped(node, structNamed(kind.struct), validation !== 'Ignore');
  if (reading !== undefined && 'fault' in reading) return refuse(reading.fault.message, [reading.fault]);
  if (kind !== expected || reading === undefined) {
    const otherVersion = found.group === expected.group && found.kind === expected.kind;
    return otherVersion ? versionMismatch(version, expected) : refuseAt(noConversion(found, expected), 'kind');
  }
  const { draft, strictErrors } = reading;
  const object: KubernetesObject = { ...draft, apiVersion: kind.apiVersion, kind: kind.kind };
  const problem = conversionProblem(object);
  if (problem !== undefined) return refuse(problem.message, [problem]);
  const messages = strictErrors.map((error) => error.message);
  if (validation === 'Strict' && messages.length > 0) {
    return refuse(`strict decoding error: ${messages.join(', ')}`, strictErrors);
  }
  return { object, warnings: messages };
}

/** What a body leaves out is taken from the URL. */
function withDefaults(read: GroupVersionKind, expected: Kind): GroupVersionKind {
  const kind = read.kind === '' ? expected.kind : read.kind;
  if (read.version !== '' || (read.group !== '' && read.group !== expected.group)) return { ...read, kind };
  return { group: expected.group, version: expected.version, kind };
}

function unrecognized(expected: Kind, why: string, faults: readonly Fault[], body: string): Decoded {
  const what = `the object provided is unrecognized (must be of type ${expected.kind})`;
  return badRequest(`${what}: ${why} (${summary(body)})`, faults);
}

function versionMismatch(version: string, expected: Kind): Decoded {
  const what = `the API version in the data (${version})`;
  const message = `${what} does not match the expected API version (${expected.apiVersion})`;
  return badRequest(message, [{ path: ['apiVersion'], reason: 'TypeError', message }]);
}

function badRequest(message: string, faults: readonly Fault[]): Decoded {
  return { status: badRequestStatus(message), faults, warnings: [] };
}

function noConversion(found: GroupVersionKind, expected: Kind): string {
  const from = `${found.version}.${found.kind}`;
  return `converting (${from}) to (${internalPackage(expected)}.${expected.kind}): unknown conversion`;
}

/** The Go package of a group's internal types. */
function internalPackage(kind: Kind): string {
  if (kind.group === '' || kind.group === 'events.k8s.io') return 'core';
  return kind.group.split('.', 1)[0] ?? '';
}

const summaryBytes = 30;

/** The beginning of a body: as text where it looks like JSON, else as hexadecimal digits. */
function summary(body: string): string {
  const bytes = utf8Bytes(body.slice(0, summaryBytes + 1));
  if (bytes.length === 0) return '<empty>';
  const more = bytes.length > summaryBytes ? ' ...' : '';
  const shown = bytes.slice(0, summaryBytes);
  if (body.startsWith('{')) return `${cutText(body, summaryBytes)}${more}`;
  return `${shown.map((byte) => byte.toString(16).padStart(2, '0')).join('')}${more}`;
}

/** The first `count` bytes of `text`; each byte of a character that is cut is a replacement character. */
function cutText(text: string, count: number): string {
  let shown = '';
  let used = 0;
  for (const character of text) {
    const width = utf8Bytes(character).length;
    if (used + width > count) return shown + '\ufffd'.repeat(count - used);
    shown += character;
    used += width;
  }
  return shown;
}
