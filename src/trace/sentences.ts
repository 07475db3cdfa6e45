/** Every sentence the panel says, in English, by message id. A translation is one more such table. */
import { panelSentences } from './panelSentences.ts';
import { stepSentences } from './stepSentences.ts';
import { storySentences } from './storySentences.ts';

/**
 * Texts of Kubernetes itself (conditions, events, errors) are not here: they are shown as they are.
 */
export const english: Readonly<Record<string, string>> = { ...storySentences, ...stepSentences, ...panelSentences };
