import { byId, el } from './dom.js';
import { plain } from './mrkdwn.js';
import { renderBlocks } from './blocks.js';

/**
 * Modal shows the view that a person has open. `submit(viewID, values)` and
 * `dismiss()` answer what the people API does.
 */
export class Modal {
  #dialog = byId('modal');
  #submit;
  #shown = '';

  constructor(submit, dismiss) {
    this.#submit = submit;
    byId('modal-close').addEventListener('click', () => dismiss());
    this.#dialog.addEventListener('cancel', (e) => { e.preventDefault(); dismiss(); });
  }

  /** show draws a view, or closes the dialog when there is none. */
  show(view, names) {
    if (!view) {
      this.#shown = '';
      if (this.#dialog.open) this.#dialog.close();
      return;
    }
    const key = `${view.id} ${view.hash}`;
    if (key === this.#shown) return; // what is typed stays
    this.#shown = key;
    byId('modal-title').replaceChildren(...plain(view.title.text));
    byId('modal-close').replaceChildren(...plain(view.close?.text ?? 'Cancel'));
    const send = byId('modal-submit');
    send.hidden = !view.submit;
    send.replaceChildren(...plain(view.submit?.text ?? ''));
    byId('modal-note').textContent = '';
    const act = (block, element, value, holder) => {
      holder.append(el('span', { class: 'warning-badge', role: 'alert' }, 'Buttons in a modal do nothing here.'));
    };
    byId('modal-body').replaceChildren(...renderBlocks(view.blocks, { names, act, form: true }));
    byId('modal-form').onsubmit = (e) => { e.preventDefault(); this.#send(view); };
    if (!this.#dialog.open) this.#dialog.showModal();
    byId('modal-body').querySelector('input, textarea, select')?.focus();
  }

  async #send(view) {
    const values = {};
    for (const field of byId('modal-body').querySelectorAll('[data-field]')) {
      values[field.dataset.field] = field.multiple ? [...field.selectedOptions].map((o) => o.value) : field.value;
    }
    const send = byId('modal-submit');
    send.classList.add('busy');
    const answer = await this.#submit(view.id, values);
    send.classList.remove('busy');
    for (const slot of byId('modal-body').querySelectorAll('.field-error')) {
      slot.textContent = answer.errors?.[slot.dataset.for] ?? '';
    }
    byId('modal-note').textContent = answer.ok || answer.errors ? '' : answer.error_text || answer.error;
  }
}
