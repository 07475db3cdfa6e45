/** The panel's entry: defines its elements; the page holds one `podflight-panel`. */
import './elements.ts';
import { Contents } from './contents.ts';
import { Panel } from './panel.ts';
import { Stage } from './stage/stage.ts';
import { StoryView } from './storyView.ts';
import { Terminal } from './terminal.ts';
import { Transport } from './transport.ts';
import { ContainersView } from './views/containersView.ts';
import { EtcdView } from './views/etcdView.ts';
import { EventsView } from './views/eventsView.ts';
import { KubectlView } from './views/kubectlView.ts';
import { MessagesView } from './views/messagesView.ts';
import { ObjectView } from './views/objectView.ts';
import { SchedulerView } from './views/schedulerView.ts';
import { Tabs } from './views/tabs.ts';

const page = new CSSStyleSheet();
page.replaceSync('body { margin: 0; padding: 0; }');
document.adoptedStyleSheets.push(page);

customElements.define('podflight-kubectl', KubectlView);
customElements.define('podflight-object', ObjectView);
customElements.define('podflight-messages', MessagesView);
customElements.define('podflight-scheduler', SchedulerView);
customElements.define('podflight-containers', ContainersView);
customElements.define('podflight-events', EventsView);
customElements.define('podflight-etcd', EtcdView);
customElements.define('podflight-tabs', Tabs);
customElements.define('podflight-stage', Stage);
customElements.define('podflight-transport', Transport);
customElements.define('podflight-story', StoryView);
customElements.define('podflight-terminal', Terminal);
customElements.define('podflight-contents', Contents);
customElements.define('podflight-panel', Panel);
