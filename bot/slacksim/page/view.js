import { renderBlocks } from './blocks.js';
import { place } from './dom.js';
import { valuesIn, valuesOf } from './fields.js';

/**
 * ViewBody shows the blocks of a view, of a modal or of the Home tab. What was
 * typed stays when another version of the same view comes.
 * `ctx` is {names, use(press, element, holder), suggest(press), attach(file)}.
 */
export class ViewBody {
  #root;
  #ctx;
  #shown = {};
  #nodes = new Map(); // by the JSON of a block: one that did not change stays as it is

  constructor(root, ctx) {
    this.#root = root;
    this.#ctx = ctx;
  }

  /** show draws a view, and reports whether it differed from what was there. */
  show(view) {
    if (view?.id === this.#shown.id && view?.hash === this.#shown.hash) return false;
    const kept = view && view.id === this.#shown.id ? valuesOf(this.#root) : {};
    const focused = this.#root.contains(document.activeElement) ? document.activeElement.closest('[data-action-id]')?.dataset : null;
    this.#shown = { id: view?.id, hash: view?.hash };
    if (!view) {
      this.#nodes.clear();
      this.#root.replaceChildren();
      return true;
    }
    const press = (b, e, value) => ({
      view_id: view.id, block_id: b.block_id, action_id: e.action_id, value, values: valuesOf(this.#root), confirmed: true,
    });
    const ctx = {
      names: this.#ctx.names, form: true,
      start: (b, e) => {
        const typed = kept[b.block_id]?.[e.action_id];
        return typed === undefined ? valuesIn(view.state?.values?.[b.block_id]?.[e.action_id]) : [typed].flat();
      },
      act: (b, e, value, holder) => this.#ctx.use(press(b, e, value), e, holder),
      suggest: (b, e, text) => this.#ctx.suggest(press(b, e, text)),
      attach: this.#ctx.attach,
    };
    const nodes = new Map(view.blocks.map((b) => {
      const key = JSON.stringify([view.id, b]);
      return [key, this.#nodes.get(key) ?? renderBlocks([b], ctx)[0]];
    }));
    this.#nodes = nodes;
    place(this.#root, [...nodes.values()]);
    if (focused?.actionId) {
      const again = this.#root.querySelector(`[data-block-id="${CSS.escape(focused.blockId)}"][data-action-id="${CSS.escape(focused.actionId)}"]`);
      (again?.matches('span') ? again.querySelector('input, button') : again)?.focus();
    }
    return true;
  }

  values() { return valuesOf(this.#root); }
}
