/** `kubectl create`, from files and by its generators, and `kubectl run`: objects that must not be there yet. */
import type { JsonObject, JsonValue } from '../../api/json.ts';
import { isStatus } from '../../api/status.ts';
import type { KubernetesObject } from '../../api/types.ts';
import type { Ports } from '../../simulation/component.ts';
import type { Process } from '../../simulation/process.ts';
import { type Command, flag } from '../command.ts';
import type { Printer } from '../kubectl.ts';
import { kindOfWord, qualifiedKind } from '../resources.ts';
import { serverError } from '../serverError.ts';
import { createFiles } from './createFiles.ts';

/** The verb `create`. */
export function* create(command: Command, ports: Ports, print: Printer): Process<boolean> {
  const raw = flag(command, 'raw');
  if (raw !== undefined) return yield* createRaw(raw, command, ports, print);
  if (command.flags.filename !== undefined) return yield* createFiles(command, ports, print);
  const body = generated(command);
  if (typeof body === 'string') {
    print.err(body);
    return false;
  }
  return yield* createBody(body, command, ports, print, (status) => `error: failed to create ${body.kind}: ${status}`);
}

/** The verb `run`: one Pod with one container. */
export function* run(command: Command, ports: Ports, print: Printer): Process<boolean> {
  const [name = '', ...args] = command.args;
  const port = flag(command, 'port');
  const env = (command.flags.env ?? []).map((pair) => {
    const [variable = '', value = ''] = pair.split(/=(.*)/s);
    return { name: variable, value };
  });
  const asCommand = flag(command, 'command') !== undefined;
  const container: JsonObject = {
    name,
    image: flag(command, 'image') ?? '',
    ...(port !== undefined && { ports: [{ containerPort: Number(port) }] }),
    ...(env.length > 0 && { env }),
    ...(args.length > 0 && (asCommand ? { command: args } : { args })),
    resources: {},
  };
  const restart = flag(command, 'restart');
  const body: JsonObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: labelsOf(flag(command, 'labels')) ?? { run: name } },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: restart ?? 'Always' },
  };
  return yield* createBody(body, command, ports, print, (status) => status);
}

/** `--raw /path`: the one use of it in manifests' stories is an eviction. */
function* createRaw(path: string, command: Command, ports: Ports, print: Printer): Process<boolean> {
  const match = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/eviction$/.exec(path);
  if (match === null) {
    print.err('Error from server (NotFound): the server could not find the requested resource');
    return false;
  }
  const [, namespace = '', name = ''] = match;
  const body = parsed(command.files[flag(command, 'filename') ?? '-'] ?? '{}');
  const address = { apiVersion: 'v1', resource: 'pods', namespace, name, subresource: 'eviction' };
  const response = yield* ports.api.request({ ...address, verb: 'create', body });
  if (response.code < 300) return true;
  if (isStatus(response.object)) print.err(serverError(response.object));
  return false;
}

function* createBody(
  body: JsonObject,
  command: Command,
  ports: Ports,
  print: Printer,
  wrap: (text: string) => string,
): Process<boolean> {
  const kind = kindOfWord(String(body.kind ?? ''));
  if (kind === undefined) {
    print.err(`error: no matches for kind "${String(body.kind)}"`);
    return false;
  }
  const given = (body.metadata as JsonObject | undefined)?.namespace;
  const namespace = kind.namespaced ? { namespace: typeof given === 'string' ? given : command.namespace } : {};
  const response = yield* ports.api.request({
    apiVersion: kind.apiVersion,
    resource: kind.resource,
    ...namespace,
    verb: 'create',
    body: body as JsonValue,
    fieldValidation: 'Strict',
    fieldManager: `kubectl-${command.verb}`,
    query: `fieldManager=kubectl-${command.verb}&fieldValidation=Strict`,
  });
  for (const warning of response.warnings) print.err(`Warning: ${warning}`);
  if (isStatus(response.object)) {
    print.err(wrap(serverError(response.object)));
    return false;
  }
  const name = (response.object as KubernetesObject).metadata?.name ?? '';
  print.out(`${qualifiedKind(kind)}/${name} created`);
  return true;
}

