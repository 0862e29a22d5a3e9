import { byId, el } from './dom.js';
import { ViewBody } from './view.js';

/**
 * Home shows the app's Home tab of a person. ctx is that of ViewBody.
 */
export class Home {
  #body = null;

  constructor(ctx) { this.#body = new ViewBody(byId('home-body'), ctx); }

  /** show draws the tab; without a view it says that there is none yet. */
  show(view, app) {
    this.#body.show(view);
    byId('home-empty').hidden = Boolean(view);
    if (view) return;
    byId('home-empty').replaceChildren(
      el('div', { class: 'empty-sign', 'aria-hidden': 'true' }, '⇄'),
      el('h2', {}, `${app.name} has nothing here yet`),
      el('p', {}, app.connections > 0 ? 'It gets an event when you open this tab, and may publish a view.' : 'It is not connected, so it cannot publish a view.'));
  }
}
