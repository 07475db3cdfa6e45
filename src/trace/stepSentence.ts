/** One step in plain words, for people who don't read request lines. */
import { words } from './message.ts';
import { type Actor, componentOf, type Message, nodeOf, type Step } from './model.ts';

/** The sentence for a step; undefined stands for the time before the first. */
export function stepSentence(step: Step | undefined): Message {
  if (step === undefined) return { id: 'step.start' };
  switch (step.kind) {
    case 'request': {
      const args = { actor: actorName(step.actor, true), kind: step.ref.kind, name: step.ref.name };
      const subresource = step.ref.subresource;
      const doing = subresource === 'binding' || subresource === 'status' ? subresource : step.verb;
      return { id: `step.request.${doing}`, args };
    }
    case 'stage': {
      if (step.outcome === 'refused') {
        return step.plugin === undefined
          ? { id: 'step.stage.refused' }
          : { id: 'step.stage.refusedBy', args: { plugin: step.plugin } };
      }
      if (step.stage === 'default' && step.changes !== undefined && step.changes.length > 0) {
        return { id: 'step.stage.default.changed', args: { fields: step.changes.length } };
      }
      if (step.stage === 'mutate') {
        const id = step.outcome === 'changed' ? 'step.stage.mutate.changed' : 'step.stage.mutate';
        return { id, args: { plugin: step.plugin ?? '' } };
      }
      if (step.stage === 'admit') {
        return step.plugin === undefined
          ? { id: 'step.stage.admit.all' }
          : { id: 'step.stage.admit', args: { plugin: step.plugin } };
      }
      return { id: `step.stage.${step.stage}` };
    }
    case 'write': {
      const args = { kind: step.ref.kind, name: step.ref.name, revision: step.revision };
      return { id: `step.write.${step.operation}`, args };
    }
    case 'response': {
      const id = step.code < 400 ? 'step.response.ok' : 'step.response.refused';
      return { id, args: { actor: actorName(step.to), code: step.code } };
    }
    case 'watch': {
      const args = { actor: actorName(step.to), kind: step.ref.kind, name: step.ref.name };
      return { id: `step.watch.${step.type}`, args };
    }
    case 'schedule':
      return { id: `step.schedule.${step.result}`, args: { node: step.node ?? '', name: step.ref.name } };
    case 'queue':
      return { id: `step.queue.${step.queue}`, args: { name: step.ref.name } };
    case 'runtime': {
      const args = { call: step.call, image: step.image ?? '', container: step.container ?? '' };
      return { id: step.phase === 'failed' ? 'step.runtime.failed' : `step.runtime.${step.call}.${step.phase}`, args };
    }
    case 'process': {
      const args = { container: step.container, exitCode: step.exitCode ?? 0, probe: step.probe ?? '' };
      const probe = step.success === false ? 'step.process.probe.failed' : 'step.process.probe.passed';
      return { id: step.what === 'probe' ? probe : `step.process.${step.what}`, args };
    }
    case 'output':
      return { id: `step.output.${step.stream}`, args: { text: step.text.trimEnd() } };
    case 'note':
      return step.message;
    default:
      return step satisfies never;
  }
}

/** What an actor is called in a sentence; `first`: at its beginning. */
export function actorName(actor: Actor, first = false): string {
  const id = `${first ? 'subject' : 'actor'}.${componentOf(actor)}`;
  return words({ id, args: { node: nodeOf(actor) ?? '' } });
}
