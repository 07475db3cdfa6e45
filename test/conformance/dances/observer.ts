/** Reads an engine's run as the recorder read a real one: versions, events, writes, rows. */
import { isStatus } from '../../../src/kubernetes/api/status.ts';
import type { KubernetesObject, Pod, Service } from '../../../src/kubernetes/api/types.ts';
import type { Cluster } from '../../../src/kubernetes/cluster.ts';
import { tableOf } from '../../../src/kubernetes/printing/tables.ts';
import type { RequestStep, ResponseStep, Step, WriteStep } from '../../../src/trace/model.ts';
import { Placeholders, trimmed } from './normalize.ts';
import { difference } from './paths.ts';
import type { Dance, RecordedEvent, Version, Write } from './recording.ts';

interface Known {
  readonly content: Record<string, unknown>;
  readonly row: readonly string[];
  readonly object: KubernetesObject;
}

export class Observer {
  readonly timeline: Version[] = [];
  readonly events: RecordedEvent[] = [];
  readonly #writes: { readonly request: number; readonly write: Write }[] = [];
  readonly names = new Placeholders();
  /** Virtual time of the last write that anybody in the namespace would see. */
  lastChange = 0;
  readonly #cluster: Cluster;
  readonly #dance: Dance;
  readonly #known = new Map<string, Known>();
  readonly #instances = new Map<string, number>();
  readonly #deleters = new Map<string, string>();
  #read = 0;

