/** Steps in the wire's own words, which no one translates: `POST /api/v1/namespaces/default/pods`, `201 Created`. */
import type { ObjectRef, RequestStep, Step, Trace } from './model.ts';

/** How a step is drawn; each has its own shape and colour. */
export type Shape = 'request' | 'answer' | 'refusal' | 'watch' | 'write' | 'runtime' | 'work';

/** The shape of a step's message; `work` for what happens inside one actor. */
export function shapeOf(step: Step): Shape {
  switch (step.kind) {
    case 'request':
      return 'request';
    case 'response':
      return step.code < 400 ? 'answer' : 'refusal';
    case 'watch':
      return 'watch';
    case 'write':
      return 'write';
    case 'runtime':
      return 'runtime';
    case 'stage':
    case 'schedule':
    case 'queue':
    case 'process':
    case 'output':
    case 'note':
      return 'work';
    default:
      return step satisfies never;
  }
}

/** One line for a step: `POST /api/v1/namespaces/default/pods`, `PUT /registry/pods/default/nginx → revision 241`. */
export function wireLine(step: Step, trace: Trace): string {
  switch (step.kind) {
    case 'request':
      return `${step.method} ${pathOnly(step.path)}`;
    case 'response': {
      const request = requestOf(step.request, trace);
      const asked = request === undefined ? '' : `${request.method} ${pathOnly(request.path)} → `;
      return `${asked}${step.code} ${codeText(step.code, step.reason)}`;
    }
    case 'watch':
      return `${step.type} ${nameInPath(step.ref)} · resourceVersion ${step.revision}`;
    case 'write':
      return `${step.operation === 'put' ? 'Put' : 'Delete'} ${step.key} → revision ${step.revision}`;
    case 'stage':
      return step.plugin === undefined ? step.stage : `${step.stage}: ${step.plugin}`;
    case 'schedule':
      return step.node === undefined ? step.result : `${step.result}: ${step.node}`;
    case 'queue':
      return `${step.queue}: ${step.why}`;
    case 'runtime': {
      const about = step.call === 'PullImage' ? step.image : (step.container ?? step.pod.name);
      return about === undefined ? step.call : `${step.call} ${about}`;
    }
    case 'process':
      return [
        step.probe === undefined ? step.what : `${step.probe} probe`,
        step.container,
        step.exitCode === undefined ? '' : `exit ${step.exitCode}`,
        step.success === undefined ? '' : step.success ? 'succeeded' : 'failed',
      ]
        .filter((part) => part !== '')
        .join(' ');
    case 'output':
      return step.text.trimEnd();
    case 'note':
      return step.message.id;
    default:
      return step satisfies never;
  }
}

/** The word that fits on a message's token: `POST`, `201`, `ADDED`, `r241`. */
export function tokenWord(step: Step): string {
  switch (step.kind) {
    case 'request':
      return step.ref.subresource === 'binding' ? 'Binding' : step.method;
    case 'response':
      return String(step.code);
    case 'watch':
      return step.type;
    case 'write':
      return step.operation === 'put' ? `rev ${step.revision}` : 'delete';
    case 'runtime':
      return step.call;
    case 'stage':
    case 'schedule':
    case 'queue':
    case 'process':
    case 'output':
    case 'note':
      return '';
    default:
      return step satisfies never;
  }
}

/** The whole request line with its query. */
export function requestLine(step: RequestStep): string {
  return `${step.method} ${step.path}`;
}

/** `pods/nginx`, or `pods/nginx/status`. */
export function nameInPath(ref: ObjectRef): string {
  return [ref.resource, ref.name, ref.subresource].filter((part) => part !== undefined && part !== '').join('/');
}

/** The request that a step answers or belongs to. */
export function requestOf(id: number | undefined, trace: Trace): RequestStep | undefined {
  const step = id === undefined ? undefined : trace.steps[id];
  return step?.kind === 'request' ? step : undefined;
}

function pathOnly(path: string): string {
  const query = path.indexOf('?');
  return query < 0 ? path : path.slice(0, query);
}

/** HTTP's own phrase, or the Status' reason where there is one. */
export function codeText(code: number, reason?: string): string {
  return reason ?? phrases[code] ?? '';
}

const phrases: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
