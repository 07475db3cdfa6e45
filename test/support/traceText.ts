/** A trace as lines that a person can read: time, actor, what happened. */
import type { Step, Trace } from '../../src/trace/model.ts';

/** One line a step, without generated names, uids and revisions of unrelated keys. */
export function traceText(trace: Trace): string {
  const lines = trace.steps.map((step) => `${clock(step.at)}  ${step.actor.padEnd(24)} ${what(step)}`);
  return `${lines.join('\n')}\n${clock(trace.length)}  ${trace.end}\n`;
}

function clock(ms: number): string {
  return `${(ms / 1000).toFixed(3).padStart(9)} s`;
}

function what(step: Step): string {
  switch (step.kind) {
    case 'request':
      return `${step.method} ${step.path}`;
    case 'stage':
      return `${step.stage}${step.plugin ? ` ${step.plugin}` : ''}: ${step.outcome}${step.message ? ` — ${step.message}` : ''}`;
    case 'write':
      return `etcd ${step.operation} ${step.key} (revision ${step.revision})`;
    case 'response':
      return `${step.code}${step.reason ? ` ${step.reason}` : ''} → ${step.to}${step.message ? `: ${step.message}` : ''}`;
    case 'watch':
      return `watch ${step.type} ${step.ref.kind}/${step.ref.name} → ${step.to}`;
    case 'schedule': {
      const rejected = step.filter.map(({ node, reasons }) => `${node}: ${reasons.join(', ')}`).join('; ');
      const scores = step.scores.map(({ node, total }) => `${node} ${total}`).join(', ');
      const parts = [step.node ? `→ ${step.node}` : (step.message ?? ''), rejected && `not ${rejected}`, scores];
      return `schedule ${step.result} ${parts.filter((part) => part !== '').join(' | ')}`;
    }
    case 'queue':
      return `queue ${step.queue}: ${step.why}`;
    case 'runtime':
      return `${step.call} ${step.phase}${step.container ? ` ${step.container}` : ''}${step.message ? `: ${step.message}` : ''}`;
    case 'process':
      return `${step.container} ${step.what}${step.exitCode === undefined ? '' : ` ${step.exitCode}`}${step.message ? `: ${step.message}` : ''}`;
    case 'output':
      return `${step.stream}: ${step.text}`;
    case 'note':
      return `note ${step.message.id} ${JSON.stringify(step.message.args ?? {})}`;
    default:
      return step satisfies never;
  }
}