  constructor(cluster: Cluster, dance: Dance) {
    this.#cluster = cluster;
    this.#dance = dance;
    for (const resource of ['namespaces', 'nodes', 'serviceaccounts', 'configmaps']) {
      for (const object of cluster.list(resource)) {
        if (this.#concerns(object)) this.#known.set(this.#keyOf(object), this.#view(object));
      }
    }
  }

  /** Write requests in the order in which they were received. */
  get writes(): Write[] {
    return this.#writes.sort((a, b) => a.request - b.request).map(({ write }) => write);
  }

  /** Takes in what has happened since the last look. */
  look(): void {
    const { steps } = this.#cluster.kernel;
    for (; this.#read < steps.length; this.#read++) {
      const step = steps[this.#read] as Step;
      if (step.kind === 'write') this.#write(step);
      else if (step.kind === 'response') this.#response(step);
    }
  }

  /** Rows of all objects that are there now. */
  final(): Record<string, (readonly string[])[]> {
    const rows: Record<string, (readonly string[])[]> = {};
    for (const [key, { object }] of [...this.#known].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const kind = key.split('/')[0] ?? '';
      if (this.#dance.columns[kind] === undefined) continue;
      rows[kind] ??= [];
      rows[kind].push(this.#row(object));
    }
    return rows;
  }

  objects(kind: string): KubernetesObject[] {
    return [...this.#known.values()].map(({ object }) => object).filter((object) => object.kind === kind);
  }

  #concerns(object: KubernetesObject): boolean {
    const { namespace, name } = object.metadata ?? {};
    if (object.kind === 'Node') return this.#dance.columns.Node !== undefined;
    if (object.kind === 'PersistentVolume') return this.#dance.columns.PersistentVolume !== undefined;
    if (object.kind === 'Namespace') return name === this.#dance.namespace;
    return namespace === this.#dance.namespace;
  }

  #keyOf(object: KubernetesObject): string {
    return `${object.kind ?? ''}/${object.metadata?.name ?? ''}`;
  }

  #view(object: KubernetesObject): Known {
    return { content: this.names.value(trimmed(object)) as Known['content'], row: this.#row(object), object };
  }

  #row(object: KubernetesObject): string[] {
    const { columns, cells } = tableOf(object.kind ?? '');
    const values = cells(object, this.#cluster.kernel.unixMilliseconds());
    const wanted = this.#dance.columns[object.kind ?? ''] ?? [];
    return wanted.map((column) => {
      const index = columns.findIndex(({ name }) => name === column);
      const cell = this.names.text(String(values[index] ?? ''));
      if (column === 'Restarts') return cell.replace(/\(.* ago\)/, '(<age> ago)');
      return cell;
    });
  }

  #write(step: WriteStep): void {
    const object = step.object as KubernetesObject;
    if (step.ref.kind === 'Event') {
      if (object.metadata?.namespace === this.#dance.namespace) this.#event(object as KubernetesObject & EventFields);
      return;
    }
    if (!this.#concerns(object)) return;
    const key = this.#keyOf(object);
    const type = step.operation === 'delete' ? 'DELETED' : step.previousRevision === 0 ? 'ADDED' : 'MODIFIED';
    if (type === 'ADDED') {
      this.names.learn(object);
      this.#instances.set(key, (this.#instances.get(key) ?? 0) + 1);
    }
    this.#learnAddresses(object);
    const before = this.#known.get(key);
    const now = this.#view(object);
    const changed = type === 'MODIFIED' ? difference(before?.content ?? {}, now.content) : {};
    const instance = this.#instances.get(key) ?? 1;
    const rowChanged = JSON.stringify(before?.row) !== JSON.stringify(now.row);
    const request = step.request === undefined ? undefined : (this.#cluster.kernel.steps[step.request] as RequestStep);
    const { subresource } = request?.ref ?? {};
    const by = `${request?.userAgent ?? ''} ${request?.verb ?? ''}${subresource === undefined ? '' : `/${subresource}`}`;
    if (request?.verb === 'delete') this.#deleters.set(key, by);
    this.timeline.push({
      obj: this.names.text(key),
      ...(instance > 1 && { inst: instance }),
      type,
      // The recorder takes the end of a namespace for the work of whoever deleted it.
      by: type === 'DELETED' && subresource === 'finalize' ? (this.#deleters.get(key) ?? by) : by,
      ...(type === 'ADDED' && { object: now.content }),
      ...(type === 'MODIFIED' && { changed }),
      ...(type !== 'DELETED' && (type === 'ADDED' || rowChanged) && { row: now.row }),
    });
    if (type === 'DELETED') this.#known.delete(key);
    else this.#known.set(key, now);
    if (object.kind !== 'Node') this.lastChange = step.at;
  }

  #learnAddresses(object: KubernetesObject): void {
    const name = this.names.text(object.metadata?.name ?? '');
    if (object.kind === 'Pod') this.names.learnAddress((object as Pod).status?.podIP, `<ip:${name}>`);
    if (object.kind === 'Service') this.names.learnAddress((object as Service).spec?.clusterIP, `<cluster-ip:${name}>`);
  }

  #event(event: KubernetesObject & EventFields): void {
    const involved = event.involvedObject ?? event.regarding ?? {};
    this.lastChange = this.#cluster.kernel.now();
    this.events.push({
      obj: this.names.text(`${involved.kind ?? ''}/${involved.name ?? ''}`),
      type: event.type ?? '',
      reason: event.reason ?? '',
      message: this.names.text(event.message ?? event.note ?? ''),
      source: event.source?.component || event.reportingComponent || event.reportingController || '',
      count: event.series?.count ?? event.count ?? 1,
    });
  }

  #response(step: ResponseStep): void {
    const request = this.#cluster.kernel.steps[step.request] as RequestStep;
    const { ref, verb, userAgent } = request;
    if (verb === 'get' || verb === 'list') return;
    if (['events', 'leases'].includes(ref.resource) || ['exec', 'log'].includes(ref.subresource ?? '')) return;
    const body = step.body as KubernetesObject | undefined;
    const own =
      ref.namespace === this.#dance.namespace ||
      (ref.resource === 'namespaces' && ref.name === this.#dance.namespace) ||
      ref.resource === 'nodes' ||
      ref.resource === 'ipaddresses' ||
      ref.resource === 'persistentvolumes';
    if (!own) return;
    const created = verb === 'create' && !isStatus(body) ? (body?.metadata?.name ?? ref.name) : ref.name;
    // A name that was to be generated is not in the audit log of a refusal.
    const name = isStatus(body) && ref.name.endsWith('-') ? '' : created;
    const write = {
      agent: userAgent,
      verb,
      what: ref.subresource === undefined ? ref.resource : `${ref.resource}/${ref.subresource}`,
      name: this.names.text(name),
      code: step.code,
    };
    this.#writes.push({ request: step.request, write });
  }
}

/** Members of both versions of Events. */
interface EventFields {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly note?: string;
  readonly count?: number;
  readonly series?: { readonly count?: number };
  readonly source?: { readonly component?: string };
  readonly reportingComponent?: string;
  readonly reportingController?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly regarding?: { readonly kind?: string; readonly name?: string };
}
