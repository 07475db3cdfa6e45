/** Field paths, field errors, aggregates and the Status of an invalid object. */
import {
  aggregateText,
  duplicate,
  errorBody,
  errorText,
  type FieldError,
  type FieldErrorType,
  forbidden,
  internalError,
  invalid,
  namedString,
  notFound,
  omittedValue,
  required,
  tooFew,
  tooLong,
  tooLongCharacters,
  tooMany,
  tooShort,
  typeInvalid,
  unsupported,
} from '../../../../src/kubernetes/api/fieldError.ts';
import { FieldPath } from '../../../../src/kubernetes/api/fieldPath.ts';
import { type JsonValue, jsonNumber } from '../../../../src/kubernetes/api/json.ts';
import { invalidStatus } from '../../../../src/kubernetes/api/status.ts';
import type { Answer } from '../fields.ts';

export const errorFamilies: Readonly<Record<string, Answer>> = {
  'field-path': (input) => {
    const steps = input as string[];
    return { path: String(grow(steps)), root: String(grow(steps.slice(0, 1))) };
  },
  'field-error': (input) => {
    const error = build(input as ErrorInput);
    return { error: errorText(error), body: errorBody(error), type: error.type };
  },
  'error-aggregate': (input) => {
    const { errors } = input as { errors: string[] };
    return { text: errors.length === 0 ? null : aggregateText(errors) };
  },
  'invalid-status': (input) => {
    const { name, errors } = input as { name: string; errors: RecordedError[] };
    const status = invalidStatus({ group: '', name: 'Pod' }, name, errors.map(fieldError));
    const { kind: _kind, apiVersion: _apiVersion, ...body } = status;
    return { message: status.message, status: body };
  },
};

/** A path from steps such as `child:spec`, `index:0`, `key:cpu`. */
function grow(steps: readonly string[]): FieldPath | undefined {
  return steps.reduce<FieldPath | undefined>((path, step) => {
    const at = step.indexOf(':');
    const name = step.slice(at + 1);
    if (step.startsWith('child:')) return path === undefined ? FieldPath.root(name) : path.child(name);
    if (step.startsWith('key:')) return path === undefined ? FieldPath.rootKey(name) : path.key(name);
    return path === undefined ? FieldPath.rootKey(Number(name)) : path.index(Number(name));
  }, undefined);
}

interface ErrorInput {
  readonly constructor: string;
  readonly field: string;
  readonly valueKind: string;
  readonly value: JsonValue;
  readonly detail: unknown;
}

function build(input: ErrorInput): FieldError {
  const path = FieldPath.root(input.field);
  const value = badValue(input);
  const detail = String(input.detail);
  const limit = Number(input.detail);
  switch (input.constructor) {
    case 'Required':
      return required(path, detail);
    case 'Invalid':
      return invalid(path, value, detail);
    case 'TypeInvalid':
      return typeInvalid(path, value, detail);
    case 'Duplicate':
      return duplicate(path, value);
    case 'NotFound':
      return notFound(path, value);
    case 'NotSupported':
      return unsupported(path, value, input.detail as string[]);
    case 'Forbidden':
      return forbidden(path, detail);
    case 'TooLong':
    case 'TooLongMaxLength':
      return tooLong(path, limit);
    case 'TooLongCharacters':
      return tooLongCharacters(path, limit);
    case 'TooShort':
      return tooShort(path, limit);
    case 'TooMany':
      return tooMany(path, Number(input.value), limit);
    case 'TooFew':
      return tooFew(path, Number(input.value), limit);
    case 'InternalError':
      return internalError(path, detail);
    default:
      throw new Error(`no constructor ${input.constructor}`);
  }
}

/** The value as its Go kind shows it; the recordings give 64-bit integers as text. */
function badValue({ valueKind, value }: ErrorInput): JsonValue | object {
  if (valueKind === 'int64') return jsonNumber(String(value));
  if (valueKind === 'omitted value') return omittedValue;
  if (valueKind === 'stringer-not-json') return {};
  return typeof value === 'string' && !valueKind.startsWith('string') ? namedString(value) : value;
}

interface RecordedError {
  readonly type: FieldErrorType;
  readonly field: string;
  readonly value: JsonValue;
  readonly detail: string;
}

const valueless: readonly string[] = [
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'FieldValueTooShort',
  'InternalError',
] satisfies FieldErrorType[];

function fieldError({ type, field, value, detail }: RecordedError): FieldError {
  const error = { type, path: FieldPath.root(field), detail };
  return valueless.includes(type) ? error : { ...error, badValue: value };
}
