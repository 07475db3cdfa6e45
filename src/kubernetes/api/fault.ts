/** One thing wrong with an object that was refused, and the field it is about. */
import { errorBody, errorText, type FieldError } from './fieldError.ts';

export interface Fault {
  /** Names, map keys and list indexes from the object's root on; the field itself may be missing in the object. */
  readonly path: readonly (string | number)[];
  /** The reason of the Status' cause; for bodies that cannot be decoded `UnknownField`, `DuplicateField` or `TypeError`. */
  readonly reason: string;
  /** The server's words about this field alone, the field's name included. */
  readonly message: string;
}

/** The fault behind a validation error. */
export function faultOf(error: FieldError): Fault {
  const message = error.path === undefined ? errorBody(error) : errorText(error);
  return { path: error.path?.segments() ?? [], reason: error.type, message };
}
