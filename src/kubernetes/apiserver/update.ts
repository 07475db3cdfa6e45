/** Changing a stored object: PUT and PATCH of the object or one of its subresources. */
import { type Fault, faultOf } from '../api/fault.ts';
import type { FieldError } from '../api/fieldError.ts';
import { goQuote } from '../api/goText.ts';
import type { JsonValue } from '../api/json.ts';
import { badRequestStatus, conflictStatus, failure, invalidStatus, type Status } from '../api/status.ts';
import type { KubernetesObject, ObjectMeta } from '../api/types.ts';
import type { AdmissionRequest } from './admission/admission.ts';
import { admissionPlugins } from './admission/plugins.ts';
import { beforeUpdate } from './beforeUpdate.ts';
import { encodeObject } from './conversion/encode.ts';
import { type Answer, admitValidated, placeInNamespace } from './create.ts';
import { decodeObject } from './decode/decode.ts';
import { applyDefaults } from './defaulting/defaulting.ts';
import { storageKey } from './keys.ts';
import { dedupOwnerReferences } from './ownerReferences.ts';
import { jsonPatch } from './patch/jsonPatch.ts';
import { mergePatch } from './patch/mergePatch.ts';
import { strategicMergePatch } from './patch/strategicMergePatch.ts';
import { qualifiedKind, type RequestContext, resourceOf } from './request.ts';
import { allocate, canonicalize } from './strategy/strategy.ts';
import { deliveredWarnings } from './warnings/recorder.ts';
import { warningsOnUpdate } from './warnings/warnings.ts';

/** Dry runs name keys without it. */
const registry = '/registry';

/** The API server's answer to PUTting `body` over `old` (staging, registry/rest/update.go). Stores nothing. */
export function updateObject(
  body: JsonValue | object,
  old: KubernetesObject,
  context: RequestContext,
  subresource = '',
): Answer {
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
  const decoded = decodeObject(body as JsonValue, kind, context.fieldValidation);
  warnings.push(...decoded.warnings);
  if ('status' in decoded) return refuse('decode', decoded.status, undefined, decoded.faults);
  const object = decoded.object;
  applyDefaults(object);
  object.metadata ??= {};
  const misplaced =
    placeInNamespace(object.metadata, namespace) ??
    misnamed(object.metadata, old.metadata ?? {}) ??
    preconditionConflict(object.metadata, old, context);
  if (misplaced !== undefined) return refuse('decode', misplaced);
  dropStoredFields(object.metadata);
  const warn = (text: string): unknown => warnings.push(text);
  dedupOwnerReferences(object.metadata, warn);

  const request: AdmissionRequest = {
    operation: 'update',
    kind,
    namespace,
    name: object.metadata.name ?? '',
    ...(subresource !== '' && { subresource }),
    object,
    old,
    cluster: context.cluster,
    random: context.random,
    now: context.now,
    warn,
  };
  for (const plugin of admissionPlugins) {
    const status = plugin.admit?.(request);
    if (status !== undefined) return refuse('mutate', status, plugin.name);
  }
  const refuseFields = (errors: readonly FieldError[]): Answer => {
    const status = invalidStatus(qualifiedKind(kind), old.metadata?.name ?? '', errors);
    return refuse('validate', status, undefined, errors.map(faultOf));
  };
  const unallocated = subresource === '' ? allocate(object, old, context) : undefined;
  if (unallocated !== undefined) {
    return 'errors' in unallocated ? refuseFields(unallocated.errors) : refuse('validate', unallocated.status);
  }
  const refused = beforeUpdate(object, old, { kind, namespace, subresource }, request);
  if (refused !== undefined) return refuse('validate', refused.status, undefined, refused.errors.map(faultOf));
  warnings.push(...warningsOnUpdate(object, old));
  canonicalize(object);
  const refusal = admitValidated(request, admissionPlugins);
  if (refusal !== undefined) return refuse('admit', refusal.status, refusal.plugin);
  observe?.({ stage: 'admit', object });
  return { accepted: true, object: encodeObject(object), warnings: deliveredWarnings(warnings) };
}

/** The object that a patch makes of `old`, to be answered as an update; or why it cannot be applied. */
export function patched(
  old: KubernetesObject,
  patch: unknown,
  type: string,
  context: RequestContext,
): { readonly object: JsonValue } | { readonly status: Status } {
  switch (type) {
    case 'application/merge-patch+json':
      return { object: mergePatch(old, patch) as JsonValue };
    case 'application/json-patch+json': {
      const result = jsonPatch(old, patch);
      if ('value' in result) return { object: result.value as JsonValue };
      return {
        status: failure('Invalid', `the server rejected our request due to an error in our request: ${result.error}`),
      };
    }
    case 'application/strategic-merge-patch+json':
      return { object: strategicMergePatch(old, patch, context.kind.struct) as JsonValue };
    default:
      return {
        status: failure(
          'UnsupportedMediaType',
          `the body of the request was in an unknown format - accepted media types include: ${type}`,
        ),
      };
  }
}

/** The object's name is the URL's (endpoints/handlers/rest.go `checkName`). */
function misnamed({ name }: ObjectMeta, { name: wanted = '' }: ObjectMeta): Status | undefined {
  if (name === wanted) return undefined;
  if (!name) {
    return badRequestStatus(
      `the name of the object (${wanted} based on URL) was undeterminable: name must be provided`,
    );
  }
  return badRequestStatus(`the name of the object (${name}) does not match the name on the URL (${wanted})`);
}

/** Somebody else was faster (resourceVersion), or the name now belongs to another object (uid). */
function preconditionConflict(next: ObjectMeta, old: KubernetesObject, context: RequestContext): Status | undefined {
  const resource = resourceOf(context.kind);
  const stored = old.metadata ?? {};
  const name = stored.name ?? '';
  if (next.uid && next.uid !== stored.uid) {
    const { kind, namespace, dryRun } = context;
    const key = storageKey(kind.resource, namespace, name);
    const why = `Precondition failed: UID in precondition: ${next.uid}, UID in object meta: ${stored.uid ?? ''}`;
    const where = `Code: 4, Key: ${dryRun ? key.slice(registry.length) : key}, ResourceVersion: 0`;
    return conflictStatus(resource, name, `StorageError: invalid object, ${where}, AdditionalErrorMsg: ${why}`);
  }
  const version = next.resourceVersion ?? '';
  const problem = version === '' ? undefined : uint64Problem(version);
  if (problem !== undefined) return failure('', problem);
  if (!/^0*$/.test(version) && version !== stored.resourceVersion) {
    const why = 'the object has been modified; please apply your changes to the latest version and try again';
    return conflictStatus(resource, name, why);
  }
  return undefined;
}

/** The error of Go's `strconv.ParseUint`, if there is one. */
function uint64Problem(text: string): string | undefined {
  const failed = `strconv.ParseUint: parsing ${goQuote(text)}`;
  if (!/^\d+$/.test(text)) return `${failed}: invalid syntax`;
  return BigInt(text) < 1n << 64n ? undefined : `${failed}: value out of range`;
}

/** What the store writes itself. */
function dropStoredFields(metadata: ObjectMeta): void {
  delete metadata.resourceVersion;
  delete metadata.managedFields;
  delete metadata.selfLink;
}
