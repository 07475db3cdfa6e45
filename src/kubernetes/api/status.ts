/** The API server's answer when it refuses: a Status object, made as `k8s.io/apimachinery/pkg/api/errors` makes it. */
import { aggregateText, errorBody, errorField, errorText, type FieldError } from './fieldError.ts';
import { goQuote } from './goText.ts';

export type StatusReason =
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Expired'
  | 'Invalid'
  | 'ServerTimeout'
  | 'Timeout'
  | 'TooManyRequests'
  | 'BadRequest'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'RequestEntityTooLarge'
  | 'UnsupportedMediaType'
  | 'InternalError'
  | 'ServiceUnavailable'
  /** An error that says nothing of its kind. */
  | '';

/** One cause. `reason` is a `FieldErrorType` or another CauseType; both it and `field` may be left out. */
export interface StatusCause {
  readonly reason?: string;
  readonly message: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** A refusal, as it stands in the answer's body. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, never>>;
  readonly status: 'Failure';
  readonly message: string;
  readonly reason: StatusReason;
  readonly details?: StatusDetails;
  readonly code: number;
}

/** A plural resource (`pods`) or a kind (`Pod`), with its API group ('' for core). */
export interface Qualified {
  readonly group: string;
  readonly name: string;
}

const codes: Readonly<Record<StatusReason, number>> = {
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  AlreadyExists: 409,
  Conflict: 409,
  Gone: 410,
  Expired: 410,
  Invalid: 422,
  ServerTimeout: 500,
  Timeout: 504,
  TooManyRequests: 429,
  BadRequest: 400,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  InternalError: 500,
  ServiceUnavailable: 503,
  '': 500,
};

/** A refusal with the code that goes with `reason`. */
export function failure(reason: StatusReason, message: string, details?: StatusDetails): Status {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason } as const;
  const code = codes[reason];
  return details === undefined ? { ...status, code } : { ...status, details, code };
}

/** 422 with every field error as a cause; the message names each distinct one. `kind` is the kind, not the resource. */
export function invalidStatus(kind: Qualified, name: string, errors: readonly FieldError[]): Status {
  const what = `${qualifiedText(kind)} ${goQuote(name)} is invalid`;
  const message = errors.length === 0 ? what : `${what}: ${aggregateText(errors.map(errorText))}`;
  const causes = errors.map((error) => ({ reason: error.type, message: errorBody(error), field: errorField(error) }));
  return failure('Invalid', message, detailsOf(kind, name, causes));
}

/** 403, as an admission plugin gives it. Without a name the text leaves it out. */
export function forbiddenStatus(
  resource: Qualified,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): Status {
  return failure('Forbidden', forbiddenText(resource, name, why), detailsOf(resource, name, causes));
}

function forbiddenText(resource: Qualified, name: string, why: string): string {
  if (resource.name === '' && resource.group === '') return `forbidden: ${why}`;
  const what = qualifiedText(resource);
  return name === '' ? `${what} is forbidden: ${why}` : `${what} ${goQuote(name)} is forbidden: ${why}`;
}

export function notFoundStatus(resource: Qualified, name: string): Status {
  return failure('NotFound', `${qualifiedText(resource)} ${goQuote(name)} not found`, detailsOf(resource, name));
}

export function alreadyExistsStatus(resource: Qualified, name: string): Status {
  const message = `${qualifiedText(resource)} ${goQuote(name)} already exists`;
  return failure('AlreadyExists', message, detailsOf(resource, name));
}

/** 409 after every attempt to make a name from `generateName` met an object. */
export function generateNameConflictStatus(resource: Qualified, name: string): Status {
  const what = `${qualifiedText(resource)} ${goQuote(name)} already exists`;
  const message = `${what}, the server was not able to generate a unique name for the object`;
  return failure('AlreadyExists', message, { ...detailsOf(resource, name), retryAfterSeconds: 1 });
}

export function conflictStatus(resource: Qualified, name: string, why: string): Status {
  const message = `Operation cannot be fulfilled on ${qualifiedText(resource)} ${goQuote(name)}: ${why}`;
  return failure('Conflict', message, detailsOf(resource, name));
}

export function badRequestStatus(message: string): Status {
  return failure('BadRequest', message);
}

export function internalErrorStatus(why: string): Status {
  return failure('InternalError', `Internal error occurred: ${why}`, { causes: [{ message: why }] });
}

function detailsOf(what: Qualified, name: string, causes: readonly StatusCause[] = []): StatusDetails {
  return {
    ...(name !== '' && { name }),
    ...(what.group !== '' && { group: what.group }),
    ...(what.name !== '' && { kind: what.name }),
    ...(causes.length > 0 && { causes }),
  };
}

/** `deployments.apps`, or `pods` for the core group. */
export function qualifiedText(what: Qualified): string {
  return what.group === '' ? what.name : `${what.name}.${what.group}`;
}

/** Whether an answer's body is a refusal. */
export function isStatus(value: unknown): value is Status {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Status' && 'code' in value;
}
