import { el } from './dom.js';
import { grow } from './composer.js';

/**
 * editor puts a field in place of the text in body, where a message is written
 * anew: Enter saves, Escape leaves it as it was. `save(text)` answers what the
 * people API does; done is called when the field is gone.
 */
export function editor(body, text, save, done) {
  const open = body.querySelector('.editor textarea');
  if (open) return open.focus();
  const field = el('textarea', { class: 'control', rows: '1', 'aria-label': 'Edit message', 'data-testid': 'edit-input' });
  const note = el('span', { class: 'error', role: 'alert' });
  const close = () => { form.remove(); body.classList.remove('editing'); done(); };
  const form = el('form', { class: 'editor' }, field, el('div', { class: 'row' },
    el('button', { type: 'button', class: 'button', onclick: close }, 'Cancel'), el('button', { type: 'submit', class: 'button primary' }, 'Save'), note));
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    if (field.value.trim() === text.trim()) return close();
    const answer = await save(field.value.trim());
    if (answer.ok) close();
    else note.textContent = answer.error_text || answer.error;
  });
  field.addEventListener('input', () => grow(field));
  field.addEventListener('keydown', (e) => {
    if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); form.requestSubmit(); }
    if (e.key === 'Escape') { e.stopPropagation(); close(); } // and closes nothing else
  });
  field.value = text;
  body.classList.add('editing');
  body.append(form);
  grow(field);
  field.focus();
  field.setSelectionRange(text.length, text.length);
}