/** The object that `create KIND NAME …` makes; a text where the kind is none of these. */
function generated(command: Command): JsonObject | string {
  const [word = '', ...rest] = command.args;
  const [name = ''] = rest;
  const metadata = { name };
  switch (word) {
    case 'configmap':
    case 'cm':
      return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: literals(command) };
    case 'secret': {
      const [type = 'generic', secretName = ''] = rest;
      const data = Object.fromEntries(Object.entries(literals(command)).map(([key, value]) => [key, btoa(value)]));
      const types: Readonly<Record<string, string>> = {
        generic: flag(command, 'type') ?? 'Opaque',
        tls: 'kubernetes.io/tls',
      };
      return { apiVersion: 'v1', kind: 'Secret', metadata: { name: secretName }, type: types[type] ?? 'Opaque', data };
    }
    case 'namespace':
    case 'ns':
      return { apiVersion: 'v1', kind: 'Namespace', metadata };
    case 'serviceaccount':
    case 'sa':
      return { apiVersion: 'v1', kind: 'ServiceAccount', metadata };
    case 'deployment':
    case 'deploy':
      return deployment(name, command, rest.slice(1));
    case 'job':
      return job(name, command, rest.slice(1));
    case 'service':
    case 'svc':
      return service(command);
    default:
      return `error: unknown command "${word} ${name}"\nSee 'kubectl create -h' for help and examples`;
  }
}

function literals(command: Command): Record<string, string> {
  const data: Record<string, string> = {};
  for (const literal of command.flags['from-literal'] ?? []) {
    const at = literal.indexOf('=');
    data[literal.slice(0, at)] = literal.slice(at + 1);
  }
  for (const file of command.flags['from-file'] ?? []) {
    const [key = '', path] = file.includes('=') ? file.split(/=(.*)/s) : [file.split('/').at(-1) ?? '', file];
    data[key] = command.files[path ?? ''] ?? '';
  }
  return data;
}

function deployment(name: string, command: Command, words: readonly string[]): JsonObject {
  const labels = { app: name };
  const image = flag(command, 'image') ?? '';
  const container = {
    name: containerName(image),
    image,
    ...(words.length > 0 && { command: [...words] }),
    resources: {},
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: {
      replicas: Number(flag(command, 'replicas') ?? 1),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
}

function job(name: string, command: Command, words: readonly string[]): JsonObject {
  const container = {
    name,
    image: flag(command, 'image') ?? '',
    ...(words.length > 0 && { command: [...words] }),
    resources: {},
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: { template: { metadata: {}, spec: { containers: [container], restartPolicy: 'Never' } } },
  };
}

function service(command: Command): JsonObject {
  const [, type = 'clusterip', name = ''] = command.args;
  const types: Readonly<Record<string, string>> = {
    clusterip: 'ClusterIP',
    nodeport: 'NodePort',
    loadbalancer: 'LoadBalancer',
  };
  const ports = (command.flags.tcp ?? []).map((pair) => {
    const [port = '', target = port] = pair.split(':');
    return { name: pair.replace(':', '-'), port: Number(port), protocol: 'TCP', targetPort: Number(target) };
  });
  const spec = { type: types[type] ?? 'ClusterIP', selector: { app: name }, ports };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, labels: { app: name } }, spec };
}

/** A container's name as kubectl takes it from an image: its last part without tag and digest. */
function containerName(image: string): string {
  return image.split('/').at(-1)?.split('@')[0]?.split(':')[0] ?? '';
}

function labelsOf(text: string | undefined): Record<string, string> | undefined {
  if (text === undefined) return undefined;
  return Object.fromEntries(text.split(',').map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]));
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return {};
  }
}
