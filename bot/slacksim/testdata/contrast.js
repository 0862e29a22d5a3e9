// An expression: the texts of the page whose contrast is below what WCAG 2.2 AA
// asks for, each as "ratio: selector: text". What is not seen is left out, and
// so is what says nothing: disabled controls and signs without a letter.
(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const seen = new Map();
  const parse = (colour) => { // [r, g, b, a], whatever the colour is written as
    if (!seen.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      seen.set(colour, [r, g, b, a / 255]);
    }
    return seen.get(colour);
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = (c) => {
    const [r, g, b] = c.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  // The colours that can be behind an element: several where there is a gradient.
  const behind = (node) => {
    const layers = [];
    for (let n = node; n; n = n.parentElement) {
      const style = getComputedStyle(n);
      const stops = (style.backgroundImage.match(/rgba?\([^)]*\)/g) ?? []).map(parse);
      if (stops.length > 0) layers.push(stops);
      if (parse(style.backgroundColor)[3] > 0) layers.push([parse(style.backgroundColor)]);
      if (layers.at(-1)?.every((c) => c[3] === 1)) break;
    }
    return layers.reduceRight((under, layer) => under.flatMap((u) => layer.map((c) => over(c, u))), [[255, 255, 255, 1]]);
  };
  const problems = new Set();
  const check = (node, style, text) => {
    const faded = (() => { let o = 1; for (let n = node; n; n = n.parentElement) o *= Number(getComputedStyle(n).opacity); return o; })();
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const colour = parse(style.color);
    const worst = Math.min(...behind(node).map((b) => ratio(over([...colour.slice(0, 3), colour[3] * faded], b), b)));
    if (worst < least) {
      const where = node.id ? `#${node.id}` : `${node.localName}.${[...node.classList].join('.')}`;
      problems.add(`${worst.toFixed(2)}: ${where}: ${text.trim().slice(0, 40)}`);
    }
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let t = walker.nextNode(); t; t = walker.nextNode()) {
    const node = t.parentElement;
    if (!/[\p{L}\p{N}]/u.test(t.data) || node.closest('script, style, noscript, :disabled, .skip')) continue;
    if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || node.getClientRects().length === 0) continue;
    check(node, getComputedStyle(node), t.data);
  }
  for (const field of document.querySelectorAll('[placeholder]:not(:disabled)')) {
    if (field.checkVisibility({ visibilityProperty: true })) check(field, getComputedStyle(field, '::placeholder'), field.placeholder);
  }
  return [...problems].sort().join('\n');
})()
