import { byId } from './dom.js';
import { plain } from './mrkdwn.js';
import { ViewBody } from './view.js';

/**
 * Modal shows the view that a person has open. `submit(viewID, values)` and
 * `dismiss(all)` answer what the people API does; ctx is that of ViewBody.
 */
export class Modal {
  #dialog = byId('modal');
  #body;
  #submit;

  constructor(submit, dismiss, ctx) {
    this.#submit = submit;
    this.#body = new ViewBody(byId('modal-body'), ctx);
    byId('modal-close').addEventListener('click', () => dismiss(false));
    byId('modal-close-all').addEventListener('click', () => dismiss(true));
    this.#dialog.addEventListener('cancel', (e) => { e.preventDefault(); dismiss(false); });
  }

  /** show draws a view, or closes the dialog when there is none. */
  show(view) {
    if (!this.#body.show(view)) return;
    if (!view) {
      if (this.#dialog.open) this.#dialog.close();
      return;
    }
    byId('modal-title').replaceChildren(...plain(view.title.text));
    byId('modal-close').replaceChildren(...plain(view.close?.text ?? (view.previous_view_id ? 'Back' : 'Cancel')));
    const send = byId('modal-submit');
    send.hidden = !view.submit;
    send.replaceChildren(...plain(view.submit?.text ?? ''));
    byId('modal-note').textContent = '';
    byId('modal-form').onsubmit = (e) => { e.preventDefault(); this.#send(view); };
    if (this.#dialog.open) return;
    this.#dialog.showModal();
    const fields = [...byId('modal-body').querySelectorAll('input, textarea, select')];
    (fields.find((f) => !f.value) ?? fields[0] ?? byId('modal-submit')).focus();
  }

  async #send(view) {
    const send = byId('modal-submit');
    send.classList.add('busy');
    send.setAttribute('aria-busy', 'true');
    const answer = await this.#submit(view.id, this.#body.values());
    send.classList.remove('busy');
    send.removeAttribute('aria-busy');
    const slots = [...byId('modal-body').querySelectorAll('.field-error')];
    for (const slot of slots) slot.textContent = answer.errors?.[slot.dataset.for] ?? '';
    slots.find((s) => s.textContent !== '')?.scrollIntoView({ block: 'nearest' });
    byId('modal-note').textContent = answer.ok || answer.errors ? '' : answer.error_text || answer.error;
  }
}
