/** What is wrong with a field, in the words of Kubernetes' validation. */
import type { FieldPath } from './fieldPath.ts';
import { goJson, goJsonString, goQuote } from './goText.ts';
import type { JsonValue } from './json.ts';

/** Why a field was refused, as it stands in a Status' causes. */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTooFew'
  | 'FieldValueTooShort'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

/** A refused value: JSON (or a typed object of the API), or a `ShownValue` where Go prints it otherwise. */
export type BadValue = JsonValue | object;

/** A refused value whose text is not that of its JSON. */
class ShownValue {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Stands for a value that the message does not show. */
export const omittedValue: BadValue = new ShownValue('');

/** One error. `path` is undefined for errors about no field, which Go prints as `<nil>`. */
export interface FieldError {
  readonly type: FieldErrorType;
  readonly path: FieldPath | undefined;
  /** Left out where the message shows no value. */
  readonly badValue?: BadValue;
  readonly detail: string;
}

const words: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTooFew: 'Too few',
  FieldValueTooShort: 'Too short',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};

/** `spec.containers[0].name: Required value`, as `field.Error` prints it. */
export function errorText(error: FieldError): string {
  return `${errorField(error)}: ${errorBody(error)}`;
}

/** The field's path in text. */
export function errorField(error: FieldError): string {
  return error.path === undefined ? '<nil>' : error.path.toString();
}

/** The error without its field: `Invalid value: "x": must be …`. */
export function errorBody(error: FieldError): string {
  const word = words[error.type];
  const start =
    error.badValue === undefined || error.badValue === omittedValue ? word : `${word}: ${showBadValue(error.badValue)}`;
  return error.detail === '' ? start : `${start}: ${error.detail}`;
}

function showBadValue(value: BadValue): string {
  if (typeof value === 'string') return goQuote(value);
  return value instanceof ShownValue ? value.text : goJson(value);
}

/** A string of a named Go type (`DNSPolicy`, `Protocol`, …), which errors show as JSON, so that `<` becomes `\u003c`. */
export function namedString(value: string): BadValue {
  return new ShownValue(goJsonString(value));
}

/** A value that errors show as `text`, such as a struct of the internal API with Go's field names. */
export function shownAs(text: string): BadValue {
  return new ShownValue(text);
}

export function required(path: FieldPath | undefined, detail = ''): FieldError {
  return { type: 'FieldValueRequired', path, detail };
}

export function invalid(path: FieldPath | undefined, badValue: BadValue, detail: string): FieldError {
  return { type: 'FieldValueInvalid', path, badValue, detail };
}

export function typeInvalid(path: FieldPath | undefined, badValue: BadValue, detail: string): FieldError {
  return { type: 'FieldValueTypeInvalid', path, badValue, detail };
}

export function duplicate(path: FieldPath | undefined, badValue: BadValue): FieldError {
  return { type: 'FieldValueDuplicate', path, badValue, detail: '' };
}

export function notFound(path: FieldPath | undefined, badValue: BadValue): FieldError {
  return { type: 'FieldValueNotFound', path, badValue, detail: '' };
}

export function forbidden(path: FieldPath | undefined, detail: string): FieldError {
  return { type: 'FieldValueForbidden', path, detail };
}

/** `supported` in the order to print; Kubernetes' callers mostly sort. */
export function unsupported(path: FieldPath | undefined, badValue: BadValue, supported: readonly string[]): FieldError {
  const detail = supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`;
  return { type: 'FieldValueNotSupported', path, badValue, detail };
}

/** `maximum` in bytes; negative if it is not to be told. */
export function tooLong(path: FieldPath | undefined, maximum: number): FieldError {
  return { type: 'FieldValueTooLong', path, detail: atMost(maximum, 'byte') };
}

/** `maximum` in characters; negative if it is not to be told. */
export function tooLongCharacters(path: FieldPath | undefined, maximum: number): FieldError {
  return { type: 'FieldValueTooLong', path, detail: atMost(maximum, 'character') };
}

function atMost(maximum: number, unit: string): string {
  return maximum < 0 ? 'value is too long' : `may not be more than ${count(maximum, unit)}`;
}

/** `minimum` in characters; negative if it is not to be told. */
export function tooShort(path: FieldPath | undefined, minimum: number): FieldError {
  const detail = minimum < 0 ? 'value is too short' : `must be at least ${count(minimum, 'character')}`;
  return { type: 'FieldValueTooShort', path, detail };
}

/** A list of `actual` items (negative: not told) where `maximum` are allowed (negative: not told). */
export function tooMany(path: FieldPath | undefined, actual: number, maximum: number): FieldError {
  const detail = maximum < 0 ? 'has too many items' : `must have at most ${count(maximum, 'item')}`;
  const error = { type: 'FieldValueTooMany', path, detail } as const;
  return actual < 0 ? error : { ...error, badValue: actual };
}

/** A list of `actual` items where `minimum` are needed (negative: not told). */
export function tooFew(path: FieldPath | undefined, actual: number, minimum: number): FieldError {
  const detail = minimum < 0 ? 'has too few items' : `must have at least ${count(minimum, 'item')}`;
  return { type: 'FieldValueTooFew', path, badValue: actual, detail };
}

export function internalError(path: FieldPath | undefined, detail: string): FieldError {
  return { type: 'InternalError', path, detail };
}

function count(number: number, unit: string): string {
  return number === 1 ? `1 ${unit}` : `${number} ${unit}s`;
}

/** Several messages as `utilerrors.NewAggregate` joins them: doubles dropped, brackets around more than one. */
export function aggregateText(messages: readonly string[]): string {
  const distinct = [...new Set(messages)];
  return distinct.length === 1 ? (distinct[0] ?? '') : `[${distinct.join(', ')}]`;
}
