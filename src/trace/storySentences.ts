/** The story in English: chapters, what really happens, and why a Pod does not run. Markup as in `message.ts`. */
export const storySentences: Readonly<Record<string, string>> = {
  // The ten chapters of a Pod's creation.
  'story.sent.title': 'kubectl sends the manifest to the API server',
  'story.sent.text':
    'kubectl reads your file, turns it into one request and sends that to the API server. The API server is the only one everybody talks to: whatever happens to a Pod goes through it.',
  'story.sent.title.failed': 'kubectl gives up before it creates anything',
  'story.sent.text.failed': 'The Pod was never sent to the API server, so the cluster knows nothing of it.',

  'story.stored.title': 'The API server writes the Pod to etcd',
  'story.stored.text':
    'The API server reads the Pod, fills in what you left out, checks it and writes it to etcd, the key-value store that holds everything the cluster knows.',
  'story.stored.title.refused': 'The API server refuses the Pod',
  'story.stored.text.refused': 'The API server checks every object before it keeps it, and this one did not pass.',
  'story.stored.text.refusedBy':
    'The API server checks every object before it keeps it. This one came as far as `{by}` and did not pass.',
  'story.stored.callout.refused': 'Nothing was written to etcd. The cluster is as it was before.',

  'story.acknowledged.title': 'The API server answers OK to kubectl',
  'story.acknowledged.text': 'For kubectl the work is done: it prints one line and ends. The cluster has only begun.',
  'story.acknowledged.table':
    'READY `0/{total}`: no container is ready yet. STATUS `Pending`: the cluster has taken note of the Pod, but it still has to find a node, download images and set up containers.',
  'story.acknowledged.callout': 'The Pod is not created yet! There is only a record of it.',

  'story.noticed.title': 'The scheduler learns of a Pod without a node',
  'story.noticed.text':
    'Somebody has to say where the Pod goes, and that is the scheduler. It knows what every node has to give and plays Tetris with it: where does this Pod fit best?',
  'story.noticed.title.placed': 'No scheduler: the manifest names the node',
  'story.noticed.text.placed':
    'The manifest sets `spec.nodeName`, so the Pod already has its node and the scheduler leaves it alone.',
  'story.noticed.title.gated': 'The Pod waits at a scheduling gate',
  'story.noticed.text.gated':
    'The manifest lists `spec.schedulingGates`. The scheduler does not look at the Pod before somebody removes them all.',
  'story.noticed.title.nobody': 'Nobody looks for a node',
  'story.noticed.text.nobody':
    'No scheduler of this cluster feels responsible for the Pod, so it stays Pending. Is `spec.schedulerName` right?',

  'story.decided.title': 'The scheduler decides: {node}',
  'story.decided.title.open': 'The scheduler decides on a node',
  'story.decided.text.open': 'It tries every node, takes the one that suits best and tells the API server.',
  'story.decided.text':
    '{tried, plural, one {# node was} other {# nodes were}} tried. {refused, plural, one {One cannot} other {# cannot}} take this Pod, {fit, plural, one {one can} other {# can}}.',
  'story.decided.enough': 'The cluster has {nodes}. With so many, the scheduler stops looking when enough fit.',
  'story.decided.text.all': '{nodes, plural, one {The only node} other {All # nodes}} could take this Pod.',
  'story.decided.only':
    'With only one left there is nothing to compare: `{node}` it is. The scheduler tells the API server, and its work is done.',
  'story.decided.highest':
    '`{node}` has the highest score, {score}. The scheduler tells the API server, and its work is done.',
  'story.decided.tie':
    '`{node}` shares the highest score, {score}, with another node. The scheduler tells the API server, and its work is done.',
  'story.decided.retried': 'It took {attempts, plural, one {# attempt} other {# attempts}} until a node could take it.',
  'story.decided.title.none': 'The scheduler finds no node',
  'story.decided.text.none':
    '{nodes, plural, =0 {There are no nodes at all.} one {The only node was tried, and it cannot take this Pod.} other {All # nodes were tried, and none can take this Pod.}}',
  'story.decided.next.none': 'The Pod stays Pending. The scheduler tries again as soon as the cluster changes.',
  'story.decided.callout.none': 'Here the story ends: no node, no containers.',

  'story.bound.title': 'The API server writes {node} to etcd',
  'story.bound.title.open': 'The API server writes the node to etcd',
  'story.bound.text':
    'The record of the Pod now names its node. Still nothing runs: until now the Pod has only been written about.',

  'story.thanked.title': 'The API server answers OK to the scheduler',
  'story.thanked.text': 'The scheduler turns to the next Pod. Whether this one starts well is not its business.',

  'story.made.title': 'The kubelet on {node} makes the Pod',
  'story.made.title.open': 'The kubelet makes the Pod',
  'story.made.text':
    'Each node has its kubelet, the agent that keeps the containers of its Pods running and healthy. This one hears of the new Pod and puts the container runtime to work.',
  'story.made.order':
    'The Pod comes first, as an empty sandbox with a network of its own. Then {containers, plural, one {the container is} other {the containers are}} made and put inside. All the while the kubelet tells the API server how far it is.',
  'story.made.callout': 'At this moment both the Pod and its containers are actually created!',
  'story.made.title.trouble': 'The kubelet on {node} cannot get the Pod to run',
  'story.made.text.trouble': 'The Pod has a node, and the kubelet there does what it can, but something is in the way.',

  'story.reported.title': 'The API server writes the Pod’s status to etcd',
  'story.reported.text':
    'The kubelet has reported that the containers run. The record in etcd catches up with the truth: phase `Running`.',
  'story.reported.text.ip':
    'The kubelet has reported that the containers run. The record in etcd catches up with the truth: phase `Running`, Pod IP `{ip}`.',

  'story.done.title': 'The API server answers OK to the kubelet',
  'story.done.up':
    'READY `{ready}/{total}`: {ready, plural, one {one container is} other {# containers are}} up. STATUS `Running`: the Pod is bound to a node and all of its containers have been created.',
  'story.done.up.next': 'The kubelet stays with it: it watches the containers, probes them and restarts what ends.',
  'story.done.finished': 'The containers have done their work and ended well. The Pod is finished.',
  'story.done.finished.next': 'It stays listed until somebody deletes it, so that its logs can be read.',
  'story.done.notReady':
    'STATUS `Running`: the Pod is bound and its containers have been created. But READY says `{ready}/{total}`: not all of them are ready.',
  'story.done.notReady.next': 'Until they are, no Service sends requests to the Pod. The kubelet keeps probing.',

  // What really happens.
  'detail.asked': 'First it asked whether there is something already: `{line}`',
  'detail.request': '`{line}`',
  'detail.strict': '`fieldValidation=Strict` asks the server to refuse fields that it does not know.',
  'detail.allThroughServer': 'The components never call each other. They read and write objects at the API server.',
  'detail.chain':
    'On its way a request is decoded, defaulted, changed by admission, validated, and admitted. Any of these may refuse it.',
  'detail.defaults': 'Defaulting set {fields, plural, one {# field} other {# fields}} that the manifest does not have.',
  'detail.admission': 'Changed by the admission plugins {plugins}.',
  'detail.written': 'etcd key `{key}`, revision {revision}. The revision becomes the Pod’s `resourceVersion`.',
  'detail.nothingWritten': 'The error was the answer to the request: there is no key in etcd and no revision.',
  'detail.answered': '`{line}`, with the stored Pod at resourceVersion {revision} in its body.',
  'detail.phaseAndStatus':
    '`Pending` is the Pod’s *phase*. The STATUS column of kubectl says more, such as `ContainerCreating` or `CrashLoopBackOff`, and these are not phases.',
  'detail.warning': 'The answer carried a warning: {warning}',
  'detail.watchScheduler': 'Nobody calls the scheduler. It *watches* Pods, and picks up those without a node.',
  'detail.watchEvent': 'It came as the watch event `{type}` at resourceVersion {revision}.',
  'detail.queue': 'The Pod enters the scheduler’s active queue, which is sorted by priority.',
  'detail.gated': 'A gated Pod is not even queued; its condition PodScheduled has the reason `SchedulingGated`.',
  'detail.filterAndScore':
    'First filters rule nodes out, then plugins score the rest from 0 to 100 each, times a weight. The highest sum wins.',
  'detail.binding':
    'It answers by creating a `Binding`, a subresource of the Pod: `{line}`. It never writes `spec.nodeName` itself.',
  'detail.victims': 'To make room, these Pods have to go: {victims}.',
  'detail.noPreemption': 'Would it help to evict Pods of lower priority? {message}',
  'detail.rewritten': 'The same key `{key}`: revision {revision} follows {before}.',
  'detail.scheduledCondition': 'One write sets `spec.nodeName` and the condition PodScheduled.',
  'detail.bindingAnswered': '`{line}`: a Status, not the Pod.',
  'detail.scheduledEvent': 'Beside this, the scheduler posts the Event `Scheduled`, which `kubectl describe` shows.',
  'detail.watchKubelet': 'Nobody calls the kubelet either. It *watches* Pods whose `spec.nodeName` is its own node.',
  'detail.sandbox':
    'The kubelet asks the runtime by CRI calls: `RunPodSandbox`, then per container `PullImage`, `CreateContainer`, `StartContainer`.',
  'detail.reports':
    'On the way it reported {reports, plural, one {once} other {# times}} by patching the Pod’s `status` subresource.',
  'detail.statusApart': 'Status is written apart from spec, so nobody’s wishes overwrite the facts: `{line}`',
  'detail.statusAnswered': '`{line}`, with the Pod in its body.',
  'detail.levelTriggered':
    'Every component compares what is with what should be, and acts on the difference. The same happens when you change or delete the Pod.',

  // Why a Pod does not run.
  'trouble.ErrImagePull':
    'The image `{image}` cannot be pulled. The kubelet tries again, after longer and longer waits.',
  'trouble.ImagePullBackOff':
    'The image `{image}` cannot be pulled, and the kubelet waits before it tries again: ten seconds at first, up to five minutes.',
  'trouble.InvalidImageName': '`{image}` is not the name of an image.',
  'trouble.ErrImageNeverPull':
    'The image `{image}` is not on the node, and the pull policy `Never` forbids to fetch it.',
  'trouble.CrashLoopBackOff':
    'The process in `{container}` ends soon after it starts. The kubelet restarts it, after longer and longer waits: ten seconds at first, up to five minutes.',
  'trouble.Error': 'The process in `{container}` ended with an error.',
  'trouble.OOMKilled': 'The process in `{container}` needed more memory than its limit and was killed.',
  'trouble.StartError': 'The runtime made `{container}` but could not start its command.',
  'trouble.RunContainerError': 'The runtime made `{container}` but could not start its command.',
  'trouble.CreateContainerConfigError':
    'Something that `{container}` refers to is missing, such as a ConfigMap, a Secret or a key in one.',
  'trouble.CreateContainerError': 'The runtime could not make `{container}`.',
  'trouble.other': 'What the kubelet says about it is below.',

  // Chapters of other runs.
  'cause.create': '{actor} creates {kind} {name}',
  'cause.create.many': '{actor} creates {count} objects of kind {kind}',
  'cause.update': '{actor} updates {kind} {name}',
  'cause.update.many': '{actor} updates {kind} {name} and others',
  'cause.patch': '{actor} patches {kind} {name}',
  'cause.patch.many': '{actor} patches {kind} {name} and others',
  'cause.delete': '{actor} deletes {kind} {name}',
  'cause.delete.many': '{actor} deletes {count} objects of kind {kind}',
  'cause.status': '{actor} reports the status of {kind} {name}',
  'cause.status.many': '{actor} reports the status of {kind} {name} and others',
  'cause.binding': '{actor} binds Pod {name} to a node',
  'cause.binding.many': '{actor} binds {count} Pods to nodes',
  'cause.scale': '{actor} scales {kind} {name}',
  'cause.scale.many': '{actor} scales {count} objects',
  'cause.subresource': '{actor} writes to {kind} {name}',
  'cause.subresource.many': '{actor} writes to {kind} {name} and others',
  'cause.text': '{actor} asks the API server, the API server writes to etcd, and whoever watches learns of it.',
  'cause.joined': '{first}, and more',
  'cause.whole': 'What happened',
};
