/** What the verbs that take files have in common: options of the command line, the requests, and what is printed in the end. */
import type { ApiResponse } from '../simulation/client.ts';
import type { Process } from '../simulation/process.ts';
import { fileError } from './clientErrors.ts';
import { type Command, flag } from './command.ts';
import { type ClientOptions, type ClientRequest, documentRequests } from './documents.ts';
import type { Printer } from './kubectl.ts';
import { type Failure, failuresText, warningLines } from './output.ts';

/** How a run was asked for. */
export interface FileRun {
  readonly file: string;
  readonly dryRun: 'client' | 'server' | undefined;
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  /** Query parameters as they show in the request line. */
  readonly query: string;
  /** Prints an answer's warnings. */
  warn(response: ApiResponse): void;
}

/** Sends one object; what went wrong, or undefined. */
export type Send = (request: ClientRequest, run: FileRun) => Process<Failure | undefined>;

/** Sends all objects of the files of a command, one after the other; what went wrong is printed in the end. */
export function* runFiles(
  command: Command,
  verb: 'create' | 'apply' | 'replace',
  fieldManager: string,
  print: Printer,
  send: Send,
): Process<boolean> {
  const failures: Failure[] = [];
  const warned = new Set<string>();
  const dryRun = dryRunOf(command);
  const fieldValidation = fieldValidationOf(command);
  const query = `${dryRun === 'server' ? 'dryRun=All&' : ''}fieldManager=${fieldManager}&fieldValidation=${fieldValidation}`;
  for (const named of command.flags.filename ?? []) {
    const text = command.files[named];
    if (text === undefined) {
      print.err(`error: the path "${named}" does not exist`);
      return false;
    }
    const file = named === '-' ? 'STDIN' : named;
    const run: FileRun = {
      file,
      dryRun,
      fieldValidation,
      query,
      warn: ({ warnings }) => {
        for (const line of warningLines(warnings, warned)) print.err(line);
      },
    };
    const results = documentRequests(text, clientOptions(command, file, verb));
    for (const { requests, error } of results) {
      if (error?.origin === 'request') failures.push({ client: error });
      for (const request of requests) {
        const failure = yield* send(request, run);
        if (failure !== undefined) failures.push(failure);
      }
    }
    const error = fileError(results, { file, verb });
    if (error !== undefined) failures.push({ client: error });
  }
  const text = failuresText(failures, verb === 'apply');
  if (text !== undefined) print.err(text);
  return text === undefined;
}

function clientOptions(command: Command, file: string, verb: ClientOptions['verb']): ClientOptions {
  return {
    file,
    namespace: command.namespace,
    enforceNamespace: flag(command, 'namespace') !== undefined,
    validation: fieldValidationOf(command),
    ...(verb && { verb }),
  };
}

function dryRunOf(command: Command): 'client' | 'server' | undefined {
  const given = flag(command, 'dry-run');
  return given === 'client' || given === 'server' ? given : undefined;
}

function fieldValidationOf(command: Command): 'Strict' | 'Warn' | 'Ignore' {
  switch (flag(command, 'validate')) {
    case 'warn':
      return 'Warn';
    case 'ignore':
    case 'false':
      return 'Ignore';
    default:
      return 'Strict';
  }
}
