'use strict';
// What the page is built of: elements, numbers, tables, figures with their choices.

/** An element; children are text or elements, so names from files never become markup. */
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

/** Whole numbers with separators, others with so many digits behind the point. */
function format(value, digits) {
  if (typeof value !== 'number') return String(value);
  if (digits !== undefined) {
    const [whole, rest] = value.toFixed(digits).split('.');
    return separated(whole) + (rest ? '.' + rest : '');
  }
  if (Number.isInteger(value)) return separated(String(value));
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e9 ? format(value, size < 1 ? 6 : size < 1000 ? 4 : 1)
    : value.toExponential(3);
}

function separated(whole) {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A bit error rate as people write it. */
function rate(value) {
  return value === null || value === undefined ? 'no faults'
    : typeof value !== 'number' ? String(value) : value === 0 ? '0' : Number(value).toExponential().replace('e-0', 'e-');
}

/** The same in a table. */
function rateCell(value) {
  return typeof value === 'number' ? el('data', {value: String(value)}, rate(value)) : rate(value);
}

/** A long name without its middle. */
function short(name, length = 22) {
  const letters = Array.from(name);
  if (letters.length <= length) return name;
  const behind = Math.floor((length - 2) / 2);
  return letters.slice(0, length - 2 - behind).join('') + '..' + letters.slice(-behind).join('');
}

/** A number that a reader sees rounded and a program exactly. */
function number(value, digits, factor = 1, unit = '') {
  if (value === null || value === undefined) return '-';
  if (typeof value !== 'number') return String(value);
  return el('data', {value: String(value)}, format(value * factor, digits) + unit);
}

/** Mean and interval of an estimate. */
function estimate(value, kind = 'population', digits = 4) {
  if (!value || typeof value.mean !== 'number') return '-';
  const parts = el('span', {}, number(value.mean, digits));
  if (value[kind]) {
    parts.append(' [', number(value[kind].low, digits), ', ', number(value[kind].high, digits), ']');
  }
  return parts;
}

/**
 * A table; the first column names the row. A cell is text, a number, or an element.
 * A column is its heading, or {name, digits} for numbers.
 */
function table(caption, columns, rows) {
  const head = el('tr', {});
  const numeric = columns.map((column, i) => rows.some(row => isNumber(row[i])));
  columns.forEach((column, i) => head.append(
    el('th', {scope: 'col', class: numeric[i] ? 'number' : null}, column.name || column)));
  const body = el('tbody', {});
  for (const row of rows) {
    const line = el('tr', {});
    row.forEach((cell, i) => {
      const content = cell === null || cell === undefined ? '-'
        : typeof cell === 'number' ? number(cell, columns[i].digits) : cell;
      line.append(el(i === 0 ? 'th' : 'td',
        {scope: i === 0 ? 'row' : null, class: numeric[i] ? 'number' : null}, content));
    });
    body.append(line);
  }
  return el('div', {class: 'scroll', role: 'region', tabindex: '0', 'aria-label': caption},
    el('table', {}, el('caption', {}, caption), el('thead', {}, head), body));
}

function isNumber(cell) {
  return typeof cell === 'number'
    || (cell instanceof Element && (cell.matches('data') || cell.querySelector('data') !== null));
}

/** A part that opens on demand, and always on paper. */
function fold(title, ...children) {
  return el('details', {}, el('summary', {}, title), ...children);
}

/** Rows of a table from the data as objects by column. */
function records(data) {
  return !data ? [] : data.rows.map(
    row => Object.fromEntries(data.columns.map((column, i) => [column, row[i]])));
}

const distinct = values => [...new Set(values)];

const drawn = []; // every chart on the page, to draw again for another theme or width

/**
 * A figure: caption, choices, a chart per panel, and the table of what the charts show.
 * spec: {title, text, choices: [{name, options: [[value, label]]}], wide, height,
 *   panels(choice): [{heading, option(theme)}], table(choice): element}
 */
function figure(spec) {
  const node = el('figure', {}, el('figcaption', {}, spec.title));
  if (spec.text) node.append(el('p', {class: 'quiet'}, spec.text));
  const choice = {};
  const choices = (spec.choices || []).filter(one => one.options.length > 0);
  const bar = el('div', {class: 'choices'});
  const panels = el('div', {class: 'panels' + (spec.three ? ' three' : '')});
  const numbers = fold('Table: ' + spec.title);
  let charts = [];

  function draw() {
    charts.forEach(chart => { chart.dispose(); drawn.splice(drawn.indexOf(chart), 1); });
    charts = [];
    panels.replaceChildren();
    for (const panel of spec.panels(choice)) {
      const place = el('div', {class: 'chart', role: 'img',
        'aria-label': spec.title + (panel.heading ? ', ' + panel.heading : '') + '. The table below has its numbers.'});
      place.style.height = (panel.height || 360) + 'px';
      panels.append(el('div', {}, panel.heading ? el('h3', {}, panel.heading) : null, place));
      charts.push(chart(place, panel.option));
    }
    drawn.push(...charts);
    numbers.replaceChildren(el('summary', {}, 'Table: ' + spec.title), ...[spec.table(choice)].flat());
  }

  for (const one of choices) {
    choice[one.name] = one.options[0][0];
    if (one.options.length === 1) continue;
    const select = el('select', {}, ...one.options.map(([, label], i) => el('option', {value: i}, short(label, 60))));
    const label = el('label', {'data-chosen': one.options[0][1]}, one.name + ' ', select);
    select.addEventListener('change', () => {
      choice[one.name] = one.options[select.value][0];
      label.dataset.chosen = one.options[select.value][1];
      draw();
    });
    bar.append(label);
  }
  if (bar.childElementCount > 0) node.append(bar);
  node.append(panels, numbers);
  spec.start = draw;
  figure.waiting.push(draw);
  return node;
}
figure.waiting = []; // charts need their places on the page before they are drawn
