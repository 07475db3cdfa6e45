/** Creating an object: decode → default → mutating admission → prepare → validate → validating admission. */
import { type Fault, faultOf } from '../api/fault.ts';
import type { FieldError } from '../api/fieldError.ts';
import type { JsonValue } from '../api/json.ts';
import {
  alreadyExistsStatus,
  badRequestStatus,
  failure,
  generateNameConflictStatus,
  invalidStatus,
  type Status,
} from '../api/status.ts';
import type { KubernetesObject, ObjectMeta } from '../api/types.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission/admission.ts';
import { admissionPlugins } from './admission/plugins.ts';
import { encodeObject } from './conversion/encode.ts';
import { decodeObject } from './decode/decode.ts';
import { applyDefaults } from './defaulting/defaulting.ts';
import { dedupOwnerReferences } from './ownerReferences.ts';
import { qualifiedKind, type RequestContext, resourceOf } from './request.ts';
import { allocate, canonicalize, prepareForCreate } from './strategy/strategy.ts';
import { validateCreate } from './validation/validate.ts';
import { deliveredWarnings } from './warnings/recorder.ts';
import { warningsOnCreate } from './warnings/warnings.ts';

/** The object to be stored, without resourceVersion; or the refusal. Warnings come with either. */
export type Answer =
  | { readonly accepted: true; readonly object: KubernetesObject; readonly warnings: readonly string[] }
  | {
      readonly accepted: false;
      readonly status: Status;
      /** What is wrong with which field, where the refusal is about fields. */
      readonly faults: readonly Fault[];
      readonly warnings: readonly string[];
    };

/** Generated names that already exist are made anew this often (staging, registry/generic/registry/store.go). */
const generateNameAttempts = 8;
/** A base name is cut to this before five random characters follow (apiserver, storage/names). */
const longestGenerateBase = 58;

/** The API server's answer to POSTing `body`. Stores nothing. */
export function createObject(body: JsonValue, context: RequestContext): Answer {
  const answer = admitObject(body, context);
  return answer.accepted ? { ...answer, object: encodeObject(answer.object) } : answer;
}

/**
 * The same answer with the object as admission leaves it, not yet as it would be read back from the store: for those who
 * ask for the verdict. The order is that of staging `endpoints/handlers/create.go`.
 */
export function admitObject(body: JsonValue, context: RequestContext): Answer {
  const { kind, namespace, observe } = context;
  const warnings: string[] = [];
  const refuse = (
    stage: 'decode' | 'mutate' | 'validate' | 'admit',
    status: Status,
    plugin?: string,
    faults: readonly Fault[] = [],
  ): Answer => {
    observe?.({ stage, message: status.message, ...(plugin !== undefined && { plugin }) });
    return { accepted: false, status, faults, warnings: deliveredWarnings(warnings) };
  };

  const decoded = decodeObject(body, kind, context.fieldValidation);
  warnings.push(...decoded.warnings);
  if ('status' in decoded) return refuse('decode', decoded.status, undefined, decoded.faults);
  const object = decoded.object;
  observe?.({ stage: 'decode', object });
  applyDefaults(object);
  observe?.({ stage: 'default', object });

  object.metadata ??= {};
  let metadata = object.metadata;
  const misplaced = placeInNamespace(metadata, namespace);
  if (misplaced !== undefined) return refuse('decode', misplaced);
  removeSystemFields(metadata);
  const warn = (text: string): unknown => warnings.push(text);
  dedupOwnerReferences(metadata, warn);

  const request: AdmissionRequest = {
    operation: 'create',
    kind,
    namespace,
    name: metadata.name || metadata.generateName || 'Unknown',
    object,
    cluster: context.cluster,
    random: context.random,
    now: context.now,
    warn,
  };
  for (const plugin of admissionPlugins) {
    const status = plugin.admit?.(request);
    if (status !== undefined) return refuse('mutate', status, plugin.name);
    if (plugin.admit !== undefined) observe?.({ stage: 'mutate', plugin: plugin.name, object });
  }

  // Plugins may have put another object in the place of the metadata.
  object.metadata ??= {};
  metadata = object.metadata;
  metadata.uid = context.random.uuid();
  metadata.creationTimestamp = context.now;
  if (!metadata.name && metadata.generateName) {
    const name = generateName(metadata.generateName, context);
    if (name === undefined) {
      return refuse('validate', generateNameConflictStatus(resourceOf(kind), metadata.generateName));
    }
    metadata.name = name;
  }
  const refuseFields = (errors: readonly FieldError[]): Answer => {
    const status = invalidStatus(qualifiedKind(kind), metadata.name ?? '', errors);
    return refuse('validate', status, undefined, errors.map(faultOf));
  };
  const unallocated = allocate(object, undefined, context);
  if (unallocated !== undefined) {
    return 'errors' in unallocated ? refuseFields(unallocated.errors) : refuse('validate', unallocated.status);
  }
  prepareForCreate(object, request);
  observe?.({ stage: 'prepare', object });
  const errors = validateCreate(object);
  if (errors.length > 0) return refuseFields(errors);
  warnings.push(...warningsOnCreate(object));
  canonicalize(object);
  observe?.({ stage: 'validate', object });

  // By now a generated name is known; mutating plugins spoke of its beginning.
  const named = { ...request, name: metadata.name || request.name };
  const refusal = admitValidated(named, admissionPlugins);
  if (refusal !== undefined) return refuse('admit', refusal.status, refusal.plugin);
  observe?.({ stage: 'admit', object });

  const existing = context.cluster.get(kind.resource, kind.namespaced ? namespace : '', metadata.name ?? '');
  if (existing !== undefined) {
    return refuse('admit', existsStatus(existing, context, metadata.name ?? ''));
  }
  return { accepted: true, object, warnings: deliveredWarnings(warnings) };
}

/** The validating phase of admission: the first refusal. */
export function admitValidated(
  request: AdmissionRequest,
  plugins: readonly AdmissionPlugin[],
): { readonly status: Status; readonly plugin: string } | undefined {
  for (const plugin of plugins) {
    const status = plugin.validate?.(request);
    if (status !== undefined) return { status, plugin: plugin.name };
  }
  return undefined;
}

/** The object's namespace is the URL's: another one is refused, but forgotten where there is none (registry/rest/meta.go). */
export function placeInNamespace(metadata: ObjectMeta, namespace: string): Status | undefined {
  if (namespace === '') {
    delete metadata.namespace;
    return undefined;
  }
  if (metadata.namespace && metadata.namespace !== namespace) {
    return badRequestStatus('the namespace of the provided object does not match the namespace sent on the request');
  }
  metadata.namespace = namespace;
  return undefined;
}

/** What a client may not set: the server fills it or starts it empty. */
function removeSystemFields(metadata: ObjectMeta): void {
  delete metadata.uid;
  delete metadata.creationTimestamp;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.resourceVersion;
  delete metadata.selfLink;
  delete metadata.managedFields;
}

function generateName(base: string, context: RequestContext): string | undefined {
  const namespace = context.kind.namespaced ? context.namespace : '';
  for (let attempt = 0; attempt < generateNameAttempts; attempt++) {
    const name = base.slice(0, longestGenerateBase) + context.random.suffix(5);
    if (context.cluster.get(context.kind.resource, namespace, name) === undefined) return name;
  }
  return undefined;
}

function existsStatus(existing: KubernetesObject, context: RequestContext, name: string): Status {
  const status = alreadyExistsStatus(resourceOf(context.kind), name);
  if (existing.metadata?.deletionTimestamp === undefined) return status;
  return failure('AlreadyExists', `object is being deleted: ${status.message}`, status.details);
}
